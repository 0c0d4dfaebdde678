// The design's own rule files: what they say of themselves holds.
#include <filesystem>

#include "daemon/rehearsal/test_report.hpp"
#include "daemon/snapshot.hpp"

#include <gtest/gtest.h>

namespace tocsin {
namespace {

TEST(DesignExamples, PassTheTestsInThem) {
    const std::string main_file =
        std::string(TOCSIN_SOURCE_DIR) + "/../shared/design/examples/tocsin.toml";
    if (!std::filesystem::exists(main_file))
        GTEST_SKIP() << "../shared is not beside this checkout";
    const LoadedSnapshot loaded = read_rules_at_hand(main_file);
    ASSERT_TRUE(loaded.snapshot) << format_diagnostics(loaded.diagnostics, loaded.files, "text");
    const Config& config = loaded.snapshot->config;
    EXPECT_GE(config.tests.size(), 3u);
    for (const RuleTest& test : config.tests) {
        const TestOutcome outcome = run_rule_test(config, test);
        EXPECT_TRUE(outcome.passed()) << format_outcome(outcome);
    }
}

}  // namespace
}  // namespace tocsin
