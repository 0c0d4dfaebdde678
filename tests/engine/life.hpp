// Life: one incident's life under one rule, as dispatch would lead it, in virtual time.
//
// It sees alerts, keeps the sums and runs due times in order, and after every judgement it checks
// what must hold of each: judged again at once nothing changes, and no due time is left behind
// that nothing will look at.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "engine/decide.hpp"
#include "engine/sight.hpp"
#include "tests/support/builders.hpp"

namespace tocsin {

class Life {
public:
    explicit Life(const RulePtr& rule) : rule_(rule) {}

    // The alert of that name fires now; with a component of that alias.
    Life& fire(const std::string& name, const std::string& severity = "warning",
               const std::string& component = "");
    Life& resolve(const std::string& name);
    // A firing of the episode that is over: a late copy, or one that was let expire.
    Life& late_copy(const std::string& name);
    Life& receive(const Alert& alert);
    // Of an incident that no alert began.
    Life& begin(Incident incident);

    // Time passes, and what becomes due is judged when it is due.
    Life& pass(Duration time);
    Life& judge();
    Life& find(FindingKind kind);

    // The page has acknowledged all that is desired, resp. has begun to be told.
    Life& tell();
    Life& begin_telling();
    Life& never_told();

    // Until then silence proves nothing.
    Life& quiet_until(WallTime time);
    Life& host(const std::string& id);
    Life& change_rule(const RulePtr& rule);
    Life& guarded_by(Guard guard);
    // So many other incidents are public.
    Life& among(std::size_t public_count);

    // A person decides on the text that stands there, or on that with this mark.
    Reason act(ActKind kind);
    Reason act(ActKind kind, const std::string& mark);

    const Incident& now() const { return incident_; }
    const PageState& desired() const { return incident_.desired; }
    Phase phase() const { return incident_.phase; }
    WallTime time() const { return now_; }
    ComponentStatus claim(const std::string& alias) const;

    std::vector<Reason> reasons;  // Of the last judgement that took a step.
    std::vector<std::string> texts;
    int next_generations = 0;
    std::optional<IncidentId> merged_into;
    std::optional<TokenBucket> tokens;
    std::optional<OpeningRecord> openings;
    std::vector<TextProblem> problems;  // Of all judgements.
    std::vector<Reason> all_reasons;    // Likewise.
    std::optional<DeliveryRecord> delivery;

private:
    Surroundings surroundings() const;
    Case subject() const;
    void take(Decision decision);
    void check();
    std::optional<WallTime> next_due() const;
    Alert alert(const std::string& name, AlertState state) const;

    RulePtr rule_;
    WallTime now_ = at(0s);
    WallTime quiet_until_{};
    std::optional<IncidentId> host_;
    Guard guard_;
    std::size_t public_count_ = 0;
    Incident incident_;
    bool begun_ = false;
    std::map<AlertId, AlertRecord> alerts_;
    std::map<AlertId, RulePtr> members_;
    std::map<std::string, Alert> last_;  // By name: what fired last.
    Tally tally_;
};

}  // namespace tocsin
