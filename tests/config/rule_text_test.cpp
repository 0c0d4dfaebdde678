// The text of one rule: it stands alone and is read back as the same rule.
#include "config/rule_text.hpp"

#include "tests/config/files.hpp"

namespace tocsin::testing {
namespace {

void expect_read_back(const Rule& rule) {
    const auto back = load_rule(rule.text);
    ASSERT_TRUE(back) << back.error().message << '\n' << rule.text;
    Rule expected = rule;
    expected.file.clear();
    EXPECT_EQ(*back.value(), expected) << rule.text;
    EXPECT_EQ(back.value()->text, rule.text);
    EXPECT_EQ(rule_text(*back.value()), rule.text);
}

TEST(RuleText, IsReadBackAsTheSameRuleInTheSmallestCase) {
    const Rule rule = rule_of(smallest_rule);
    EXPECT_EQ(rule.version.value.size(), 32u);
    EXPECT_EQ(rule.version, version_of(rule.text));
    expect_read_back(rule);
}

TEST(RuleText, CarriesNamesAndTextsWithAnyCharacters) {
    const std::string main = R"(version = 1
[severity]
label = "how \"bad\""
order = ["very bad", "ünschön"]
default = "ünschön"
aliases = { "a.b c" = "very bad" }
[page.main]
id = "a1"
api_key = { env = "K" }
timezone = "Europe/Berlin"
[page.main.components]
"a \"b\"" = "c1"
)";
    const std::string rule = R"([[rule]]
name = "a \"quoted\" \\ näme\t"
matchers = ['a =~ "\\d+\\.\\w"', 'annotations.b != "x\ny"', '"sp ace" = "ü"']
key = "k\\"
requires = ["sp ace", "annotations.x"]
impact = {}
component_status = { "very bad" = "major_outage" }
incident_name = "Line\nbreak {{ .Status }} \u0001"
fallback_name = '''don't "quote"'''
[[rule.component]]
name = "a \"b\""
when = ['a !~ "x|y"']
[[rule.component]]
from_label = "sp ace"
map = { "va lue" = "a \"b\"" }
[rule.open]
body = '''
{{ if eq .Severity "very bad" }}"\{{ end }}
'''
)";
    expect_read_back(rule_of(rule, main));
}

// An incident outlives the files that its rule was read from.
TEST(RuleText, CarriesTheTemplatesThatTheRuleCallsAndNoOthers) {
    const Files files{
        .rules = {smallest_rule + "[rule.open]\nbody = '{{ template \"a\" . }}'\n"
                                  "[rule.update]\nbody = '{{ template \"c\" . }}'\n"},
        .templates = {"{{ define \"a\" }}\n\"A\" {{ template \"b\" .Status }}{{ end }}",
                      "{{define \"b\"}}[{{.}}]{{end}}{{ define \"unused\" }}{{ end }}"
                      "{{ define \"c\" }}{{- end }}"}};
    const Config config = config_of(files);
    const Rule& rule = *config.rules.rules().front();
    expect_read_back(rule);
    EXPECT_EQ(rule.text.substr(0, rule.text.find("[severity]")),
              "templates = [\"{{ define \\\"a\\\" }}\\n\\\"A\\\" {{ template \\\"b\\\" .Status "
              "}}{{ end }}\", \"{{define \\\"b\\\"}}[{{.}}]{{end}}\", "
              "\"{{ define \\\"c\\\" }}{{- end }}\"]\n");
    Files changed = files;
    changed.templates[1] = "{{define \"b\"}}<{{.}}>{{end}}{{ define \"c\" }}{{ end }}";
    EXPECT_NE(config_of(changed).rules.rules().front()->version, rule.version);
    changed.templates[1] = files.templates[1] + "{{ define \"more\" }}{{ end }}";
    EXPECT_EQ(config_of(changed).rules.rules().front()->version, rule.version);
}

TEST(RuleText, RefusesStoredTemplatesThatAreNone) {
    const std::string good = rule_of(smallest_rule).text;
    EXPECT_TRUE(load_rule("templates = [\"{{ define \\\"x\\\" }}{{ end }}\"]\n" + good));
    for (const std::string bad : {"{{ define }}", "text", "{{ define 'x' }}{{ end }}"}) {
        const auto back = load_rule("templates = [\"" + bad + "\"]\n" + good);
        ASSERT_FALSE(back) << bad;
        EXPECT_EQ(back.error().code, ErrorCode::malformed);
    }
}

TEST(RuleText, DiffersWhereTheRuleDiffersAndOnlyThere) {
    const auto version = [](const std::string& rest) {
        return rule_of(smallest_rule + rest).version;
    };
    const RuleVersion plain = version("");
    EXPECT_EQ(version("for = \"1m\"\n[rule.open]\n"), plain);
    EXPECT_EQ(version("impact = { critical = \"critical\", major = \"major\", warning = \"minor\", "
                      "info = \"none\" }\n"),
              plain);
    for (const std::string rest :
         {"for = \"61s\"\n", "continue = true\n", "impact = \"computed\"\n", "key = \"x\"\n",
          "limit = { incidents = 1, per = \"1h\" }\n", "[rule.update]\n", "[rule.monitoring]\n",
          "[rule.open]\nbody = \"x\"\n", "[rule.resolved]\nnotify = false\n",
          "[[rule.component]]\nname = \"api\"\n", "severity = { default = \"info\" }\n",
          "publish_over = true\n", "missing = \"empty\"\n", "requires = [\"a\"]\n"}) {
        EXPECT_NE(version(rest), plain) << rest;
    }
}

TEST(RuleText, RefusesWhatIsNotTheTextOfARule) {
    const std::string good = rule_of(smallest_rule).text;
    for (const std::string& bad :
         {std::string(), std::string("x"), std::string("[[rule]]\nname = \"a\"\n"),
          good + "[[rule]]\nname = \"b\"\n", good + "future = 1\n",
          good.substr(0, good.find("[[rule]]")), good.substr(good.find("[[rule]]")),
          good.substr(good.find("[page")) + "matchers = 1\n"}) {
        const auto back = load_rule(bad);
        ASSERT_FALSE(back) << bad;
        EXPECT_EQ(back.error().code, ErrorCode::malformed);
    }
    EXPECT_TRUE(load_rule(good));
}

TEST(RuleText, IsReadBackForRulesOfAllKindsWithEverySetting) {
    const std::string all = read_text(std::string(TOCSIN_SOURCE_DIR) +
                                      "/tests/data/config/good/everything/10-rules.toml");
    const std::string main = read_text(std::string(TOCSIN_SOURCE_DIR) +
                                       "/tests/data/config/good/everything/tocsin.toml");
    const Config config = config_of({.main = main, .rules = {all}});
    EXPECT_GE(config.rules.rules().size(), 6u);
    for (const RulePtr& rule : config.rules.rules()) expect_read_back(*rule);
}

}  // namespace
}  // namespace tocsin::testing
