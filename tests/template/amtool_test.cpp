// The oracle: amtool executes Go's own engine with Alertmanager's functions, over the same data.
//
// Written for 0.25, which has title, join, toUpper and toLower; humanizeDuration, default and
// truncate it does not know.

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdio>
#include <optional>
#include <vector>

#include "tests/support/amtool.hpp"
#include "tests/template/sample.hpp"

namespace tocsin {
namespace {

// sample::incident() as amtool reads it.
constexpr std::string_view data_file = R"({
"receiver": "r", "status": "firing", "externalURL": "http://am.example.com",
"groupLabels": {"service": "checkout"},
"commonLabels": {"alertname": "HighErrorRate", "service": "checkout", "team": "payments",
                 "service.name": "dotted", "empty": ""},
"commonAnnotations": {"summary": "Half of all requests fail"},
"alerts": [
 {"status": "firing", "labels": {"instance": "a1", "zone": "eu"}, "annotations": {"note": "n1"},
  "startsAt": "2026-10-03T10:00:00.5Z", "endsAt": "2026-10-03T11:00:00Z", "fingerprint": "f1"},
 {"status": "resolved", "labels": {"instance": "b2", "zone": "us"}, "annotations": {},
  "startsAt": "2026-10-03T10:00:00.5Z", "endsAt": "2026-10-03T11:00:00Z", "fingerprint": "f2"},
 {"status": "firing", "labels": {"instance": "c3"}, "annotations": {"note": "n3"},
  "startsAt": "2026-10-03T10:00:00.5Z", "endsAt": "2026-10-03T11:00:00Z", "fingerprint": "f3"}]
})";

