// Syntax errors, with a hint for the traps of TOML.
#include "config/toml_document.hpp"

#include "tests/config/files.hpp"

namespace tocsin::testing {
namespace {

Diagnostic syntax_of(const std::string& text) {
    Report report;
    const TomlDocument document = read_toml({"f", text, FileRole::main}, report);
    EXPECT_FALSE(document.root.has_value()) << text;
    if (report.found().size() != 1) {
        ADD_FAILURE() << text << ": " << report.found().size() << " diagnostics";
        return {};
    }
    return report.found().front();
}

TEST(TomlDocument, PointsAtTheSyntaxErrorAndKnowsTheTraps) {
    struct Case {
        std::string text, place;
        std::string_view hint;
    };
    const Case cases[] = {
        {"body = 'We're sorry'\n", "f:1:12-13 E101", "an apostrophe cannot stand in '…'"},
        {"for = 5m\n", "f:1:8-9 E101", "a duration is a string"},
        {"for = 1h30m # x\n", "f:1:8-9 E101", "a duration is a string"},
        {"x = { a = 1,\n b = 2 }\n", "f:1:13-14 E101", "an inline table"},
        {"x = { a = 1, }\n", "f:1:14-15 E101", "an inline table"},
        {"x = \"a\\d\"\n", "f:1:8-9 E101", "write regular expressions in '…'"},
        {"x = \"abc\ny = 1\n", "f:1:9-10 E101", "ends on its line"},
        {"x = 1\nx = 2\n", "f:2:5-6 E103", "each key and each [table] once"},
        {"[a]\n[a]\n", "f:2:1-2 E103", "each key and each [table] once"},
        {"ä = 1\n", "f:1:1-2 E101", ""},
        {"x = yes\n", "f:1:5-6 E101", ""},
        {"é = '\n", "f:1:1-2 E101", ""},
    };
    for (const Case& c : cases) {
        const Diagnostic d = syntax_of(c.text);
        EXPECT_EQ(short_form(d), c.place) << c.text << ": " << d.message;
        EXPECT_NE(d.hint.find(c.hint), std::string::npos) << c.text << ": " << d.hint;
        EXPECT_EQ(d.message.find("Error while parsing"), std::string::npos) << d.message;
    }
    EXPECT_EQ(short_form(syntax_of("x = \"\xff\"\n")), "f:1:6-7 E102");
    EXPECT_EQ(short_form(syntax_of("# ä\nx = \"ö\xc3\"\n")), "f:2:7-8 E102");
}

TEST(TomlDocument, ReportsOneSyntaxErrorAndGoesOnWithTheOtherFiles) {
    const std::string broken_rule = "[[rule]]\nname = \"b\"\nmatchers = ['a = ']\nfor = 5m\n";
    const std::string wrong_rule =
        "[[rule]]\nname = \"c\"\nextends = \"b\"\nmatchers = ['a = ']\nfro = \"5m\"\n";
    EXPECT_EQ(found_in({.rules = {broken_rule, wrong_rule}}),
              (Found{"r0.toml:4:8-9 E101", "r1.toml:4:18-19 E301", "r1.toml:5:1-4 E203"}));
}

TEST(TomlDocument, ChecksRulesAlsoBesideABrokenMainFile) {
    const std::string rule =
        "[[rule]]\nname = \"c\"\nmatchers = ['a = ']\npage = \"unknown\"\n"
        "severity = { default = \"odd\" }\n";
    EXPECT_EQ(found_in({.main = "version = 1m\n", .rules = {rule}}),
              (Found{"tocsin.toml:1:12-13 E101", "r0.toml:3:18-19 E301"}));
}

TEST(TomlDocument, ReadsCrlfAndAByteOrderMark) {
    std::string main;
    for (const char c : smallest_main) main += c == '\n' ? std::string("\r\n") : std::string(1, c);
    EXPECT_EQ(found_in_main("\xEF\xBB\xBF" + main), Found{});
    const Rule rule = rule_of(smallest_rule + "[rule.open]\r\nbody = '''\r\na\r\nb'''\r\n");
    EXPECT_EQ(rule.open.body->source(), "a\nb");
}

}  // namespace
}  // namespace tocsin::testing
