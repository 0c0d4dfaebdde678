#include "tests/emulator/postmortems.hpp"

#include <boost/json/array.hpp>

#include "base/text.hpp"
#include "tests/emulator/fields.hpp"
#include "tests/emulator/incidents.hpp"
#include "tests/emulator/lists.hpp"
#include "tests/emulator/views.hpp"
#include "tests/emulator/words.hpp"

namespace tocsin {

namespace json = boost::json;

namespace {

ApiResult<EmulatedIncident*> incident_with_postmortem(const ApiTurn& turn, std::string_view id) {
    EmulatedIncident* incident = turn.page.find_incident(id);
    if (!incident || !incident->postmortem) return refuse_with(404, "not found");
    return incident;
}

ApiAnswer shown(const ApiTurn& turn, const EmulatedIncident& incident) {
    return {200, view_postmortem(turn.page, *incident.postmortem, turn.options)};
}

ApiResult<std::string> text_not_blank(FieldReader& reader, std::string_view name) {
    const auto text = reader.text(name);
    if (!reader.problems().empty()) return ApiRefusal{400, reader.problems()};
    if (!text || trim(*text).empty()) {
        return refuse_field(400, reader.full_name(name), text ? "can't be blank" : "is missing");
    }
    return *text;
}

}  // namespace

ApiResult<ApiAnswer> read_postmortem(const ApiTurn& turn, std::string_view incident_id) {
    TRY(EmulatedIncident * incident, incident_with_postmortem(turn, incident_id));
    return shown(turn, *incident);
}

ApiResult<ApiAnswer> write_postmortem(ApiTurn& turn, std::string_view incident_id,
                                      const ApiBody& body) {
    EmulatedIncident* incident = turn.page.find_incident(incident_id);
    if (!incident) return refuse_with(404, "not found");
    FieldReader reader(body);
    TRY(auto draft, text_not_blank(reader, "body_draft"));
    if (!incident->postmortem) {
        incident->postmortem.emplace();
        incident->postmortem->preview_key = draw_emulated_id(turn.rng);
        incident->postmortem->created_at = turn.now;
    }
    EmulatedPostmortem& postmortem = *incident->postmortem;
    postmortem.body_draft = std::move(draft);
    postmortem.body_draft_updated_at = turn.now;
    postmortem.updated_at = turn.now;
    return shown(turn, *incident);
}

ApiResult<ApiAnswer> publish_postmortem(ApiTurn& turn, std::string_view incident_id,
                                        const ApiBody& body) {
    TRY(EmulatedIncident * incident, incident_with_postmortem(turn, incident_id));
    FieldReader reader(body);
    const auto notify = reader.flag("notify_subscribers");
    const auto tweet = reader.flag("notify_twitter");
    const auto custom_tweet = reader.text("custom_tweet");
    if (!reader.problems().empty()) return ApiRefusal{400, reader.problems()};
    EmulatedPostmortem& postmortem = *incident->postmortem;
    if (!postmortem.body_draft) return refuse_with(422, "there is no draft to publish");
    if (!is_closed_status_word(incident->status)) {
        return refuse_with(422, "the incident is not resolved");
    }
    postmortem.body = postmortem.body_draft;
    postmortem.body_updated_at = postmortem.published_at = postmortem.updated_at = turn.now;
    postmortem.notify_subscribers = notify.value_or(false);
    postmortem.notify_twitter = tweet.value_or(false);
    postmortem.custom_tweet = custom_tweet;
    if (incident->status != "postmortem") incident->status_before_postmortem = incident->status;
    incident->status = "postmortem";
    append_update(turn, *incident, postmortem.body, std::nullopt, turn.now,
                  postmortem.notify_subscribers);
    return shown(turn, *incident);
}

ApiResult<ApiAnswer> revert_postmortem(ApiTurn& turn, std::string_view incident_id) {
    TRY(EmulatedIncident * incident, incident_with_postmortem(turn, incident_id));
    EmulatedPostmortem& postmortem = *incident->postmortem;
    if (!postmortem.published_at) return refuse_with(422, "the postmortem is not published");
    postmortem.body.reset();
    postmortem.body_updated_at.reset();
    postmortem.published_at.reset();
    postmortem.updated_at = turn.now;
    incident->status = incident->status_before_postmortem;
    incident->updated_at = turn.now;
    return shown(turn, *incident);
}

ApiResult<ApiAnswer> delete_postmortem(ApiTurn& turn, std::string_view incident_id) {
    TRY(EmulatedIncident * incident, incident_with_postmortem(turn, incident_id));
    if (incident->status == "postmortem") incident->status = incident->status_before_postmortem;
    incident->postmortem.reset();
    incident->updated_at = turn.now;
    return ApiAnswer{204, nullptr};
}

ApiResult<ApiAnswer> list_templates(const ApiTurn& turn, const QueryPairs& query) {
    TRY(const auto paging, read_paging(query, "per_page"));
    std::vector<const EmulatedTemplate*> rows;
    for (const EmulatedTemplate& row : turn.page.templates) rows.push_back(&row);
    json::array list;
    for (const EmulatedTemplate* row : cut_page(rows, paging)) {
        list.push_back(view_template(turn.page, *row, turn.options));
    }
    return ApiAnswer{200, std::move(list)};
}

ApiResult<ApiAnswer> create_template(ApiTurn& turn, const ApiBody& body) {
    FieldReader reader(body);
    EmulatedTemplate made;
    TRY(made.name, text_not_blank(reader, "name"));
    TRY(made.title, text_not_blank(reader, "title"));
    TRY(made.body, text_not_blank(reader, "body"));
    made.group_id = reader.text("group_id");
    made.update_status = reader.text("update_status").value_or(made.update_status);
    made.should_tweet = reader.flag("should_tweet").value_or(false);
    made.should_send_notifications = reader.flag("should_send_notifications").value_or(false);
    made.component_ids = reader.texts("component_ids").value_or(std::vector<std::string>());
    if (!is_word_of(realtime_status_words, made.update_status) &&
        !is_word_of(maintenance_status_words, made.update_status)) {
        reader.add_problem("update_status", "does not have a valid value");
    }
    if (!reader.problems().empty()) return ApiRefusal{400, reader.problems()};
    for (const std::string& id : made.component_ids) {
        if (turn.page.find_component(id)) continue;
        return refuse_field(422, reader.full_name("component_ids"), "does not exist: " + id);
    }
    made.id = draw_emulated_id(turn.rng);
    turn.page.templates.push_back(std::move(made));
    return ApiAnswer{201, view_template(turn.page, turn.page.templates.back(), turn.options)};
}

}  // namespace tocsin
