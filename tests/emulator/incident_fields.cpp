#include "tests/emulator/incident_fields.hpp"

#include <algorithm>
#include <boost/json/serialize.hpp>

#include "base/text.hpp"
#include "tests/emulator/fields.hpp"
#include "tests/emulator/words.hpp"

namespace tocsin {

namespace json = boost::json;

namespace {

constexpr std::size_t name_code_points_max = 255;

// What is wrong, by the status that says so.
struct Findings {
    std::vector<FieldProblem> bad;      // 400
    std::vector<FieldProblem> refused;  // 422

    void add(unsigned status, const FieldReader& reader, std::string_view field, std::string what) {
        (status == 400 ? bad : refused).push_back({reader.full_name(field), std::move(what)});
    }
};

void check_texts(const IncidentFields& fields, IncidentVerb verb, const ModelOptions& options,
                 const FieldReader& reader, Findings& found) {
    if (verb == IncidentVerb::create && !fields.name) {
        found.add(options.name_missing_status, reader, "name", "is missing");
    } else if (fields.name && trim(*fields.name).empty()) {
        found.add(options.name_missing_status, reader, "name", "can't be blank");
    } else if (fields.name && count_code_points(*fields.name) > name_code_points_max) {
        found.add(422, reader, "name", "is too long (maximum is 255 characters)");
    }
    if (fields.body && count_code_points(*fields.body) > incident_body_code_points_max) {
        found.add(422, reader, "body", "is too long (maximum is 25000 characters)");
    }
}

void check_words(const IncidentFields& fields, const ModelOptions& options,
                 const FieldReader& reader, Findings& found) {
    if (fields.status && !is_word_of(realtime_status_words, *fields.status) &&
        !is_word_of(maintenance_status_words, *fields.status)) {
        found.add(options.bad_status_status, reader, "status", "does not have a valid value");
    }
    if (fields.impact_override && *fields.impact_override &&
        !is_word_of(impact_words, **fields.impact_override)) {
        found.add(options.bad_status_status, reader, "impact_override",
                  "does not have a valid value");
    }
    if (!fields.components) return;
    for (const auto& [id, status] : *fields.components) {
        if (status.empty() || is_word_of(component_status_words, status)) continue;
        found.add(422, reader, "components", "does not have a valid status for " + id);
    }
}

void check_metadata(const IncidentFields& fields, const ModelOptions& options,
                    const FieldReader& reader, Findings& found) {
    if (!fields.metadata) return;
    const bool all_objects = std::ranges::all_of(
        *fields.metadata, [](const auto& member) { return member.value().is_object(); });
    if (!all_objects) {
        found.add(422, reader, "metadata", "must have objects as its top-level values");
    } else if (options.metadata_bytes_max > 0 &&
               json::serialize(*fields.metadata).size() > options.metadata_bytes_max) {
        found.add(422, reader, "metadata", "is too large");
    }
}

void check_backfill(const IncidentFields& fields, const FieldReader& reader, Findings& found) {
    if (!fields.backfilled) return;
    const bool has_components = (fields.component_ids && !fields.component_ids->empty()) ||
                                (fields.components && !fields.components->empty());
    if (has_components) found.add(422, reader, "components", "cannot be set if backfilled");
}

void read_schedule(IncidentFields& fields, FieldReader& reader) {
    if (reader.has("scheduled_for")) fields.scheduled_for.emplace(reader.time("scheduled_for"));
    if (reader.has("scheduled_until")) {
        fields.scheduled_until.emplace(reader.time("scheduled_until"));
    }
    fields.scheduled_remind_prior = reader.flag("scheduled_remind_prior");
    fields.scheduled_auto_in_progress = reader.flag("scheduled_auto_in_progress");
    // "Same as :scheduled_auto_transition_in_progress".
    if (const auto alias = reader.flag("scheduled_auto_transition")) {
        fields.scheduled_auto_in_progress = alias;
    }
    fields.scheduled_auto_completed = reader.flag("scheduled_auto_completed");
    fields.to_maintenance_state = reader.flag("auto_transition_to_maintenance_state");
    fields.to_operational_state = reader.flag("auto_transition_to_operational_state");
    fields.notify_at_start = reader.flag("auto_transition_deliver_notifications_at_start");
    fields.notify_at_end = reader.flag("auto_transition_deliver_notifications_at_end");
}

void read_backfill(IncidentFields& fields, FieldReader& reader) {
    fields.backfilled = reader.flag("backfilled").value_or(false);
    const auto date = reader.text("backfill_date");
    if (!date || date->empty()) return;
    fields.backfill_date = parse_rfc3339(*date);
    if (!fields.backfill_date) fields.backfill_date = parse_rfc3339(*date + "T00:00:00Z");
    if (!fields.backfill_date) reader.add_problem("backfill_date", "is invalid");
}

// What the emulator takes and does nothing with: nothing here tweets.
void read_tweets(FieldReader& reader, std::vector<std::string>& notes) {
    for (const char* name : {"auto_tweet_on_creation", "auto_tweet_one_hour_before",
                             "auto_tweet_at_beginning", "auto_tweet_on_completion"}) {
        if (reader.flag(name).value_or(false)) notes.push_back(std::string("would tweet: ") + name);
    }
}

void read_legacy_message(IncidentFields& fields, FieldReader& reader, const ModelOptions& options,
                         std::vector<std::string>& notes) {
    if (!options.legacy_message || !reader.has("message")) return;
    const auto message = reader.text("message");
    if (!fields.body) fields.body = message;
    notes.push_back("incident[message] was taken as the body");
}

}  // namespace

ApiResult<IncidentFields> read_incident_fields(const ApiBody& body, IncidentVerb verb,
                                               const ModelOptions& options,
                                               std::vector<std::string>& notes) {
    FieldReader reader(body);
    IncidentFields fields;
    fields.any = !body.fields.empty();
    fields.name = reader.text("name");
    fields.status = reader.text("status");
    fields.body = reader.text("body");
    if (reader.has("impact_override"))
        fields.impact_override.emplace(reader.text("impact_override"));
    if (reader.has("reminder_intervals")) {
        fields.reminder_intervals.emplace(reader.text("reminder_intervals"));
    }
    fields.component_ids = reader.texts("component_ids");
    fields.components = reader.text_map("components");
    fields.deliver_notifications = reader.flag("deliver_notifications").value_or(true);
    fields.metadata = reader.object("metadata");
    read_schedule(fields, reader);
    read_backfill(fields, reader);
    read_tweets(reader, notes);
    read_legacy_message(fields, reader, options, notes);

    Findings found;
    check_texts(fields, verb, options, reader, found);
    check_words(fields, options, reader, found);
    check_metadata(fields, options, reader, found);
    check_backfill(fields, reader, found);
    found.bad.insert(found.bad.begin(), reader.problems().begin(), reader.problems().end());
    if (!found.bad.empty()) return ApiRefusal{400, std::move(found.bad)};
    if (!found.refused.empty()) return ApiRefusal{422, std::move(found.refused)};
    for (const std::string& ignored : reader.rest()) {
        notes.push_back("ignored: " + reader.full_name(ignored));
    }
    return fields;
}

}  // namespace tocsin
