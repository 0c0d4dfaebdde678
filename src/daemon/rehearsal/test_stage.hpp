// TestStage: the alerts of a test, as its steps fire and resolve them in a rehearsal.
//
// A test names alerts by their labels; here they have their start, end, annotations and identity,
// as a sender would give them.  What a step says goes out as one message of each source.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "config/config.hpp"
#include "config/rule_test.hpp"
#include "daemon/rehearsal/rehearsal.hpp"
#include "daemon/rehearsal/run_rule_test.hpp"

namespace tocsin {

class TestStage {
public:
    // All outlive it.
    TestStage(const Config& config, const RuleTest& test, Rehearsal& rehearsal,
              std::vector<TestFailure>& failures)
        : config_(config), test_(test), rehearsal_(rehearsal), failures_(failures) {}

    // Fires and resolves what the step says, now; then approves and discards of what waits.
    void perform(const TestStep& step);

private:
    struct Played {
        SourceName source;
        Labels labels;  // As the sender sends them.
        Labels annotations;
        AlertState state = AlertState::firing;
        std::optional<WallTime> starts_at;
    };

    void fire(const TestAlert& named);
    void resolve(const TestAlert& named);
    void end(Played& played, const TestAlert& named);
    void repeat_all(const TestAlerts& alerts);
    void resolve_all(const TestAlerts& alerts);
    void decide(ActKind kind, const TestAlerts& named);
    std::vector<IncidentId> waiting_for(ActKind kind, const Labels* labels) const;
    void say(const Played& played);
    void check_rule(const Played& played, const FilePlace& place);
    Labels with_labels_of_source(const Played& played) const;
    std::vector<Played*> find(const TestAlert& named);
    void fail(const FilePlace& place, std::string message);

    const Config& config_;
    const RuleTest& test_;
    Rehearsal& rehearsal_;
    std::vector<TestFailure>& failures_;
    std::vector<Played> played_;  // Every alert that was ever fired, in order.
    std::vector<std::pair<SourceName, AlertGroup>> messages_;  // Of the step.
};

}  // namespace tocsin
