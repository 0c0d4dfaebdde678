// The shipped rules: their own tests pass and reach every rule, component and phase.
#include <gtest/gtest.h>

#include "daemon/rehearsal/coverage.hpp"
#include "daemon/rehearsal/test_report.hpp"
#include "tests/daemon/rehearsal/shipped_files.hpp"

namespace tocsin {
namespace {

TEST(ShippedRules, PassTheirTestsWhichReachEverything) {
    const auto files = shipped_files(TOCSIN_SOURCE_DIR);
    const Loaded loaded = load(files);
    ASSERT_TRUE(loaded.config) << format_diagnostics(loaded.diagnostics, files, "text");
    Reached reached;
    for (const RuleTest& test : loaded.config->tests) {
        const TestOutcome outcome = run_rule_test(*loaded.config, test);
        EXPECT_TRUE(outcome.passed()) << format_outcome(outcome);
        reached.add(outcome.reached);
    }
    const Coverage coverage = coverage_of(*loaded.config, reached);
    EXPECT_GT(coverage.rules, 0u);
    const std::size_t missed = coverage.rules_missed.size() + coverage.components_missed.size() +
                               coverage.phases_missed.size();
    EXPECT_EQ(missed, 0u) << format_coverage(coverage);
}

}  // namespace
}  // namespace tocsin
