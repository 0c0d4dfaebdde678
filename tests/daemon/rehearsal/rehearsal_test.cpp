// Rehearsals: the shipped loops in virtual time, over pages that accept everything.
#include "daemon/rehearsal/rehearsal.hpp"

#include "tests/daemon/rehearsal/small_shop.hpp"

namespace tocsin::testing {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

constexpr WallTime start{hours(24 * 365 * 56)};

Alert alert_of(const Labels& labels, AlertState state, WallTime at) {
    Alert alert;
    alert.fingerprint = Fingerprint(fingerprint_of(labels));
    alert.labels = labels;
    alert.state = state;
    alert.starts_at = start;
    if (state == AlertState::resolved) alert.ends_at = at;
    return alert;
}

AlertGroup group_of(Alert alert) {
    AlertGroup group;
    group.alerts.push_back(std::move(alert));
    return group;
}

const Labels cart_slow{{"alertname", "Slow"}, {"service", "cart"}, {"severity", "major"}};

class RehearsalTest : public ::testing::Test {
protected:
    void say(const Labels& labels, AlertState state, Duration after) {
        rehearsal.receive(SourceName("am"), group_of(alert_of(labels, state, start + after)),
                          start + after);
    }

    // "2m create", "20m update"; times since the start.
    std::vector<std::string> calls() const {
        std::vector<std::string> said;
        for (const RehearsedCall& call : rehearsal.calls()) {
            said.push_back(format_duration(call.at - start) + " " +
                           std::string((call.call ? operation_of(*call.call) : "approval")));
        }
        return said;
    }

