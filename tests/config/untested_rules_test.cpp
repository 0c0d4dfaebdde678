// W403: a rule that no [[test]] looks at.
#include "config/untested_rules.hpp"

#include "tests/config/files.hpp"

namespace tocsin::testing {
namespace {

const std::string rules = R"([[rule]]
name = "a"
publish = "record"
matchers = ['alertname = "A"']
continue = true
[[rule]]
name = "b"
publish = "record"
matchers = ['alertname =~ "A|B"', '__source__ = am', 'region = "eu"']
[[rule]]
name = "c"
publish = "record"
matchers = ['annotations.team = "x"']
)";

// The names of those of "a", "b" and "c" that are warned of.
std::string untested(const std::string& tests, const std::string& source_keys = "") {
    std::string main = smallest_main;
    main.insert(main.find("[page"), source_keys);
    const std::vector<SourceFile> files{{"tocsin.toml", main, FileRole::main},
                                        {"r.toml", rules + tests, FileRole::rules}};
    const Loaded loaded = load(files);
    EXPECT_TRUE(loaded.config) << format_diagnostics(loaded.diagnostics, files, "text");
    std::string names;
    for (const Diagnostic& d : loaded.diagnostics) {
        EXPECT_EQ(d.code, "W403");
        names += d.message.substr(d.message.find('"') + 1, 1);
    }
    return names;
}

std::string test_with(const std::string& keys, const std::string& step = "") {
    return "[[test]]\nname = \"t\"\n" + keys + "[[test.at]]\ntime = \"0s\"\n" + step;
}

TEST(UntestedRules, AreToldAtTheirNames) {
    const Loaded loaded = load(std::vector<SourceFile>{{"m", smallest_main, FileRole::main},
                                                       {"r", rules, FileRole::rules}});
    EXPECT_EQ(short_forms(loaded), (Found{"r:2:8-11 W403", "r:7:8-11 W403", "r:11:8-11 W403"}));
    EXPECT_EQ(loaded.diagnostics.front().message, "no [[test]] looks at rule \"a\"");
    EXPECT_TRUE(loaded.config.has_value());
}

TEST(UntestedRules, AreNotThoseThatATestNames) {
    EXPECT_EQ(untested(test_with("rule = \"b\"\n")), "ac");
}

TEST(UntestedRules, AreNotThoseThatTakeAnAlertOfATest) {
    EXPECT_EQ(untested(test_with("", "fire = ['{alertname=\"A\"}']\n")), "bc");
    EXPECT_EQ(untested(test_with("", "fire = ['{alertname=\"A\", region=\"eu\"}']\n")), "c");
    EXPECT_EQ(untested(test_with("", "fire = ['{alertname=\"B\", region=\"eu\"}']\n")), "ac");
    EXPECT_EQ(untested(test_with("",
                                 "fire = [{ labels = { alertname = \"Z\" }, "
                                 "annotations = { team = \"x\" } }]\n")),
              "ab");
    // Labels that the source adds are among those of its alerts.
    EXPECT_EQ(
        untested(test_with("", "fire = ['{alertname=\"B\"}']\n"), "labels = { region = \"eu\" }\n"),
        "ac");
}

TEST(UntestedRules, AreNotToldBesideErrors) {
    const Loaded loaded = load(std::vector<SourceFile>{
        {"m", smallest_main, FileRole::main}, {"r", rules + "unheard_of = 1\n", FileRole::rules}});
    EXPECT_EQ(short_forms(loaded), Found{"r:14:1-11 E203"});
}

}  // namespace
}  // namespace tocsin::testing
