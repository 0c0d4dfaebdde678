// The oracle: amtool says which receivers Alertmanager's own routes choose for an alert.
//
// A rule is a route here: matchers, `continue`, and the first that matches ends the search.  What
// is compared is what both grammars share: amtool 0.25 knows only the classic one, so names are of
// ASCII, and a backslash in a quoted value is written twice.

#include <gtest/gtest.h>

#include <algorithm>
#include <optional>
#include <random>
#include <utility>

#include "rules/rule_book.hpp"
#include "tests/support/amtool.hpp"

namespace tocsin {
namespace {

using Texts = std::vector<std::string>;

const Texts ops{"=", "!=", "=~", "!~"};
const Texts values{"",       "x",      "y",      "x|y",          "x|",      "|",       "x|x",
                   "y||aa",  "x\\.y",  "x\\|y",  "\\[x\\]",      "(x|y)",   "(?:x|)",  "(x)|y",
                   ".",      ".*",     ".+",     "x.?",          "x[0-9]+", "[xy]?",   "[^x]",
                   "(?i)X",  "(?i)Ü",  "ü|ö",    "ü.*",          "\\d+",    "\\w",     "\\W",
                   "^x$",    "x$|y",   "a{2,3}", "(?s).+",       "\\pL+",   "\\x78",   "\\Qx.y\\E",
                   "x\\b.*", "x\\n.*", "\\S+",   "[[:alpha:]]+", "x\"y",    "x y|x=y", "it's"};
const Texts seen{"",  "x",  "y",  "X",    "xx", "x.y", "x|y",  "[x]",  "x1",  "x17",  "ü",
                 "Ü", "öl", "aa", "aaaa", "7",  " ",   "x\ny", "x\"y", "x=y", "it's", "x\\.y"};

struct Route {
    Texts matchers;
    bool continues = true;
};

std::string quoted(const std::string& text) {
    std::string made = "\"";
    for (const char c : text) {
        if (c == '\n') {
            made += "\\n";
            continue;
        }
        if (c == '"' || c == '\\') made += '\\';
        made += c;
    }
    return made + '"';
}

std::string quoted_for_yaml(const std::string& text) {
    std::string made = "'";
    for (const char c : text) made += c == '\'' ? std::string("''") : std::string(1, c);
    return made + '\'';
}

std::string name_of(std::size_t route) {
    return "r" + std::to_string(route);
}

// Alertmanager's configuration; what no route takes goes to "none".
std::string as_routes(const std::vector<Route>& routes) {
    std::string tree = "route:\n  receiver: none\n  routes:\n";
    std::string receivers = "receivers:\n- name: none\n";
    for (std::size_t i = 0; i < routes.size(); ++i) {
        tree += "  - receiver: " + name_of(i) +
                "\n    continue: " + (routes[i].continues ? "true" : "false") + "\n    matchers:\n";
        for (const std::string& matcher : routes[i].matchers) {
            tree += "    - " + quoted_for_yaml(matcher) + '\n';
        }
        receivers += "- name: " + name_of(i) + '\n';
    }
    return tree + receivers;
}

RuleBook as_rules(const std::vector<Route>& routes) {
    std::vector<RulePtr> rules;
    for (const Route& route : routes) {
        auto rule = std::make_shared<Rule>();
        rule->name = RuleName(name_of(rules.size()));
        rule->continue_ = route.continues;
        for (const std::string& matcher : route.matchers) {
            rule->matchers.push_back(std::get<Matcher>(parse_matcher(matcher)));
        }
        rules.push_back(std::move(rule));
    }
    return {std::move(rules), SeverityScale{}};
}

std::string receivers_by_rules(const RuleBook& book, const Labels& labels) {
    std::string all;
    for (const RulePtr& rule : book.match(SourceName("am"), "alertmanager", labels, {})) {
        if (!all.empty()) all += ',';
        all += rule->name.value;
    }
    return all.empty() ? "none" : all;
}

std::string receivers_by_amtool(const amtool::InputFile& file, const Labels& labels) {
    Texts arguments{"config", "routes", "test", "--config.file=" + file.path()};
    for (const auto& [name, value] : labels) {
        arguments.push_back(std::string(name) + '=' + quoted(std::string(value)));
    }
    auto outcome = amtool::finish(amtool::start(arguments, "2>/dev/null"));
    EXPECT_EQ(outcome.status, 0) << labels.to_text();
    if (!outcome.text.empty() && outcome.text.back() == '\n') outcome.text.pop_back();
    return outcome.text;
}

void expect_the_same(const std::vector<Route>& routes, const std::vector<Labels>& alerts) {
    const amtool::InputFile file(testing::TempDir(), as_routes(routes));
    const RuleBook book = as_rules(routes);
    for (const Labels& labels : alerts) {
        EXPECT_EQ(receivers_by_rules(book, labels), receivers_by_amtool(file, labels))
            << labels.to_text() << " in\n"
            << as_routes(routes);
    }
}

class AmtoolRoutes : public testing::Test {
protected:
    void SetUp() override {
        if (amtool::program().empty()) GTEST_SKIP() << amtool::missing;
    }
};

TEST_F(AmtoolRoutes, AgreeOnEachMatcherAndValue) {
    std::vector<Route> routes;
    for (const std::string& op : ops) {
        for (const std::string& value : values) routes.push_back({{"a" + op + quoted(value)}});
    }
    std::vector<Labels> alerts{{}, {{"b", "x"}}};
    for (const std::string& value : seen) alerts.push_back({{"a", value}});
    expect_the_same(routes, alerts);
}

TEST_F(AmtoolRoutes, AgreeOnSpellings) {
    expect_the_same({{{"a=x"}},
                     {{" a = x "}},
                     {{"a=\"x\""}},
                     {{"a =~ x|y"}},
                     {{"a!=x"}},
                     {{"a !~ \"x|y\""}},
                     {{"a=\"\""}},
                     {{"a=x.y"}},
                     {{"a=ü"}},
                     {{"_b1=\"x\\\\.y\""}},
                     {{"a=x", "b=~\".+\"", "c!=\"\""}}},
                    {{},
                     {{"a", "x"}},
                     {{"a", "y"}},
                     {{"a", "x.y"}},
                     {{"a", "ü"}},
                     {{"_b1", "x\\.y"}},
                     {{"a", "x"}, {"b", "1"}, {"c", "2"}},
                     {{"a", "x"}, {"b", ""}, {"c", "2"}}});
}

TEST_F(AmtoolRoutes, AgreeOnOrderAndContinue) {
    std::mt19937 chance(11);
    const auto pick = [&](const Texts& from) {
        return from[std::uniform_int_distribution<std::size_t>(0, from.size() - 1)(chance)];
    };
    const auto coin = [&] { return std::bernoulli_distribution(0.5)(chance); };
    // Few texts, so that a route is chosen as often as not.
    const Texts few{"", "x", "x|y", "x.?", ".*", "y"}, said{"", "x", "x", "y", "x1"};
    for (int round = 0; round < 12; ++round) {
        std::vector<Route> routes(30);
        for (Route& route : routes) {
            route.continues = coin();
            for (const char* name : {"a", "b", "c"}) {
                if (coin()) route.matchers.push_back(name + pick(ops) + quoted(pick(few)));
            }
        }
        std::vector<Labels> alerts;
        for (int i = 0; i < 5; ++i) {
            Labels labels;
            for (const char* name : {"a", "b", "c"}) {
                if (coin()) labels = labels.with(name, pick(said));
            }
            alerts.push_back(std::move(labels));
        }
        expect_the_same(routes, alerts);
    }
}

bool amtool_takes(const std::string& matcher) {
    const amtool::InputFile file(testing::TempDir(), as_routes({{{matcher}}}));
    return amtool::finish(amtool::start({"check-config", file.path()}, "2>&1")).status == 0;
}

TEST_F(AmtoolRoutes, RefuseTheSameMatchers) {
    EXPECT_TRUE(amtool_takes("a=x"));
    for (const std::string text :
         {"a", "=x", "\"=x", "a~x", "a=\"x", "a=~\"(\"", "a=~\"x)\"", "a=~\"*\"", "a=~\"[b-a]\"",
          "a=~\"[x\"", "a=~\"x{3,2}\"", "a=~\"x{1001}\"", "a=~\"x**\"", "a=~\"\\\\\"",
          "a=~\"(?=x)\"", "a=~\"\\\\1\"", "a!~\"(?P<n\"", "a=~\"\\\\pX\""}) {
        EXPECT_FALSE(amtool_takes(text)) << text;
        EXPECT_TRUE(std::holds_alternative<MatcherError>(parse_matcher(text))) << text;
    }
}

}  // namespace
}  // namespace tocsin
