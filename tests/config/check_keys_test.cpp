// Keys that are not there, stand wrong, are missing or come later.
#include "config/check_keys.hpp"

#include "config/keys.hpp"
#include "tests/config/files.hpp"

namespace tocsin::testing {
namespace {

TEST(CheckKeys, FindsAnUnknownKeyAndNamesTheNearest) {
    const std::string text = smallest_rule + "keep_fireing_for = \"3m\"\n";
    EXPECT_EQ(found_in_rules(text), Found{"r0.toml:6:1-17 E203"});
    const Diagnostic d = first_in({.rules = {text}});
    EXPECT_EQ(d.message, "unknown key \"keep_fireing_for\" in rule \"r\"");
    EXPECT_EQ(d.hint, "did you mean \"keep_firing_for\"?");
}

TEST(CheckKeys, FindsUnknownTablesAndKeysAtEachDepth) {
    EXPECT_EQ(found_in_rules(smallest_rule + "[rule.opne]\nstatus = \"identified\"\n"),
              Found{"r0.toml:6:7-11 E203"});
    EXPECT_EQ(found_in_rules(smallest_rule + "[rule.open]\nstauts = \"identified\"\n"),
              Found{"r0.toml:7:1-7 E203"});
    EXPECT_EQ(first_in({.rules = {smallest_rule + "[rule.open]\nstauts = \"x\"\n"}}).message,
              "unknown key \"stauts\" in [rule.open] of rule \"r\"");
    EXPECT_EQ(found_in_rules(smallest_rule +
                             "limit = { incidents = 1, per = \"1h\", overfow = \"x\" }\n"),
              Found{"r0.toml:6:38-45 E203"});
    EXPECT_EQ(found_in_main(smallest_main + "[stroe]\n"), Found{"tocsin.toml:11:2-7 E203"});
    EXPECT_EQ(found_in_main("vresion = 1\n" + smallest_main), Found{"tocsin.toml:1:1-8 E203"});
    EXPECT_EQ(
        found_in_main(smallest_main + "[source.x.rate_limit]\nreqests = 1\n"),
        (Found{"tocsin.toml:11:1-22 E205", "tocsin.toml:11:1-22 E205", "tocsin.toml:12:1-8 E203"}));
}

TEST(CheckKeys, SaysWhereAKeyOfAnotherTableOrFileBelongs) {
    EXPECT_EQ(first_in({.rules = {smallest_rule + "every = \"1m\"\n"}}).hint,
              "\"every\" is a key of [rule.update]");
    EXPECT_EQ(first_in({.main = smallest_main + "[[rule]]\nname = \"x\"\n"}).hint,
              "\"rule\" belongs into a rule file (rule_files)");
    EXPECT_EQ(first_in({.rules = {"[page.x]\n" + smallest_rule}}).hint,
              "\"page\" belongs into the main file");
}

TEST(CheckKeys, FindsAKeyThatSlippedBelowAHeader) {
    const std::string text = smallest_rule + "[rule.open]\nstatus = \"identified\"\nfor = \"5m\"\n";
    EXPECT_EQ(found_in_rules(text), Found{"r0.toml:8:1-4 E204"});
    const Diagnostic d = first_in({.rules = {text}});
    EXPECT_EQ(d.message,
              "\"for\" is a key of [[rule]], but stands below the header [rule.open] (line 6)");
    EXPECT_EQ(d.hint, "put all plain keys of a rule above its first [rule.…] header");

    EXPECT_EQ(found_in_rules(smallest_rule + "[[rule.component]]\nname = \"api\"\nfor = \"5m\"\n"),
              Found{"r0.toml:8:1-4 E204"});
    EXPECT_EQ(found_in_main(smallest_main + "[store]\nrule_files = []\n"),
              Found{"tocsin.toml:12:1-11 E204"});
    EXPECT_EQ(found_in_main(smallest_main + "dry_run = true\n"), Found{"tocsin.toml:11:1-8 E204"});
    EXPECT_EQ(found_in_main(smallest_main + "timezone = \"UTC\"\n"),
              Found{"tocsin.toml:11:1-9 E204"});
    // A component may have the name of a table of the main file.
    EXPECT_EQ(found_in_main(smallest_main + "store = \"e5\"\n"), Found{});
}

TEST(CheckKeys, MissesRequiredKeysAtTheHeader) {
    EXPECT_EQ(found_in_main("[page.main]\nid = \"a\"\n"),
              (Found{"tocsin.toml:1:1-12 E205", "tocsin.toml:1:1-2 E205"}));
    EXPECT_EQ(first_in({.main = "version = 1\n[page.main]\nid = \"a\"\n"}).message,
              "\"api_key\" is missing in [page.main]");
    EXPECT_EQ(found_in_main(smallest_main + "[source.b]\nkind = \"grafana\"\n"),
              Found{"tocsin.toml:11:1-11 E205"});
    EXPECT_EQ(found_in_main(smallest_main + "[listener.a]\naddress = \"127.0.0.1:1\"\n"),
              Found{"tocsin.toml:11:1-13 E205"});
    EXPECT_EQ(found_in_rules("[[rule]]\nmatchers = ['a = b']\npublish = \"record\"\n"),
              Found{"r0.toml:1:1-9 E205"});
    EXPECT_EQ(found_in_rules(smallest_rule + "limit = { incidents = 1 }\n"),
              Found{"r0.toml:6:9-26 E205"});
}

TEST(CheckKeys, WantsNamesBelowListenerSourceAndPage) {
    EXPECT_EQ(found_in_main(smallest_main + "[listener]\naddress = \"127.0.0.1:1\"\n"),
              Found{"tocsin.toml:12:1-8 E201"});
    EXPECT_EQ(found_in_main("listener = 5\n" + smallest_main), Found{"tocsin.toml:1:12-13 E201"});
}

TEST(CheckKeys, DoesNotLetDefaultsNameARule) {
    EXPECT_EQ(found_in_rules("[defaults]\nname = \"x\"\nfor = \"2m\"\n" + smallest_rule),
              Found{"r0.toml:2:1-5 E203"});
    EXPECT_EQ(found_in_rules("[defaults]\nextends = \"x\"\n" + smallest_rule),
              Found{"r0.toml:2:1-8 E203"});
}

// Known and not there yet: refused, never ignored.
TEST(CheckKeys, RefusesWhatIsNotSupportedYet) {
    struct Case {
        std::string text, place;
    };
    const Case in_main[] = {
        {"[delivery]\nproxy = \"http://p:1\"\n", "12:1-6"},
        {"[store]\ndriver = \"postgresql\"\n", "12:10-22"},
        {"[store]\npool = 4\n", "12:1-5"},
        {"[store]\ndsn = { env = \"D\" }\n", "12:1-4"},
        {"[store]\nlease = \"15s\"\n", "12:1-6"},
        {"[listener.a]\naddress = \"127.0.0.1:1\"\nserves = [\"ui\"]\n", "13:11-15"},
        {"[page.b]\nid = \"b1\"\napi_key = { env = \"K\" }\nmanual_changes = \"overwrite\"\n",
         "14:18-29"},
    };
    for (const Case& c : in_main) {
        const std::string rule = "[defaults]\npage = \"main\"\n" + smallest_rule;
        EXPECT_EQ(found_in({.main = smallest_main + c.text, .rules = {rule}}),
                  Found{"tocsin.toml:" + c.place + " E399"})
            << c.text;
    }
}

// What is refused as a whole is still checked inside: its author learns all at once.
TEST(CheckKeys, LooksIntoWhatItRefuses) {
    EXPECT_EQ(found_in_main(smallest_main + "[store]\ndsn = \"x\"\n"),
              (Found{"tocsin.toml:12:1-4 E399", "tocsin.toml:12:7-10 E320"}));
    EXPECT_EQ(found_in_rules(smallest_rule + "[[test]]\nname = \"t\"\n[[test.at]]\ntime = 5\n"
                                             "fire = ['{a=\"b\"}', { labels = 1 }]\n"),
              (Found{"r0.toml:9:8-9 E201", "r0.toml:10:31-32 E201"}));
}

TEST(CheckKeys, TakesTheDefaultOfAKeyWhoseOtherValuesComeLater) {
    EXPECT_EQ(found_in_rules(smallest_rule + "stale_after = \"0s\"\nmissing = \"empty\"\n"),
              Found{});
    EXPECT_EQ(found_in_rules(smallest_rule + "stale_after = \"0\"\n"), Found{});
    EXPECT_EQ(found_in_main(smallest_main + "[delivery]\nproxy = \"\"\n"), Found{});
    EXPECT_EQ(found_in_main(smallest_main + "[store]\ndriver = \"sqlite\"\n"), Found{});
}

}  // namespace
}  // namespace tocsin::testing