// Each is rendered by both and must give the same text.
const std::vector<std::string> equal_texts{
    // Text, comments, trimming.
    "",
    "plain text, no action",
    "a } b }} c { d",
    "  spaces around  ",
    "x {{- 1 -}} y",
    "x {{- 1 }} y",
    "x {{ 1 -}} y",
    "x \n\t {{- 1 -}} \r\n y",
    "{{- 1 -}}",
    "a {{/* comment */}} b",
    "a {{- /* comment */ -}} b",
    "a {{- /* with }} inside */ -}} b",
    "a {{/* two\nlines */ -}}  b",
    "{{/**/}}x",
    "{{1}}{{ 2}}{{3 }}",
    "{{\n1\n}}",
    "{{- 3}} {{-3}} {{ -3 -}} z",
    "ä {{ .Status }} ö",
    "{{ \"}}\" }}",
    "{{ `}}` }}",
    "{ { .Status } }",
    // Fields.
    "{{ .Status }}",
    "{{.Status}}",
    "{{ .CommonLabels.service }}",
    "{{ .CommonLabels.nope }}",
    "[{{ .CommonLabels.empty }}]",
    "{{ .CommonLabels.nope | toUpper }}",
    "{{ $.CommonLabels.team }}",
    "{{ (.CommonLabels).team }}",
    "{{ .CommonAnnotations.summary }}",
    "{{ .GroupLabels.service }} {{ .GroupLabels.nope }}.",
    "{{ .CommonLabels }}",
    "{{ .GroupLabels }}",
    "{{ (index .Alerts 0).Labels }}",
    "{{ (index .Alerts 1).Annotations }}",
    "{{ (index .Alerts 0).StartsAt }}",
    "{{ (index .Alerts 0).EndsAt }}",
    "{{ (index .Alerts 2).Fingerprint }} {{ (index .Alerts 2).Status }}",
    "{{ len .Alerts.Firing }} of {{ len .Alerts }}",
    "{{ len .Alerts.Resolved }} {{ .Alerts.Firing | len }}",
    "{{ range .Alerts.Firing }}{{ .Labels.instance }} {{ end }}",
    "{{ (index .Alerts.Resolved 0).Labels.instance }}",
    // Literals.
    "{{ 0 }} {{ 7 }} {{ -7 }} {{ +7 }} {{ 0x1F }} {{ -0x10 }}",
    "{{ 9223372036854775807 }} {{ -9223372036854775808 }}",
    "{{ 1.5 }} {{ 1.0 }} {{ 1e3 }} {{ 1e20 }} {{ 1e21 }} {{ 123456789.25 }}",
    "{{ 0.1 }} {{ .5 }} {{ -2.50 }} {{ 0.0001 }} {{ 0.00001 }} {{ 12345678901234567890.0 }}",
    "{{ 1234567.0 }} {{ 123456.5 }} {{ 100000.0 }} {{ 1000000.0 }} {{ 999999.9 }} {{ 2097152.0 }}",
    "{{ 1. }} {{ 1e-7 }} {{ 1.5e300 }} {{ 0.0 }} {{ -0.0 }} {{ 1E5 }}",
    "{{ true }} {{ false }}",
    R"({{ "a \"quoted\" text" }})",
    R"({{ "tab\tnew\nline \\ \u00e4 \U0001F600 \x41 \101 \a\b\f\v\r" }})",
    R"({{ "\xc3\xa4" }})",
    "{{ `raw \\n \"text\"` }}",
    "{{ `raw\r\nlines` }}",
    "{{ \"\" }}{{ `` }}",
    // Variables.
    "{{ $x := 1 }}{{ $x }}",
    "{{ $x := 1 }}{{ $x = 2 }}{{ $x }}",
    "{{ $x := .CommonLabels.team }}{{ $x | toUpper }}",
    "{{ $x := .CommonLabels }}{{ $x.team }}",
    "{{ $x := 1 }}{{ if true }}{{ $x = 2 }}{{ end }}{{ $x }}",
    "{{ $x := 1 }}{{ if true }}{{ $x := 2 }}{{ $x }}{{ end }}{{ $x }}",
    "{{ $x := \"a\" }}{{ range .Alerts }}{{ $x = print $x .Status }}{{ end }}{{ $x }}",
    "{{ $x:=1 }}{{$x}}",
    "{{ $x := 1 }}{{ $x := print $x 2 }}{{ $x }}",
    "{{ with $x := 3 }}{{ $x }}{{ . }}{{ end }}",
    "{{ if $x := .CommonLabels.nope }}a{{ else }}b{{ $x }}{{ end }}",
    "{{ if $x := .CommonLabels.nope }}a{{ else if $y := .Status }}{{ $x }}{{ $y }}{{ end }}",
    "{{ $ok := eq .Status \"firing\" }}{{ $ok }}",
    "{{ $a := 1 }}{{ $b := $a }}{{ $a = 5 }}{{ $b }}{{ $a }}",
    "{{ $_x1 := 1 }}{{ $_x1 }}",
    "{{ $n := 0 }}{{ range $i, $e := .Alerts }}{{ $n = $i }}{{ end }}{{ $n }}",
    // Pipelines and parentheses.
    "{{ \"a\" | toUpper }}",
    "{{ \"a\"|toUpper|toLower|title }}",
    "{{ .Status | toUpper | print \"status: \" }}",
    "{{ (1) }} {{ ((\"x\")) }}",
    "{{ print (print 1 2) (print \"a\") }}",
    "{{ toUpper (print \"a\" .Status) }}",
    "{{ (toUpper .Status) | toLower }}",
    "{{ 3 | print 1 2 }}",
    "{{ print | print }}",
    "{{ print print }}",
    "{{ (print \"a\" | toUpper) }}",
    "{{ print (.Status | toUpper) \"!\" }}",
    // if.
    "{{ if true }}a{{ end }}{{ if false }}b{{ end }}",
    "{{ if .CommonLabels.team }}yes{{ else }}no{{ end }}",
    "{{ if .CommonLabels.nope }}yes{{ else }}no{{ end }}",
    "{{ if 0 }}a{{ else if 1 }}b{{ else }}c{{ end }}",
    "{{ if 0 }}a{{ else if 0 }}b{{ else }}c{{ end }}",
    "{{ if 0 }}a{{ else if 0 }}b{{ else if \"x\" }}c{{ end }}",
    "{{ if \"\" }}a{{ else }}b{{ end }}{{ if 0.0 }}a{{ else }}b{{ end }}{{ if -1 }}a{{ end }}",
    "{{ if .Alerts }}a{{ end }}{{ if .CommonLabels }}b{{ end }}{{ if .Alerts.Firing }}c{{ end }}",
    "{{ if (index .Alerts 1).Annotations }}a{{ else }}b{{ end }}",
    "{{ if (index .Alerts 1).StartsAt }}a{{ else }}b{{ end }}",
    "{{ if eq .Status \"firing\" }}{{ if eq 1 1 }}deep{{ end }}{{ end }}",
    "{{ if not (eq .Status \"firing\") }}a{{ else }}b{{ end }}",
    "{{ if .Status | eq \"firing\" }}piped{{ end }}",
    "a{{ if true -}}  b  {{- else -}}  c  {{- end }}d",
    // with.
    "{{ with .CommonLabels.team }}{{ . }}{{ end }}",
    "{{ with .CommonLabels.nope }}{{ . }}{{ else }}none {{ .Status }}{{ end }}",
    "{{ with .CommonLabels }}{{ .team }} {{ $.Status }}{{ end }}",
    "{{ with index .Alerts 0 }}{{ .Labels.zone }}{{ with .Annotations }}{{ .note }}{{ end }}{{ end "
    "}}",
    "{{ with 0 }}a{{ else }}b{{ end }}",
    "{{ with $x := .CommonLabels.team }}{{ . }}{{ $x }}{{ end }}",
    // range.
    "{{ range .Alerts }}{{ .Labels.instance }},{{ end }}",
    "{{ range $e := .Alerts }}{{ $e.Labels.instance }},{{ .Status }};{{ end }}",
    "{{ range $i, $e := .Alerts }}{{ if $i }}, {{ end }}{{ $e.Labels.instance }}{{ end }}",
    "{{ range $i,$e := .Alerts }}{{ $i }}{{ end }}",
    "{{ range .CommonLabels }}{{ . }};{{ end }}",
    "{{ range $k, $v := .CommonLabels }}{{ $k }}={{ $v }};{{ end }}",
    "{{ range $v := .CommonLabels }}{{ $v }};{{ end }}",
    "{{ range (index .Alerts 1).Annotations }}x{{ else }}none{{ end }}",
    "{{ range .Alerts }}{{ if eq .Status \"resolved\" }}{{ break }}{{ end }}{{ .Status }};{{ end "
    "}}",
    "{{ range .Alerts }}{{ if eq .Status \"resolved\" }}{{ continue }}{{ end }}{{ .Status }};{{ "
    "end }}",
    "{{ range .Alerts }}{{ range .Labels }}{{ . }}{{ break }}{{ end }}|{{ end }}",
    "{{ range .Alerts }}{{ with .Labels.zone }}{{ continue }}{{ end }}{{ .Labels.instance }}{{ end "
    "}}",
    "{{ range $i, $a := .Alerts }}{{ range $k, $v := $a.Labels }}{{ $i }}{{ $k }}{{ $v }} {{ end "
    "}}{{ end }}",
    "{{ range .Alerts }}{{ $.Status }}{{ end }}",
    "{{ range .CommonLabels }}{{ break }}{{ else }}none{{ end }}x",
    // and or not.
    "{{ and 1 2 }} {{ and 0 2 }} {{ and 1 \"\" 3 }} {{ and \"x\" }}",
    "{{ or 0 2 }} {{ or 1 2 }} {{ or \"\" 0 }} {{ or \"\" 0 false \"last\" }}",
    "{{ not 1 }} {{ not 0 }} {{ not \"\" }} {{ not .CommonLabels.nope }} {{ not nil }}",
    "{{ or .CommonLabels.nope \"our systems\" }}",
    "{{ or .CommonLabels.team \"our systems\" }}",
    "{{ and .CommonLabels.team .Status }}",
    "{{ true | and 1 }} {{ false | or 0 }} {{ 3 | and 1 }} {{ 0 | or 7 }}",
    "{{ or true (index .Alerts 99) }}",
    "{{ and false (index .Alerts 99) }}",
    "{{ if or (eq .Status \"x\") (eq .CommonLabels.team \"payments\") }}a{{ end }}",
    "{{ if and (eq .Status \"firing\") (ne .CommonLabels.team \"x\") }}a{{ end }}",
    // Comparisons.
    "{{ eq 1 1 }} {{ eq 1 2 }} {{ eq 1 2 1 }} {{ eq \"a\" \"b\" \"c\" }}",
    "{{ eq .Status \"firing\" }} {{ eq .Status \"x\" \"firing\" }}",
    "{{ ne 1 2 }} {{ ne \"a\" \"a\" }}",
    "{{ eq true true }} {{ eq true false }} {{ ne true false }}",
    "{{ eq 1.5 1.5 }} {{ lt 1.5 2.5 }}",
    "{{ lt 1 2 }} {{ lt 2 2 }} {{ le 2 2 }} {{ gt 2 1 }} {{ gt 2 2 }} {{ ge 2 2 }} {{ ge 1 2 }}",
    "{{ lt \"a\" \"b\" }} {{ ge \"B\" \"a\" }} {{ lt \"ä\" \"z\" }}",
    "{{ eq (index .Alerts 0).StartsAt (index .Alerts 1).StartsAt }}",
    "{{ eq (index .Alerts 0).StartsAt (index .Alerts 0).EndsAt }}",
    "{{ eq .CommonLabels.nope \"\" }}",
    "{{ gt (len .Alerts) 2 }} {{ len .Alerts.Firing | lt 1 }}",
    "{{ eq nil .CommonLabels.nope }}",
    // len and index.
    "{{ len \"abc\" }} {{ len \"äb\" }} {{ len \"\" }} {{ len .CommonLabels }}",
    "{{ index .CommonLabels \"service.name\" }} {{ index .CommonLabels \"nope\" }}.",
    "{{ index .CommonLabels \"team\" | toUpper }}",
    "{{ \"team\" | index .CommonLabels }}",
    "{{ index \"abc\" 1 }}",
    "{{ index .CommonLabels }}",
    "{{ index \"x\" }}",
    "{{ index (index .Alerts 0).Labels \"zone\" }}",
    // print.
    "{{ print }}",
    "{{ print 1 2 3 }}",
    "{{ print \"a\" \"b\" }}",
    "{{ print 1 \"a\" 2 3 \"b\" }}",
    "{{ print true false 1.5 1.0 }}",
    "{{ print .CommonLabels 1 }}",
    "{{ print .Status .CommonLabels.team }}",
    "{{ print (index .Alerts 0).StartsAt (len .Alerts) }}",
    // Letters.
    "{{ toUpper \"straße äöü éñ čšž łódź ığ αβγς абв ԱԲ ḁ\" }}",
    "{{ toLower \"ÄÖÜ ÉÑ ČŠŽ ŁÓDŹ ΑΒΓΣ АБВЁ Ա Ÿ Ḁ\" }}",
    "{{ title \"hELLO wORLD\" }}",
    "{{ title \"foo-bar foo_bar foo.bar foo..bar foo:bar foo/bar\" }}",
    "{{ title \"it's 'tis don’t 3rd 2nd v2.5 a1b\" }}",
    "{{ title \"élan ÖL łódź ΟΔΟΣ ΣΑΣ. привет МИР\" }}",
    "{{ title \"(in brackets) [x] {y} <z> a+b a=b a&b a,b a;b a!b a#b a@b\" }}",
    "{{ title \"tab\\tnew\\nline  two\" }}",
    "{{ title \"ijssel mcdonald o'neil\" }}",
    "{{ .CommonLabels.service | title }}: {{ if eq .Status \"firing\" }}outage{{ else }}ok{{ end "
    "}}",
    "We are investigating errors of {{ .GroupLabels.service }}{{ with .CommonLabels.region }} in "
    "{{ . }}{{ end }}.\n{{ with .CommonAnnotations.summary }}{{ . }}{{ else }}More soon.{{ end }}",
};

