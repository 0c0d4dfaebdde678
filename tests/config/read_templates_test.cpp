// Files of template_files, and what is said of them and of the rules that call them.
#include "config/read_templates.hpp"

#include "template/data.hpp"
#include "template/render.hpp"
#include "tests/config/files.hpp"

namespace tocsin::testing {
namespace {

std::string body(const std::string& text) {
    return smallest_rule + "[rule.open]\nbody = '" + text + "'\n";
}

TEST(ReadTemplates, GivesRulesWhatTheyCall) {
    const Config config = config_of(
        {.rules = {body("{{ template \"hello\" . }}")},
         .templates = {
             "\xEF\xBB\xBF{{ define \"hello\" }}\r\nThis is {{ .Status }}.{{ end }}\r\n"}});
    const Template& text = *config.rules.rules().front()->open.body;
    TemplateData data;
    data.status = "firing";
    EXPECT_EQ(render(text, to_value(data), {}).value().text, "This is firing.");
}

TEST(ReadTemplates, PointsAtWhatIsWrongInAFile) {
    const auto found = [](const std::vector<std::string>& texts) {
        return found_in({.rules = {smallest_rule}, .templates = texts});
    };
    EXPECT_EQ(found({"", "{{/* nothing */}}\n"}), Found{});
    EXPECT_EQ(found({"{{ define \"ä\" }}\nü {{ nope }}{{ end }}"}), Found{"t0.tmpl:2:6-10 E303"});
    EXPECT_EQ(found({"\n hello\n"}), Found{"t0.tmpl:2:2-7 E303"});
    EXPECT_EQ(found({"{{ define \"x\" }}{{ end }}", "\n{{ define \"x\" }}{{ end }}"}),
              Found{"t1.tmpl:2:11-14 E310"});
    EXPECT_EQ(found({"{{ define \"x\" }}{{ template \"x\" }}{{ end }}"}),
              Found{"t0.tmpl:1:29-32 E303"});
    EXPECT_EQ(found({"{{ define \"x\" }}{{ template \"y\" }}{{ end }}"}),
              Found{"t0.tmpl:1:29-32 E303"});
    EXPECT_EQ(found({"{{ define \"x\" }}"}), Found{"t0.tmpl:1:4-10 E303"});
    EXPECT_EQ(found({"{{ define \"x\""}), Found{"t0.tmpl:1:1-3 E303"});
    EXPECT_EQ(found({"{{ define \"x\" }}\xff{{ end }}"}), Found{"t0.tmpl:1:17-18 E303"});
    EXPECT_EQ(found({"{{ define \"x\" }}{{ .Anything }}{{ template \"y\" }}{{ end }}",
                     "{{ define \"y\" }}{{ call }}{{ end }}"}),
              Found{"t1.tmpl:1:20-24 E303"});  // And nothing of what that file may define.
}

TEST(ReadTemplates, PointsAtACallOfWhatIsNotThere) {
    const Files files{
        .rules = {body("ä {{ template \"out\" . }}")},
        .templates = {"{{ define \"outage\" }}{{ end }}{{ define \"our\" }}{{ end }}"}};
    EXPECT_EQ(found_in(files), Found{"r0.toml:7:23-28 E303"});
    const Diagnostic d = first_in(files);
    EXPECT_EQ(d.message, "there is no template \"out\"");
    EXPECT_EQ(d.hint, "did you mean \"our\"?");
    // A file that cannot be read may define it.
    Files broken = files;
    broken.templates.push_back("{{ define");
    EXPECT_EQ(found_in(broken), Found{"t1.tmpl:1:1-3 E303"});
}

TEST(ReadTemplates, PointsIntoTheFileAtWhatDoesNotFitTheDataOfACall) {
    const Files files{.rules = {body("{{ template \"x\" . }}")},
                      .templates = {"{{ define \"x\" }}\nä {{ .Labels.a }}{{ end }}"}};
    const Loaded loaded = files.load();
    ASSERT_EQ(short_forms(loaded), Found{"t0.tmpl:2:6-13 E303"});
    EXPECT_EQ(loaded.diagnostics.front().message,
              "in template \"x\": unknown field \".Labels\" (called at r0.toml:7)");
    const std::string text = format_diagnostics(loaded.diagnostics, files.all(), "text");
    EXPECT_NE(text.find("ä {{ .Labels.a }}"), std::string::npos) << text;
}

TEST(ReadTemplates, FindsTooMuchText) {
    EXPECT_EQ(
        found_in({.rules = {body("{{ template \"x\" . }}{{ template \"x\" . }}")},
                  .templates = {"{{ define \"x\" }}" + std::string(40'000, 'x') + "{{ end }}"}}),
        Found{"t0.tmpl:1:17-40017 E304"});
    EXPECT_EQ(found_in_rules(body("{{ 1 }}" + std::string(65'537, 'x'))),
              Found{"r0.toml:7:16-65553 E304"});
}

TEST(ReadTemplates, WarnsOfMissingLabelsWhereTheRuleCalls) {
    const std::string shows = "{{ define \"x\" }}{{ .CommonLabels.service }}{{ end }}";
    EXPECT_EQ(found_in({.rules = {body("a {{ template \"x\" . }}")}, .templates = {shows}}),
              Found{"r0.toml:7:11-26 W401"});
    EXPECT_EQ(
        found_in({.rules = {body("{{ if .CommonLabels.service }}{{ template \"x\" . }}{{ end }}")},
                  .templates = {shows}}),
        Found{});
    EXPECT_EQ(
        found_in({.rules = {"[[rule]]\nname = \"r\"\nmatchers = ['service = \"a\"']\n"
                            "incident_name = '{{ template \"x\" . }}'\nfallback_name = \"T\"\n"},
                  .templates = {shows}}),
        Found{});
}

}  // namespace
}  // namespace tocsin::testing
