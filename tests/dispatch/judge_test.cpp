// What one judgement does to several incidents: limits, merging, generations, due times.
#include "dispatch/judge.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/dispatch/judge_scene.hpp"

namespace tocsin {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::Not;

// ---- limit --------------------------------------------------------------------------------------

TEST(JudgeLimit, JoinsWhatIsOverItToTheNewestPublicIncidentOfTheRule) {
    JudgeScene scene({a_rule().limits(2, 1h, Overflow::merge, "Several services have trouble")});
    scene.fire(an_alert().service("checkout"));
    scene.pass(1s);
    scene.fire(an_alert().service("search"));
    scene.pass(1s);
    scene.fire(an_alert().firing("Errors").service("login").component("db"));
    EXPECT_EQ(scene.count(), 2U);
    const Incident& host = scene.of("search");
    EXPECT_THAT(scene.members(host), ElementsAre("Errors", "Slow"));
    EXPECT_EQ(host.desired.name, "Several services have trouble");
    EXPECT_EQ(host.desired.claims.at(component("db")), ComponentStatus::partial_outage);
    EXPECT_EQ(host.desired.text, 1U);  // The name changes quietly.
    EXPECT_EQ(host.merged_keys.size(), 1U);
    EXPECT_THAT(scene.steps, Contains(Reason::merged));
    // The next alert of the merged key goes there at once.
    scene.fire(an_alert().firing("Full").service("login"));
    EXPECT_EQ(scene.count(), 2U);
    EXPECT_THAT(scene.members(scene.of("search")), ElementsAre("Errors", "Full", "Slow"));
}

TEST(JudgeLimit, DoesNotEndTheHostWhileWhatWasMergedFires) {
    JudgeScene scene({a_rule().limits(1, 24h, Overflow::merge)});
    scene.fire(an_alert());
    scene.tell();
    scene.fire(an_alert().service("login"));
    scene.pass(1min);
    scene.resolve(an_alert());
    scene.pass(1h);
    ASSERT_EQ(scene.count(), 1U);
    EXPECT_EQ(scene.of("checkout").phase, Phase::open);
    scene.resolve(an_alert().service("login"));
    scene.pass(2min);
    EXPECT_EQ(scene.of("checkout").phase, Phase::resolved);
}

TEST(JudgeLimit, IsNotTakenFromByMerging) {
    JudgeScene scene({a_rule().limits(1, 24h, Overflow::merge)});
    for (const char* service : {"a", "b", "c"}) scene.fire(an_alert().service(service));
    EXPECT_EQ(scene.count(), 1U);
    EXPECT_EQ(scene.board->tokens(RuleName("services"))->tokens, 0);
}

TEST(JudgeLimit, QueuesWithoutAHost) {
    // The only other one of the rule is recorded: nobody sees it.
    JudgeScene scene({a_rule().limits(1, 1h, Overflow::merge)});
    scene.fire(an_alert());
    scene.tell();
    scene.pass(1min);
    scene.resolve(an_alert());
    scene.pass(2min);
    ASSERT_EQ(scene.of("checkout").phase, Phase::resolved);
    scene.fire(an_alert().service("search"));
    EXPECT_EQ(scene.of("search").standing, Standing::held);
    EXPECT_THAT(scene.of("search").held_by, ElementsAre(HeldBy::limit));
    scene.pass(1h);
    EXPECT_EQ(scene.of("search").standing, Standing::public_);
    EXPECT_THAT(scene.steps, Contains(Reason::limit_freed));
}

TEST(JudgeLimit, TakesNoHostThatNobodySeesOrOfAnotherRule) {
    JudgeScene scene(
        {a_rule("other").with([](Rule& rule) { rule.matchers = {a_matcher("team=web")}; }),
         a_rule().limits(1, 24h, Overflow::merge).with([](Rule& rule) {
             rule.publish.values = {{info(), Publish::record}};
         })});
    scene.fire(an_alert().service("a"));
    scene.tell();
    scene.fire(an_alert().service("recorded").severity("info"));
    scene.fire(an_alert().service("others").label("team", "web"));
    scene.resolve(an_alert().service("a"));
    scene.pass(2min);
    ASSERT_EQ(scene.of("a").phase, Phase::resolved);
    ASSERT_EQ(scene.of("recorded").standing, Standing::recorded);
    ASSERT_EQ(scene.of("others").standing, Standing::public_);
    scene.fire(an_alert().service("b"));
    EXPECT_EQ(scene.of("b").standing, Standing::held);
}

// The page never heard of the first one, so it comes before the public anew.
TEST(JudgeLimit, JoinsAlsoTheKeysThatWereJoinedBefore) {
    JudgeScene scene({a_rule().limits(1, 30min, Overflow::merge).reopens_within(2h)});
    scene.fire(an_alert().service("a"));
    scene.fire(an_alert().service("b"));
    ASSERT_EQ(scene.of("a").merged_keys.size(), 1U);
    scene.resolve(an_alert().service("a"));
    scene.resolve(an_alert().service("b"));
    scene.pass(31min);
    ASSERT_EQ(scene.of("a").standing, Standing::recorded);
    scene.fire(an_alert().service("c"));
    scene.fire(an_alert().service("a"));
    EXPECT_EQ(scene.count(), 1U);
    EXPECT_EQ(scene.of("c").merged_keys.size(), 2U);
}

TEST(JudgeLimit, JudgesAHostByTheRuleOfToday) {
    const auto limited = [](const char* version) {
        return a_rule().limits(1, 24h, Overflow::merge, version).with([&](Rule& rule) {
            rule.version = RuleVersion(version);
        });
    };
    JudgeScene scene({limited("v1")});
    scene.fire(an_alert());
    scene.change_rules({limited("v2")});
    scene.fire(an_alert().service("search"));
    EXPECT_EQ(scene.of("checkout").desired.name, "v2");
    EXPECT_EQ(scene.of("checkout").rule_version, RuleVersion("v2"));
}

TEST(JudgeLimit, QueuedOnesComeOneForEachToken) {
    JudgeScene scene({a_rule().limits(1, 1h, Overflow::queue)});
    for (const char* service : {"a", "b", "c"}) scene.fire(an_alert().service(service));
    const auto shown = [&] {
        int count = 0;
        for (const Incident& incident : scene.incidents()) {
            if (incident.standing == Standing::public_) ++count;
        }
        return count;
    };
    EXPECT_EQ(shown(), 1);
    scene.pass(1h);
    EXPECT_EQ(shown(), 2);
    scene.pass(1h);
    EXPECT_EQ(shown(), 3);
}

TEST(JudgeLimit, RecordsWhatItDrops) {
    JudgeScene scene({a_rule().limits(1, 1h, Overflow::drop)});
    scene.fire(an_alert());
    scene.fire(an_alert().service("search"));
    scene.pass(3h);
    EXPECT_EQ(scene.of("search").standing, Standing::recorded);
    EXPECT_EQ(scene.of("search").desired.text, 0U);
    EXPECT_THAT(scene.steps, Contains(Reason::limit_dropped));
}

// ---- Generations --------------------------------------------------------------------------------

TEST(JudgeGenerations, MovesWhatFiresToANewOneWhenTheEndWasToldAlready) {
    JudgeScene scene({a_rule()});
    scene.fire(an_alert());
    scene.fire(an_alert().firing("Errors"));
    scene.tell();
    scene.pass(1min);
    scene.resolve(an_alert());
    scene.resolve(an_alert().firing("Errors"));
    scene.pass(2min);
    scene.tell();
    const Incident old = scene.of("checkout");
    ASSERT_EQ(old.phase, Phase::resolved);
    scene.pass(1min);
    scene.fire(an_alert());
    const Incident& next = scene.of("checkout");
    EXPECT_NE(next.id, old.id);
    EXPECT_EQ(next.predecessor, old.id);
    EXPECT_EQ(next.key, old.key);
    EXPECT_EQ(next.phase, Phase::open);
    EXPECT_THAT(scene.members(next), ElementsAre("Slow"));
    EXPECT_EQ(scene.board->incident(old.id), nullptr);  // Over and told: closed.
    EXPECT_THAT(scene.board->take_changes().incidents,
                Contains(testing::Field(&Incident::phase, Phase::closed)));
}

// By the senders' times: an alert that fires again has a later start, its incident has not.
TEST(JudgeGenerations, KnowWhenTheyBegan) {
    JudgeScene scene({a_rule().tells_afterwards(3min)});
    scene.fire(an_alert());
    scene.pass(4min);
    scene.resolve(an_alert());
    scene.pass(30s);
    scene.fire(an_alert());
    EXPECT_EQ(scene.of("checkout").started_at, at(0s));
    scene.pass(10s);
    scene.resolve(an_alert());
    scene.pass(2min);
    EXPECT_THAT(scene.steps, Contains(Reason::told_afterwards));
    EXPECT_THAT(scene.steps, Not(Contains(Reason::too_short)));
}

TEST(JudgeLimit, LetsAHostKnowTheStartOfWhatWasMerged) {
    JudgeScene scene({a_rule().limits(1, 24h, Overflow::merge)});
    scene.fire(an_alert());
    scene.receive({an_alert().service("login").since(at(-60s))});
    ASSERT_EQ(scene.count(), 1U);
    EXPECT_EQ(scene.of("checkout").started_at, at(-60s));
}

TEST(JudgeGenerations, AreNotBegunWhileTheEndIsUntold) {
    JudgeScene scene({a_rule()});
    scene.fire(an_alert());
    scene.tell();
    scene.pass(1min);
    scene.resolve(an_alert());
    scene.pass(2min);
    const Incident old = scene.of("checkout");
    ASSERT_EQ(old.phase, Phase::resolved);
    scene.fire(an_alert());
    EXPECT_EQ(scene.count(), 1U);
    EXPECT_EQ(scene.of("checkout").id, old.id);
    EXPECT_EQ(scene.of("checkout").phase, Phase::open);
}

// The end of the old one is on its way for as long as these tests last: it stays on record.
Incident told_and_not_settled(JudgeScene& scene, const std::string& service) {
    Incident old = scene.of(service);
    EXPECT_EQ(old.phase, Phase::resolved);
    scene.deliveries[old.id].intent = Intent{};
    scene.deliveries[old.id].intent->target = old.desired;
    return old;
}

TEST(JudgeGenerations, AreJoinedByEachAlertThatRelapses) {
    JudgeScene scene({a_rule()});
    scene.fire(an_alert());
    scene.fire(an_alert().firing("Errors"));
    scene.tell();
    scene.pass(1min);
    scene.resolve(an_alert());
    scene.resolve(an_alert().firing("Errors"));
    scene.pass(2min);
    const Incident old = told_and_not_settled(scene, "checkout");
    scene.receive({an_alert().firing("Errors").since(old.created_at)});  // Doubtful.
    scene.pass(1min);
    scene.fire(an_alert());
    const IncidentId heir = scene.of("checkout").id;
    ASSERT_NE(heir, old.id);
    EXPECT_THAT(scene.members(scene.of("checkout")), ElementsAre("Slow"));
    scene.pass(10min);
    EXPECT_EQ(scene.count(), 2U);
    EXPECT_EQ(scene.of("checkout").id, heir);
    EXPECT_THAT(scene.members(scene.of("checkout")), ElementsAre("Errors", "Slow"));
}

TEST(JudgeGenerations, TakeOverTheKeysThatWereMerged) {
    JudgeScene scene({a_rule().limits(2, 1h, Overflow::merge).reopens_within(5h)});
    for (const char* service : {"checkout", "search", "login"}) {
        scene.fire(an_alert().service(service));
        scene.pass(1s);
    }
    scene.tell();
    ASSERT_EQ(scene.of("search").merged_keys.size(), 1U);
    for (const char* service : {"search", "login"}) scene.resolve(an_alert().service(service));
    scene.pass(2min);
    const Incident old = told_and_not_settled(scene, "search");
    scene.pass(1h);
    scene.fire(an_alert().service("login"));
    scene.fire(an_alert().firing("Errors").service("login"));
    const Incident& heir = scene.of("search");
    EXPECT_NE(heir.id, old.id);
    EXPECT_EQ(heir.merged_keys, old.merged_keys);
    EXPECT_THAT(scene.members(heir), ElementsAre("Errors", "Slow"));
    EXPECT_EQ(scene.count(), 3U);  // With checkout and the old one.
}

// Its rule can only be read as far as to end it, if that.
TEST(JudgeGenerations, StayOnThePageOfTheOldOne) {
    JudgeScene scene({a_rule()});
    scene.fire(an_alert());
    scene.tell();
    scene.pass(1min);
    scene.resolve(an_alert());
    scene.pass(2min);
    const Incident old = told_and_not_settled(scene, "checkout");
    scene.change_rules({a_rule().with([](Rule& rule) { rule.page.name = PageName(); })});
    scene.fire(an_alert());
    ASSERT_NE(scene.of("checkout").id, old.id);
    EXPECT_EQ(scene.of("checkout").page, old.page);
}

TEST(JudgeGenerations, AreNoHostOfTheirHeirWhereThePageRefusesToReopenThem) {
    JudgeScene scene({a_rule().limits(2, 24h, Overflow::merge).reopens_the_same()});
    scene.fire(an_alert());
    scene.tell();
    scene.pass(1min);
    scene.resolve(an_alert());
    scene.pass(2min);
    const Incident old = scene.of("checkout");
    scene.tell();
    scene.fire(an_alert());
    ASSERT_EQ(scene.of("checkout").phase, Phase::open);
    scene.find(FindingKind::reopen_refused, old.id);
    const Incident& heir = scene.of("checkout");
    ASSERT_NE(heir.id, old.id);
    EXPECT_THAT(scene.members(heir), ElementsAre("Slow"));
    EXPECT_THAT(heir.held_by, ElementsAre(HeldBy::limit));
}

TEST(JudgeGenerations, BeginAnewAfterReopenWithin) {
    JudgeScene scene({a_rule()});
    scene.fire(an_alert());
    scene.tell();
    scene.pass(1min);
    scene.resolve(an_alert());
    scene.pass(2min);
    scene.tell();
    scene.pass(30min);
    EXPECT_EQ(scene.count(), 0U);
    scene.fire(an_alert());
    EXPECT_FALSE(scene.of("checkout").predecessor);
}

// A webhook that waited for a restart is judged before the due times of meanwhile.
TEST(JudgeGenerations, BeginAnewWhereTheOldOneIsOverdueToClose) {
    JudgeScene scene({a_rule().waits(1min)});
    scene.fire(an_alert());
    scene.pass(1min);
    scene.tell();
    scene.resolve(an_alert());
    scene.pass(2min);
    scene.tell();
    const IncidentId old = scene.of("checkout").id;
    scene.now += 31min;
    scene.fire(an_alert());
    ASSERT_NE(scene.of("checkout").id, old);
    EXPECT_EQ(scene.of("checkout").predecessor, old);
    EXPECT_EQ(scene.of("checkout").phase, Phase::pending);  // No relapse any more.
}

// ---- Findings -----------------------------------------------------------------------------------

TEST(JudgeFindings, LetAPersonEndAnIncident) {
    JudgeScene scene({a_rule()});
    scene.fire(an_alert());
    scene.tell();
    const IncidentId id = scene.of("checkout").id;
    scene.find(FindingKind::closed_by_person, id);
    EXPECT_EQ(scene.of("checkout").standing, Standing::quiet);
    // It fires on: still nothing new.
    scene.fire(an_alert().firing("Errors"));
    EXPECT_EQ(scene.count(), 1U);
    scene.pass(1min);
    scene.resolve(an_alert());
    scene.resolve(an_alert().firing("Errors"));
    scene.deliveries[id].over = true;
    scene.pass(3min);
    EXPECT_EQ(scene.count(), 0U);
    scene.fire(an_alert());
    EXPECT_EQ(scene.of("checkout").standing, Standing::public_);
}

// Its resolved was lost, a person ended the incident, and then there is another outage.
TEST(JudgeFindings, SilenceNoNewEpisodeWhoseEndBeforeItWentUnseen) {
    JudgeScene scene({a_rule()});
    scene.fire(an_alert());
    scene.tell();
    scene.pass(1h);
    const IncidentId old = scene.of("checkout").id;
    scene.find(FindingKind::closed_by_person, old);
    scene.deliveries[old].over = true;
    scene.pass(1h);
    scene.fire(an_alert());
    ASSERT_NE(scene.of("checkout").id, old);
    EXPECT_EQ(scene.of("checkout").standing, Standing::public_);
    EXPECT_EQ(scene.of("checkout").predecessor, old);
    scene.pass(2min);
    EXPECT_EQ(scene.board->incident(old), nullptr);
}

TEST(JudgeFindings, KeepQuietWhatBeganBeforeAPersonEndedItOrWhileAnotherAlertLasts) {
    JudgeScene scene({a_rule()});
    scene.fire(an_alert());
    scene.fire(an_alert().firing("Errors"));
    scene.tell();
    scene.pass(1h);
    const IncidentId id = scene.of("checkout").id;
    scene.find(FindingKind::closed_by_person, id);
    scene.pass(1h);
    scene.fire(an_alert());
    EXPECT_EQ(scene.count(), 1U);
    EXPECT_THAT(scene.members(scene.of("checkout")), ElementsAre("Errors", "Slow"));
    scene.resolve(an_alert());
    scene.receive({an_alert().firing("Errors").since(at(30min))});
    EXPECT_EQ(scene.count(), 1U);
    EXPECT_EQ(scene.of("checkout").standing, Standing::quiet);
}

TEST(JudgeFindings, OfWhatIsClosedHereChangeNothing) {
    JudgeScene scene({a_rule()});
    scene.find(FindingKind::deleted_by_person, IncidentId("01UNKNOWN"));
    EXPECT_EQ(scene.count(), 0U);
    Changes changes = scene.board->take_changes();
    changes.cursor.reset();
    EXPECT_TRUE(changes.empty());
}

// ---- Due times ----------------------------------------------------------------------------------

TEST(JudgeDues, RunEachAtItsOwnTimeAndInOrder) {
    JudgeScene scene({a_rule().waits(1min)});
    scene.fire(an_alert());
    scene.pass(20s);
    scene.fire(an_alert().service("search"));
    scene.pass(1h);
    EXPECT_EQ(scene.of("checkout").opened_at, at(1min));
    EXPECT_EQ(scene.of("search").opened_at, at(80s));
}

TEST(JudgeDues, ThatWereReachedBeforeNowRunNow) {
    JudgeScene scene({a_rule().waits(1min)});
    scene.fire(an_alert());
    scene.now = at(10min);
    scene.change_rules({a_rule().waits(1min)});
    scene.pass(1s);
    EXPECT_EQ(scene.of("checkout").opened_at, at(10min));
}

TEST(JudgeDues, ThatFollowFromOthersRunInTheSameTurn) {
    JudgeScene scene({a_rule().keeps_firing(1min).monitors(5min)});
    scene.fire(an_alert());
    scene.tell();
    scene.pass(1s);
    scene.resolve(an_alert());
    scene.pass(10min);
    EXPECT_EQ(scene.of("checkout").resolved_at, at(1s + 6min));
}

TEST(JudgeDues, WaitForTheSilenceOfTheMembersSources) {
    JudgeScene scene({a_rule()});
    scene.fire(an_alert());
    scene.tell();
    scene.pass(1min);
    scene.resolve(an_alert());
    scene.silences[SourceName("another")] = at(1h);
    scene.silences[the_source()] = at(10min);
    scene.pass(9min - 1s);
    EXPECT_EQ(scene.of("checkout").phase, Phase::open);
    scene.pass(1s);
    EXPECT_EQ(scene.of("checkout").phase, Phase::resolved);
}

TEST(JudgeDues, WaitForTheLongestSilenceOfSeveralSources) {
    JudgeScene scene({a_rule()});
    const SourceName another("another");
    scene.fire(an_alert());
    scene.receive({an_alert()}, another);
    scene.tell();
    scene.resolve(an_alert());
    Alert over = an_alert().resolved("Slow").until(scene.now);
    scene.receive({over}, another);
    scene.silences[the_source()] = at(10min);
    scene.silences[another] = at(5min);
    scene.pass(10min - 1s);
    EXPECT_EQ(scene.of("checkout").phase, Phase::open);
    scene.pass(1s);
    EXPECT_EQ(scene.of("checkout").phase, Phase::resolved);
}

// ---- Texts and maintenance ----------------------------------------------------------------------

TEST(JudgeTexts, SayThatAlertsChangedOnlyWhereTheyDid) {
    JudgeScene scene(
        {a_rule().updates({Reason::alerts_changed}, 0s, "{{ len .Alerts.Firing }} alerts.")});
    scene.fire(an_alert());
    scene.pass(1min);
    scene.receive({an_alert().since(at(0s))});
    EXPECT_EQ(scene.of("checkout").desired.text, 1U);
    scene.fire(an_alert().firing("Errors"));
    EXPECT_EQ(scene.of("checkout").desired.text, 2U);
    EXPECT_EQ(scene.of("checkout").desired.body, "2 alerts.");
    scene.resolve(an_alert().since(at(0s)));
    EXPECT_EQ(scene.of("checkout").desired.body, "1 alerts.");
}

TEST(JudgeTexts, DoNotTakeADueTimeForAChangeOfAlerts) {
    JudgeScene scene({a_rule().updates({Reason::alerts_changed}, 0s)});
    scene.fire(an_alert().severity("info"));
    scene.fire(an_alert().firing("Errors").severity("critical"));
    scene.pass(1min);
    scene.resolve(an_alert().firing("Errors").severity("critical"));
    const std::uint64_t said = scene.of("checkout").desired.text;
    scene.pass(10min);
    EXPECT_EQ(scene.of("checkout").severity, info());
    EXPECT_EQ(scene.of("checkout").desired.text, said);
}

TEST(JudgeTexts, ReportWhatCouldNotBeRendered) {
    JudgeScene scene({a_rule().with([](Rule& rule) {
        rule.incident_name = a_text("{{ .CommonLabels.region }} has trouble");
    })});
    scene.fire(an_alert());
    EXPECT_THAT(scene.text_problems, Not(IsEmpty()));
    EXPECT_EQ(scene.of("checkout").desired.name, "Trouble");
}

TEST(JudgeMaintenance, FollowsNewTimesInAnnotations) {
    JudgeScene scene({a_rule().plans_maintenance()});
    const auto change = [](const std::string& from) {
        return an_alert()
            .since(at(0s))
            .annotation("starts_at", from)
            .annotation("ends_at", "2026-10-04T06:00:00Z");
    };
    scene.receive({change("2026-10-04T04:00:00Z")});
    ASSERT_TRUE(scene.of("checkout").desired.maintenance);
    scene.pass(1min);
    scene.receive({change("2026-10-04T05:00:00Z")});
    EXPECT_EQ(scene.of("checkout").desired.maintenance->starts_at, at(17h));
    EXPECT_THAT(scene.steps, Contains(Reason::schedule_changed));
}

// The text that waits was rendered before; whoever lets it go must not bring the old name back.
TEST(JudgeLimit, GivesItsNameAlsoToATextThatWaits) {
    JudgeScene scene({a_rule()
                          .limits(1, 24h, Overflow::merge, "Several services have trouble")
                          .updates({Reason::severity_up}, 0s, "secret {{ .Severity }}")});
    scene.guard = a_guard("secret");
    scene.fire(an_alert().severity("info"));
    scene.tell();
    scene.fire(an_alert().firing("Down").severity("critical"));
    const Incident asked = scene.of("checkout");
    ASSERT_TRUE(asked.proposal);
    scene.fire(an_alert().service("login").severity("info"));
    ASSERT_EQ(scene.count(), 1U);
    EXPECT_EQ(scene.act(ActKind::approve, asked.id, text_mark(*asked.proposal)),
              Reason::act_outdated);
    scene.act(ActKind::approve, asked.id, text_mark(*scene.of("checkout").proposal));
    EXPECT_EQ(scene.of("checkout").desired.name, "Several services have trouble");
    EXPECT_EQ(scene.of("checkout").desired.body, "secret critical");
}

}  // namespace
}  // namespace tocsin
