// docs/rules.md: every block of TOML loads, every test in it passes, and no key of a rule is left
// without an example.
#include <gtest/gtest.h>
#include <re2/re2.h>

#include <algorithm>
#include <set>

#include "config/keys.hpp"
#include "daemon/config_files.hpp"
#include "daemon/rehearsal/test_report.hpp"
#include "tests/support/markdown.hpp"
#include "tests/template/amtool_texts.hpp"

namespace tocsin {
namespace {

// A block stands for files: a line "# tocsin.toml" begins what belongs into the main file, any
// other "# NAME.toml" a rule file, and without such a line it is a rule file.  Plain keys are those
// of a rule whose needful rest is added.
constexpr std::string_view main_file = R"(version = 1
[source.alertmanager]
kind = "alertmanager"
auth = { bearer = { file = "/run/alertmanager" } }
[page.main]
id = "pageidofyours"
api_key = { file = "/run/statuspage" }
[page.main.components]
website = "componentid1"
api = "componentid2"
checkout = "componentid3"
search = "componentid4"
)";

std::string with_the_rest_of_a_rule(const std::string& keys) {
    static const std::vector<std::pair<std::string, std::string>> needful{
        {"name", "'example'"},
        {"matchers", "['alertname = \"Example\"']"},
        {"incident_name", "'Trouble'"},
        {"fallback_name", "'Trouble'"}};
    const std::string plain = keys.substr(0, keys.find("\n["));
    std::string rule = "[[rule]]\n";
    for (const auto& [key, value] : needful) {
        if (!RE2::PartialMatch(plain, "(?m)^" + key + "\\s*=")) rule += key + " = " + value + "\n";
    }
    return rule + keys;
}

std::vector<SourceFile> files_of(const MarkdownBlock& block) {
    std::string of_main, of_rules;
    std::string* into = &of_rules;
    std::istringstream lines(block.text);
    for (std::string line; std::getline(lines, line);) {
        if (RE2::FullMatch(line, "# \\S+\\.toml")) {
            into = line == "# tocsin.toml" ? &of_main : &of_rules;
            continue;
        }
        *into += line + "\n";
    }
    static const RE2 whole("(?m)^\\[(\\[rule\\]|\\[test\\]|defaults)\\]");
    if (!of_rules.empty() && !RE2::PartialMatch(of_rules, whole))
        of_rules = with_the_rest_of_a_rule(of_rules);
    if (of_rules.empty()) of_rules = with_the_rest_of_a_rule("");
    return {{"tocsin.toml", std::string(main_file) + of_main, FileRole::main},
            {"rules.d/10.toml", of_rules, FileRole::rules}};
}

class RulesGuide : public testing::Test {
protected:
    const std::string docs = std::string(TOCSIN_SOURCE_DIR) + "/docs/";
    const std::string page = read_file(docs + "rules.md").value();
    const std::vector<MarkdownBlock> blocks = markdown_blocks(page, "toml");
};

TEST_F(RulesGuide, HasOnlyExamplesThatLoadAndTestsThatPass) {
    EXPECT_GE(blocks.size(), 25U);
    std::size_t tests = 0;
    for (const MarkdownBlock& block : blocks) {
        const std::vector<SourceFile> files = files_of(block);
        const Loaded loaded = load(files);
        Diagnostics errors = loaded.diagnostics;
        std::erase_if(errors, [](const Diagnostic& one) { return one.level == Level::warning; });
        EXPECT_TRUE(errors.empty()) << "docs/rules.md:" << block.line << "\n"
                                    << format_diagnostics(errors, files, "text");
        if (!loaded.config) continue;
        for (const RuleTest& test : loaded.config->tests) {
            const TestOutcome outcome = run_rule_test(*loaded.config, test);
            EXPECT_TRUE(outcome.passed()) << "docs/rules.md:" << block.line << "\n"
                                          << format_outcome(outcome);
            ++tests;
        }
    }
    EXPECT_GE(tests, 9U);
}

// Whether a block has the key: plain, below the header of its table, or in an inline table.
bool is_shown(const std::string& blocks, const Key& key) {
    const std::string name(key.name);
    const std::size_t dot = key.where.rfind('.');
    if (dot != std::string_view::npos) {
        const std::string table(key.where.substr(dot + 1));
        if (RE2::PartialMatch(blocks, "(?m)^" + table + "\\s*=\\s*\\{[^\\n]*\\b" + name + "\\s*="))
            return true;
        return RE2::PartialMatch(
            blocks,
            "(?m)^\\[+rule\\." + table + "\\]+\\n(?:[^\\[\\n][^\\n]*\\n|\\n)*?" + name + "\\s*=");
    }
    return RE2::PartialMatch(blocks, "(?m)^" + name + "\\s*=") ||
           RE2::PartialMatch(blocks, "(?m)^\\[+rule\\." + name + "\\]+$");
}

TEST_F(RulesGuide, ShowsEveryKeyOfARule) {
    std::string all;
    for (const MarkdownBlock& block : blocks) all += block.text + "[end]\n";
    for (const Key& key : rule_keys()) {
        if (key.where != "rule" && !key.where.starts_with("rule.")) continue;
        EXPECT_TRUE(is_shown(all, key)) << "no example of " << key.where << "." << key.name;
    }
}

// As a cell of a table; "|" would end it.
std::string in_cell(const std::string& text) {
    std::string cell;
    for (const char c : text) {
        if (c == '|') cell += '\\';
        if (c == '\n')
            cell += "⏎";
        else
            cell += c;
    }
    return cell;
}

std::string as_code(const std::string& text) {
    return text.empty() ? "nothing" : '`' + in_cell(text) + '`';
}

// The comparison with Go's own engine holds that list to be complete (tests/template).
TEST_F(RulesGuide, ListsEveryDifferenceFromGoToTheLetter) {
    std::string table = "| text | here | in Alertmanager |\n|---|---|---|\n";
    for (const amtool_texts::Difference& one : amtool_texts::differences) {
        const bool refused = one.ours.starts_with("refused: ");
        table += "| " + as_code(one.text) + " | " +
                 (refused ? in_cell(one.ours) : as_code(one.ours)) + " | " + as_code(one.theirs) +
                 " |\n";
    }
    EXPECT_TRUE(page.ends_with(table)) << "the page should end with\n" << table;
}

// Its parts as a link names them: "#what-the-page-shows", as GitHub makes it of the title.
std::set<std::string> parts_of(const std::string& page) {
    std::set<std::string> parts;
    re2::StringPiece rest(page);
    std::string title;
    while (RE2::FindAndConsume(&rest, "(?m)^## (.*)$", &title)) {
        std::string part = "#";
        for (const char c : title) {
            if (c == ' ')
                part += '-';
            else if (std::isalnum(static_cast<unsigned char>(c)) != 0)
                part += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
        }
        parts.insert(part);
    }
    return parts;
}

TEST_F(RulesGuide, LinksToPagesAndPartsThatAreThere) {
    const std::set<std::string> parts = parts_of(page);
    re2::StringPiece rest(page);
    std::string target;
    std::size_t links = 0;
    while (RE2::FindAndConsume(&rest, "\\]\\(([^)\\s]+)\\)", &target)) {
        ++links;
        if (target.starts_with("#"))
            EXPECT_TRUE(parts.contains(target)) << target;
        else
            EXPECT_TRUE(read_file(docs + target)) << target;
    }
    EXPECT_GE(links, 12U);
}

}  // namespace
}  // namespace tocsin
