// How diagnostics are printed.
#include <boost/json.hpp>

#include "tests/config/files.hpp"

namespace tocsin::testing {
namespace {

std::string printed(const Files& files, std::string_view format = "text") {
    return format_diagnostics(files.load().diagnostics, files.all(), format);
}

// The two that validation.md shows, in its words.
TEST(FormatDiagnostics, ReadsAsTheContractShowsIt) {
    std::string rule = smallest_rule;
    rule +=
        "[rule.open]\nstatus = \"identified\"\nfor = \"5m\"\n[[rule]]\nname = \"s\"\n"
        "keep_fireing_for = \"3m\"\nmatchers = ['a = b']\npublish = \"record\"\n";
    EXPECT_EQ(printed({.rules = {rule}}),
              "r0.toml:8:1: error[E204]: \"for\" is a key of [[rule]], but stands below the header "
              "[rule.open] (line 6)\n"
              "   help: put all plain keys of a rule above its first [rule.…] header\n"
              "r0.toml:11:1: error[E203]: unknown key \"keep_fireing_for\" in rule \"s\"\n"
              "   11 | keep_fireing_for = \"3m\"\n"
              "      | ^^^^^^^^^^^^^^^^  did you mean \"keep_firing_for\"?\n");
}

TEST(FormatDiagnostics, PutsTheCaretUnderTabsAndWideLetters) {
    EXPECT_EQ(printed({.rules = {smallest_rule + "\tkey = \"ä\"\tx = 1\n"}}).substr(0, 10),
              "r0.toml:6:");
    EXPECT_EQ(printed({.rules = {smallest_rule + "\tmatchers2 = { \"ä\" = 1 }\n"}}),
              "r0.toml:6:2: error[E203]: unknown key \"matchers2\" in rule \"r\"\n"
              "    6 | \tmatchers2 = { \"ä\" = 1 }\n"
              "      | \t^^^^^^^^^  did you mean \"matchers\"?\n");
}

TEST(FormatDiagnostics, NeverShowsASecret) {
    const std::string main =
        "version = 1\n[page.main]\nid = \"a1\"\napi_key = \"hunter2\"\n[source.a]\n"
        "kind = \"grafana\"\nauth = { bearer = \"hunter2\", brearer = 1 }\n[source.b]\n"
        "kind = \"grafana\"\nauth = \"hunter2\"\n[page.c]\nid = \"c1\"\n"
        "api_key = { env = \"K\" }\nbase_url = \"https://me:hunter2@host/\"\n";
    const std::string all = printed({.main = main});
    EXPECT_EQ(all.find("hunter2"), std::string::npos) << all;
    EXPECT_NE(all.find("    4 | api_key = ********\n      |           ^^^^^^^^  {"),
              std::string::npos)
        << all;
    EXPECT_NE(all.find("    7 | auth = { bearer = ********, brearer = 1 }\n"), std::string::npos)
        << all;
    EXPECT_NE(all.find("   10 | auth = ********\n"), std::string::npos) << all;
    EXPECT_NE(all.find("   14 | base_url = ********\n"), std::string::npos) << all;
    for (const auto* format : {"json", "github"}) {
        EXPECT_EQ(printed({.main = main}, format).find("hunter2"), std::string::npos) << format;
    }
    const std::string broken = "version = 1\n[page.main]\napi_key = \"hunter2\nid = \"a\"\n";
    EXPECT_EQ(printed({.main = broken}).find("hunter2"), std::string::npos);
}

TEST(FormatDiagnostics, ShowsALongLineAroundTheCaret) {
    const std::string text =
        printed({.rules = {smallest_rule + "[rule.open]\nbody = '" + std::string(600, 'x') +
                           "{{ .Nope }}" + std::string(600, 'y') + "'\n"}});
    EXPECT_NE(text.find("r0.toml:7:61"), std::string::npos) << text;
    EXPECT_NE(text.find(" | …xxx"), std::string::npos) << text;
    EXPECT_NE(text.find("yyy…\n"), std::string::npos) << text;
    EXPECT_LT(text.size(), 800u) << text;
    const std::size_t line = text.find(" | …") + 3, caret = text.find(" | ", line) + 3;
    const std::size_t found = text.find(".Nope", line) - line - 2;  // "…" has three bytes.
    EXPECT_EQ(text.find('^', caret) - caret, found) << text;
}

TEST(FormatDiagnostics, ShowsControlCharactersAsSpaces) {
    const Diagnostics one{{Level::error, "E999", "f", 1, 3, 4, "m", ""}};
    const std::vector<SourceFile> files{{"f", "a\x1b[31mb\n", FileRole::main}};
    EXPECT_EQ(format_diagnostics(one, files, "text"),
              "f:1:3: error[E999]: m\n    1 | a [31mb\n      |   ^\n");
}

TEST(FormatDiagnostics, NamesAFileAsAWhole) {
    const Diagnostics one{{Level::warning, "W402", "f", 0, 0, 0, "m", "h"}};
    EXPECT_EQ(format_diagnostics(one, {}, "text"), "f: warning[W402]: m\n   help: h\n");
    EXPECT_EQ(format_diagnostics(one, {}, "github"), "::warning file=f,title=W402::m (h)\n");
}

TEST(FormatDiagnostics, WritesJsonWithTheStableFields) {
    const std::string text = printed({.rules = {smallest_rule + "\"f\\\"\" = \"5m\"\n"}}, "json");
    const auto json = boost::json::parse(text);
    ASSERT_EQ(json.as_array().size(), 1u);
    const auto& d = json.as_array()[0].as_object();
    EXPECT_EQ(d.at("file"), "r0.toml");
    EXPECT_EQ(d.at("line").to_number<int>(), 6);
    EXPECT_EQ(d.at("column").to_number<int>(), 1);
    EXPECT_EQ(d.at("end").to_number<int>(), 6);
    EXPECT_EQ(d.at("code"), "E203");
    EXPECT_EQ(d.at("message"), "unknown key \"f\"\" in rule \"r\"");
    EXPECT_EQ(d.at("hint"), "");
    EXPECT_EQ(d.size(), 7u);
    EXPECT_EQ(format_diagnostics({}, {}, "json"), "[]\n");
}

TEST(SortDiagnostics, GoesByFilesAsTheyWereNamedThenByPlaceAndTellsNothingTwice) {
    const std::vector<SourceFile> files{{"tocsin.toml", "", FileRole::main},
                                        {"b.toml", "", FileRole::rules},
                                        {"a.toml", "", FileRole::rules}};
    const auto found = [](const char* file, std::size_t line, std::size_t column) {
        return Diagnostic{Level::error, "E330", file, line, column, column + 1, "x", ""};
    };
    EXPECT_EQ(
        sorted({found("not-read.toml", 1, 1), found("a.toml", 1, 1), found("b.toml", 9, 2),
                found("b.toml", 9, 1), found("tocsin.toml", 30, 1), found("b.toml", 9, 2)},
               files),
        (Diagnostics{found("tocsin.toml", 30, 1), found("b.toml", 9, 1), found("b.toml", 9, 2),
                     found("a.toml", 1, 1), found("not-read.toml", 1, 1)}));
}

// A message may quote what a page says of itself, and a file may be called anything.
TEST(FormatDiagnostics, ShowsNothingThatATerminalWouldObey) {
    const Diagnostics one{{Level::error, "E332", "a\x1b[2J.toml", 1, 1, 2,
                           "\"G\x1b[2J\nerror: nothing\"", "\xe2\x80\xaehint\n"}};
    const std::vector<SourceFile> files{
        {"a\x1b[2J.toml", "k = \"\xc2\x9bx\xe2\x80\xae\"", FileRole::main}};
    EXPECT_EQ(format_diagnostics(one, files, "text"),
              "a[2J.toml:1:1: error[E332]: \"G[2J error: nothing\"\n"
              "    1 | k = \" x \"\n"
              "      | ^  hint \n");
    EXPECT_EQ(format_diagnostics(one, {}, "github"),
              "::error file=a[2J.toml,line=1,col=1,endColumn=2,title=E332::\"G[2J error: "
              "nothing\" (hint )\n");
    EXPECT_NE(format_diagnostics(one, {}, "json").find("\\u001b[2J"), std::string::npos);
}

TEST(FormatDiagnostics, WritesAnnotationsForGithub) {
    const Diagnostics one{{Level::error, "E203", "a,b:c", 3, 1, 5, "50% wrong", "x"}};
    EXPECT_EQ(format_diagnostics(one, {}, "github"),
              "::error file=a%2Cb%3Ac,line=3,col=1,endColumn=5,title=E203::50%25 wrong (x)\n");
}

}  // namespace
}  // namespace tocsin::testing
