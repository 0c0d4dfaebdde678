#include "tests/emulator/views.hpp"

#include <boost/json/array.hpp>

namespace tocsin {

namespace json = boost::json;

namespace {

json::value text_or_null(const std::optional<std::string>& text) {
    return text ? json::value(json::string(*text)) : json::value(nullptr);
}

json::value flag_or_null(const std::optional<bool>& flag) {
    return flag ? json::value(*flag) : json::value(nullptr);
}

json::string text(std::string_view shown) {
    return json::string(shown);
}

// How one page writes its times.
class StampWriter {
public:
    StampWriter(const EmulatedPage& page, const ModelOptions& options)
        : offset_(options.stamps == ModelOptions::Stamps::utc ? std::chrono::minutes(0)
                                                              : page.utc_offset),
          zulu_(options.stamps == ModelOptions::Stamps::utc) {}

    json::value seconds(WallTime time) const {
        return text(with_offset(format_rfc3339_seconds(time + offset_)));
    }
    json::value millis(WallTime time) const {
        return text(with_offset(format_rfc3339(time + offset_)));
    }
    json::value seconds(const std::optional<WallTime>& time) const {
        return time ? seconds(*time) : json::value(nullptr);
    }

private:
    // Puts the offset in the place of the "Z".
    std::string with_offset(std::string stamp) const {
        if (zulu_) return stamp;
        stamp.pop_back();
        const auto minutes = std::abs(offset_.count());
        const auto two = [](auto number) {
            return std::string{static_cast<char>('0' + number / 10),
                               static_cast<char>('0' + number % 10)};
        };
        return stamp + (offset_.count() < 0 ? "-" : "+") + two(minutes / 60) + ":" +
               two(minutes % 60);
    }

