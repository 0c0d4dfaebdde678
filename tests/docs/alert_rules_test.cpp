// contrib/prometheus: the alert rules about tocsin fire when they should, know only metrics that
// exist, and each has its section in docs/operations.md.
#include <gtest/gtest.h>
#include <re2/re2.h>

#include <cstdlib>
#include <map>
#include <set>

#include "daemon/config_files.hpp"
#include "tests/support/amtool.hpp"

namespace tocsin {
namespace {

using Names = std::set<std::string>;

std::string text_of(const std::string& path) {
    return read_file(std::string(TOCSIN_SOURCE_DIR) + "/" + path).value();
}

Names all_of(const std::string& text, const std::string& pattern) {
    Names found;
    re2::StringPiece rest(text);
    std::string one;
    while (RE2::FindAndConsume(&rest, pattern, &one)) found.insert(one);
    return found;
}

// What stands before `end`, from `begin` on; all of the rest if `end` is nowhere.
std::string part_of(const std::string& text, const std::string& begin, const std::string& end) {
    const std::size_t from = text.find(begin);
    if (from == std::string::npos) return {};
    return text.substr(from, text.find(end, from + begin.size()) - from);
}

class AlertRules : public testing::Test {
protected:
    const std::string folder = std::string(TOCSIN_SOURCE_DIR) + "/contrib/prometheus/";
    const std::string rules = text_of("contrib/prometheus/tocsin-rules.yml");
    const std::string stories = text_of("contrib/prometheus/tocsin-rules-test.yml");
    const std::string metrics_page = text_of("docs/metrics.md");
    const std::string section = part_of(text_of("docs/operations.md"),
                                        "\n## What each alert about tocsin means\n", "\n## ");
    const Names alerts = all_of(rules, R"(- alert: (\w+)\n)");

    // The row of a family on docs/metrics.md; "" if there is none.
    std::string row_of(const std::string& family) const {
        return part_of(metrics_page, "| `" + family + "` |", "\n");
    }

    // "label=value" of each matcher of a family of tocsin's, by family; values one by one.
    std::map<std::string, Names> matchers() const {
        std::map<std::string, Names> found;
        re2::StringPiece rest(rules);
        std::string family, inside;
        while (RE2::FindAndConsume(&rest, R"((tocsin_\w+)\{([^}]*)\})", &family, &inside)) {
            re2::StringPiece one(inside);
            std::string label, values;
            while (
                RE2::FindAndConsume(&one, R"re((\w+)(?:=~|!~|!=|=)"([^"]*)")re", &label, &values))
                for (const std::string& value : all_of(values, R"((\w+))"))
                    found[family].insert(label + "=" + value);
        }
        return found;
    }

    static void expect_promtool_likes(const std::string& arguments) {
        const char* tool = std::getenv("TOCSIN_PROMTOOL");
        if (tool == nullptr) GTEST_SKIP() << "$TOCSIN_PROMTOOL is not set";
        const std::string command = amtool::quoted_for_shell(tool) + " " + arguments + " 2>&1";
        const amtool::Outcome outcome = amtool::finish(::popen(command.c_str(), "r"));
        EXPECT_EQ(outcome.status, 0) << outcome.text;
    }
};

TEST_F(AlertRules, AreWhatPrometheusTakes) {
    expect_promtool_likes("check rules " + amtool::quoted_for_shell(folder + "tocsin-rules.yml"));
}

TEST_F(AlertRules, FireWhenTheyShouldAndOnlyThen) {
    expect_promtool_likes("test rules " +
                          amtool::quoted_for_shell(folder + "tocsin-rules-test.yml"));
}

// Of two that differ in nothing else one fires: so says the story of each alert.
TEST_F(AlertRules, AreEachInAStory) {
    EXPECT_GE(alerts.size(), 15U);
    EXPECT_EQ(all_of(stories, R"re(ALERTS\{alertname="(\w+)", alertstate="firing")re"), alerts);
}

TEST_F(AlertRules, KnowOnlyMetricsThatExist) {
    Names families = all_of(rules, R"(\b(tocsin_\w+))");
    for (const std::string& family : families) EXPECT_NE(row_of(family), "") << family;
    for (const std::string& own : all_of(rules, R"(\b(process_\w+))"))
        EXPECT_NE(metrics_page.find("`" + own + "`"), std::string::npos) << own;
}

TEST_F(AlertRules, KnowOnlyLabelsAndValuesThatExist) {
    EXPECT_GE(matchers().size(), 5U);
    for (const auto& [family, all] : matchers()) {
        const std::string row = row_of(family);
        for (const std::string& matcher : all) {
            const std::string label = matcher.substr(0, matcher.find('='));
            const std::string value = matcher.substr(label.size() + 1);
            EXPECT_TRUE(RE2::PartialMatch(row, "[|,] " + label + "[ ,]")) << family << matcher;
            // What an HTTP status is, no page has to say; some values have a table of their own.
            const std::string& where = RE2::PartialMatch(row, "see below") ? metrics_page : row;
            EXPECT_TRUE(label == "code" || where.find("`" + value + "`") != std::string::npos)
                << family << ": " << matcher;
        }
    }
}

TEST_F(AlertRules, HaveASectionEachAndNoSectionIsOfAnother) {
    EXPECT_EQ(all_of(section, R"((?m)^### (Tocsin\w+)$)"), alerts);
}

// summary, description and runbook, whose anchor is the alert's name as a browser writes it.
TEST_F(AlertRules, SayWhereTheyAreExplained) {
    for (const std::string& alert : alerts) {
        const std::string rule = part_of(rules, "- alert: " + alert + "\n", "- alert: ");
        std::string anchor = alert;
        for (char& c : anchor) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
        for (const std::string& line :
             {std::string("summary: "), std::string("description: "),
              "runbook: \"/usr/share/doc/tocsin/docs/operations.md#" + anchor + "\"\n"}) {
            EXPECT_NE(rule.find(line), std::string::npos) << alert << " lacks " << line;
        }
        EXPECT_TRUE(RE2::PartialMatch(rule, "severity: (critical|warning) ")) << alert;
    }
}

// What the page shows to set them up: two pieces of prometheus.yml and a route of Alertmanager.
TEST_F(AlertRules, AreShownToPrometheusAndAlertmanagerAsTheyTakeThem) {
    if (amtool::program().empty()) GTEST_SKIP() << amtool::missing;
    const std::string blocks = part_of(section, "```yaml\n", "\n###");
    const std::string prometheus = part_of(blocks, "rule_files:", "```");
    const std::string route = part_of(blocks, "route:", "```");
    const amtool::InputFile first(testing::TempDir(), prometheus);
    expect_promtool_likes("check config --syntax-only " + amtool::quoted_for_shell(first.path()));
    const amtool::InputFile second(testing::TempDir(), route);
    const amtool::Outcome outcome =
        amtool::finish(amtool::start({"check-config", second.path()}, "2>&1"));
    EXPECT_EQ(outcome.status, 0) << outcome.text;
}

}  // namespace
}  // namespace tocsin
