#include "tests/emulator/components.hpp"

#include <algorithm>
#include <boost/json/array.hpp>

#include "base/assert.hpp"
#include "base/text.hpp"
#include "tests/emulator/fields.hpp"
#include "tests/emulator/lists.hpp"
#include "tests/emulator/views.hpp"
#include "tests/emulator/words.hpp"

namespace tocsin {

namespace json = boost::json;

namespace {

// Puts what the body names into `component`, or says what is wrong and leaves it.
ApiResult<void> write_fields(ApiTurn& turn, EmulatedComponent& component, const ApiBody& body) {
    FieldReader reader(body);
    EmulatedComponent changed = component;
    std::vector<FieldProblem> refused;
    const auto name = reader.text("name");
    if (name) changed.name = *name;
    if (trim(changed.name).empty()) refused.push_back({reader.full_name("name"), "can't be blank"});
    if (reader.has("description")) changed.description = reader.text("description");
    if (reader.has("start_date")) changed.start_date = reader.text("start_date");
    changed.showcase = reader.flag("showcase").value_or(changed.showcase);
    changed.only_show_if_degraded =
        reader.flag("only_show_if_degraded").value_or(changed.only_show_if_degraded);
    if (reader.has("group_id")) {
        changed.group_id = reader.text("group_id");
        const EmulatedComponent* group =
            changed.group_id ? turn.page.find_component(*changed.group_id) : nullptr;
        if (changed.group_id && !(group && group->group && !changed.group)) {
            refused.push_back({reader.full_name("group_id"), "is invalid"});
        }
    }
    const auto status = reader.text("status");
    if (status && component.group) {
        if (turn.options.group_status == ModelOptions::Doubtful::refuse) {
            refused.push_back({reader.full_name("status"), "of a group cannot be set"});
        }
        turn.notes.push_back("the status of a group was given");
    } else if (status && !status->empty()) {
        if (!is_word_of(component_status_words, *status)) {
            refused.push_back({reader.full_name("status"), "does not have a valid value"});
        }
        changed.status = *status;
    }
    if (!reader.problems().empty()) return ApiRefusal{400, reader.problems()};
    if (!refused.empty()) return ApiRefusal{422, refused};
    for (const std::string& ignored : reader.rest()) {
        turn.notes.push_back("ignored: " + reader.full_name(ignored));
    }
    component = std::move(changed);
    component.updated_at = turn.now;
    return success();
}

}  // namespace

ApiResult<ApiAnswer> list_components(const ApiTurn& turn, const QueryPairs& query) {
    TRY(const auto paging, read_paging(query, "per_page"));
    std::vector<const EmulatedComponent*> rows;
    for (const EmulatedComponent& row : turn.page.components) rows.push_back(&row);
    json::array list;
    for (const EmulatedComponent* row : cut_page(rows, paging)) {
        list.push_back(view_component(turn.page, *row, turn.options));
    }
    return ApiAnswer{200, std::move(list)};
}

ApiResult<ApiAnswer> read_component(const ApiTurn& turn, std::string_view id) {
    const EmulatedComponent* component = turn.page.find_component(id);
    if (!component) return no_such_thing();
    return ApiAnswer{200, view_component(turn.page, *component, turn.options)};
}

ApiResult<ApiAnswer> create_component(ApiTurn& turn, const ApiBody& body) {
    EmulatedComponent component;
    component.created_at = turn.now;
    TRYV(write_fields(turn, component, body));
    component.id = draw_emulated_id(turn.rng);
    turn.page.components.push_back(std::move(component));
    return ApiAnswer{201, view_component(turn.page, turn.page.components.back(), turn.options)};
}

ApiResult<ApiAnswer> change_component(ApiTurn& turn, std::string_view id, const ApiBody& body) {
    EmulatedComponent* component = turn.page.find_component(id);
    if (!component) return no_such_thing();
    TRYV(write_fields(turn, *component, body));
    return ApiAnswer{200, view_component(turn.page, *component, turn.options)};
}

ApiResult<ApiAnswer> delete_component(ApiTurn& turn, std::string_view id) {
    const EmulatedComponent* component = turn.page.find_component(id);
    if (!component) return no_such_thing();
    if (component->group) return refuse_with(422, "a group is not deleted as a component");
    for (EmulatedIncident& incident : turn.page.incidents) {
        std::erase(incident.component_ids, component->id);
    }
    std::erase_if(turn.page.components, [&](const EmulatedComponent& row) { return row.id == id; });
    return ApiAnswer{204, nullptr};
}

ApiResult<ApiAnswer> list_groups(const ApiTurn& turn, const QueryPairs& query) {
    TRY(const auto paging, read_paging(query, "per_page"));
    std::vector<const EmulatedComponent*> rows;
    for (const EmulatedComponent& row : turn.page.components) {
        if (row.group) rows.push_back(&row);
    }
    json::array list;
    for (const EmulatedComponent* row : cut_page(rows, paging)) {
        list.push_back(view_group(turn.page, *row, turn.options));
    }
    return ApiAnswer{200, std::move(list)};
}

ApiResult<ApiAnswer> read_group(const ApiTurn& turn, std::string_view id) {
    const EmulatedComponent* group = turn.page.find_component(id);
    if (!group || !group->group) return no_such_thing();
    return ApiAnswer{200, view_group(turn.page, *group, turn.options)};
}

std::vector<AffectedComponent> set_component_statuses(
    EmulatedPage& page, const std::vector<std::pair<std::string, std::string>>& wanted,
    WallTime now) {
    std::vector<AffectedComponent> affected;
    for (const auto& [id, status] : wanted) {
        EmulatedComponent* component = page.find_component(id);
        TOCSIN_ASSERT(component != nullptr);
        const std::string before = component->status;
        if (!status.empty() && status != before) {
            component->status = status;
            component->updated_at = now;
        }
        affected.push_back({id, page.full_name_of(*component), before, component->status});
    }
    return affected;
}

}  // namespace tocsin