    std::chrono::minutes offset_;
    bool zulu_;
};

std::int64_t position_of(const EmulatedPage& page, const EmulatedComponent& component) {
    std::int64_t position = 1;
    for (const EmulatedComponent& row : page.components) {
        if (row.id == component.id) break;
        ++position;
    }
    return position;
}

json::value view_affected(const EmulatedUpdate& update) {
    if (!update.affected) return nullptr;
    json::array list;
    for (const AffectedComponent& row : *update.affected) {
        list.push_back(json::object{{"code", row.id},
                                    {"name", row.name},
                                    {"old_status", row.old_status},
                                    {"new_status", row.new_status}});
    }
    return list;
}

// The fields of an incident that only a maintenance fills.
void add_schedule(json::object& shown, const EmulatedIncident& incident, const StampWriter& stamp) {
    shown["scheduled_auto_completed"] = incident.scheduled_auto_completed;
    shown["scheduled_auto_in_progress"] = incident.scheduled_auto_in_progress;
    shown["scheduled_for"] = stamp.seconds(incident.scheduled_for);
    shown["auto_transition_deliver_notifications_at_end"] = flag_or_null(incident.notify_at_end);
    shown["auto_transition_deliver_notifications_at_start"] =
        flag_or_null(incident.notify_at_start);
    shown["auto_transition_to_maintenance_state"] = flag_or_null(incident.to_maintenance_state);
    shown["auto_transition_to_operational_state"] = flag_or_null(incident.to_operational_state);
    shown["scheduled_remind_prior"] = incident.scheduled_remind_prior;
    shown["scheduled_reminded_at"] = nullptr;
    shown["scheduled_until"] = stamp.seconds(incident.scheduled_until);
}

void add_postmortem(json::object& shown, const EmulatedIncident& incident,
                    const StampWriter& stamp) {
    const auto& postmortem = incident.postmortem;
    shown["postmortem_body"] = postmortem ? text_or_null(postmortem->body) : json::value(nullptr);
    shown["postmortem_body_last_updated_at"] =
        postmortem ? stamp.seconds(postmortem->body_updated_at) : json::value(nullptr);
    shown["postmortem_ignored"] = false;
    shown["postmortem_notified_subscribers"] = postmortem && postmortem->notify_subscribers;
    shown["postmortem_notified_twitter"] = postmortem && postmortem->notify_twitter;
    shown["postmortem_published_at"] =
        postmortem ? stamp.seconds(postmortem->published_at) : json::value(nullptr);
}

}  // namespace

json::object view_page(const EmulatedPage& page, const ModelOptions& options) {
    const StampWriter stamp(page, options);
    json::object shown{{"id", page.id},
                       {"created_at", stamp.seconds(page.created_at)},
                       {"updated_at", stamp.seconds(page.created_at)},
                       {"name", page.name},
                       {"subdomain", page.subdomain},
                       {"time_zone", page.time_zone},
                       {"branding", "basic"},
                       {"activity_score", 0}};
    for (const char* name : {"page_description", "headline", "domain", "url", "support_url",
                             "notifications_from_email", "notifications_email_footer",
                             "twitter_username", "ip_restrictions", "city", "state", "country"}) {
        shown[name] = nullptr;
    }
    for (const char* name : {"hidden_from_search", "viewers_must_be_team_members"}) {
        shown[name] = false;
    }
    for (const char* name :
         {"allow_page_subscribers", "allow_incident_subscribers", "allow_email_subscribers",
          "allow_sms_subscribers", "allow_rss_atom_feeds", "allow_webhook_subscribers"}) {
        shown[name] = true;
    }
    return shown;
}

json::object view_component(const EmulatedPage& page, const EmulatedComponent& component,
                            const ModelOptions& options) {
    const StampWriter stamp(page, options);
    return {{"id", component.id},
            {"page_id", page.id},
            {"group_id", text_or_null(component.group_id)},
            {"created_at", stamp.seconds(component.created_at)},
            {"updated_at", stamp.seconds(component.updated_at)},
            {"group", component.group},
            {"name", component.name},
            {"description", text_or_null(component.description)},
            {"position", position_of(page, component)},
            {"status", text(page.status_of(component))},
            {"showcase", component.showcase},
            {"only_show_if_degraded", component.only_show_if_degraded},
            {"automation_email", "component+" + component.id + "@notifications.invalid"},
            {"start_date", text_or_null(component.start_date)}};
}

json::object view_group(const EmulatedPage& page, const EmulatedComponent& group,
                        const ModelOptions& options) {
    const StampWriter stamp(page, options);
    json::array members;
    for (const EmulatedComponent& row : page.components) {
        if (row.group_id == group.id) members.push_back(text(row.id));
    }
    return {{"id", group.id},
            {"page_id", page.id},
            {"name", group.name},
            {"description", text_or_null(group.description)},
            {"components", std::move(members)},
            {"position", position_of(page, group)},
            {"created_at", stamp.seconds(group.created_at)},
            {"updated_at", stamp.seconds(group.updated_at)}};
}

json::object view_update(const EmulatedPage& page, const EmulatedIncident& incident,
                         const EmulatedUpdate& update, const ModelOptions& options) {
    const StampWriter stamp(page, options);
    return {{"id", update.id},
            {"incident_id", incident.id},
            {"affected_components", view_affected(update)},
            {"body", text_or_null(update.body)},
            {"created_at", stamp.millis(update.created_at)},
            {"custom_tweet", nullptr},
            {"deliver_notifications", update.deliver_notifications},
            {"display_at", stamp.millis(update.display_at)},
            {"status", update.status},
            {"tweet_id", nullptr},
            {"twitter_updated_at", nullptr},
            {"updated_at", stamp.millis(update.updated_at)},
            {"wants_twitter_update", update.wants_twitter_update}};
}

json::object view_incident(const EmulatedPage& page, const EmulatedIncident& incident,
                           const ModelOptions& options, IncidentPlace place) {
    const StampWriter stamp(page, options);
    json::array components;
    for (const std::string& id : incident.component_ids) {
        const EmulatedComponent* component = page.find_component(id);
        if (component) components.push_back(view_component(page, *component, options));
    }
    json::array updates;
    for (auto update = incident.updates.rbegin(); update != incident.updates.rend(); ++update) {
        updates.push_back(view_update(page, incident, *update, options));
    }
    json::object shown{{"id", incident.id},
                       {"components", std::move(components)},
                       {"created_at", stamp.seconds(incident.created_at)},
                       {"impact", incident.impact},
                       {"impact_override", text_or_null(incident.impact_override)},
                       {"incident_updates", std::move(updates)},
                       {"metadata", incident.metadata},
                       {"monitoring_at", stamp.seconds(incident.monitoring_at)},
                       {"name", incident.name},
                       {"page_id", page.id},
                       {"resolved_at", stamp.seconds(incident.resolved_at)},
                       {"shortlink", incident.shortlink},
                       {"status", incident.status},
                       {"updated_at", stamp.seconds(incident.updated_at)},
                       {"reminder_intervals", text_or_null(incident.reminder_intervals)}};
    add_schedule(shown, incident, stamp);
    add_postmortem(shown, incident, stamp);
    if (place == IncidentPlace::list && !options.metadata_in_lists) shown.erase("metadata");
    return shown;
}

json::object view_postmortem(const EmulatedPage& page, const EmulatedPostmortem& postmortem,
                             const ModelOptions& options) {
    const StampWriter stamp(page, options);
    return {{"preview_key", postmortem.preview_key},
            {"body", text_or_null(postmortem.body)},
            {"body_updated_at", stamp.seconds(postmortem.body_updated_at)},
            {"body_draft", text_or_null(postmortem.body_draft)},
            {"body_draft_updated_at", stamp.seconds(postmortem.body_draft_updated_at)},
            {"published_at", stamp.seconds(postmortem.published_at)},
            {"notify_subscribers", postmortem.notify_subscribers},
            {"notify_twitter", postmortem.notify_twitter},
            {"custom_tweet", text_or_null(postmortem.custom_tweet)},
            {"created_at", stamp.seconds(postmortem.created_at)},
            {"updated_at", stamp.seconds(postmortem.updated_at)}};
}

json::object view_template(const EmulatedPage& page, const EmulatedTemplate& shown,
                           const ModelOptions& options) {
    json::array components;
    for (const std::string& id : shown.component_ids) {
        const EmulatedComponent* component = page.find_component(id);
        if (component) components.push_back(view_component(page, *component, options));
    }
    return {{"id", shown.id},
            {"components", std::move(components)},
            {"name", shown.name},
            {"title", shown.title},
            {"body", shown.body},
            {"group_id", text_or_null(shown.group_id)},
            {"update_status", shown.update_status},
            {"should_tweet", shown.should_tweet},
            {"should_send_notifications", shown.should_send_notifications}};
}

}  // namespace tocsin