    const Config config = shop_config();
    std::vector<std::string> problems;
    Rehearsal rehearsal{
        config, start, {{}, [this](const std::string& text) { problems.push_back(text); }}};
};

TEST_F(RehearsalTest, TellsAWholeIncidentAtTheTimesOfItsRule) {
    say(cart_slow, AlertState::firing, seconds(0));
    rehearsal.run_until(start + minutes(1));
    EXPECT_EQ(calls(), std::vector<std::string>{});
    rehearsal.run_until(start + minutes(2));
    EXPECT_EQ(calls(), std::vector<std::string>{"2m create"});
    Labels worse = cart_slow.with("severity", "critical").with("alertname", "Down");
    say(worse, AlertState::firing, minutes(20));
    say(worse, AlertState::resolved, minutes(40));
    say(cart_slow, AlertState::resolved, minutes(40));
    rehearsal.run_until(start + hours(3));
    EXPECT_EQ(calls(),
              (std::vector<std::string>{"2m create", "20m update", "43m update", "53m update"}));
    EXPECT_TRUE(problems.empty());

    const RehearsedCall& create = rehearsal.calls()[0];
    EXPECT_EQ(create.page, PageName("shop"));
    EXPECT_EQ(create.rule, RuleName("services"));
    EXPECT_EQ(create.phase, Phase::open);
    EXPECT_EQ(std::get<CreateCall>(*create.call).name, "Cart: slow");
    const RehearsedCall& last = rehearsal.calls()[3];
    EXPECT_EQ(last.incident, create.incident);
    EXPECT_EQ(last.shown.status, IncidentStatus::resolved);
    EXPECT_EQ(last.shown.name, "Cart: outage");
    // The audit's and this one; both are remembered though they are closed.
    ASSERT_EQ(rehearsal.incidents().size(), 2u);
    EXPECT_EQ(rehearsal.incidents().at(*create.incident).phase, Phase::closed);
}

TEST_F(RehearsalTest, DoesWhatIsDueBeforeWhatIsReceivedAtTheSameTime) {
    say(cart_slow, AlertState::firing, seconds(0));
    say(cart_slow, AlertState::resolved, minutes(2));
    EXPECT_EQ(calls(), std::vector<std::string>{"2m create"});
    rehearsal.run_until(start + minutes(5));
    EXPECT_EQ(calls().size(), 2u);
}

// One call each, however many: no pace and no waiting for a key that another page uses.
TEST_F(RehearsalTest, HasNoPace) {
    AlertGroup group;
    for (int i = 0; i < 300; ++i) {
        const Labels labels{{"alertname", "Edge"}, {"number", std::to_string(i)}};
        group.alerts.push_back(alert_of(labels, AlertState::firing, start));
    }
    const Config many =
        config_of({.main = shop_main,
                   .rules = {"[[rule]]\nname = \"many\"\nmatchers = ['alertname = \"Edge\"']\n"
                             "group_by = [\"number\"]\nfor = \"0s\"\nincident_name = \"x\"\n"
                             "fallback_name = \"x\"\n[[rule.component]]\nname = \"cart\"\n"}});
    Rehearsal crowd(many, start);
    crowd.receive(SourceName("am"), std::move(group), start);
    EXPECT_EQ(crowd.calls().size(), 300u);
    EXPECT_EQ(crowd.now(), start);
}

TEST_F(RehearsalTest, TreatsADryRunAsAnyOtherPage) {
    say({{"alertname", "Edge"}}, AlertState::firing, seconds(0));
    ASSERT_EQ(calls(), std::vector<std::string>{"0s create"});
    EXPECT_EQ(rehearsal.calls().front().page, PageName("other"));
    say({{"alertname", "Edge"}}, AlertState::resolved, minutes(1));
    EXPECT_EQ(calls().size(), 2u);
}

// What it would do if it were none: two are a storm there as anywhere.
TEST_F(RehearsalTest, CountsTheIncidentsOfADryRun) {
    const Config few =
        config_of({.main = shop_main + "[guard]\nopen_incidents_max = 1\n", .rules = {shop_rules}});
    Rehearsal storm(few, start);
    const Labels edge{{"alertname", "Edge"}};
    storm.receive(SourceName("am"), group_of(alert_of(edge, AlertState::firing, start)), start);
    storm.receive(SourceName("am"), group_of(alert_of(cart_slow, AlertState::firing, start)),
                  start);
    storm.run_until(start + minutes(10));
    ASSERT_EQ(storm.calls().size(), 2u);
    EXPECT_EQ(storm.calls()[0].page, PageName("other"));
    EXPECT_EQ(storm.calls()[1].rule, RuleName("services"));
    EXPECT_TRUE(storm.calls()[1].asked);
}

TEST_F(RehearsalTest, SendsNothingWhenNothingHappens) {
    say(cart_slow, AlertState::firing, seconds(0));
    rehearsal.run_until(start + hours(24 * 30));
    EXPECT_EQ(calls(), std::vector<std::string>{"2m create"});
}

TEST_F(RehearsalTest, DecodesAWebhookAsItsSourceDoes) {
    Webhook webhook;
    webhook.source = SourceName("grafana");
    webhook.received_at = start + minutes(1);
    webhook.envelope.body = R"({"alerts":[{"status":"firing","labels":{"alertname":"Edge"},)"
                            R"("startsAt":"2026-01-01T00:00:00Z"}]})";
    ASSERT_TRUE(rehearsal.receive(webhook));
    EXPECT_EQ(calls(), std::vector<std::string>{"1m create"});

    webhook.envelope.body = "{";
    EXPECT_EQ(rehearsal.receive(webhook).error().code, ErrorCode::malformed);
    webhook.source = SourceName("nobody");
    EXPECT_EQ(rehearsal.receive(webhook).error().code, ErrorCode::refused);
}

TEST_F(RehearsalTest, ReceivesNowWhatComesLate) {
    rehearsal.run_until(start + hours(1));
    say({{"alertname", "Edge"}}, AlertState::firing, minutes(1));
    EXPECT_EQ(calls(), std::vector<std::string>{"1h create"});
}

TEST_F(RehearsalTest, LetsAPersonDecideOnWhatStandsThere) {
    say(cart_slow, AlertState::firing, seconds(0));
    rehearsal.run_until(start + minutes(5));
    const IncidentId id = *rehearsal.calls().front().incident;
    EXPECT_EQ(rehearsal.act(ActKind::approve, id), Reason::act_impossible);
    EXPECT_EQ(rehearsal.act(ActKind::resolve, IncidentId("nobody")), Reason::act_impossible);
    EXPECT_EQ(rehearsal.act(ActKind::resolve, id), Reason::resolved_by_hand);
    EXPECT_EQ(calls(), (std::vector<std::string>{"2m create", "5m update"}));
    EXPECT_EQ(rehearsal.calls().back().shown.status, IncidentStatus::resolved);
    // Its alert fires on, and so the component is what it was until that is over.
    say(cart_slow, AlertState::resolved, minutes(20));
    rehearsal.run_until(start + hours(1));
    ASSERT_EQ(calls().size(), 3u);
    const RehearsedCall& last = rehearsal.calls().back();
    EXPECT_FALSE(last.incident);
    EXPECT_EQ(last.page, PageName("shop"));
    EXPECT_EQ(last.call, PageCall(ComponentCall{ComponentId("c1"), ComponentStatus::operational}));
}

// Equal arguments, equal story: a rehearsal asks nobody for the time or for chance.
TEST_F(RehearsalTest, IsTheSameEveryTime) {
    Rehearsal again(config, start);
    for (Rehearsal* one : {&rehearsal, &again}) {
        one->receive(SourceName("am"), group_of(alert_of(cart_slow, AlertState::firing, start)),
                     start);
        one->run_until(start + minutes(3));
    }
    ASSERT_EQ(rehearsal.calls().size(), 1u);
    EXPECT_EQ(rehearsal.calls()[0].call, again.calls()[0].call);
}

}  // namespace
}  // namespace tocsin::testing
