// PageCall: one call to Statuspage, before it is a request; PageReply: what its answer means.
//
// Everything that can reach the page is in these structures, and nothing else can.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "base/time.hpp"
#include "domain/names.hpp"
#include "domain/page_state.hpp"
#include "domain/words.hpp"

namespace tocsin {

// In order of urgency (semantics.md section 5).
enum class CallPriority : std::uint8_t { resolve, create, raise, update, read };

std::string_view to_string(CallPriority priority);

// Our mark in an incident's metadata, by which it is found again.  Opaque: subscribers see it.
struct Marker {
    IncidentKey key;
    IncidentId generation;
    CallId attempt;  // One per logical create; the same on every resend.

    bool operator==(const Marker&) const = default;
};

struct CreateCall {
    Marker marker;
    IncidentStatus status = IncidentStatus::investigating;
    std::string name;
    std::string body;  // Empty: left out.
    std::optional<Impact> impact;
    std::vector<ComponentId> component_ids;  // All that the incident concerns.
    ComponentStates components;              // Statuses to write; empty for maintenance.
    bool notify = true;
    std::optional<MaintenancePlan> maintenance;
    bool tweet_maintenance = false;            // auto_tweet_*, maintenance only.
    std::optional<std::string> backfill_date;  // Set: backfilled; then no components.

    bool operator==(const CreateCall&) const = default;
};

// PATCH of an incident; only what is set is sent.
struct UpdateCall {
    StatuspageId incident;
    std::optional<IncidentStatus> status;
    std::optional<std::string> name;
    std::optional<std::string> body;  // Makes a new incident update.
    std::optional<Impact> impact;
    std::optional<std::vector<ComponentId>> component_ids;  // The full set: it replaces.
    ComponentStates components;
    bool notify = false;
    std::optional<MaintenancePlan> maintenance;  // New times.

    bool operator==(const UpdateCall&) const = default;
};

// PATCH of one component; makes no incident update and mails nobody.
struct ComponentCall {
    ComponentId component;
    ComponentStatus status = ComponentStatus::operational;

    bool operator==(const ComponentCall&) const = default;
};

// PATCH of an incident update: wants_twitter_update.
struct TweetCall {
    StatuspageId incident;
    UpdateId update;

    bool operator==(const TweetCall&) const = default;
};

struct ReadIncident {
    StatuspageId incident;
    bool operator==(const ReadIncident&) const = default;
};
// GET of a list of incidents, one page of at most 100, counted from 1.
enum class IncidentList : std::uint8_t { unresolved, all, scheduled, active_maintenance };
struct ListIncidents {
    IncidentList list = IncidentList::unresolved;
    int page = 1;
    bool operator==(const ListIncidents&) const = default;
};
struct ListComponents {
    int page = 1;
    bool operator==(const ListComponents&) const = default;
};
struct ReadPage {
    bool operator==(const ReadPage&) const = default;
};

using PageCall = std::variant<CreateCall, UpdateCall, ComponentCall, TweetCall, ReadIncident,
                              ListIncidents, ListComponents, ReadPage>;

// "create", "update", "component", "tweet", "read_incident", "list_incidents",
// "list_components", "read_page": metric label, log word, and the store's word of an intent.
std::string_view operation_of(const PageCall& call);
bool is_read(const PageCall& call);

// Statuspage's id of the one thing that a call changes; empty for a create and for reads.
std::string id_written_by(const PageCall& call);

// The component statuses that a call writes, in an incident or by itself.
ComponentStates components_written_by(const PageCall& call);

// ---- What the page says -------------------------------------------------------------------

struct PageUpdate {
    UpdateId id;
    std::optional<IncidentStatus> status;  // Nothing: a word that we do not know ("postmortem").
    std::string body;
    WallTime created_at;

    bool operator==(const PageUpdate&) const = default;
};

// An incident as the page shows it.
struct PageIncident {
    StatuspageId id;
    std::string name;
    std::optional<IncidentStatus> status;  // Nothing: "postmortem", which is over too.
    std::optional<Impact> impact;
    std::optional<Impact> impact_override;
    std::optional<Marker> marker;  // Ours, or another tocsin's.
    std::vector<ComponentId> components;
    std::vector<PageUpdate> updates;  // Newest first.
    WallTime created_at;
    std::optional<WallTime> scheduled_for;  // Set: a maintenance.
    std::optional<WallTime> scheduled_until;

    bool operator==(const PageIncident&) const = default;
};

struct PageComponent {
    ComponentId id;
    std::string name;
    std::optional<ComponentStatus> status;
    bool is_group = false;

    bool operator==(const PageComponent&) const = default;
};

// What a page says of itself.
struct PageDetails {
    std::string name;

    bool operator==(const PageDetails&) const = default;
};

// Over on the page: resolved, completed, or a postmortem.
inline bool is_over(const PageIncident& incident) {
    return !incident.status || is_final(*incident.status);
}

// What was asked for is so: the incident, the list, the page, nothing (a component, a tweet).
struct Accepted {
    std::variant<std::monostate, PageIncident, std::vector<PageIncident>,
                 std::vector<PageComponent>, PageDetails>
        what;
    bool operator==(const Accepted&) const = default;
};
struct Refused {
    unsigned status = 0;
    std::string why;
    bool operator==(const Refused&) const = default;
};  // 400, 422 and other 4xx
struct NotApplied {
    std::string why;
    bool operator==(const NotApplied&) const = default;
};  // No byte left.
struct Limited {
    Duration retry_after{};
    bool operator==(const Limited&) const = default;
};  // 420, 429; > 0
struct Unauthorised {
    unsigned status = 0;
    std::string why;
    bool operator==(const Unauthorised&) const = default;
};  // 401
struct PageRefused {
    unsigned status = 0;
    std::string why;
    bool operator==(const PageRefused&) const = default;
};  // 403, 3xx
struct NotFound {
    std::string why;
    bool operator==(const NotFound&) const = default;
};  // 404
struct Unknown {
    std::string why;
    bool operator==(const Unknown&) const = default;
};  // May have been applied.

using PageReply = std::variant<Accepted, Refused, NotApplied, Limited, Unauthorised, PageRefused,
                               NotFound, Unknown>;

}  // namespace tocsin