// Both refuse these, when they are read or when they are rendered.
const std::vector<std::string> refused_texts{
    "{{ .Nope }}",
    "{{ .Alerts.Firing.Resolved }}",
    "{{ .Status.x }}",
    "{{ nope }}",
    "{{ toUpper }}",
    "{{ toUpper 5 }}",
    "{{ toUpper \"a\" \"b\" }}",
    "{{ \"a\" | toUpper \"b\" }}",
    "{{ nil }}",
    "{{ if nil }}{{ end }}",
    "{{ if }}{{ end }}",
    "{{ if true }}",
    "{{ end }}",
    "{{ else }}",
    "{{ if true }}{{ else }}{{ else }}{{ end }}",
    "{{ with true }}{{ else if true }}{{ end }}",
    "{{ range 3 }}{{ end }}",
    "{{ range \"abc\" }}{{ end }}",
    "{{ range $a, $b, $c := .Alerts }}{{ end }}",
    "{{ $a, $b := .Alerts }}",
    "{{ break }}",
    "{{ continue }}",
    "{{ $x }}",
    "{{ $x = 1 }}",
    "{{ if true }}{{ $x := 1 }}{{ end }}{{ $x }}",
    "{{ 1 | 2 }}",
    "{{ 1 2 }}",
    "{{ .Status \"a\" }}",
    "{{ \"a\" | .Status }}",
    "{{ .CommonLabels.team 1 }}",
    "{{ eq 1 }}",
    "{{ eq 1 1.5 }}",
    "{{ eq \"a\" 1 }}",
    "{{ lt 1 1.5 }}",
    "{{ lt true false }}",
    "{{ ne 1 2 3 }}",
    "{{ eq .CommonLabels .CommonLabels }}",
    "{{ len 3 }}",
    "{{ len nil }}",
    "{{ index .Alerts 3 }}",
    "{{ index .Alerts -1 }}",
    "{{ index .Alerts \"x\" }}",
    "{{ index .CommonLabels 1 }}",
    "{{ index nil 1 }}",
    "{{ index 1 1 }}",
    "{{ title 1 }}",
    "{{ join \",\" \"a\" }}",
    "{{ not }}",
    "{{ not 1 2 }}",
    "{{ and }}",
    "{{ (1 }}",
    "{{ 1) }}",
    "{{ () }}",
    "{{ }}",
    "{{}}",
    "{{ .A.",
    "{{ .Status",
    "{{ \"a }}",
    "{{ \"a\nb\" }}",
    "{{ `a }}",
    "{{ \"\\q\" }}",
    "{{ \"\\'\" }}",
    "{{/* open }}",
    "{{/* a */ 1 }}",
    "{{ /* a */ }}",
    "{{ 1x }}",
    "{{ 1..2 }}",
    "{{ 99999999999999999999 }}",
    "{{ .CommonLabels.a-b }}",
    "{{ .Status! }}",
    "{{ true.x }}",
    "{{ \"a\".x }}",
    "{{ print.x }}",
    "{{ print(1) }}",
    "{{ print \"a\"\"b\" }}",
    "{{ 1 == 1 }}",
    "{{ . . }}",
    "{{ .. }}",
    "{{ | print }}",
    "{{ print 1 || print }}",
    "{{ “a” }}",
};

