#include "template/data.hpp"

#include <gtest/gtest.h>

#include "tests/template/sample.hpp"

namespace tocsin {
namespace {

using sample::plain;

TEST(Data, HasTheFieldsThatTemplatesAreCheckedAgainst) {
    const Value value = to_value(sample::incident());
    ASSERT_EQ(value.fields().size(), incident_fields().size());
    for (const auto& [field, shape] : incident_fields()) {
        const auto found = value.fields().find(field);
        ASSERT_NE(found, value.fields().end()) << field;
        if (found->second.kind() == Kind::nil) continue;  // A time that is not known.
        EXPECT_EQ(found->second.kind(), shape.kind) << field;
    }
    const Value& alert = value.fields().at("Alerts").items().front();
    const FieldSet& known = *incident_fields().at("Alerts").element->fields;
    ASSERT_EQ(alert.fields().size(), known.size());
    for (const auto& [field, shape] : known) {
        EXPECT_EQ(alert.fields().at(field).kind(), shape.kind) << field;
    }
}

TEST(Data, ShowsTheIncident) {
    EXPECT_EQ(plain("{{ .Status }} {{ .Severity }} {{ .Phase }} {{ .Impact }} {{ .Rule }}"),
              "firing critical open major service-errors");
    EXPECT_EQ(plain("{{ .GroupLabels.service }} {{ .CommonLabels.team }} "
                    "{{ .CommonAnnotations.summary }}"),
              "checkout payments Half of all requests fail");
    EXPECT_EQ(plain("{{ .Duration }} {{ .StartsAt }} {{ .Incident.URL }} {{ .Components }}"),
              "1h2m5s 2026-10-03 10:00:00.5 +0000 UTC https://status.example.com/incidents/x1 "
              "[api web]");
    EXPECT_EQ(plain("{{ len .Alerts.Firing }}/{{ len .Alerts.Resolved }}/{{ len .Alerts }}"),
              "2/1/3");
    EXPECT_EQ(plain("{{ range .Alerts.Resolved }}{{ .Status }} {{ .Labels.zone }} {{ .EndsAt }} "
                    "{{ .Fingerprint }}{{ .Annotations.note }}{{ end }}"),
              "resolved us 2026-10-03 11:00:00 +0000 UTC f2");
}

TEST(Data, TakesATimeThatIsNotKnownAsFalse) {
    EXPECT_EQ(plain("{{ if .EndsAt }}ended{{ else }}going on{{ end }}"), "going on");
    TemplateData data = sample::incident();
    data.ends_at = data.starts_at;
    EXPECT_EQ(plain("{{ with .EndsAt }}ended {{ . }}{{ end }}", data),
              "ended 2026-10-03 10:00:00.5 +0000 UTC");
}

}  // namespace
}  // namespace tocsin
