// PageState: what the page ought to show, or showed, of one incident.
//
// `desired` against `acknowledged` is the whole of delivery.  Texts, notifications and tweets are
// events and not states; so each has a counter that only grows: a text is due where the desired
// counter is ahead of the acknowledged one, however many steps lie between.  That is how changes
// coalesce while the page is unreachable.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>

#include "base/time.hpp"
#include "domain/names.hpp"
#include "domain/words.hpp"

namespace tocsin {

// Statuspage's limits of a name and of a body (statuspage.md).
constexpr std::size_t name_code_points_max = 255;
constexpr std::size_t body_code_points_max = 25'000;

using ComponentStates = std::map<ComponentId, ComponentStatus>;

// Times and switches of a scheduled maintenance; fixed when it is created, but for the times.
struct MaintenancePlan {
    WallTime starts_at;
    WallTime ends_at;
    bool remind_prior = false;
    bool auto_start = true;
    bool auto_complete = true;
    bool under_maintenance = true;

    bool operator==(const MaintenancePlan&) const = default;
};

struct PageState {
    IncidentStatus status = IncidentStatus::investigating;
    std::optional<Impact> impact;     // Nothing: Statuspage computes it.
    std::string name;                 // At most 255 characters.
    std::string body;                 // Text of the newest update; may be empty.  At most 25,000.
    ComponentStates claims;           // What this incident says of its components now.
    std::set<ComponentId> concerned;  // All that it ever claimed: the incident's relation.
    std::optional<MaintenancePlan> maintenance;
    std::uint64_t text = 0;    // Counts texts.
    std::uint64_t notice = 0;  // Counts texts that notify subscribers.
    std::uint64_t tweet = 0;   // Counts texts that are tweeted.

    bool operator==(const PageState&) const = default;
};

}  // namespace tocsin
