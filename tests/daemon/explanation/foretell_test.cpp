#include "daemon/explanation/foretell.hpp"

#include "tests/daemon/explanation/explained.hpp"

namespace tocsin::testing {
namespace {

using std::chrono::minutes;

const Labels cart{{"alertname", "Down"}, {"service", "cart"}, {"severity", "critical"}};
const Labels cart_slow{{"alertname", "Slow"}, {"service", "cart"}, {"severity", "major"}};

// "2m create", "0s first_alert".
std::vector<std::string> story_of(const ForetoldIncident& incident) {
    std::vector<std::string> story;
    for (const Happening& happening : incident.happenings) {
        std::string what;
        if (const auto* reason = std::get_if<Reason>(&happening.what)) what = to_string(*reason);
        if (const auto* trouble = std::get_if<TextTrouble>(&happening.what))
            what = "text " + std::string(to_string(trouble->problem));
        if (const auto* call = std::get_if<RehearsedCall>(&happening.what))
            what = "CALL " + std::string(call->call ? operation_of(*call->call) : "approval");
        story.push_back(format_duration(happening.after) + " " + what);
    }
    return story;
}

TEST(Foretell, TellsAnIncidentFromTheFirstWebhookToItsEnd) {
    const Config config = shop_config();
    const Foretelling told = foretell(config, SourceName("am"), firing({cart_slow}), noon);
    EXPECT_EQ(told.fires_for, minutes(12));  // `for` and ten minutes.
    ASSERT_EQ(told.incidents.size(), 1U);
    EXPECT_EQ(story_of(told.incidents[0]),
              (std::vector<std::string>{"0s first_alert", "2m opened", "2m CALL create",
                                        "12m nothing_fires", "15m components_changed",
                                        "15m recovering", "15m CALL update", "25m resolved",
                                        "25m CALL update", "55m expired"}));
    EXPECT_EQ(told.incidents[0].name, "Cart: slow");
    EXPECT_EQ(told.incidents[0].body, "We look at cart.");
}

TEST(Foretell, PutsAlertsOfOneMessageIntoTheIncidentThatTheyShare) {
    const Config config = shop_config();
    const Foretelling told = foretell(config, SourceName("am"), firing({cart_slow, cart}), noon);
    std::vector<RuleName> rules;
    for (const ForetoldIncident& one : told.incidents) rules.push_back(one.incident.rule);
    std::sort(rules.begin(), rules.end());
    EXPECT_EQ(rules, (std::vector<RuleName>{RuleName("audit"), RuleName("services")}));
}

TEST(Foretell, SaysThatARuleThatRecordsCallsNobody) {
    const Config config = shop_config();
    const Foretelling told =
        foretell(config, SourceName("am"), firing({{{"alertname", "Other"}}}), noon);
    ASSERT_EQ(told.incidents.size(), 1U);
    const auto story = story_of(told.incidents[0]);
    EXPECT_NE(std::find(story.begin(), story.end(), "1m recorded"), story.end());
    for (const std::string& line : story) EXPECT_EQ(line.find("CALL"), std::string::npos) << line;
    EXPECT_EQ(told.incidents[0].name, "");
}

TEST(Foretell, FiresAsIfItBeganNowWhateverTheMessageSays) {
    const Config config = shop_config();
    AlertGroup group = firing({cart_slow});
    group.alerts[0].state = AlertState::resolved;
    group.alerts[0].starts_at = noon - std::chrono::hours(1000);
    group.alerts[0].ends_at = noon - std::chrono::hours(999);
    const Foretelling told = foretell(config, SourceName("am"), group, noon);
    ASSERT_EQ(told.incidents.size(), 1U);
    EXPECT_EQ(story_of(told.incidents[0]),
              story_of(foretell(config, SourceName("am"), firing({cart_slow}), noon).incidents[0]));
    const auto* last = std::get_if<RehearsedCall>(&told.incidents[0].happenings[8].what);
    ASSERT_NE(last, nullptr);
    EXPECT_EQ(std::get<UpdateCall>(*last->call).body, "Over after 12m 0s.");
}

TEST(Foretell, TellsWhichTextIsNotUsed) {
    const Config config = config_of({.rules = {R"([[rule]]
name = "r"
matchers = ['alertname = "A"']
incident_name = "Trouble in {{ .CommonLabels.region }}"
fallback_name = "Trouble"
)"}});
    const Foretelling told =
        foretell(config, SourceName("am"), firing({{{"alertname", "A"}}}), noon);
    ASSERT_EQ(told.incidents.size(), 1U);
    const auto story = story_of(told.incidents[0]);
    EXPECT_NE(std::find(story.begin(), story.end(), "1m text missing"), story.end());
    EXPECT_EQ(told.incidents[0].name, "Trouble");
}

TEST(Foretell, LetsAPlannedMaintenanceComeToItsEnd) {
    const Config config = config_of({.rules = {R"([[rule]]
name = "planned"
kind = "maintenance"
matchers = ['alertname = "Planned"']
for = "0s"
incident_name = "Work"
fallback_name = "Work"
[rule.schedule]
starts_at = '{{ .CommonAnnotations.from }}'
ends_at = '{{ .CommonAnnotations.to }}'
auto_complete = false
)"}});
    AlertGroup group = firing({{{"alertname", "Planned"}}});
    group.alerts[0].annotations =
        Labels{{"from", "2026-10-04T01:00:00Z"}, {"to", "2026-10-04T02:00:00Z"}};
    const Foretelling told = foretell(config, SourceName("am"), group, noon);
    EXPECT_EQ(told.fires_for, std::chrono::hours(14) + minutes(1));
    ASSERT_EQ(told.incidents.size(), 1U);
    const auto story = story_of(told.incidents[0]);
    EXPECT_NE(std::find(story.begin(), story.end(), "0s CALL create"), story.end());
}

TEST(Foretell, FiresLongEnoughForWhatIsToldAfterwards) {
    const Config config = config_of({.rules = {R"([[rule]]
name = "told"
kind = "backfill"
matchers = ['alertname = "A"']
for = "30s"
min_duration = "1h"
incident_name = "It was away"
fallback_name = "It was away"
)"}});
    const Foretelling told =
        foretell(config, SourceName("am"), firing({{{"alertname", "A"}}}), noon);
    ASSERT_EQ(told.incidents.size(), 1U);
    EXPECT_EQ(told.incidents[0].name, "It was away");
}

}  // namespace
}  // namespace tocsin::testing
