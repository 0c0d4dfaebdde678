// The index leaves out many rules and never one that matches: by tables, and against a scan of all
// rules for any rules and alerts.
#include "rules/rule_index.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <string>
#include <utility>

#include "rules/rule_book.hpp"

namespace tocsin {
namespace {

using Texts = std::vector<std::string>;
using Places = std::vector<std::uint32_t>;

// A rule as it is generated: what it asks for, and whether later ones look too.
struct RuleText {
    Texts matchers;
    bool continues = false;
};

void showValue(const RuleText& rule, std::ostream& out) {
    out << '[';
    for (const std::string& matcher : rule.matchers) out << matcher << ", ";
    out << (rule.continues ? "continue]" : "]");
}

std::vector<RulePtr> rules_of(const std::vector<RuleText>& texts) {
    std::vector<RulePtr> rules;
    for (const RuleText& text : texts) {
        auto rule = std::make_shared<Rule>();
        rule->name = RuleName("r" + std::to_string(rules.size()));
        rule->continue_ = text.continues;
        for (const std::string& matcher : text.matchers) {
            rule->matchers.push_back(std::get<Matcher>(parse_matcher(matcher)));
        }
        rules.push_back(std::move(rule));
    }
    return rules;
}

RuleIndex index_of(const std::vector<Texts>& rules) {
    std::vector<RuleText> texts;
    texts.reserve(rules.size());
    for (const Texts& matchers : rules) texts.push_back({matchers});
    return RuleIndex(rules_of(texts));
}

Places places(const RuleIndex& index, const Labels& labels, const Labels& annotations = {},
              std::string_view source = "am", std::string_view kind = "grafana") {
    Places all;
    Candidates candidates = index.candidates(labels, annotations, source, kind);
    while (const auto place = candidates.next()) all.push_back(*place);
    return all;
}

TEST(RuleIndex, FilesARuleUnderTheMatcherThatFewestRulesShare) {
    const auto index = index_of({{"team=x", "service=a"}, {"service=b", "team=x"}, {"team=x"}});
    EXPECT_EQ(places(index, {{"team", "x"}}), Places{2});
    EXPECT_EQ(places(index, {{"service", "a"}}), Places{0});
    EXPECT_EQ(places(index, {{"service", "b"}, {"team", "x"}}), (Places{1, 2}));
    EXPECT_EQ(places(index, {{"service", "c"}, {"team", "y"}}), Places{});
    EXPECT_EQ(places(index, {}), Places{});
}

TEST(RuleIndex, FindsARuleByEachTextOfItsList) {
    const auto index = index_of({{R"(s=~"a|b|a")"},
                                 {R"(s=~"b|c\\.d")"},
                                 {"s=~\"(?:c\\\\.d|ü)\""},
                                 {"s=~\"(ü|e)\""},
                                 {R"(s="a|b")"}});
    EXPECT_EQ(places(index, {{"s", "a"}}), Places{0});
    EXPECT_EQ(places(index, {{"s", "b"}}), (Places{0, 1}));
    EXPECT_EQ(places(index, {{"s", "c.d"}}), (Places{1, 2}));
    EXPECT_EQ(places(index, {{"s", "ü"}}), (Places{2, 3}));
    EXPECT_EQ(places(index, {{"s", "a|b"}}), Places{4});
    EXPECT_EQ(places(index, {{"t", "a"}}), Places{});
}

TEST(RuleIndex, TriesForEveryAlertWhatWantsNoValue) {
    const auto index = index_of({{},
                                 {"s!=a"},
                                 {"s!~a.+"},
                                 {R"(s="")"},
                                 {R"(s=~"")"},
                                 {R"(s=~"a|")"},
                                 {R"(s=~"a||b")"},
                                 {"s=~\"(|a)\""},
                                 {"s=~.*"},
                                 {"s=~a?"},
                                 {"__severity__=critical"},
                                 {"__severity__=~cri.+"},
                                 {"s=x"}});
    const Places all_but_the_last{0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11};
    EXPECT_EQ(places(index, {}), all_but_the_last);
    EXPECT_EQ(places(index, {{"s", ""}}), all_but_the_last);
    EXPECT_EQ(places(index, {{"s", "q"}, {"severity", "critical"}}), all_but_the_last);
    EXPECT_EQ(places(index, {{"s", "x"}}).size(), 13u);
}

TEST(RuleIndex, LooksForEachKindOfNameInItsPlace) {
    const auto index = index_of({{"annotations.n=v"},
                                 {"n=v"},
                                 {"__source__=am"},
                                 {"__kind__=grafana"},
                                 {"__state_reason__=Paused"},
                                 {"annotations.grafana_state_reason=~\"Paused|Error\""}});
    EXPECT_EQ(places(index, {{"n", "v"}}, {}, "", ""), Places{1});
    EXPECT_EQ(places(index, {}, {{"n", "v"}}, "", ""), Places{0});
    EXPECT_EQ(places(index, {{"__source__", "am"}}, {}, "other", "prometheus"), Places{});
    EXPECT_EQ(places(index, {}, {}, "am", "prometheus"), Places{2});
    EXPECT_EQ(places(index, {}, {}, "other", "grafana"), Places{3});
    EXPECT_EQ(places(index, {}, {{"grafana_state_reason", "Paused"}}, "", ""), (Places{4, 5}));
    EXPECT_EQ(places(index, {}, {{"grafana_state_reason", "Error"}}, "", ""), Places{5});
}

TEST(RuleIndex, TriesAllPatternsOfANameAtOnce) {
    const auto index = index_of({{"s=~a.*"}, {"s=~b.+"}, {"s=~.*a"}, {"s=~c[0-9]"}, {"s=~a.*"}});
    EXPECT_EQ(places(index, {{"s", "ab"}}), (Places{0, 4}));
    EXPECT_EQ(places(index, {{"s", "ba"}}), (Places{1, 2}));
    EXPECT_EQ(places(index, {{"s", "c7"}}), Places{3});
    EXPECT_EQ(places(index, {{"s", "q"}}), Places{});
    EXPECT_EQ(places(index, {{"t", "ab"}}), Places{});
    // A few are tried one by one, where the alert has the label at all.
    const auto few = index_of({{"s=~a.*"}, {"s=~b.+"}, {"t=~a.+"}});
    EXPECT_EQ(places(few, {{"s", "q"}}), (Places{0, 1}));
    EXPECT_EQ(places(few, {{"s", ""}, {"t", "q"}}), Places{2});
}

TEST(RuleIndex, PrefersAPatternToATextOfManyRules) {
    std::vector<Texts> rules(40, {"cluster=w"});
    for (int i = 0; i < 40; ++i) {
        const std::string number = std::to_string(10 + i);
        rules[static_cast<std::size_t>(i)].push_back("service=~s" + number + "[a-z]*");
    }
    const auto index = index_of(rules);
    EXPECT_EQ(places(index, {{"cluster", "w"}, {"service", "s17x"}}), Places{7});
    EXPECT_EQ(places(index, {{"cluster", "w"}}), Places{});
}

TEST(RuleIndex, PrefersATextOfFewRulesToAPattern) {
    const auto index = index_of({{"pod=~p1.*", "service=a"}, {"pod=~p2.*", "service=a"}});
    EXPECT_EQ(places(index, {{"pod", "p1"}}), Places{});
    EXPECT_EQ(places(index, {{"service", "a"}}), (Places{0, 1}));
}

TEST(RuleIndex, PrefersOfEquallyGoodNamesTheOneOfMoreRules) {
    const auto index = index_of({{"pod=p1", "service=a"}, {"service=b"}, {"node=n1", "service=c"}});
    EXPECT_EQ(places(index, {{"node", "n1"}, {"pod", "p1"}}), Places{});
    EXPECT_EQ(places(index, {{"service", "a"}}), Places{0});
    EXPECT_EQ(places(index, {{"service", "c"}}), Places{2});
}

TEST(RuleIndex, GivesCandidatesInTheOrderOfTheBook) {
    const auto index = index_of(
        {{"z=1"}, {}, {"a=1"}, {"m!=1"}, {R"(a=~"1|2")"}, {"annotations.b=1"}, {"a=1"}, {}});
    EXPECT_EQ(places(index, {{"a", "1"}, {"z", "1"}}, {{"b", "1"}}),
              (Places{0, 1, 2, 3, 4, 5, 6, 7}));
    EXPECT_EQ(places(index, {{"a", "2"}}), (Places{1, 3, 4, 7}));
    EXPECT_EQ(places(index, {{"a", "3"}}), (Places{1, 3, 7}));
    EXPECT_EQ(places(index_of({}), {{"a", "3"}}), Places{});
}

// The number of names that a book asks for is not looked at by an alert that has none of them.
TEST(RuleIndex, FindsTheOneAmongAThousandNames) {
    std::vector<Texts> rules;
    rules.reserve(1000);
    for (int i = 0; i < 1000; ++i) rules.push_back({"n" + std::to_string(i) + "=v"});
    const auto index = index_of(rules);
    EXPECT_EQ(places(index, {{"a", "v"}, {"n7", "v"}, {"n700", "v"}, {"n999", "w"}, {"z", "v"}}),
              (Places{7, 700}));
    EXPECT_EQ(places(index, {{"a", "v"}, {"o", "v"}, {"z", "v"}}), Places{});
}

// What rules and alerts are made of.
struct Words {
    Texts names, ops, values, seen;
    int rules_max = 0;
};

std::string quoted(const std::string& text) {
    std::string made = "\"";
    for (const char c : text) {
        if (c == '"' || c == '\\') made += '\\';
        made += c;
    }
    return made + '"';
}

std::vector<RuleText> any_rules(const Words& words) {
    const auto count = *rc::gen::inRange(0, words.rules_max + 1);
    const auto matcher = rc::gen::map(
        rc::gen::tuple(rc::gen::elementOf(words.names), rc::gen::elementOf(words.ops),
                       rc::gen::elementOf(words.values)),
        [](const std::tuple<std::string, std::string, std::string>& parts) {
            return quoted(std::get<0>(parts)) + std::get<1>(parts) + quoted(std::get<2>(parts));
        });
    const auto rule = rc::gen::map(
        rc::gen::pair(rc::gen::mapcat(rc::gen::inRange<std::size_t>(1, 4),
                                      [matcher](std::size_t size) {
                                          return rc::gen::container<Texts>(size, matcher);
                                      }),
                      rc::gen::arbitrary<bool>()),
        [](std::pair<Texts, bool> parts) {
            return RuleText{std::move(parts.first), parts.second};
        });
    auto rules = *rc::gen::container<std::vector<RuleText>>(static_cast<std::size_t>(count), rule);
    // The last may be a catch_all, which has no matchers.
    if (*rc::gen::arbitrary<bool>()) rules.push_back({});
    return rules;
}

// Each name is missing, or has one of the texts, which may be empty.
Labels any_labels(const Words& words, const Texts& names) {
    std::vector<Labels::OwnedPair> pairs;
    for (const std::string& name : names) {
        if (!*rc::gen::arbitrary<bool>()) continue;
        pairs.emplace_back(name, *rc::gen::elementOf(words.seen));
    }
    return Labels(std::move(pairs));
}

SeverityScale a_scale() {
    SeverityScale scale;
    scale.order = {Severity("critical"), Severity("warning")};
    scale.aliases = {{"x", Severity("critical")}};
    scale.fallback = Severity("warning");
    return scale;
}

void expect_as_a_scan_of_all_rules(const Words& words) {
    const auto rules = rules_of(any_rules(words));
    const RuleBook book(rules, a_scale());
    for (int i = 0; i < 60; ++i) {
        const Labels labels = any_labels(words, {"a", "b", "größe", "severity", "z"});
        const Labels annotations = any_labels(words, {"a", "grafana_state_reason"});
        const std::string source = *rc::gen::elementOf(words.seen);
        const std::string kind = *rc::gen::elementOf(words.seen);
        const Severity severity = severity_of(a_scale(), labels);
        const MatchSubject subject{labels, annotations, source, kind, severity.value};
        std::vector<RulePtr> expected;
        for (const RulePtr& rule : rules) {
            if (!matches_all(rule->matchers, subject)) continue;
            expected.push_back(rule);
            if (!rule->continue_) break;
        }
        RC_LOG() << labels.to_text() << ' ' << annotations.to_text() << ' ' << source << ' ' << kind
                 << '\n';
        RC_ASSERT(book.match(SourceName(source), kind, labels, annotations) == expected);
    }
}

const Texts any_values{"",     "x",        "y",       "x|y",      "x|",     "|",     "x|x",
                       "y||z", "x\\.y",    "x\\|y|z", "(x|y)",    "(?:x|)", "(y)|z", ".*",
                       ".+",   "x.?",      "x[0-9]+", "y[0-9]*",  "[xy]?",  "(?i)X", "ü|ö",
                       "ü.*",  "critical", "w.+",     "warning|x"};
// "x" is what most alerts say, so that most of what is generated has a rule that takes it.
const Texts any_seen{"",    "x",   "x",  "x",   "x", "y",  "y",   "z",        "X",
                     "x.y", "x|y", "x1", "y22", "ü", "üx", "x\n", "critical", "warning"};

RC_GTEST_PROP(RuleIndex, ChangesNothingForAnyRulesAndAlerts, ()) {
    expect_as_a_scan_of_all_rules({{"a", "a", "b", "größe", "annotations.a", "__source__",
                                    "__kind__", "__severity__", "__state_reason__"},
                                   {"=", "!=", "=~", "!~"},
                                   any_values,
                                   any_seen,
                                   12});
}

// Many rules on few names, all of which want a value: buckets are full and patterns share sets.
RC_GTEST_PROP(RuleIndex, ChangesNothingWhereManyRulesShareNames, ()) {
    expect_as_a_scan_of_all_rules(
        {{"a", "b", "annotations.a"}, {"=", "=~", "=~"}, any_values, any_seen, 60});
}

}  // namespace
}  // namespace tocsin
