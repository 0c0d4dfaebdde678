#include "daemon/message_data.hpp"

#include <gtest/gtest.h>

#include "template/render.hpp"
#include "tests/support/amtool.hpp"
#include "tests/support/builders.hpp"

namespace tocsin {
namespace {

constexpr std::string_view message = R"({
"receiver": "status", "status": "firing", "externalURL": "http://am.example.com",
"groupLabels": {"service": "checkout"},
"commonLabels": {"service": "checkout", "Service": "<other>"},
"commonAnnotations": {"summary": "Half of all & more requests fail"},
"alerts": [
 {"status": "firing", "labels": {"instance": "a1", "severity": "info"}, "annotations": {},
  "startsAt": "2026-10-03T10:00:00Z", "endsAt": "0001-01-01T00:00:00Z", "fingerprint": "f1"},
 {"status": "firing", "labels": {"instance": "b2", "severity": "warning"},
  "startsAt": "2026-10-03T11:30:00Z", "generatorURL": "http://prometheus.example.com"},
 {"status": "resolved", "labels": {"instance": "c3", "severity": "page"}, "annotations": null,
  "startsAt": "2026-10-03T09:00:00Z", "endsAt": "2026-10-03T11:00:00Z", "fingerprint": "f3"}]
})";

std::string rendered(std::string_view text, std::string_view data = message) {
    const auto parsed = Template::parse(text, message_fields());
    if (!parsed) return to_line(parsed.error());
    const auto value = read_message_data(data, a_scale(), at(0s));
    if (!value) return "data: " + value.error().message;
    const auto made = render(parsed.value(), value.value(), {.purpose = Purpose::plain});
    return made ? made.value().text : made.error().message;
}

TEST(MessageData, HoldsWhatOnlyAMessageHas) {
    EXPECT_EQ(rendered("{{ .Receiver }} {{ .ExternalURL }}"), "status http://am.example.com");
}

TEST(MessageData, WorksOutWhatOnlyAnIncidentHas) {
    EXPECT_EQ(rendered("{{ .Severity }} {{ .Phase }} {{ .StartsAt | date `15:04` }} "
                       "{{ .Duration | humanizeDuration }}"),
              "warning open 09:00 3h 0m 0s");
}

TEST(MessageData, GivesAResolvedMessageItsEnd) {
    const std::string_view resolved = R"({"status": "resolved", "alerts": [
        {"status": "resolved", "labels": {"severity": "page"}, "startsAt": "2026-10-03T10:00:00Z",
         "endsAt": "2026-10-03T10:30:00Z"}]})";
    EXPECT_EQ(rendered("{{ .Severity }} {{ .Phase }} {{ .EndsAt | date `15:04` }} "
                       "{{ .Duration | humanizeDuration }}",
                       resolved),
              "critical resolved 10:30 30m 0s");
}

TEST(MessageData, TakesWhatTheFileSaysOfTheIncident) {
    const std::string_view data = R"({"severity": "major", "phase": "monitoring", "impact": "minor",
        "rule": "edge", "components": ["api", "web"], "incidentURL": "https://x.example.com"})";
    EXPECT_EQ(rendered("{{ .Severity }} {{ .Phase }} {{ .Impact }} {{ .Rule }} "
                       "{{ join \",\" .Components }} {{ .Incident.URL }}",
                       data),
              "major monitoring minor edge api,web https://x.example.com");
}

TEST(MessageData, NeedsNothing) {
    EXPECT_EQ(rendered("[{{ .Receiver }}{{ .Status }}{{ len .Alerts }}{{ .StartsAt }}]", "{}"),
              "[0]");
}

TEST(MessageData, EscapesNothing) {
    EXPECT_EQ(rendered("{{ .CommonLabels.Service }} {{ .CommonAnnotations.summary }}"),
              "<other> Half of all & more requests fail");
}

TEST(MessageData, SaysWhereItDoesNotFit) {
    for (const auto& [data, said] : std::vector<std::pair<std::string, std::string>>{
             {"[]", "the document: expected an object, not an array"},
             {"{\"status\": 5}", "/status: expected a text, not a number"},
             {"{\"alerts\": {}}", "/alerts: expected an array, not an object"},
             {"{\"alerts\": [{}, 7]}", "/alerts/1: expected an object, not a number"},
             {"{\"alerts\": [{\"labels\": {\"a/b\": 1}}]}",
              "/alerts/0/labels/a~1b: expected a text, not a number"},
             {"{\"alerts\": [{\"startsAt\": \"yesterday\"}]}",
              "/alerts/0/startsAt: expected a time like 2026-10-03T10:00:00Z"},
             {"{\"commonLabels\": [1]}", "/commonLabels: expected an object, not an array"},
             {"{\"components\": [1]}", "/components: expected a list of texts, not a number"}}) {
        EXPECT_EQ(rendered("x", data), "data: " + said) << data;
    }
    EXPECT_TRUE(rendered("x", "{").starts_with("data: not JSON")) << rendered("x", "{");
}

// The same file, the same text, by Go.
TEST(MessageData, IsReadAsAmtoolReadsIt) {
    if (amtool::program().empty()) GTEST_SKIP() << amtool::missing;
    const std::string odd = R"({"Status": "firing", "RECEIVER": "r", "unknown": [1],
        "commonLabels": null, "groupLabels": {"a": null, "b": "1"},
        "Alerts": [{"Status": "resolved", "labels": {"x": "y"}}]})";
    for (const std::string& data : {std::string(message), odd, std::string("{}")}) {
        const amtool::InputFile file(testing::TempDir(), data);
        for (const std::string& text :
             {std::string("{{ .Receiver }}|{{ .ExternalURL }}|{{ .Status }}"),
              std::string("{{ .GroupLabels }}{{ .CommonLabels }}{{ .CommonAnnotations }}"),
              std::string("{{ range .Alerts }}{{ .Status }} {{ .Labels }} {{ .Fingerprint }};"
                          "{{ end }}{{ len .Alerts.Firing }}{{ len .Alerts.Resolved }}")}) {
            const amtool::Outcome theirs = amtool::finish(amtool::start(
                {"template", "render", "--template.glob=", "--template.data=" + file.path(),
                 "--template.text=" + text},
                "2>&1"));
            EXPECT_EQ(theirs.status, 0) << theirs.text;
            EXPECT_EQ(rendered(text, data), theirs.text) << text << "\n" << data;
        }
    }
}

}  // namespace
}  // namespace tocsin
