// run_rule_test: one [[test]] through a rehearsal, and whether it went as it says.
//
// Time is virtual: between two steps everything that is due runs, in order.  At the time of a step
// first comes what is due then, then what the step says, then what follows from it; the calls since
// the step before are the step's.  A test goes on after a failure: what follows is not judged by
// what went before, so that one run tells everything.
#pragma once

#include <cstddef>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "config/config.hpp"
#include "config/rule_test.hpp"
#include "daemon/rehearsal/rehearsal.hpp"

namespace tocsin {

struct TestFailure {
    FilePlace place;
    std::string message;               // One line.
    std::vector<std::string> details;  // Further lines.
};

// The calls of one step, as places among those of the test.
struct StepCalls {
    const TestStep* step = nullptr;
    std::size_t begin = 0, end = 0;
};

// What a test has made happen, whatever it expected: for --coverage.
struct Reached {
    std::set<RuleName> rules;                                // That took an alert.
    std::set<std::pair<RuleName, ComponentId>> components;   // That an incident of it claimed.
    std::set<std::pair<RuleName, std::string_view>> phases;  // "open", "update", …

    void add(const Reached& other);
};

struct TestOutcome {
    const RuleTest* test = nullptr;
    std::vector<TestFailure> failures;
    std::vector<RehearsedCall> calls;  // Without tweets.
    std::vector<StepCalls> steps;
    Reached reached;

    bool passed() const { return failures.empty(); }
};

// Both outlive the outcome.
TestOutcome run_rule_test(const Config& config, const RuleTest& test);

}  // namespace tocsin
