// The whole: all errors of all files at once, in order, and what else load() promises.
#include "config/load.hpp"

#include "tests/config/files.hpp"

namespace tocsin::testing {
namespace {

TEST(Load, FindsAllErrorsOfAllFilesSortedByFileAndPosition) {
    const Files files{.main = smallest_main + "[log]\nlevel = \"loud\"\n[store]\npaht = \"x\"\n",
                      .rules = {smallest_rule + "reopen_as = \"old\"\nfor = 5\ncontinue = 1\n",
                                "[[rule]]\nname = \"z\"\nmatchers = ['=']\npublish = \"record\"\n"},
                      .sources = {"[source.b]\nkind = \"grafana\"\nauth = \"secret\"\n"}};
    EXPECT_EQ(found_in(files),
              (Found{"tocsin.toml:12:9-15 E206", "tocsin.toml:14:1-5 E203", "s0.toml:3:8-16 E320",
                     "r0.toml:6:13-18 E206", "r0.toml:7:7-8 E201", "r0.toml:8:12-13 E201",
                     "r1.toml:3:14-15 E301"}));
    EXPECT_FALSE(files.load().config.has_value());
}

TEST(Load, GivesAConfigBesideWarnings) {
    const Loaded loaded = Files{.rules = {smallest_rule + "for = \"1h\"\n"}}.load();
    EXPECT_TRUE(loaded.config.has_value());
    EXPECT_EQ(loaded.diagnostics.size(), 1u);
    EXPECT_FALSE(has_errors(loaded.diagnostics));
}

TEST(Load, ReportsAWrongDefaultOnceForAllRulesThatTakeIt) {
    const std::string main =
        smallest_main +
        "[defaults]\nopen = { body = \"{{ .Nope }}\" }\nimpact = { x = \"major\" }\n";
    EXPECT_EQ(found_in({.main = main,
                        .rules = {smallest_rule,
                                  "[[rule]]\nname = \"s\"\nmatchers = ['c = d']\n"
                                  "publish = \"record\"\n"}}),
              (Found{"tocsin.toml:12:21-26 E303", "tocsin.toml:13:12-13 E310"}));
}

TEST(Load, TellsWhichFurtherFilesTheMainFileWants) {
    const FileGlobs built_in = globs_of({"m", smallest_main, FileRole::main});
    EXPECT_EQ(built_in.rules, std::vector<std::string>{"rules.d/*.toml"});
    EXPECT_TRUE(built_in.sources.empty());
    EXPECT_EQ(built_in.templates, std::vector<std::string>{"templates.d/*.tmpl"});
    const FileGlobs own =
        globs_of({"m", "rule_files = [\"a\", \"b\"]\nsource_files = [\"c\"]\n", FileRole::main});
    EXPECT_EQ(own.rules, (std::vector<std::string>{"a", "b"}));
    EXPECT_EQ(own.sources, std::vector<std::string>{"c"});
    EXPECT_EQ(globs_of({"m", "rule_files = [", FileRole::main}).rules, built_in.rules);
    EXPECT_EQ(globs_of({"m", "rule_files = 5", FileRole::main}).rules, built_in.rules);
    EXPECT_TRUE(globs_of({"m", "rule_files = []", FileRole::main}).rules.empty());
}

TEST(Load, GivesEqualRuleBooksForEqualFiles) {
    const Files files{.rules = {smallest_rule}};
    EXPECT_EQ(config_of(files).rules.digest(), config_of(files).rules.digest());
    EXPECT_NE(config_of(files).rules.digest(),
              config_of({.rules = {smallest_rule + "for = \"2m\"\n"}}).rules.digest());
    EXPECT_EQ(
        config_of(files).rules.digest(),
        config_of({.rules = {"# comment\n" + smallest_rule + "for = \"60s\"\n"}}).rules.digest());
}

// Whoever asks only the rules is not kept from it by what a listener or a source cannot do yet.
TEST(LoadForRules, GoesOnWithWhatIsNotSupportedBesideThem) {
    const std::string source = "[listener.g]\naddress = \"127.0.0.1:2\"\nserves = [\"ui\"]\n";
    const auto files = Files{.main = smallest_main + source, .rules = {smallest_rule}}.all();
    EXPECT_FALSE(load(files).config);
    const Loaded loaded = load_for_rules(files);
    ASSERT_TRUE(loaded.config);
    EXPECT_EQ(short_forms(loaded), (Found{"tocsin.toml:13:11-15 E399", "r0.toml:2:8-11 W403"}));
    EXPECT_EQ(loaded.config->rules.rules().size(), 1u);
    const std::string wrong = "[listener.h]\nserves = [\"ui\"]\n";
    EXPECT_FALSE(
        load_for_rules(Files{.main = smallest_main + wrong, .rules = {smallest_rule}}.all())
            .config);
}

}  // namespace
}  // namespace tocsin::testing