class Amtool : public testing::Test {
protected:
    void SetUp() override {
        if (amtool::program().empty()) GTEST_SKIP() << amtool::missing;
        data_.emplace(testing::TempDir(), std::string(data_file));
    }

    FILE* start(const std::string& text) const {
        return amtool::start({"template", "render", "--template.glob=",
                              "--template.data=" + data_->path(), "--template.text=" + text},
                             "2>&1");
    }

    std::optional<amtool::InputFile> data_;
};

TEST_F(Amtool, GivesTheSameTexts) {
    // In one run, each text in a block of its own, so that variables do not meet.
    static const std::string mark = "\x01|";
    std::string all;
    for (const std::string& text : equal_texts) {
        all += "{{ if true }}" + mark + text + mark + "{{ end }}";
    }
    const amtool::Outcome outcome = amtool::finish(start(all));
    ASSERT_EQ(outcome.status, 0) << outcome.text;
    std::size_t at = 0;
    for (const std::string& text : equal_texts) {
        ASSERT_EQ(outcome.text.substr(at, mark.size()), mark);
        const std::size_t start = at + mark.size();
        const std::size_t end = outcome.text.find(mark, start);
        ASSERT_NE(end, std::string::npos);
        EXPECT_EQ(sample::plain(text), outcome.text.substr(start, end - start)) << text;
        at = end + mark.size();
    }
}

TEST_F(Amtool, RefusesTheSameTexts) {
    // A few at a time: a run takes most of its time to start.
    constexpr std::size_t together = 4;
    for (std::size_t i = 0; i < refused_texts.size(); i += together) {
        const std::size_t end = std::min(i + together, refused_texts.size());
        std::vector<FILE*> running;
        for (std::size_t j = i; j < end; ++j) running.push_back(start(refused_texts[j]));
        for (std::size_t j = i; j < end; ++j) {
            EXPECT_NE(amtool::finish(running[j - i]).status, 0) << refused_texts[j];
            EXPECT_EQ(sample::plain(refused_texts[j]).substr(0, 7), "FAILED:") << refused_texts[j];
        }
    }
}

}  // namespace
}  // namespace tocsin
