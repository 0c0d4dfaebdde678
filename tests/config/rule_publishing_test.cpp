// Publishing and brakes of a rule are read, with their defaults.
#include <gtest/gtest.h>

#include "tests/config/files.hpp"

namespace tocsin {
namespace {

using namespace testing;

Rule read(const std::string& keys) {
    const Loaded loaded = Files{.rules = {smallest_rule + keys}}.load();
    EXPECT_TRUE(loaded.config) << (loaded.config ? "" : loaded.diagnostics.front().message);
    return loaded.config ? *loaded.config->rules.rules().front() : Rule{};
}

TEST(RulePublishing, IsAutoAndFallsBackUnlessTheRuleSaysOtherwise) {
    const Rule rule = read("");
    EXPECT_EQ(rule.publish.fallback, Publish::auto_);
    EXPECT_EQ(rule.approval.timeout, std::chrono::hours(1));
    EXPECT_FALSE(rule.approval.publish_on_timeout);
    EXPECT_EQ(rule.missing, Missing::fallback);
    EXPECT_FALSE(rule.flap);
    EXPECT_EQ(rule.stale_after, Duration(0));
}

TEST(RulePublishing, MayAskAPersonForEachSeverityAndForHoles) {
    const Rule rule = read(
        "publish = { critical = \"auto\", info = \"record\", default = \"approval\" }\n"
        "approval = { timeout = \"20m\", on_timeout = \"publish\" }\nmissing = \"approval\"\n"
        "stale_after = \"6h\"\n");
    EXPECT_EQ(rule.publish.at(Severity("critical")), Publish::auto_);
    EXPECT_EQ(rule.publish.at(Severity("major")), Publish::approval);
    EXPECT_EQ(rule.publish.at(Severity("info")), Publish::record);
    EXPECT_EQ(rule.approval.timeout, std::chrono::minutes(20));
    EXPECT_TRUE(rule.approval.publish_on_timeout);
    EXPECT_EQ(rule.missing, Missing::approval);
    EXPECT_EQ(rule.stale_after, std::chrono::hours(6));
}

TEST(RulePublishing, ReadsEachOverflow) {
    for (const auto& [word, overflow] :
         {std::pair("merge", Overflow::merge), std::pair("queue", Overflow::queue),
          std::pair("approval", Overflow::approval), std::pair("drop", Overflow::drop)}) {
        const Rule rule = read("limit = { incidents = 2, per = \"1h\", overflow = \"" +
                               std::string(word) + "\" }\n");
        ASSERT_TRUE(rule.limit);
        EXPECT_EQ(rule.limit->overflow, overflow) << word;
    }
}

TEST(RulePublishing, ReadsEachActionOfFlap) {
    for (const auto& [word, action] :
         {std::pair("hold", FlapAction::hold), std::pair("approval", FlapAction::approval),
          std::pair("suppress", FlapAction::suppress)}) {
        const Rule rule = read("[rule.flap]\nopens = 3\nwithin = \"2h\"\naction = \"" +
                               std::string(word) + "\"\nrelease_after = \"1h\"\n");
        ASSERT_TRUE(rule.flap);
        EXPECT_EQ(*rule.flap, (Flap{3, std::chrono::hours(2), action, std::chrono::hours(1)}));
    }
}

TEST(RulePublishing, RefusesFlapWhereNothingFlaps) {
    const std::string flap = "[rule.flap]\nopens = 3\nwithin = \"2h\"\nrelease_after = \"1h\"\n";
    EXPECT_EQ(found_in({.rules = {smallest_rule + "kind = \"backfill\"\n" + flap}}),
              Found{"r0.toml:7:1-12 E313"});
}

// An orphan goes on as it was judged before.
TEST(RulePublishing, IsKeptInTheStoredText) {
    const Rule rule = read(
        "publish = \"approval\"\napproval = { timeout = \"20m\", on_timeout = \"publish\" }\n"
        "missing = \"approval\"\nstale_after = \"6h\"\n"
        "limit = { incidents = 2, per = \"1h\", overflow = \"approval\" }\n"
        "[rule.flap]\nopens = 3\nwithin = \"2h\"\naction = \"suppress\"\nrelease_after = \"1h\"\n");
    const auto stored = load_rule(rule.text);
    ASSERT_TRUE(stored) << stored.error().message;
    const Rule& kept = *stored.value();
    EXPECT_EQ(kept.publish, rule.publish);
    EXPECT_EQ(kept.approval, rule.approval);
    EXPECT_EQ(kept.missing, rule.missing);
    EXPECT_EQ(kept.stale_after, rule.stale_after);
    EXPECT_EQ(kept.limit, rule.limit);
    EXPECT_EQ(kept.flap, rule.flap);
}

}  // namespace
}  // namespace tocsin
