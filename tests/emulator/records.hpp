// Records: what the emulated page knows, as plain values.
//
// These are Statuspage's nouns, not tocsin's: they are written from Atlassian's description alone
// and share no code with src/, so that a mistake in one is not repeated in the other.  States are
// kept as the API's own words (tests/emulator/words.hpp), never as numbers.
#pragma once

#include <boost/json/object.hpp>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/time.hpp"

namespace tocsin {

// What a key is worth (behaviour 32).
enum class KeyAccess {
    valid,
    revoked,    // 401, as if it had never been.
    forbidden,  // 403 for every page.
};

// Of the record of an API key only the name is ever shown.
struct EmulatedKey {
    std::string name;
    std::string value;
    std::vector<std::string> page_ids;  // The pages of its organisation.
    KeyAccess access = KeyAccess::valid;
    WallTime access_from;  // Before that it was valid.

    KeyAccess access_at(WallTime now) const {
        return now < access_from ? KeyAccess::valid : access;
    }
};

// A component, or a group of them: in Statuspage's list both are rows of one kind.
struct EmulatedComponent {
    std::string id;
    std::string name;
    std::optional<std::string> description;
    std::optional<std::string> group_id;
    std::string status = "operational";  // Of a group: unused, derived from its members.
    bool group = false;
    bool showcase = true;
    bool only_show_if_degraded = false;
    std::optional<std::string> start_date;
    WallTime created_at;
    WallTime updated_at;
};

struct AffectedComponent {
    std::string id;
    std::string name;  // "Group - Component", or the component alone.
    std::string old_status;
    std::string new_status;
};

struct EmulatedUpdate {
    std::string id;
    std::string status;
    std::optional<std::string> body;
    std::optional<std::vector<AffectedComponent>> affected;  // Empty: no statuses were sent.
    WallTime created_at;
    WallTime updated_at;
    WallTime display_at;
    bool deliver_notifications = true;
    bool wants_twitter_update = false;
};

struct EmulatedPostmortem {
    std::string preview_key;
    std::optional<std::string> body;
    std::optional<WallTime> body_updated_at;
    std::optional<std::string> body_draft;
    std::optional<WallTime> body_draft_updated_at;
    std::optional<WallTime> published_at;
    bool notify_subscribers = false;
    bool notify_twitter = false;
    std::optional<std::string> custom_tweet;
    WallTime created_at;
    WallTime updated_at;
};

struct EmulatedIncident {
    std::string id;
    std::string name;
    std::string status = "investigating";
    std::string impact = "none";
    std::optional<std::string> impact_override;
    std::vector<std::string> component_ids;  // The relation "affects".
    std::vector<EmulatedUpdate> updates;     // Oldest first; shown newest first.
    boost::json::object metadata;
    std::optional<EmulatedPostmortem> postmortem;
    std::string status_before_postmortem;
    std::string shortlink;
    std::optional<std::string> reminder_intervals;
    bool backfilled = false;
    WallTime created_at;
    WallTime updated_at;
    std::optional<WallTime> monitoring_at;
    std::optional<WallTime> resolved_at;
    std::optional<WallTime> scheduled_for;
    std::optional<WallTime> scheduled_until;
    bool scheduled_remind_prior = false;
    bool scheduled_auto_in_progress = false;
    bool scheduled_auto_completed = false;
    std::optional<bool> to_maintenance_state;  // auto_transition_to_maintenance_state
    std::optional<bool> to_operational_state;  // auto_transition_to_operational_state
    std::optional<bool> notify_at_start;       // auto_transition_deliver_notifications_at_start
    std::optional<bool> notify_at_end;         // auto_transition_deliver_notifications_at_end
};

struct EmulatedTemplate {
    std::string id;
    std::string name;
    std::string title;
    std::string body;
    std::optional<std::string> group_id;
    std::string update_status = "investigating";
    bool should_tweet = false;
    bool should_send_notifications = false;
    std::vector<std::string> component_ids;
};

struct EmulatedPage {
    std::string id;
    std::string name;
    std::string subdomain;
    std::string time_zone = "UTC";
    std::chrono::minutes utc_offset{0};  // For ModelOptions::Stamps::page_offset.
    WallTime created_at;
    std::optional<WallTime> deleted_from;       // From then on 404.
    std::vector<EmulatedComponent> components;  // In the order of their positions.
    std::vector<EmulatedIncident> incidents;    // Oldest first.
    std::vector<EmulatedTemplate> templates;

    EmulatedComponent* find_component(std::string_view wanted);
    const EmulatedComponent* find_component(std::string_view wanted) const;
    EmulatedIncident* find_incident(std::string_view wanted);
    // Of a group the worst of its members, of a component its own.
    std::string_view status_of(const EmulatedComponent& component) const;
    // "Group - Component", or the name alone.
    std::string full_name_of(const EmulatedComponent& component) const;
};

}  // namespace tocsin
