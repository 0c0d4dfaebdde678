// What counts for a rule, and where each of its values was written.
#include "config/effective.hpp"

#include <algorithm>
#include <boost/json.hpp>

#include "tests/config/example_files.hpp"

namespace tocsin::testing {
namespace {

std::vector<EffectiveRule> effective(const Files& files) {
    return effective_rules(files.all(), config_of(files));
}

// "KEY = VALUE  FILE:LINE", "own" behind what the rule itself says.
std::string line_of(const EffectiveRule& rule, const std::string& name) {
    const auto key = std::find_if(rule.keys.begin(), rule.keys.end(),
                                  [&](const EffectiveKey& k) { return k.name == name; });
    if (key == rule.keys.end()) return name + " is not there";
    const FilePlace& at = key->origin;
    return toml_line(key->value) + "  " +
           (at.file.empty() ? "default" : at.file + ":" + std::to_string(at.line)) +
           (key->is_own ? " own" : "");
}

const Files layered{
    .main = smallest_main +
            "[severity]\nlabel = \"priority\"\n"
            "[defaults]\nfor = \"11m\"\nkey = \"14\"\nopen = { twitter = true }\n",
    .rules = {"[defaults]\nreopen_as = \"same\"\n" + smallest_rule +
                  "limit = { incidents = 2, per = \"60m\" }\nrequires = [\"a\"]\n"
                  "[[rule.component]]\nname = \"api\"\n[rule.open]\nbody = \"Parent.\"\n",
              "[defaults]\nkeep_firing_for = \"42m\"\n[[rule]]\nname = \"child\"\nextends = \"r\"\n"
              "matchers = ['c = d']\npublish = \"record\"\nseverity = { default = \"info\" }\n"
              "[rule.open]\nstatus = \"identified\"\n"}};

TEST(Effective, NamesTheLineOfEachValue) {
    const EffectiveRule child = effective(layered).at(1);
    EXPECT_EQ(child.rule->name.value, "child");
    EXPECT_EQ(child.place.file + ":" + std::to_string(child.place.line), "r1.toml:4");
    EXPECT_EQ(line_of(child, "name"), "\"child\"  r1.toml:4 own");
    EXPECT_EQ(line_of(child, "matchers"), "[\"c=\\\"d\\\"\"]  r1.toml:6 own");
    EXPECT_EQ(line_of(child, "publish"), "\"record\"  r1.toml:7 own");
    EXPECT_EQ(line_of(child, "requires"), "[\"a\"]  r0.toml:9");
    EXPECT_EQ(line_of(child, "keep_firing_for"), "\"42m\"  r1.toml:2");
    EXPECT_EQ(line_of(child, "for"), "\"11m\"  tocsin.toml:14");
    EXPECT_EQ(line_of(child, "key"), "\"14\"  tocsin.toml:15");
    EXPECT_EQ(line_of(child, "reopen_within"), "\"30m\"  default");
    // Not those of the parent's file.
    EXPECT_EQ(line_of(child, "reopen_as"), "\"new\"  default");
    EXPECT_EQ(line_of(child, "page"), "\"main\"  default");
    EXPECT_EQ(line_of(child, "catch_all"), "false  default");
    EXPECT_EQ(line_of(effective(layered).at(0), "reopen_as"), "\"same\"  r0.toml:2");
}

TEST(Effective, LooksIntoTablesAsTheyAreMergedOrTakenWhole) {
    const EffectiveRule child = effective(layered).at(1);
    EXPECT_EQ(line_of(child, "open.status"), "\"identified\"  r1.toml:10 own");
    EXPECT_EQ(line_of(child, "open.body"), "\"Parent.\"  r0.toml:13");
    EXPECT_EQ(line_of(child, "open.twitter"), "true  tocsin.toml:16");
    EXPECT_EQ(line_of(child, "open.notify"), "true  default");
    EXPECT_EQ(line_of(child, "limit.incidents"), "2  r0.toml:8");
    EXPECT_EQ(line_of(child, "limit.per"), "\"1h\"  r0.toml:8");
    EXPECT_EQ(line_of(child, "limit.overflow"), "\"merge\"  default");
    EXPECT_EQ(line_of(child, "component[1]"), "{ name = \"api\" }  r0.toml:10");
    EXPECT_EQ(line_of(child, "update.every"), "update.every is not there");
    EXPECT_EQ(line_of(child, "severity.default"), "\"info\"  r1.toml:8 own");
    EXPECT_EQ(line_of(child, "severity.label"), "\"priority\"  tocsin.toml:12");
}

// A status of [defaults] that fits another kind does not reach the rule.
TEST(Effective, DoesNotNameAPlaceThatDidNotCount) {
    const Files files{
        .main = smallest_main + "[defaults]\n[defaults.open]\nstatus = \"scheduled\"\n",
        .rules = {smallest_rule}};
    EXPECT_EQ(line_of(effective(files).at(0), "open.status"), "\"investigating\"  default");
}

TEST(Effective, KeepsTheOrderOfTheTableOfKeysAndHasEachOnce) {
    for (const auto& folder : folders_in(data_folder() / "good")) {
        const auto files = files_in(folder);
        const Loaded loaded = load(files);
        ASSERT_TRUE(loaded.config);
        const auto rules = effective_rules(files, *loaded.config);
        ASSERT_EQ(rules.size(), loaded.config->rules.rules().size());
        for (const EffectiveRule& rule : rules) {
            std::vector<std::string> names;
            for (const EffectiveKey& key : rule.keys) names.push_back(key.name);
            EXPECT_EQ(names.front(), "name");
            EXPECT_LT(std::find(names.begin(), names.end(), "for"),
                      std::find(names.begin(), names.end(), "open.status"));
            std::sort(names.begin(), names.end());
            EXPECT_EQ(std::unique(names.begin(), names.end()), names.end());
        }
    }
}

TEST(TomlLine, IsReadBackByToml) {
    namespace json = boost::json;
    EXPECT_EQ(toml_line(json::parse(R"({"a b":["x\n",1],"c":{"d":true},"e":{}})")),
              R"({ "a b" = ["x\n", 1], c = { d = true }, e = {} })");
}

}  // namespace
}  // namespace tocsin::testing
