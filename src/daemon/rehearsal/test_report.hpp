// test_report: outcomes of tests as people read them, and as JUnit's XML for a CI.
//
// Each failure stands behind its file, line and column, so that an editor jumps there; what was
// really made stands in the words of a rule file, ready to be pasted.
#pragma once

#include <span>
#include <string>

#include "daemon/rehearsal/run_rule_test.hpp"

namespace tocsin {

// One line for a test that passed; its failures below one that did not.
std::string format_outcome(const TestOutcome& outcome);

// "3 tests: 2 ok, 1 failed".
std::string format_sum(std::span<const TestOutcome> outcomes);

// One suite for each rule file, in the order of the tests.
std::string format_junit(std::span<const TestOutcome> outcomes);

}  // namespace tocsin
