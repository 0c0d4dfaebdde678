// The rules of the simulation: a handful of different shapes, always the same.
//
// One team's alerts go to one rule, so that a seed's story can be told by the team's name.  All
// speak of one page with three components, which the label `component` names.
#pragma once

#include <memory>
#include <string_view>
#include <vector>

#include "rules/rule_book.hpp"

namespace tocsin {

inline constexpr std::string_view sim_page_id = "page00000001";
inline constexpr std::string_view sim_api_key = "key-of-ours";
inline const std::vector<std::string_view> sim_components{"api000000001", "web000000001",
                                                          "dbs000000001"};
inline const std::vector<std::string_view> sim_aliases{"api", "web", "dbs"};

// "plain": nothing but open and resolved; a relapse is a new incident.
// "watched": `for`, keep_firing_for, updates, monitoring; a relapse opens the same one again.
// "merged", "queued": a limit, and what is over it joins another incident, resp. waits.
// "again": no monitoring, a relapse opens the same one again.
// "graded": only what is critical is published.
const std::vector<std::string_view>& sim_teams();

// "planned": a maintenance that the page begins and completes by itself, components and all.
// "staffed": one that is over when its alert is, which wants some notice.
// "backfilled": told afterwards if it lasted two minutes.
// "told": afterwards, whatever it lasted, and notifies.
// Their rules are never edited.
const std::vector<std::string_view>& sim_planned_teams();
inline bool is_maintenance_team(std::string_view team) {
    return team == "planned" || team == "staffed";
}
inline bool is_backfill_team(std::string_view team) {
    return team == "backfilled" || team == "told";
}
// Of the page's time zone, in which a day begins in the midst of the stories.
inline constexpr Duration sim_utc_offset = -std::chrono::hours(2);
inline constexpr Duration staffed_min_notice = std::chrono::minutes(2);
inline constexpr Duration backfilled_min_duration = std::chrono::minutes(2);

// Beside them each seed may have rules of its own (sim_rules.hpp).
const std::vector<RulePtr>& first_rules();
// The same, each as somebody changed it.
const std::vector<RulePtr>& changed_rules();
const std::vector<RulePtr>& planned_rules();

// What all have in common: page, components, texts of open and resolved; grouped by service.
std::shared_ptr<Rule> rule_of_team(std::string_view team);
SeverityScale sim_scale();

// The longest that any of the rules still waits for something after the last alert has gone.
inline constexpr Duration longest_rule_wait = std::chrono::minutes(50);

}  // namespace tocsin
