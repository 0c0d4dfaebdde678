// Coverage: what no test has reached is named, and nothing else.
#include "daemon/rehearsal/coverage.hpp"

#include "tests/daemon/rehearsal/small_shop.hpp"

namespace tocsin::testing {
namespace {

std::vector<std::string> words_of(const std::vector<Coverage::Missed>& missed) {
    std::vector<std::string> words;
    for (const Coverage::Missed& one : missed)
        words.push_back(one.rule.value + (one.what.empty() ? "" : " " + one.what));
    return words;
}

using Names = std::vector<std::string>;

TEST(Coverage, ListsEverythingWhereThereIsNoTest) {
    const Coverage coverage = coverage_of(shop_config(), {});
    EXPECT_EQ(words_of(coverage.rules_missed),
              (Names{"audit", "services", "edge", "told", "rest"}));
    EXPECT_EQ(words_of(coverage.components_missed),
              (Names{"services cart", "services search", "services website", "edge edge"}));
    EXPECT_EQ(words_of(coverage.phases_missed),
              (Names{"services open", "services update", "services monitoring", "services resolved",
                     "edge open", "edge resolved", "told resolved"}));
}

TEST(Coverage, ListsWhatIsLeft) {
    const Config config = shop_config(R"([[test]]
name = "t"
[[test.at]]
time = "0s"
fire = ['{alertname="Slow", service="cart"}', '{alertname="Short"}', '{alertname="Edge"}']
[[test.at]]
time = "10m"
resolve = ['{alertname="Short"}']
[[test.at]]
time = "20m"
)");
    Reached reached;
    for (const RuleTest& test : config.tests) reached.add(run_rule_test(config, test).reached);
    const Coverage coverage = coverage_of(config, reached);
    EXPECT_EQ(words_of(coverage.rules_missed), (Names{"audit", "rest"}));
    EXPECT_EQ(words_of(coverage.components_missed), (Names{"services search", "services website"}));
    EXPECT_EQ(words_of(coverage.phases_missed), (Names{"services update", "services monitoring",
                                                       "services resolved", "edge resolved"}));
    EXPECT_EQ(format_coverage(coverage),
              "coverage: 3 of 5 rules, 2 of 4 components, 3 of 7 phases\n"
              "rules that no test reached:\n"
              "  audit (r0.toml)\n"
              "  rest (r0.toml)\n"
              "components that no test reached:\n"
              "  services: search (r0.toml)\n"
              "  services: website (r0.toml)\n"
              "phases that no test reached:\n"
              "  services: update (r0.toml)\n"
              "  services: monitoring (r0.toml)\n"
              "  services: resolved (r0.toml)\n"
              "  edge: resolved (r0.toml)\n");
}

}  // namespace
}  // namespace tocsin::testing
