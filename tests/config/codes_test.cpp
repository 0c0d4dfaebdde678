// Every code that a configuration can earn, each with one example of it and its exact place.
//
// What is found where in detail is in the tests of the files that find it; here stands that no code
// is without a test, in the sources or in the design.
#include <algorithm>
#include <filesystem>
#include <map>
#include <regex>
#include <set>

#include "tests/config/files.hpp"

namespace tocsin::testing {
namespace {

namespace fs = std::filesystem;

struct Example {
    std::string code;
    Files files;
    std::string place;  // As in short_form(), without the code.
};

Example in_main(const std::string& code, const std::string& more, const std::string& place) {
    const std::string rule = "[defaults]\npage = \"main\"\n" + smallest_rule;
    return {code, {.main = smallest_main + more, .rules = {rule}}, "tocsin.toml" + place};
}

Example in_rule(const std::string& code, const std::string& more, const std::string& place) {
    return {code, {.rules = {smallest_rule + more}}, "r0.toml" + place};
}

Example in_rules(const std::string& code, const std::string& text, const std::string& place) {
    return {code, {.rules = {text}}, "r0.toml" + place};
}

std::string recorded(const std::string& name, const std::string& rest) {
    return "[[rule]]\nname = \"" + name + "\"\npublish = \"record\"\n" + rest;
}

std::string page_b(const std::string& rest) {
    return "[page.b]\nid = \"b1\"\napi_key = { env = \"B\" }\n" + rest;
}

std::vector<Example> syntax_types_and_keys() {
    return {
        in_rule("E101", "for = 5m\n", ":6:8-9"),
        in_rule("E102", "for = \"\xff\"\n", ":6:8-9"),
        in_rule("E103", "name = \"twice\"\n", ":6:8-9"),
        in_rule("E201", "for = 5\n", ":6:7-8"),
        in_rule("E201", "limit = { incidents = 1.5, per = \"1h\" }\n", ":6:23-26"),
        in_rule("E201", "continue = \"yes\"\n", ":6:12-17"),
        in_rule("E201", "requires = [\"a\", 1]\n", ":6:18-19"),
        in_rule("E203", "keep_fireing_for = \"3m\"\n", ":6:1-17"),
        in_rule("E204", "[rule.open]\nfor = \"5m\"\n", ":7:1-4"),
        in_rules("E205", "[[rule]]\nmatchers = ['a = b']\npublish = \"record\"\n", ":1:1-9"),
        in_rule("E206", "publish = \"automatic\"\n", ":6:11-22"),
        in_rule("E206", "limit = { incidents = 1, per = \"1h\", overflow = \"wait\" }\n",
                ":6:49-55"),
        in_rule("E206", "[rule.open]\nstatus = \"open\"\n", ":7:10-16"),
        in_rule("E206", "impact = { critical = \"huge\" }\n", ":6:23-29"),
        in_rule("E206", "component_status = \"down\"\n", ":6:20-26"),
        in_rule("E206", "kind = \"outage\"\n", ":6:8-16"),
        in_main("E206", "[store]\ndriver = \"mysql\"\n", ":12:10-17"),
        in_rule("E207", "for = \"5 minutes\"\n", ":6:7-18"),
        in_main("E207", "[source.b]\nkind = \"grafana\"\nauth = \"none\"\nmax_body = \"4MB\"\n",
                ":14:12-17"),
        in_main("E207",
                "[[time_interval]]\nname = \"a\"\ntimes = [{ start = \"8:00\", end = \"9:00\" }]\n",
                ":13:20-26"),
        in_main("E207", "[[time_interval]]\nname = \"a\"\nweekdays = [\"mo\"]\n", ":13:14-16"),
        in_main("E207", "[[time_interval]]\nname = \"a\"\nlocation = \"Berlin\"\n", ":13:12-20"),
        in_main("E207", page_b("base_url = \"api.statuspage.io\"\n"), ":14:12-31"),
        in_main("E207", "[listener.a]\naddress = \"localhost:80\"\nserves = [\"health\"]\n",
                ":12:11-25"),
        in_rule(
            "E207",
            "limit = { incidents = 1, per = \"1h\", into = \"" + std::string(256, 'x') + "\" }\n",
            ":6:45-303"),
    };
}

std::vector<Example> matchers_templates_and_names() {
    return {
        in_rules("E301", recorded("a", "matchers = ['a =~ \"x(\"']\n"), ":4:20-22"),
        in_rules("E301", recorded("a", "matchers = ['a == b']\n"), ":4:16-18"),
        in_rules("E302", recorded("a", "matchers = [\"a =~ \\\"\\bx\\\"\"]\n"), ":4:21-23"),
        in_rule("E303", "[rule.open]\nbody = 'a {{ .Nope }}'\n", ":7:14-19"),
        in_rule("E303", "[rule.open]\nbody = '{{ title }}'\n", ":7:12-17"),
        in_rule("E304", "[rule.open]\nbody = '" + std::string(65537, 'x') + "'\n", ":7:9-65546"),
        in_rules("E310", smallest_rule + recorded("r", "matchers = ['b = c']\n"), ":7:8-11"),
        in_main("E310", "[[time_interval]]\nname = \"a\"\n[[time_interval]]\nname = \"a\"\n",
                ":14:8-11"),
        in_main("E310", "[page.b]\nid = \"kctbh9vrtdwd\"\napi_key = { env = \"B\" }\n", ":6:6-20"),
        in_rule("E310", "extends = \"s\"\n", ":6:11-14"),
        in_rule("E310", "extends = \"r\"\n", ":6:11-14"),
        in_rule("E310", "page = \"mian\"\n", ":6:8-14"),
        in_rule("E310", "[[rule.component]]\nname = \"apo\"\n", ":7:8-13"),
        in_rule("E310", "mute_time_intervals = [\"a\"]\n", ":6:24-27"),
        in_rule("E310", "impact = { crit = \"major\" }\n", ":6:12-16"),
        in_rules("E311", "[[rule]]\nname = \"a\"\npublish = \"record\"\n", ":1:1-9"),
        in_rules("E311", recorded("a", "catch_all = true\n") + smallest_rule, ":2:8-11"),
        in_rules("E312", smallest_rule + recorded("s", "matchers = ['alertname = A']\n"),
                 ":7:8-11"),
        in_rules("W312",
                 recorded("a", "matchers = ['x =~ \"b.*\"']\n") +
                     recorded("b", "matchers = ['x = \"bc\"']\n"),
                 ":6:8-11"),
        in_rule("E313", "kind = \"backfill\"\n[[rule.component]]\nname = \"api\"\n", ":7:1-19"),
        in_rule("E313", "kind = \"maintenance\"\n", ":1:1-9"),
        in_rule("E313", "[rule.open]\nstatus = \"scheduled\"\n", ":7:10-21"),
        in_rule("E313",
                "kind = \"maintenance\"\n[rule.schedule]\nstarts_at = \"a\"\nends_at = \"b\"\n"
                "[rule.monitoring]\n",
                ":10:1-18"),
        in_main("E320", "[page.b]\nid = \"b1\"\napi_key = \"hunter2\"\n", ":13:11-20"),
        in_main("E321", "[listener.a]\naddress = \"0.0.0.0:80\"\nserves = [\"lifecycle\"]\n",
                ":12:11-23"),
        in_main("E399", "[store]\npool = 4\n", ":12:1-5"),
    };
}

std::vector<Example> warnings() {
    return {
        in_rule("W401", "[rule.open]\nbody = '{{ .CommonLabels.region }}'\n", ":7:12-32"),
        in_rules("W404", recorded("a", "matchers = ['a = b']\ngroup_by = [\"c\"]\n"), ":5:13-16"),
        in_main("W406", page_b("rate_limit = { requests = 61 }\n"), ":14:14-31"),
        in_main("W407",
                "[page.b]\nid = \"b1\"\napi_key = { file = \"/run/page\" }\n"
                "rate_limit = { requests = 9 }\n",
                ":7:11-33"),
        in_rule("W408", "for = \"31m\"\n", ":6:7-12"),
        in_rules("W409", recorded("a", "matchers = ['a =~ \"b\"']\n"), ":4:13-23"),
        in_main("W410",
                "[source.b]\nkind = \"grafana\"\n[source.b.auth.hmac]\nsecret = { env = \"H\" }\n"
                "header = \"X-S\"\n",
                ":13:1-21"),
        in_main("W412",
                "[source.b]\nkind = \"generic\"\nauth = \"none\"\n[source.b.extract]\n"
                "state = \"/s\"\nfiring = [\"a\"]\nkey = \"/k\"\n",
                ":14:1-19"),
    };
}

// Those that need more than texts (files, secrets, names of files), and the one that files.hpp
// leaves out.
const std::map<std::string, std::string> found_elsewhere = {
    {"E330", "tests/daemon/page_check_test.cpp"},     {"E331", "tests/daemon/page_check_test.cpp"},
    {"E332", "tests/daemon/page_check_test.cpp"},     {"W402", "tests/config/read_rules_test.cpp"},
    {"W403", "tests/config/untested_rules_test.cpp"}, {"W405", "tests/daemon/snapshot_test.cpp"},
    {"W411", "tests/daemon/config_files_test.cpp"},
};

std::vector<Example> all_examples() {
    std::vector<Example> all = syntax_types_and_keys();
    for (auto&& part : {matchers_templates_and_names(), warnings()}) {
        all.insert(all.end(), part.begin(), part.end());
    }
    return all;
}

std::set<std::string> codes_with_a_test() {
    std::set<std::string> codes;
    for (const Example& example : all_examples()) codes.insert(example.code);
    for (const auto& [code, file] : found_elsewhere) codes.insert(code);
    return codes;
}

TEST(Codes, AreEachFoundAtTheirPlace) {
    for (const Example& example : all_examples()) {
        const Found found = found_in(example.files);
        EXPECT_NE(std::find(found.begin(), found.end(), example.place + ' ' + example.code),
                  found.end())
            << example.place << ' ' << example.code << " is not in "
            << ::testing::PrintToString(found);
    }
}

TEST(Codes, ThatOtherFilesTestAreNamedThere) {
    for (const auto& [code, file] : found_elsewhere) {
        const std::string text = read_text(std::string(TOCSIN_SOURCE_DIR) + '/' + file);
        EXPECT_NE(text.find(code), std::string::npos) << code << ' ' << file;
    }
}

TEST(Codes, OfTheSourcesAreAllTested) {
    const std::regex quoted_code("\"([EW][0-9]{3})\"");
    const std::set<std::string> tested = codes_with_a_test();
    std::set<std::string> codes;
    for (const auto* room : {"base", "template", "rules", "config", "daemon"}) {
        for (const auto& entry :
             fs::recursive_directory_iterator(fs::path(TOCSIN_SOURCE_DIR) / "src" / room)) {
            if (!entry.is_regular_file()) continue;
            const std::string text = read_text(entry.path().string());
            for (std::sregex_iterator at(text.begin(), text.end(), quoted_code), end; at != end;
                 ++at) {
                codes.insert((*at)[1]);
            }
        }
    }
    EXPECT_GT(codes.size(), 25u);
    for (const std::string& code : codes) EXPECT_EQ(tested.count(code), 1u) << code;
    for (const std::string& code : tested) EXPECT_EQ(codes.count(code), 1u) << code;
}

// "E1xx" stands for all of its kind, "W401–W409" for nine.
TEST(Codes, OfTheDesignAreAllTested) {
    const fs::path page = fs::path(TOCSIN_SOURCE_DIR) / "../shared/design/validation.md";
    if (!fs::exists(page)) GTEST_SKIP() << "../shared is not beside this checkout";
    const std::string text = read_text(page.string());
    const std::regex code_or_range("([EW])([0-9]{3})(?:–[EW]([0-9]{3}))?");
    const std::set<std::string> tested = codes_with_a_test();
    std::size_t count = 0;
    for (std::sregex_iterator at(text.begin(), text.end(), code_or_range), end; at != end; ++at) {
        const int first = std::stoi((*at)[2]);
        const int last = (*at)[3].matched ? std::stoi((*at)[3]) : first;
        for (int number = first; number <= last; ++number, ++count) {
            const std::string code = (*at)[1].str() + std::to_string(number);
            EXPECT_EQ(tested.count(code), 1u) << code;
        }
    }
    EXPECT_GT(count, 25u);
}

}  // namespace
}  // namespace tocsin::testing
