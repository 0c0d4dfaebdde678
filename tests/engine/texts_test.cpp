#include "engine/texts.hpp"

#include <gtest/gtest.h>

#include "tests/support/builders.hpp"

namespace tocsin {
namespace {

// A subject with all that it points to.
struct Scene {
    Rule rule = a_rule();
    Incident incident = an_incident();
    std::vector<AlertRecord> alerts{an_alert().component("api").since(at(0s)).record()};
    WallTime now = at(60s);

    Scene() { incident.group_labels = Labels({{"service", "checkout"}}); }
    TextSubject subject() const {
        TextSubject made{rule, incident, {}, now};
        for (const AlertRecord& alert : alerts) made.alerts.push_back(&alert);
        return made;
    }
    std::string body(std::string_view text) const { return body_of(subject(), a_text(text)).text; }
};

TEST(Texts, NameTheIncidentAsTheRuleSays) {
    EXPECT_EQ(name_of(Scene().subject()).text, "checkout has trouble");
}

TEST(Texts, FallBackToThePlainNameForAMissingLabel) {
    Scene scene;
    scene.rule.incident_name = a_text("{{ .CommonLabels.region }} has trouble");
    const PublicText name = name_of(scene.subject());
    EXPECT_EQ(name.text, "Trouble");
    EXPECT_EQ(name.problems, std::vector{TextProblem::missing});
}

TEST(Texts, KeepAnIncompleteNameOnlyIfTheRuleWantsEmptyPlaces) {
    Scene scene;
    scene.rule.incident_name = a_text("{{ .CommonLabels.region }} has trouble");
    scene.rule.missing = Missing::empty;
    EXPECT_EQ(name_of(scene.subject()).text, "has trouble");
}

TEST(Texts, FallBackToThePlainNameForAnEmptyOne) {
    Scene scene;
    scene.rule.incident_name = a_text("{{ if false }}x{{ end }}");
    EXPECT_EQ(name_of(scene.subject()).text, "Trouble");
}

TEST(Texts, LeaveOutABodyWithAMissingLabel) {
    Scene scene;
    const PublicText body = body_of(scene.subject(), a_text("In {{ .CommonLabels.region }}."));
    EXPECT_EQ(body.text, "");
    EXPECT_EQ(body.problems, std::vector{TextProblem::missing});
}

TEST(Texts, WithAHoleWaitForAPersonIfTheRuleSaysSo) {
    Scene scene;
    scene.rule.incident_name = a_text("{{ .CommonLabels.region }} has trouble");
    scene.rule.missing = Missing::approval;
    const PublicText name = name_of(scene.subject());
    EXPECT_EQ(name.text, "has trouble");
    EXPECT_EQ(name.waits, std::set{HeldBy::missing});
    const PublicText body = body_of(scene.subject(), a_text("In {{ .CommonLabels.region }}."));
    EXPECT_EQ(body.text, "In .");
    EXPECT_EQ(body.waits, std::set{HeldBy::missing});
}

// The guard looks at what is said, and says what it did.
TEST(Texts, ThatTheGuardDeniesWaitAreRedactedOrDropped) {
    const auto told = [](OnMatch on_match) {
        const Scene scene;
        const Guard guard = a_guard("check[a-z]+", on_match);
        TextSubject subject = scene.subject();
        subject.guard = &guard;
        return std::pair(name_of(subject),
                         body_of(subject, a_text("{{ .GroupLabels.service }} is slow.")));
    };
    const auto [asked_name, asked_body] = told(OnMatch::approval);
    EXPECT_EQ(asked_name.text, "checkout has trouble");
    EXPECT_EQ(asked_name.waits, std::set{HeldBy::guard});
    EXPECT_EQ(asked_name.problems, std::vector{TextProblem::guard});
    EXPECT_EQ(asked_body.waits, std::set{HeldBy::guard});
    const auto [redacted_name, redacted_body] = told(OnMatch::redact);
    EXPECT_EQ(redacted_name.text, "[redacted] has trouble");
    EXPECT_EQ(redacted_body.text, "[redacted] is slow.");
    EXPECT_TRUE(redacted_name.waits.empty());
    EXPECT_EQ(redacted_body.problems, std::vector{TextProblem::guard});
    const auto [dropped_name, dropped_body] = told(OnMatch::drop);
    EXPECT_EQ(dropped_name.text, "Trouble");
    EXPECT_EQ(dropped_body.text, "");
    EXPECT_EQ(dropped_body.problems, std::vector{TextProblem::guard});
}

TEST(Texts, ThatTheGuardLetsPassAreAsTheyWere) {
    const Scene scene;
    const Guard guard = a_guard("secret");
    TextSubject subject = scene.subject();
    subject.guard = &guard;
    EXPECT_EQ(name_of(subject).text, "checkout has trouble");
    EXPECT_TRUE(name_of(subject).problems.empty());
}

// What stands in the place of a match may be longer than what was there.
TEST(Texts, StayWithinTheLimitOfANameWhenTheyAreRedacted) {
    Scene scene;
    scene.rule.incident_name = a_text(std::string(255, 'x'));
    const Guard guard = a_guard("x", OnMatch::redact);
    TextSubject subject = scene.subject();
    subject.guard = &guard;
    EXPECT_LE(name_of(subject).text.size(), 255U + 2U);
}

TEST(Texts, NameAnIncidentThatOthersWereMergedIntoByInto) {
    Scene scene;
    scene.rule.limit = Limit{1, 60min, Overflow::merge, "Several services"};
    EXPECT_EQ(name_of(scene.subject()).text, "checkout has trouble");
    scene.incident.merged_keys = {IncidentKey("other")};
    EXPECT_EQ(name_of(scene.subject()).text, "Several services");
    scene.rule.limit->into.clear();
    EXPECT_EQ(name_of(scene.subject()).text, "checkout has trouble");
}

// An alert that fires again has a later start; what customers see has not.
TEST(Texts, KnowTheStartOfTheWholeIncident) {
    Scene scene;
    scene.alerts = {an_alert().since(at(50s)).record()};
    EXPECT_EQ(started_at(scene.subject()), at(50s));
    scene.incident.started_at = at(10s);
    EXPECT_EQ(started_at(scene.subject()), at(10s));
    EXPECT_EQ(scene.body("{{ .Duration }}"), "50s");
}

TEST(Texts, SeeSeverityPhaseImpactAndComponents) {
    Scene scene;
    scene.incident.desired.concerned = {component("api"), component("db")};
    EXPECT_EQ(scene.body("{{ .Severity }} {{ .Phase }} {{ .Impact }} {{ .Rule }}"),
              "warning open major services");
    EXPECT_EQ(scene.body("{{ range .Components }}[{{ . }}]{{ end }}"), "[api][db]");
}

TEST(Texts, CountSinceToTheTimeOfTheDecision) {
    Scene scene;
    EXPECT_EQ(scene.body("{{ since .StartsAt }}"), "1m0s");
    scene.now = at(90min);
    EXPECT_EQ(scene.body("{{ since .StartsAt | humanizeDuration }}"), "1h 30m 0s");
}

TEST(Texts, TellTheStartByTheEarliestOfTheSendersTimes) {
    Scene scene;
    scene.alerts = {an_alert().firing("A").since(at(30s)).record(),
                    an_alert().firing("B").since(at(20s)).record(),
                    an_alert().firing("C").record()};
    EXPECT_EQ(started_at(scene.subject()), at(20s));
    scene.alerts = {an_alert().firing("C").record()};
    EXPECT_EQ(started_at(scene.subject()), scene.incident.created_at);
}

TEST(Texts, TellTheEndByTheLatestOfTheSendersTimesOnceNothingFires) {
    Scene scene;
    scene.alerts = {an_alert().resolved("A").until(at(30s)).record(),
                    an_alert().resolved("B").until(at(50s)).record()};
    EXPECT_EQ(ended_at(scene.subject()), std::nullopt);
    scene.incident.gone_at = at(55s);
    EXPECT_EQ(ended_at(scene.subject()), at(50s));
    scene.alerts = {an_alert().resolved("A").record()};
    EXPECT_EQ(ended_at(scene.subject()), at(55s));
}

TEST(Texts, ShowNoEndOfAnAlertThatFiresAgain) {
    Scene scene;
    scene.alerts[0].ends_at = at(10s);  // Of the episode before.
    EXPECT_EQ(scene.body("{{ range .Alerts }}{{ .Status }}{{ if .EndsAt }} over{{ end }}{{ end }}"),
              "firing");
}

TEST(Texts, ReadAMaintenancesTimes) {
    Scene scene;
    scene.rule = a_rule().plans_maintenance();
    const auto with_times = [&](const std::string& from, const std::string& to) {
        scene.alerts = {
            an_alert().annotation("starts_at", from).annotation("ends_at", to).record()};
        return schedule_of(scene.subject());
    };
    const auto plan = with_times("2026-10-04T01:00:00Z", "2026-10-04T03:00:00+01:00");
    ASSERT_TRUE(plan.has_value());
    EXPECT_EQ(plan->starts_at, *parse_rfc3339("2026-10-04T01:00:00Z"));
    EXPECT_EQ(plan->ends_at, *parse_rfc3339("2026-10-04T02:00:00Z"));
    EXPECT_FALSE(with_times("tomorrow", "2026-10-04T03:00:00Z").has_value());
    EXPECT_FALSE(with_times("2026-10-04T01:00:00Z", "").has_value());
    EXPECT_FALSE(with_times("2026-10-04T01:00:00Z", "2026-10-04T01:00:00Z").has_value());
}

TEST(Texts, DateABackfillByTheDayOfItsStartInThePagesZone) {
    Scene scene;
    scene.alerts = {an_alert().since(*parse_rfc3339("2026-10-03T23:30:00Z")).record()};
    EXPECT_EQ(backfill_date_of(scene.subject()), "2026-10-03");
    scene.rule.page.timezone = "Europe/Berlin";
    EXPECT_EQ(backfill_date_of(scene.subject()), "2026-10-04");
    scene.rule.page.timezone = "America/New_York";
    EXPECT_EQ(backfill_date_of(scene.subject()), "2026-10-03");
}

}  // namespace
}  // namespace tocsin
