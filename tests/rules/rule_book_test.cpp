// The choice among rules: order, `continue`, and what an alert is asked for.
#include "rules/rule_book.hpp"

#include <gtest/gtest.h>

#include <random>
#include <thread>

namespace tocsin {
namespace {

std::shared_ptr<Rule> a_rule(std::string name, const std::vector<std::string>& matchers,
                             bool continues = false) {
    auto rule = std::make_shared<Rule>();
    rule->name = RuleName(std::move(name));
    rule->version = RuleVersion("v-" + rule->name.value);
    rule->continue_ = continues;
    for (const std::string& text : matchers) {
        rule->matchers.push_back(std::get<Matcher>(parse_matcher(text)));
    }
    return rule;
}

SeverityScale scale() {
    SeverityScale scale;
    scale.order = {Severity("critical"), Severity("warning")};
    scale.aliases = {{"page", Severity("critical")}};
    scale.fallback = Severity("warning");
    return scale;
}

std::vector<std::string> taking(const RuleBook& book, const Labels& labels,
                                const Labels& annotations = {}) {
    std::vector<std::string> names;
    for (const RulePtr& rule : book.match(SourceName("am"), "grafana", labels, annotations)) {
        names.push_back(rule->name.value);
    }
    return names;
}

using Names = std::vector<std::string>;

TEST(RuleBook, LetsTheFirstRuleThatMatchesTakeTheAlert) {
    const RuleBook book({a_rule("a", {"team=x"}), a_rule("b", {"team=~\"x|y\""}), a_rule("c", {})},
                        scale());
    EXPECT_EQ(taking(book, {{"team", "x"}}), Names{"a"});
    EXPECT_EQ(taking(book, {{"team", "y"}}), Names{"b"});
    EXPECT_EQ(taking(book, {{"team", "z"}}), Names{"c"});
    EXPECT_EQ(taking(book, {}), Names{"c"});
}

TEST(RuleBook, LetsLaterRulesLookOnlyAfterContinue) {
    const RuleBook book({a_rule("a", {"s=1"}, true), a_rule("b", {"s=2"}, true),
                         a_rule("c", {"s=1"}), a_rule("d", {"s=1"})},
                        scale());
    EXPECT_EQ(taking(book, {{"s", "1"}}), (Names{"a", "c"}));
    EXPECT_EQ(taking(book, {{"s", "2"}}), Names{"b"});
    EXPECT_EQ(taking(book, {{"s", "3"}}), Names{});
}

TEST(RuleBook, TakesNothingWithoutRules) {
    EXPECT_EQ(taking(RuleBook(), {{"a", "b"}}), Names{});
    EXPECT_EQ(taking(RuleBook({}, scale()), {{"a", "b"}}), Names{});
    EXPECT_EQ(RuleBook().find(RuleName("a")), nullptr);
}

TEST(RuleBook, AsksForSourceKindSeverityReasonAndAnnotations) {
    const Labels page{{"severity", "page"}};
    EXPECT_EQ(taking(RuleBook({a_rule("a", {"__source__=am"})}, scale()), {}), Names{"a"});
    EXPECT_EQ(taking(RuleBook({a_rule("a", {"__source__!=am"})}, scale()), {}), Names{});
    EXPECT_EQ(taking(RuleBook({a_rule("a", {"__kind__=grafana"})}, scale()), {}), Names{"a"});
    const RuleBook severity({a_rule("a", {"__severity__=critical"})}, scale());
    EXPECT_EQ(taking(severity, page), Names{"a"});
    EXPECT_EQ(taking(severity, {}), Names{});
    const RuleBook reason({a_rule("a", {"__state_reason__=Paused"})}, scale());
    EXPECT_EQ(taking(reason, {}, {{"grafana_state_reason", "Paused"}}), Names{"a"});
    const RuleBook note({a_rule("a", {"annotations.note=~\"n.*\""})}, scale());
    EXPECT_EQ(taking(note, {{"note", "no"}}, {}), Names{});
    EXPECT_EQ(taking(note, {}, {{"note", "no"}}), Names{"a"});
}

// The plan of the book is another way to the same answer: matcher by matcher must agree, whatever
// the operator, and whether a pattern is a list of texts or not.
TEST(RuleBook, AgreesWithEachMatcherForAnyRulesAndAlerts) {
    std::mt19937 chance(7);
    const auto pick = [&](const std::vector<std::string>& from) {
        return from[std::uniform_int_distribution<std::size_t>(0, from.size() - 1)(chance)];
    };
    const std::vector<std::string> names{"a", "b", "c", "annotations.a", "__severity__"};
    const std::vector<std::string> ops{"=", "!=", "=~", "!~"};
    const std::vector<std::string> values{"\"\"",    "x",        "y",      "\"x|y\"",
                                          "\"x|\"",  "\".*\"",   "\".+\"", "\"x.?\"",
                                          "warning", "\"y|xx\"", "\"|\"",  "\"(x|y)\""};
    const std::vector<std::string> seen{"", "x", "y", "xx", "critical"};
    for (int round = 0; round < 300; ++round) {
        std::vector<RulePtr> rules;
        for (int i = 0; i < 6; ++i) {
            std::vector<std::string> matchers;
            for (int j = 0; j <= i % 3; ++j)
                matchers.push_back(pick(names) + pick(ops) + pick(values));
            rules.push_back(a_rule("r" + std::to_string(i), matchers, i % 2 == 0));
        }
        const RuleBook book(rules, scale());
        const Labels labels{{"a", pick(seen)}, {"b", pick(seen)}, {"severity", pick(seen)}};
        const Labels annotations{{"a", pick(seen)}};
        const Severity severity = severity_of(scale(), labels);
        const MatchSubject subject{labels, annotations, "am", "grafana", severity.value};
        Names expected;
        for (const RulePtr& rule : rules) {
            if (!matches_all(rule->matchers, subject)) continue;
            expected.push_back(rule->name.value);
            if (!rule->continue_) break;
        }
        EXPECT_EQ(taking(book, labels, annotations), expected) << "round " << round;
    }
}

TEST(RuleBook, FindsARuleByItsName) {
    const auto rule = a_rule("b", {});
    const RuleBook book({a_rule("a", {}), rule}, scale());
    EXPECT_EQ(book.find(RuleName("b")), rule);
    EXPECT_EQ(book.find(RuleName("c")), nullptr);
}

TEST(RuleBook, HasAnotherDigestWhereRulesOrderOrScaleDiffer) {
    const auto a = a_rule("a", {}), b = a_rule("b", {});
    auto changed = a_rule("a", {});
    changed->version = RuleVersion("other");
    SeverityScale other = scale();
    other.aliases.clear();
    const std::uint64_t digest = RuleBook({a, b}, scale()).digest();
    EXPECT_NE(digest, 0u);
    EXPECT_NE(RuleBook().digest(), 0u);
    EXPECT_EQ(digest, RuleBook({a, b}, scale()).digest());
    EXPECT_NE(digest, RuleBook({b, a}, scale()).digest());
    EXPECT_NE(digest, RuleBook({a}, scale()).digest());
    EXPECT_NE(digest, RuleBook({changed, b}, scale()).digest());
    EXPECT_NE(digest, RuleBook({a, b}, other).digest());
}

TEST(RuleBook, MatchesOnManyThreadsAndOutlivesItsCopies) {
    RuleBook copy;
    {
        const RuleBook book({a_rule("a", {"x=~\"[a-m]+\""}), a_rule("b", {})}, scale());
        copy = book;
    }
    std::vector<std::thread> threads;
    threads.reserve(4);
    for (int i = 0; i < 4; ++i) {
        threads.emplace_back([&copy] {
            for (int j = 0; j < 200; ++j) {
                EXPECT_EQ(taking(copy, {{"x", "abc"}}), Names{"a"});
                EXPECT_EQ(taking(copy, {{"x", "xyz"}}), Names{"b"});
            }
        });
    }
    for (std::thread& thread : threads) thread.join();
}

}  // namespace
}  // namespace tocsin
