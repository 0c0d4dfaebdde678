// decide: what should be true of one incident now?
//
// The fourth step of decode -> see -> place -> DECIDE -> plan.  It compares what was seen
// with what is on record and returns the incident as it should be, with the reason.  It sends
// nothing, stores nothing and reads no clock: equal arguments give equal decisions, so a seed
// replays a year and an operator can ask why afterwards.
//
//   pending --for--> open --all gone, keep_firing_for--> monitoring --hold--> resolved --> closed
//      |               ^---------------- an alert fires again --'                |
//      '--gap--> closed        within reopen_within: a new generation, or the same again
//
// A judgement is level-triggered: it may be repeated at any time and then changes nothing.  Due
// times that were reached are acted on; those that are set anew stand in incident.dues.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "domain/incident.hpp"
#include "domain/webhook.hpp"
#include "engine/case.hpp"
#include "engine/texts.hpp"
#include "rules/rule.hpp"

namespace tocsin {

struct Decision {
    Incident incident;                      // As it should be; equal to before if nothing changes.
    std::optional<TokenBucket> tokens;      // If a token was taken.
    std::optional<OpeningRecord> openings;  // If `flap` has something new to remember.
    std::optional<IncidentId> merge_into;   // Its alerts and key belong to that one now.
    bool next_generation = false;           // It fires again and needs a new incident.
    std::vector<TextProblem> problems;
    std::vector<Reason> reasons;   // Each step that was taken, in order.
    std::optional<Reason> answer;  // To a person: what became of the act.
};

// Judges an incident after its members, the time or delivery's record changed.
Decision decide(const Rule& rule, const Case& before, const Surroundings& others, WallTime now);

// Judges it after a read of the page showed something.
Decision decide_on(const Rule& rule, const Case& before, const Finding& finding,
                   const Surroundings& others, WallTime now);

// Judges it after a person decided something.  What cannot be done, or was decided on a text that
// stands there no more, changes nothing and says so: act_impossible, act_outdated.
Decision decide_by_hand(const Rule& rule, const Case& before, const OperatorAct& act,
                        const Surroundings& others, WallTime now);

// A new incident, pending.  `predecessor` is the generation before of the same key, if the page may
// still show it: nothing is created before that one is known to be over.  A relapse needs no `for`.
Incident begin_incident(const Rule& rule, const IncidentKey& key, const Labels& group_labels,
                        const Incident* predecessor, bool relapse, WallTime now);

// Whether an alert that is placed on its key still joins this incident: not if it is over and the
// time for a relapse has passed, nor if it was closed.
bool takes_alerts(const Incident& incident, const DeliveryRecord* delivery, WallTime now);

// When it must be judged again if nothing else happens: the earliest of its due times after `now`.
// One that was reached waits for something else, and must not hide those that are still to come.
std::optional<WallTime> next_judgement(const Dues& dues, WallTime now);

}  // namespace tocsin
