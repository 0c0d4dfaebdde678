// The shipped rules: their own tests pass and reach every rule, component and phase.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>

#include "daemon/config_files.hpp"
#include "daemon/rehearsal/coverage.hpp"
#include "daemon/rehearsal/test_report.hpp"

namespace tocsin {
namespace {

std::vector<SourceFile> shipped_files() {
    const std::string root = std::string(TOCSIN_SOURCE_DIR) + "/";
    std::vector<SourceFile> files{
        {"tocsin.toml", read_file(root + "config/tocsin.toml").value(), FileRole::main}};
    for (const auto& entry : std::filesystem::directory_iterator(root + "rules")) {
        files.push_back({"rules.d/" + entry.path().filename().string(),
                         read_file(entry.path().string()).value(), FileRole::rules});
    }
    std::sort(files.begin() + 1, files.end(),
              [](const SourceFile& a, const SourceFile& b) { return a.name < b.name; });
    return files;
}

TEST(ShippedRules, PassTheirTestsWhichReachEverything) {
    const auto files = shipped_files();
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
