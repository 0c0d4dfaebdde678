// JudgeScene: a judge over a board of its own, in virtual time.  Nothing is stored.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "dispatch/judge.hpp"
#include "tests/support/builders.hpp"

namespace tocsin {

class JudgeScene {
public:
    explicit JudgeScene(std::vector<RulePtr> rules);

    // One webhook with these alerts, now.
    // `group`: the whole of this group of the sender's; 0: of none.
    void receive(const std::vector<Alert>& alerts, const SourceName& source = the_source(),
                 std::uint64_t group = 0, std::uint32_t truncated = 0);
    OrderOutcome order(const CreateOrder& order);
    Reason act(ActKind kind, const IncidentId& id, const std::string& text = "");
    void fire(const AlertBuilder& alert);
    void resolve(AlertBuilder alert);
    void pass(Duration time);
    void find(FindingKind kind, const IncidentId& id);
    // The sender was asked then, and does not have these.
    void find_absent(const std::vector<Alert>& alerts, WallTime asked_at,
                     const SourceName& source = the_source());
    // Other rules, as a reload brings them.
    void change_rules(std::vector<RulePtr> rules);
    // The page has acknowledged all that is desired of every public incident.
    void tell();

    std::vector<Incident> incidents() const;
    std::size_t count() const { return incidents().size(); }
    // The newest one of that service.
    const Incident& of(const std::string& service) const;
    // Which alerts it holds, by alertname, in order.
    std::vector<std::string> members(const Incident& incident) const;
    const AlertRecord& record(const Alert& alert) const;
    bool knows(const Alert& alert) const;

    WallTime now = at(0s);
    RuleBook book;
    Guard guard;
    std::set<PageName> dry_pages;
    std::map<SourceName, SourceRules> sources;
    std::map<SourceName, WallTime> silences;
    Deliveries deliveries;
    std::vector<TimelineRow> timeline() { return board->take_changes().timeline; }

    std::vector<Reason> steps, unroutable;
    std::vector<std::string> matched;
    std::size_t duplicates = 0;
    std::vector<TextProblem> text_problems;
    std::optional<Board> board;

private:
    void make_judge(Ledger ledger);

    JudgeHooks hooks_;
    std::map<RuleName, RulePtr> retired_;  // What an orphan is judged by.
    std::optional<Judge> judge_;
};

// A rule that takes alerts of this label and value only.
Matcher a_matcher(std::string_view text);

}  // namespace tocsin
