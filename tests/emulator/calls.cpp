#include "tests/emulator/calls.hpp"

#include "base/assert.hpp"
#include "tests/emulator/bodies.hpp"
#include "tests/emulator/components.hpp"
#include "tests/emulator/incidents.hpp"
#include "tests/emulator/lists.hpp"
#include "tests/emulator/postmortems.hpp"
#include "tests/emulator/views.hpp"

namespace tocsin {
namespace {

ApiResult<ApiAnswer> read(const ApiTurn& turn, const ApiRoute& route, const QueryPairs& query) {
    switch (route.call) {
        case ApiCall::read_page:
            return ApiAnswer{200, view_page(turn.page, turn.options)};
        case ApiCall::list_components:
            return list_components(turn, query);
        case ApiCall::read_component:
            return read_component(turn, route.id);
        case ApiCall::list_groups:
            return list_groups(turn, query);
        case ApiCall::read_group:
            return read_group(turn, route.id);
        case ApiCall::list_templates:
            return list_templates(turn, query);
        case ApiCall::read_incident:
            return read_incident(turn, route.id);
        case ApiCall::read_postmortem:
            return read_postmortem(turn, route.id);
        default:
            return list_incidents(turn, route.call, query);
    }
}

// The member of the body that holds the fields.
std::string_view wrapper_of(ApiCall call) {
    switch (call) {
        case ApiCall::create_component:
        case ApiCall::change_component:
            return "component";
        case ApiCall::create_incident:
        case ApiCall::change_incident:
            return "incident";
        case ApiCall::change_update:
            return "incident_update";
        case ApiCall::create_template:
            return "template";
        default:
            return "postmortem";
    }
}

ApiResult<ApiAnswer> write(ApiTurn& turn, const ApiRoute& route, const HttpRequest& request) {
    TRY(const auto body, read_api_body(request, wrapper_of(route.call), turn.options));
    switch (route.call) {
        case ApiCall::create_component:
            return create_component(turn, body);
        case ApiCall::change_component:
            return change_component(turn, route.id, body);
        case ApiCall::create_template:
            return create_template(turn, body);
        case ApiCall::create_incident:
            return create_incident(turn, body);
        case ApiCall::change_incident:
            return change_incident(turn, route.id, body);
        case ApiCall::change_update:
            return change_update(turn, route.id, route.update_id, body);
        case ApiCall::write_postmortem:
            return write_postmortem(turn, route.id, body);
        default:
            return publish_postmortem(turn, route.id, body);
    }
}

}  // namespace

bool is_writing_call(ApiCall call) {
    switch (call) {
        case ApiCall::create_component:
        case ApiCall::change_component:
        case ApiCall::delete_component:
        case ApiCall::create_template:
        case ApiCall::create_incident:
        case ApiCall::change_incident:
        case ApiCall::delete_incident:
        case ApiCall::change_update:
        case ApiCall::write_postmortem:
        case ApiCall::publish_postmortem:
        case ApiCall::revert_postmortem:
        case ApiCall::delete_postmortem:
            return true;
        default:
            return false;
    }
}

bool is_listing_call(ApiCall call) {
    switch (call) {
        case ApiCall::list_components:
        case ApiCall::list_groups:
        case ApiCall::list_templates:
        case ApiCall::list_incidents:
        case ApiCall::list_unresolved:
        case ApiCall::list_scheduled:
        case ApiCall::list_upcoming:
        case ApiCall::list_active:
            return true;
        default:
            return false;
    }
}

bool is_incident_call(ApiCall call) {
    switch (call) {
        case ApiCall::create_incident:
        case ApiCall::change_incident:
        case ApiCall::delete_incident:
        case ApiCall::change_update:
            return true;
        default:
            return false;
    }
}

ApiResult<ApiAnswer> carry_out_call(ApiTurn& turn, const ApiRoute& route, const QueryPairs& query,
                                    const HttpRequest& request) {
    TOCSIN_ASSERT(route.call != ApiCall::list_pages);
    if (!is_writing_call(route.call)) return read(turn, route, query);
    switch (route.call) {
        case ApiCall::delete_component:
            return delete_component(turn, route.id);
        case ApiCall::delete_incident:
            return delete_incident(turn, route.id);
        case ApiCall::revert_postmortem:
            return revert_postmortem(turn, route.id);
        case ApiCall::delete_postmortem:
            return delete_postmortem(turn, route.id);
        default:
            return write(turn, route, request);
    }
}

}  // namespace tocsin
