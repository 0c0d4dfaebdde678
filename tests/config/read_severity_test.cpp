#include "tests/config/files.hpp"

namespace tocsin::testing {
namespace {

SeverityScale scale_of(const std::string& text) {
    return config_of({.main = smallest_main + text}).rules.scale();
}

TEST(ReadSeverity, HasTheDefaultsOfTheContract) {
    const SeverityScale scale = scale_of("");
    EXPECT_EQ(scale.label, "severity");
    EXPECT_EQ(scale.order, (std::vector<Severity>{Severity("critical"), Severity("major"),
                                                  Severity("warning"), Severity("info")}));
    EXPECT_EQ(scale.fallback, Severity("warning"));
    EXPECT_EQ(severity_of(scale, {{"severity", "page"}}), Severity("critical"));
    EXPECT_EQ(severity_of(scale, {{"severity", "p2"}}), Severity("major"));
    EXPECT_EQ(severity_of(scale, {{"severity", "ticket"}}), Severity("warning"));
}

TEST(ReadSeverity, KeepsOnlyThoseBuiltInAliasesThatFitAnOwnOrder) {
    const SeverityScale scale =
        scale_of("[severity]\norder = [\"critical\", \"low\"]\ndefault = \"low\"\n");
    EXPECT_EQ(scale.aliases, (std::map<std::string, Severity>{{"p1", Severity("critical")},
                                                              {"page", Severity("critical")}}));
    EXPECT_TRUE(scale_of("[severity]\naliases = {}\n").aliases.empty());
}

TEST(ReadSeverity, RefusesNamesThatAreNotInTheOrder) {
    EXPECT_EQ(found_in_main(smallest_main + "[severity]\ndefault = \"warnin\"\n"),
              Found{"tocsin.toml:12:11-19 E310"});
    EXPECT_EQ(found_in_main(smallest_main + "[severity]\naliases = { p1 = \"crit\" }\n"),
              Found{"tocsin.toml:12:18-24 E310"});
    EXPECT_EQ(found_in_main(smallest_main + "[severity]\norder = [\"a\", \"b\"]\n"),
              Found{"tocsin.toml:11:1-11 E205"});
    EXPECT_EQ(found_in_main(smallest_main + "[severity]\norder = []\n"),
              Found{"tocsin.toml:12:9-11 E207"});
    EXPECT_EQ(found_in_main(smallest_main +
                            "[severity]\norder = [\"warning\", \"default\", \"warning\"]\n"),
              (Found{"tocsin.toml:12:21-30 E207", "tocsin.toml:12:32-41 E310"}));
}

TEST(ReadSeverity, LetsARuleHaveItsOwnLabelAliasesAndDefault) {
    const Rule rule = rule_of(
        smallest_rule + "severity = { label = \"priority\", aliases = { P0 = \"critical\" } }\n");
    EXPECT_EQ(rule.severity.label, "priority");
    EXPECT_EQ(rule.severity.aliases.size(), 1u);
    EXPECT_EQ(rule.severity.fallback, Severity("warning"));
    EXPECT_EQ(rule.severity.order.size(), 4u);
    EXPECT_EQ(found_in_rules(smallest_rule + "severity = { aliases = { P0 = \"x\" } }\n"),
              Found{"r0.toml:6:31-34 E310"});
    EXPECT_EQ(found_in_rules(smallest_rule + "severity = { default = \"x\" }\n"),
              Found{"r0.toml:6:24-27 E310"});
}

}  // namespace
}  // namespace tocsin::testing
