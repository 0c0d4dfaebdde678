#include "template/check.hpp"

#include <gtest/gtest.h>

#include "tests/template/sample.hpp"

namespace tocsin {
namespace {

using sample::complaint;
using sample::hint;

TEST(Check, FindsUnknownFieldsWhereverTheyAre) {
    EXPECT_EQ(complaint("a {{ .Statuss }}"), "E303 1:6 unknown field \".Statuss\"");
    EXPECT_EQ(hint("a {{ .Statuss }}"), "did you mean \".Status\"?");
    EXPECT_EQ(complaint("{{ .commonLabels.x }}"), "E303 1:4 unknown field \".commonLabels\"");
    EXPECT_EQ(complaint("{{ $.Incident.Url }}"), "E303 1:14 unknown field \".Url\"");
    EXPECT_EQ(hint("{{ $.Incident.Url }}"), "did you mean \".URL\"?");
    EXPECT_EQ(complaint("{{ range .Alerts }}{{ .Severity }}{{ end }}"),
              "E303 1:23 unknown field \".Severity\"");
    EXPECT_EQ(complaint("{{ range $a := .Alerts }}{{ $a.Label.x }}{{ end }}"),
              "E303 1:31 unknown field \".Label\"");
    EXPECT_EQ(complaint("{{ with index .Alerts 0 }}{{ .Foo }}{{ end }}"),
              "E303 1:30 unknown field \".Foo\"");
    EXPECT_EQ(complaint("{{ if false }}{{ .Nope }}{{ end }}"), "E303 1:18 unknown field \".Nope\"");
    EXPECT_EQ(complaint("{{ (index .Alerts.Firing 0).Nope }}"),
              "E303 1:28 unknown field \".Nope\"");
}

TEST(Check, SaysWhyAFieldOfAlertmanagerIsNotOffered) {
    for (const std::string name : {"Receiver", "ExternalURL"}) {
        EXPECT_EQ(complaint("{{ ." + name + " }}"), "E303 1:4 unknown field \"." + name + "\"");
        EXPECT_EQ(hint("{{ ." + name + " }}"),
                  "not offered: it belongs to one message of Alertmanager, not to the incident");
    }
    EXPECT_EQ(complaint("{{ range .Alerts }}{{ .GeneratorURL }}{{ end }}"),
              "E303 1:23 unknown field \".GeneratorURL\"");
}

TEST(Check, RefusesFieldsOfWhatHasNone) {
    EXPECT_EQ(complaint("{{ .Status.x }}"), "E303 1:11 a text has no field \".x\"");
    EXPECT_EQ(complaint("{{ .CommonLabels.a.b }}"), "E303 1:19 a text has no field \".b\"");
    EXPECT_EQ(hint("{{ .CommonLabels.a.b }}"),
              "a label whose name has a dot is reached with index .CommonLabels \"a.b\"");
    EXPECT_EQ(complaint("{{ .StartsAt.Format \"15:04\" }}"),
              "E303 1:13 a time has no field \".Format\"");
    EXPECT_EQ(hint("{{ .StartsAt.Format \"15:04\" }}"),
              "a time is formatted with date, and has no methods");
    EXPECT_EQ(complaint("{{ .Alerts.Labels }}"),
              "E303 1:11 a list of alerts has no field \".Labels\"");
    EXPECT_EQ(complaint("{{ .Alerts.Firing.Resolved }}"),
              "E303 1:18 a list has no field \".Resolved\"");
}

TEST(Check, KnowsTheMethodsOfMaps) {
    EXPECT_EQ(complaint("{{ range .CommonLabels.SortedPairs }}{{ .Name }}{{ .Key }}{{ end }}"),
              "E303 1:52 unknown field \".Key\"");
    EXPECT_EQ(complaint("{{ .CommonLabels.SortedPairs }}"),
              "E303 1:4 an alert or the data as a whole cannot be printed");
    EXPECT_EQ(complaint("{{ .CommonLabels.Names.x }}"), "E303 1:23 a list has no field \".x\"");
    EXPECT_EQ(complaint("{{ .CommonLabels.Remove }}"), "E303 1:17 Remove takes a list of texts");
    EXPECT_EQ(complaint("{{ .CommonLabels.Remove \"a\" }}"),
              "E303 1:25 Remove takes a list of texts, not a text");
    EXPECT_EQ(complaint("{{ \"a\" | .CommonLabels.Remove }}"),
              "E303 1:23 Remove takes a list of texts, not a text");
    EXPECT_EQ(complaint("{{ .CommonLabels.Remove (stringSlice) (stringSlice) }}"),
              "E303 1:17 wrong number of arguments for Remove: want 1, got 2");
    EXPECT_EQ(complaint("{{ .CommonLabels.Names 1 }}"),
              "E303 1:4 .CommonLabels.Names is not a function and takes no argument");
    EXPECT_EQ(complaint("{{ .Status.Remove (stringSlice) }}"),
              "E303 1:11 a text has no field \".Remove\"");
}

TEST(Check, RefusesPatternsFormatsAndZonesThatStandInTheText) {
    EXPECT_EQ(complaint("{{ match \"a(\" .Status }}"),
              "E303 1:10 regular expression: missing ): a(");
    EXPECT_EQ(complaint("{{ reReplaceAll \"[\" \"\" .Status }}"),
              "E303 1:17 regular expression: missing ]: [");
    EXPECT_EQ(complaint("{{ match `(((a{100}){100}){100})` .Status }}").substr(0, 29),
              "E303 1:10 regular expression:");
    EXPECT_EQ(complaint("{{ match \"" + std::string(4097, 'a') + "\" .Status }}"),
              "E303 1:10 a regular expression has at most 4096 bytes");
    EXPECT_EQ(complaint("{{ printf \"%d\" .Status }}"),
              "E303 1:11 printf: %d does not take a text");
    EXPECT_EQ(complaint("{{ .StartsAt | tz \"Europe/Berlinn\" }}"),
              "E303 1:19 there is no time zone \"Europe/Berlinn\"");
    EXPECT_EQ(complaint("{{ date \"15:04\" .Status }}"), "E303 1:17 date takes a time, not a text");
}

TEST(Check, CountsArguments) {
    EXPECT_EQ(complaint("{{ toUpper }}"),
              "E303 1:4 wrong number of arguments for toUpper: want 1, got 0");
    EXPECT_EQ(complaint("{{ \"a\" | toUpper \"b\" }}"),
              "E303 1:10 wrong number of arguments for toUpper: want 1, got 2");
    EXPECT_EQ(complaint("{{ eq .Status }}"),
              "E303 1:4 wrong number of arguments for eq: want at least 2, got 1");
    EXPECT_EQ(complaint("{{ print toUpper }}"),
              "E303 1:10 wrong number of arguments for toUpper: want 1, got 0");
    EXPECT_EQ(complaint("{{ .Status \"a\" }}"),
              "E303 1:4 .Status is not a function and takes no argument");
    EXPECT_EQ(complaint("{{ \"a\" | .Status }}"),
              "E303 1:10 .Status is not a function and takes no argument");
}

TEST(Check, KnowsTypes) {
    EXPECT_EQ(complaint("{{ toUpper 5 }}"), "E303 1:12 toUpper takes a text, not a whole number");
    EXPECT_EQ(complaint("{{ .Alerts | title }}"), "E303 1:14 title takes a text, not a list");
    EXPECT_EQ(complaint("{{ len .Duration }}"),
              "E303 1:8 len takes a text, list or map, not a duration");
    EXPECT_EQ(complaint("{{ eq .Status 1 }}"),
              "E303 1:15 cannot compare a text with a whole number");
    EXPECT_EQ(complaint("{{ gt .Duration \"5m\" }}"),
              "E303 1:17 cannot compare a duration with a text");
    EXPECT_EQ(complaint("{{ index .CommonLabels 1 }}"), "E303 1:24 a map is indexed with a text");
    EXPECT_EQ(complaint("{{ index .Alerts \"x\" }}"),
              "E303 1:18 a list is indexed with a whole number");
    EXPECT_EQ(complaint("{{ range .Status }}{{ end }}"),
              "E303 1:10 range goes over a list or a map, not a text");
    EXPECT_EQ(complaint("{{ join .Components \", \" }}"), "E303 1:9 join takes a text, not a list");
    EXPECT_EQ(complaint("{{ truncate .Status 5 }}"),
              "E303 1:13 truncate takes a whole number, not a text");
}

TEST(Check, RefusesToPrintAnAlert) {
    for (const std::string text :
         {"{{ . }}", "{{ .Alerts }}", "{{ .Alerts.Firing }}", "{{ index .Alerts 0 }}", "{{ $ }}",
          "{{ .Incident }}", "{{ range .Alerts }}{{ . }}{{ end }}"}) {
        EXPECT_NE(complaint(text).find("cannot be printed"), std::string::npos) << text;
    }
    EXPECT_EQ(complaint("{{ print .Alerts }}"),
              "E303 1:10 print takes a text or number, not an alert or record");
}

TEST(Check, RefusesNothingOfAVariableThatIsSetAgain) {
    EXPECT_EQ(
        complaint("{{ $x := 1 }}{{ if .Status }}{{ $x = .CommonLabels }}{{ $x.team }}{{ end }}"),
        "");
    EXPECT_EQ(complaint("{{ $x := 1 }}{{ toUpper $x }}"),
              "E303 1:25 toUpper takes a text, not a whole number");
}

// "CommonLabels.a 1:4; …"
std::string unguarded(std::string_view text) {
    const auto parsed = Template::parse(text, incident_fields());
    if (!parsed) return to_line(parsed.error());
    std::string made;
    for (const LabelUse& use : parsed.value().unguarded_labels()) {
        EXPECT_EQ(locate(text, use.span.offset), use.position);
        made += (made.empty() ? "" : "; ") + use.map + "." + use.name + " " +
                std::to_string(use.position.line) + ":" + std::to_string(use.position.column);
    }
    return made;
}

TEST(Check, NotesLabelsThatAreShownUnguarded) {
    EXPECT_EQ(unguarded("{{ .CommonLabels.a }}"), "CommonLabels.a 1:4");
    EXPECT_EQ(unguarded("x\n{{ $.GroupLabels.a | toUpper }}"), "GroupLabels.a 2:4");
    EXPECT_EQ(unguarded("{{ print \"x\" .CommonAnnotations.a }}"), "CommonAnnotations.a 1:14");
    EXPECT_EQ(unguarded("{{ index .CommonLabels \"a.b\" }}"), "CommonLabels.a.b 1:4");
    EXPECT_EQ(unguarded("{{ $x := .CommonLabels.a }}{{ $x }}"), "CommonLabels.a 1:10");
    EXPECT_EQ(unguarded("{{ with .CommonLabels }}{{ .a }}{{ end }}"), "CommonLabels.a 1:28");
    EXPECT_EQ(unguarded("{{ range .Alerts }}{{ .Labels.a }}{{ .Annotations.b }}{{ end }}"),
              "Labels.a 1:23; Annotations.b 1:38");
    EXPECT_EQ(unguarded("{{ slice .CommonLabels.a 0 1 }}"), "CommonLabels.a 1:10");
    EXPECT_EQ(unguarded("{{ printf \"%s\" .CommonLabels.a }}"), "CommonLabels.a 1:16");
    EXPECT_EQ(unguarded("{{ (.CommonLabels.Remove (stringSlice \"b\")).a }}"),
              "CommonLabels.a 1:4");
    EXPECT_EQ(unguarded("{{ and .Status .CommonLabels.a }}"), "CommonLabels.a 1:16");
    EXPECT_EQ(unguarded("{{ if .CommonLabels.b }}{{ .CommonLabels.a }}{{ end }}"),
              "CommonLabels.a 1:28");
}

TEST(Check, LetsGuardedLabelsPass) {
    for (const std::string text :
         {"{{ if .CommonLabels.a }}{{ .CommonLabels.a }}{{ end }}",
          "{{ if eq .CommonLabels.a \"x\" }}{{ .CommonLabels.a }}{{ end }}",
          "{{ if $.CommonLabels.a }}{{ range .Alerts }}{{ $.CommonLabels.a }}{{ end }}{{ end }}",
          "{{ if false }}{{ else if .CommonLabels.a }}{{ .CommonLabels.a }}{{ end }}",
          "{{ with .CommonLabels.a }}{{ . }}{{ else }}none{{ end }}",
          "{{ with $x := .CommonLabels.a }}{{ $x }}{{ end }}",
          "{{ $x := .CommonLabels.a }}{{ if $x }}{{ $x }}{{ end }}",
          "{{ with index .CommonLabels \"a.b\" }}{{ . }}{{ end }}",
          "{{ or .CommonLabels.a \"our systems\" }}", "{{ .CommonLabels.a | default \"x\" }}",
          "{{ default \"x\" .CommonLabels.a | title }}", "{{ len .CommonLabels.a }}",
          "{{ eq .CommonLabels.a \"x\" }}", "{{ match \"x\" .CommonLabels.a }}",
          "{{ len .CommonLabels.Names }}", "{{ $x := .CommonLabels.a }}", "{{ .Status }}"}) {
        EXPECT_EQ(unguarded(text), "") << text;
    }
}

TEST(Check, ForgetsAGuardAtItsEnd) {
    EXPECT_EQ(unguarded("{{ if .CommonLabels.a }}{{ end }}{{ .CommonLabels.a }}"),
              "CommonLabels.a 1:37");
}

}  // namespace
}  // namespace tocsin
