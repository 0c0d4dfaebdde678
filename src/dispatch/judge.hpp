// Judge: one entry of the sequence, or one due time, through the engine onto the board.
//
// decode has been; here come see, place and decide, for each alert and then for each incident
// that was touched, once.  Everything it does is on the board; nothing is sent, stored or waited
// for.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "dispatch/board.hpp"
#include "domain/webhook.hpp"
#include "engine/decide.hpp"
#include "engine/order.hpp"
#include "engine/place.hpp"
#include "rules/rule_book.hpp"

namespace tocsin {

// What of a source's configuration a judgement needs.
struct SourceRules {
    std::string kind;  // "alertmanager", "grafana"
    Duration stale_window = std::chrono::minutes(10);
    Duration silence_grace = std::chrono::minutes(5);
};

// What was judged, for logs, metrics and tests.  All may be empty.
struct JudgeHooks {
    std::function<void(const SourceName&, std::size_t duplicates)> deduplicated;
    std::function<void(Reason)> unroutable;
    std::function<void(const RuleName&)> rule_matched;
    std::function<void(const Incident&, Reason)> step;
    std::function<void(const RuleName&, TextProblem)> text_problem;
};

// What of the configuration is judged by.  All must outlive the judge.
struct JudgeRules {
    const RuleBook& book;
    const Guard& guard;
    const std::set<PageName>& dry_pages;  // What is public there nobody sees: no part of a storm.
    const std::map<SourceName, SourceRules>& sources;
};

class Judge {
public:
    // All must outlive it.
    Judge(Board& board, JudgeRules rules, const std::map<SourceName, WallTime>& silences,
          const Deliveries& deliveries, const JudgeHooks& hooks);

    void judge_group(const SourceName& source, const AlertGroup& group, WallTime now);
    // judge_order.cpp
    OrderOutcome judge_order(const SourceName& source, const CreateOrder& order, WallTime now);
    void judge_finding(const Finding& finding, WallTime now);
    // What became of it: what was done, or act_outdated, or act_impossible.
    Reason judge_act(const OperatorAct& act, WallTime now);
    // All due times up to and including `until`, each at its own time but not before `now`.
    void judge_dues(WallTime now, WallTime until);
    // Sets the due times of everything on a board that was just made.
    void set_all_dues(WallTime now);

private:
    // Incidents to judge, and whether alerts of them came or went.
    using Touched = std::map<IncidentId, bool>;

    void judge_alert(const SourceName& source, const Alert& seen, std::uint64_t group, WallTime now,
                     Touched& touched, std::size_t& duplicates);
    void judge_alert_due(const AlertId& id, WallTime now);
    void see_again(const AlertRecord& before, const AlertRecord& after, Touched& touched);
    void see_restart(const AlertRecord& before, const AlertRecord& after, WallTime now,
                     Touched& touched);
    // `over`: an incident that it does not join any more.
    void place_alert(AlertRecord alert, WallTime now, Touched& touched,
                     const IncidentId& over = {});
    const Incident* living(const IncidentKey& key, const IncidentId& over, WallTime now) const;
    IncidentId incident_for(const Placement& placement, const IncidentId& over, WallTime now);
    void judge_incidents(const Touched& touched, WallTime now);
    void judge_incident(const IncidentId& id, bool alerts_changed, WallTime now);
    void touch_holders(const AlertId& id, bool alerts_changed, Touched& touched) const;
    void apply(const Incident& before, Decision decision, const Rule& rule, WallTime now,
               const std::string& actor = dispatch_actor);
    void note_step(const Incident& incident, Reason reason, WallTime now, const std::string& actor);
    void merge(const Incident& closed, const IncidentId& host, WallTime now);
    void begin_next_generation(const Incident& old, const Rule& rule, WallTime now);
    void move_members(const IncidentId& from, const IncidentId& to, bool firing_only);
    // judge_absent.cpp: what is not said of an alert.
    void note_missing(const SourceName& source, const AlertGroup& group, WallTime now);
    void note_heard(const SourceName& source, WallTime now);
    void note_named(const SourceName& source, const AlertId& id);
    void judge_stale(const AlertRecord& alert, WallTime now, Touched& touched);
    void judge_absence(const Absence& absence, WallTime now);
    void end_unsaid(AlertRecord alert, Reason reason, const std::string& detail,
                    std::optional<WallTime> ended_at, WallTime now, Touched& touched);
    Duration stale_after_of(const AlertId& id) const;
    std::optional<WallTime> silent_end_of(const AlertRecord& alert) const;
    void set_due_of(const AlertRecord& alert);
    void note_start(const IncidentId& id, const AlertRecord& alert);
    void put_alert(const AlertRecord& alert);
    Surroundings surroundings_of(const Incident& incident, const Rule& rule) const;
    const DeliveryRecord* delivery_of(const IncidentId& id) const;
    WallTime quiet_until(const std::vector<SourceName>& sources) const;
    SourceRules source_rules(const SourceName& source) const;

    static inline const std::string dispatch_actor = "dispatch";

    Board& board_;
    const JudgeRules rules_;
    const bool may_go_stale_;  // Whether any rule has stale_after.
    // Alerts that would be over if their source had been heard since, and those for which it was.
    std::map<SourceName, std::set<AlertId>> unheard_;
    std::set<AlertId> heard_;
    const std::map<SourceName, WallTime>& silences_;
    const Deliveries& deliveries_;
    const JudgeHooks& hooks_;
};

}  // namespace tocsin
