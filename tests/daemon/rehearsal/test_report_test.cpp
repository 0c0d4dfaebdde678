// Reports of tests: for people with file, line and column, and as XML that a CI reads.
#include "daemon/rehearsal/test_report.hpp"

#include <gtest/gtest.h>

namespace tocsin {
namespace {

class TestReportTest : public ::testing::Test {
protected:
    TestReportTest() {
        good.name = "all is well";
        good.place = {"a.toml", 3, 8, 20};
        bad.name = "a < b & \"c\"\x01";
        bad.place = {"b.toml", 7, 8, 20};
        outcomes.resize(2);
        outcomes[0].test = &good;
        outcomes[1].test = &bad;
        outcomes[1].failures = {{{"b.toml", 9, 1, 12}, "at 2m: <wrong>", {"- x = 1", "+ x = 2"}},
                                {{"b.toml", 12, 1, 12}, "late", {}}};
    }

    RuleTest good, bad;
    std::vector<TestOutcome> outcomes;
};

TEST_F(TestReportTest, NamesThePlaceOfEachFailure) {
    EXPECT_EQ(format_outcome(outcomes[0]), "ok   a.toml:3:8: all is well\n");
    EXPECT_EQ(format_outcome(outcomes[1]),
              "FAIL b.toml:7:8: a < b & \"c\"\x01\n"
              "  b.toml:9:1: at 2m: <wrong>\n"
              "    - x = 1\n"
              "    + x = 2\n"
              "  b.toml:12:1: late\n");
    EXPECT_EQ(format_sum(outcomes), "2 tests: 1 ok, 1 failed\n");
    EXPECT_EQ(format_sum(std::span(outcomes).first(1)), "1 test: 1 ok, 0 failed\n");
}

TEST_F(TestReportTest, WritesXmlWithASuiteForEachFile) {
    EXPECT_EQ(format_junit(outcomes), R"(<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="tocsin test" tests="2" failures="1">
  <testsuite name="a.toml" tests="1" failures="0">
    <testcase classname="a.toml" name="all is well" file="a.toml" line="3"/>
  </testsuite>
  <testsuite name="b.toml" tests="1" failures="1">
    <testcase classname="b.toml" name="a &lt; b &amp; &quot;c&quot;?" file="b.toml" line="7">
      <failure message="at 2m: &lt;wrong&gt;">b.toml:9:1: at 2m: &lt;wrong&gt;
  - x = 1
  + x = 2
</failure>
      <failure message="late">b.toml:12:1: late
</failure>
    </testcase>
  </testsuite>
</testsuites>
)");
}

}  // namespace
}  // namespace tocsin
