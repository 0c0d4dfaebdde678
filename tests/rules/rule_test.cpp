// The scale of severities: aliases, order, fallback.
#include "rules/rule.hpp"

#include <gtest/gtest.h>

namespace tocsin {
namespace {

SeverityScale scale() {
    SeverityScale scale;
    scale.order = {Severity("critical"), Severity("major"), Severity("warning")};
    scale.aliases = {{"page", Severity("critical")}, {"major", Severity("warning")}};
    scale.fallback = Severity("warning");
    return scale;
}

TEST(SeverityScale, RanksTheWorstFirstAndTheUnknownLast) {
    EXPECT_EQ(rank(scale(), Severity("critical")), 0u);
    EXPECT_EQ(rank(scale(), Severity("warning")), 2u);
    EXPECT_EQ(rank(scale(), Severity("nonsense")), 3u);
    EXPECT_TRUE(is_worse(scale(), Severity("critical"), Severity("major")));
    EXPECT_FALSE(is_worse(scale(), Severity("major"), Severity("major")));
    EXPECT_FALSE(is_worse(scale(), Severity("warning"), Severity("major")));
}

TEST(SeverityScale, AsksAliasesBeforeNames) {
    EXPECT_EQ(severity_of(scale(), {{"severity", "page"}}), Severity("critical"));
    EXPECT_EQ(severity_of(scale(), {{"severity", "critical"}}), Severity("critical"));
    EXPECT_EQ(severity_of(scale(), {{"severity", "major"}}), Severity("warning"));
}

TEST(SeverityScale, FallsBackWhereTheLabelIsAbsentOrUnknown) {
    EXPECT_EQ(severity_of(scale(), {}), Severity("warning"));
    EXPECT_EQ(severity_of(scale(), {{"severity", "Critical"}}), Severity("warning"));
    EXPECT_EQ(severity_of(scale(), {{"priority", "critical"}}), Severity("warning"));
}

TEST(SeverityScale, ReadsTheLabelThatItNames) {
    SeverityScale own = scale();
    own.label = "priority";
    EXPECT_EQ(severity_of(own, {{"priority", "page"}, {"severity", "warning"}}),
              Severity("critical"));
}

TEST(BySeverity, GivesTheValueOfTheNameElseTheFallbackElseNothing) {
    BySeverity<int> values;
    values.values = {{Severity("critical"), 1}};
    EXPECT_EQ(values.at(Severity("critical")), 1);
    EXPECT_EQ(values.at(Severity("major")), std::nullopt);
    values.fallback = 2;
    EXPECT_EQ(values.at(Severity("major")), 2);
    EXPECT_EQ(values.at(Severity("critical")), 1);
}

}  // namespace
}  // namespace tocsin
