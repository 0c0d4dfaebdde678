// What a text gives that calls templates of the library.

#include <gtest/gtest.h>

#include "template/check.hpp"
#include "tests/template/sample.hpp"

namespace tocsin {
namespace {

TemplateLibrary library(const std::string& text) {
    ReadLibrary read = read_library(std::vector<TemplateFile>{{"t.tmpl", text}});
    EXPECT_TRUE(read.errors.empty()) << to_line(read.errors.front());
    return read.library;
}

std::string rendered(const std::string& text, const std::string& definitions,
                     const RenderOptions& options = {.purpose = Purpose::plain}) {
    const auto made = Template::parse(text, incident_fields(), library(definitions));
    if (!made) return to_line(made.error());
    const auto result = render(made.value(), to_value(sample::incident()), options);
    return result ? result.value().text : "FAILED: " + result.error().message;
}

TEST(Calls, ShowWhatIsDefined) {
    EXPECT_EQ(rendered("a{{ template \"x\" . }}b", "{{ define \"x\" }}-{{ .Status }}-{{ end }}"),
              "a-firing-b");
    EXPECT_EQ(rendered("{{ template `x` .CommonLabels.team | toUpper }}",
                       "{{ define \"x\" }}{{ . }} {{ $ }}{{ end }}"),
              "PAYMENTS PAYMENTS");
    EXPECT_EQ(rendered("{{ range .Alerts }}{{ template \"x\" . }}{{ end }}",
                       "{{ define \"x\" }}{{ .Labels.instance }},{{ end }}"),
              "a1,b2,c3,");
    EXPECT_EQ(rendered("{{ template \"x\" }}.",
                       "{{ define \"x\" }}{{ if . }}a{{ else }}b{{ end }}{{ end }}"),
              "b.");
    EXPECT_EQ(rendered("[{{ template \"x\" . }}]", "{{ define \"x\" -}}  a {{- end }}"), "[a]");
    EXPECT_EQ(rendered("{{ template \"x\" . }}",
                       "{{ define \"x\" }}1{{ template \"y\" .Rule }}3{{ end }}"
                       "{{ define \"y\" }}{{ . }}{{ end }}"),
              "1service-errors3");
}

TEST(Calls, KeepVariablesApart) {
    EXPECT_EQ(rendered("{{ $x := 1 }}{{ template \"x\" 7 }}{{ $x }}",
                       "{{ define \"x\" }}{{ $x := 2 }}{{ $x = . }}{{ $x }}{{ end }}"),
              "71");
}

TEST(Calls, AreCheckedWithTheirArgument) {
    const std::string definition = "\n{{ define \"x\" }}{{ .Labels.a }}{{ end }}";
    EXPECT_EQ(rendered("{{ range .Alerts }}{{ template \"x\" . }}{{ end }}", definition), "");
    EXPECT_EQ(rendered("ab {{ template \"x\" . }}", definition).substr(0, 68),
              "t.tmpl:2:20: error[E303]: in template \"x\": unknown field \".Labels\" (");
    EXPECT_EQ(rendered("{{ template \"x\" }}", definition),
              "t.tmpl:2:20: error[E303]: in template \"x\": nil has no field \".Labels\"");
    const auto made =
        Template::parse("ab {{ template \"x\" . }}", incident_fields(), library(definition));
    ASSERT_FALSE(made);
    EXPECT_EQ(made.error().call, (Span{3, 15}));
    EXPECT_EQ(rendered("{{ template \"y\" . }}", definition),
              "1:13: error[E303]: there is no template \"y\" (did you mean \"x\"?)");
    EXPECT_EQ(sample::complaint("{{ template \"y\" . }}"), "E303 1:13 there is no template \"y\"");
    EXPECT_EQ(sample::complaint("{{ template .Status }}"),
              "E303 1:13 unexpected .Status in template");
    EXPECT_EQ(sample::complaint("{{ template }}"), "E303 1:13 missing name for template");
    EXPECT_EQ(sample::complaint("{{ template \"y\" . . }}"),
              "E303 1:17 . is not a function and takes no argument");
    EXPECT_EQ(sample::complaint("{{ define \"x\" }}{{ end }}"),
              "E303 1:4 \"define\" stands only at the top of a file of templates");
}

std::vector<std::string> unguarded(const std::string& text, const std::string& definitions) {
    std::vector<std::string> found;
    const auto made = Template::parse(text, incident_fields(), library(definitions));
    for (const LabelUse& use : made.value().unguarded_labels()) {
        found.push_back(use.map + "." + use.name + " " + std::to_string(use.position.column));
    }
    return found;
}

TEST(Calls, NoteTheLabelsThatTheTemplateShows) {
    using Found = std::vector<std::string>;
    const std::string shows = "{{ define \"x\" }}{{ .CommonLabels.a }}{{ end }}";
    EXPECT_EQ(unguarded("ab {{ template \"x\" . }}", shows), Found{"CommonLabels.a 4"});
    EXPECT_EQ(unguarded("{{ if .CommonLabels.a }}{{ template \"x\" . }}{{ end }}", shows), Found{});
    EXPECT_EQ(
        unguarded("{{ template \"x\" .CommonLabels.b }}", "{{ define \"x\" }}{{ . }}{{ end }}"),
        Found{"CommonLabels.b 17"});
    EXPECT_EQ(unguarded("{{ template \"y\" . }}",
                        shows + "{{ define \"y\" }}{{ template \"x\" . }}{{ end }}"),
              Found{"CommonLabels.a 1"});
}

TEST(Calls, KeepWhatTheyNeedAndNothingElse) {
    const TemplateLibrary all = library(
        "{{ define \"x\" }}{{ template \"y\" }}{{ end }}{{ define \"y\" }}{{ end }}"
        "{{ define \"z\" }}{{ end }}");
    const auto made = Template::parse("{{ template \"x\" }}", incident_fields(), all).value();
    ASSERT_EQ(made.definitions().size(), 2U);
    EXPECT_TRUE(made.definitions().contains("x") && made.definitions().contains("y"));
}

TEST(Calls, MakeTextsDifferentThatCallDifferentTemplates) {
    const auto with = [](const std::string& body) {
        return Template::parse("{{ template \"x\" }}", incident_fields(),
                               library("{{ define \"x\" }}" + body + "{{ end }}"))
            .value();
    };
    EXPECT_EQ(with("a"), with("a"));
    EXPECT_FALSE(with("a") == with("b"));
}

TEST(Calls, SayWhereTheyFailed) {
    EXPECT_EQ(rendered("a {{ template \"x\" . }}",
                       "{{ define \"x\" }}\n{{ template \"y\" .Components }}{{ end }}"
                       "{{ define \"y\" }}{{ index . 9 }}{{ end }}"),
              "FAILED: 1:3: in template \"x\", 2:1: in template \"y\", "
              "2:59: index 9 is out of range, there are 2");
}

TEST(Calls, ShareTheLimitsOfTheText) {
    const std::string line(1000, 'x');
    EXPECT_EQ(rendered("{{ range .Alerts }}{{ template \"x\" . }}{{ end }}",
                       "{{ define \"x\" }}" + line + "{{ end }}",
                       {.purpose = Purpose::plain, .output_bytes_max = 2500}),
              "FAILED: 1:20: in template \"x\", 1:17: more than 2500 bytes of text");
    EXPECT_EQ(rendered("{{ range .Alerts }}{{ template \"x\" $ }}{{ end }}",
                       "{{ define \"x\" }}{{ range .Alerts }}{{ .Status }}{{ end }}{{ end }}",
                       {.purpose = Purpose::plain, .steps_max = 40})
                  .substr(0, 8),
              "FAILED: ");
}

// Two calls each, sixteen deep: a text that would be looked at 65 thousand times.
TEST(Calls, AreBoundedInNumberWhenATextIsLoaded) {
    std::string definitions;
    for (int i = 0; i < 15; ++i) {
        const std::string call = "{{ template \"t" + std::to_string(i + 1) + "\" . }}";
        definitions += "{{ define \"t" + std::to_string(i) + "\" }}" + call + call + "{{ end }}";
    }
    definitions += "{{ define \"t15\" }}{{ end }}";
    EXPECT_NE(rendered("{{ template \"t0\" . }}", definitions).find("more than 1000 calls"),
              std::string::npos);
    EXPECT_EQ(rendered("{{ template \"t8\" . }}", definitions), "");
}

TEST(Calls, TextThatIsAlwaysShownAndTooLongIsFoundWhenItIsLoaded) {
    const std::string half(40'000, 'x');
    const std::string definition = "{{ define \"x\" }}" + half + "{{ end }}";
    EXPECT_EQ(rendered("{{ template \"x\" . }}\n{{ template \"x\" . }}", definition),
              "t.tmpl:1:17: error[E304]: in template \"x\": more than 65536 bytes of text");
    EXPECT_EQ(sample::complaint(half + "{{ 1 }}" + half),
              "E304 1:40008 more than 65536 bytes of text");
    EXPECT_EQ(sample::complaint("{{ if .Status }}" + half + "{{ else }}" + half + "{{ end }}"), "");
}

TEST(Calls, CleanWhatComesFromOutside) {
    TemplateData data = sample::incident();
    data.common_labels = {{"x", "<b>"}};
    const auto made = Template::parse(
        "<i>{{ template \"x\" . }}", incident_fields(),
        library("{{ define \"x\" }}<p>{{ .CommonLabels.x }}{{ .CommonLabels.y }}{{ end }}"));
    const auto result = render(made.value(), to_value(data), {.purpose = Purpose::body}).value();
    EXPECT_EQ(result.text, "<i><p>&lt;b&gt;");
    EXPECT_TRUE(result.missing_in_output);
}

}  // namespace
}  // namespace tocsin
