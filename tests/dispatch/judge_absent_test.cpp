// What is not said of an alert: it is missing from its group, or nothing was heard of it for long.
#include <gtest/gtest.h>

#include <algorithm>

#include "tests/dispatch/judge_scene.hpp"

namespace tocsin {
namespace {

constexpr std::uint64_t the_group = 7;
constexpr std::uint64_t another_group = 8;

RuleBuilder a_stale_rule(Duration stale_after) {
    return a_rule().keeps_firing(2min).with([&](Rule& rule) { rule.stale_after = stale_after; });
}

Alert slow() {
    return an_alert().firing("Slow").since(at(0s));
}
Alert down() {
    return an_alert().firing("Down").since(at(0s));
}
// Of no rule: it only shows that the source speaks.
Alert watchdog() {
    return an_alert().firing("Watchdog").service("").since(at(0s));
}

TEST(JudgeMissing, IsAnAlertThatALaterMessageOfItsGroupDoesNotName) {
    JudgeScene scene({a_rule()});
    scene.receive({slow(), down()}, the_source(), the_group);
    EXPECT_EQ(scene.record(slow()).missing_since, std::nullopt);
    scene.pass(5min);
    scene.receive({down()}, the_source(), the_group);
    EXPECT_EQ(scene.record(slow()).missing_since, at(5min));
    EXPECT_EQ(scene.record(down()).missing_since, std::nullopt);
    scene.pass(5min);
    scene.receive({down()}, the_source(), the_group);
    EXPECT_EQ(scene.record(slow()).missing_since, at(5min)) << "since the first time";
}

TEST(JudgeMissing, IsNotResolved) {
    JudgeScene scene({a_rule()});
    scene.receive({slow(), down()}, the_source(), the_group);
    scene.pass(5min);
    Alert over = down();
    over.state = AlertState::resolved;
    over.ends_at = at(5min);
    scene.receive({over}, the_source(), the_group);
    scene.pass(24h);
    EXPECT_EQ(scene.record(slow()).state, AlertState::firing);
    EXPECT_EQ(scene.of("checkout").phase, Phase::open);
}

TEST(JudgeMissing, IsNobodyOfAnotherGroupOrSource) {
    JudgeScene scene({a_rule()});
    scene.receive({slow()}, the_source(), the_group);
    scene.pass(5min);
    scene.receive({down()}, the_source(), another_group);
    scene.receive({down()}, SourceName("other"), the_group);
    scene.receive({down()});
    EXPECT_EQ(scene.record(slow()).missing_since, std::nullopt);
}

// semantics.md section 2: truncatedAlerts > 0 never proves absence.
TEST(JudgeMissing, IsNobodyIfTheMessageWasCutOff) {
    JudgeScene scene({a_rule()});
    scene.receive({slow(), down()}, the_source(), the_group);
    scene.pass(5min);
    scene.receive({down()}, the_source(), the_group, 1);
    EXPECT_EQ(scene.record(slow()).missing_since, std::nullopt);
    EXPECT_EQ(scene.board->missing(), 0U);
    scene.receive({down()}, the_source(), the_group);
    EXPECT_EQ(scene.board->missing(), 1U);
}

TEST(JudgeMissing, IsOverWhenItIsNamedAgain) {
    JudgeScene scene({a_rule()});
    scene.receive({slow(), down()}, the_source(), the_group);
    scene.pass(5min);
    scene.receive({down()}, the_source(), the_group);
    scene.pass(5min);
    scene.receive({slow(), down()}, the_source(), the_group);
    EXPECT_EQ(scene.record(slow()).missing_since, std::nullopt);
}

TEST(JudgeMissing, FollowsAnAlertThatMovesToAnotherGroup) {
    JudgeScene scene({a_rule()});
    scene.receive({slow()}, the_source(), the_group);
    scene.pass(1min);
    scene.receive({slow()}, the_source(), another_group);
    scene.pass(1min);
    scene.receive({down()}, the_source(), the_group);
    EXPECT_EQ(scene.record(slow()).missing_since, std::nullopt);
    scene.receive({down()}, the_source(), another_group);
    EXPECT_EQ(scene.record(slow()).missing_since, at(2min));
}

// ---- Asked at the sender
// ---------------------------------------------------------------------------

// Two alerts of one group, one of which is missing since then.
class JudgeAbsence : public ::testing::Test {
protected:
    JudgeAbsence() {
        scene.receive({slow(), down()}, the_source(), the_group);
        scene.pass(1min);
        scene.receive({down()}, the_source(), the_group);
        scene.pass(1min);
    }
    void resolve_the_other() {
        Alert over = down();
        over.state = AlertState::resolved;
        over.ends_at = scene.now;
        scene.receive({over}, the_source(), the_group);
    }

    JudgeScene scene{{a_rule()}};
};

TEST_F(JudgeAbsence, EndsAMissingAlertThatItsSenderDoesNotHave) {
    scene.timeline();
    scene.find_absent({slow()}, scene.now);
    EXPECT_EQ(scene.record(slow()).state, AlertState::resolved);
    EXPECT_EQ(scene.record(slow()).missing_since, std::nullopt);
    EXPECT_EQ(scene.board->missing(), 0U);
    EXPECT_EQ(scene.record(down()).state, AlertState::firing);
    const auto rows = scene.timeline();
    ASSERT_EQ(rows.size(), 1U);
    EXPECT_EQ(rows[0].incident, scene.of("checkout").id);
    EXPECT_EQ(rows[0].reason, Reason::absent_at_sender);
    EXPECT_EQ(rows[0].detail, "am, not there at " + format_rfc3339(at(2min)));
}

// The answer is judged later than the question was asked.
TEST_F(JudgeAbsence, DoesNotMakeWhatBeganAfterTheQuestionDoubtful) {
    const WallTime asked_at = scene.now;
    scene.pass(30s);
    scene.find_absent({slow()}, asked_at);
    Alert anew = slow();
    anew.starts_at = asked_at + 10s;
    scene.receive({anew, down()}, the_source(), the_group);
    EXPECT_EQ(scene.record(slow()).state, AlertState::firing);
    EXPECT_EQ(scene.record(slow()).doubtful_until, std::nullopt);
}

TEST_F(JudgeAbsence, EndsAnIncidentOfWhichNothingElseFires) {
    resolve_the_other();
    scene.pass(1h);
    EXPECT_EQ(scene.of("checkout").phase, Phase::open);
    scene.find_absent({slow()}, scene.now);
    scene.pass(2min);
    EXPECT_EQ(scene.of("checkout").phase, Phase::resolved);
}

TEST_F(JudgeAbsence, NeverEndsAnIncidentWhileAnotherOfItsAlertsFires) {
    scene.find_absent({slow()}, scene.now);
    scene.pass(24h);
    EXPECT_EQ(scene.of("checkout").phase, Phase::open);
}

TEST_F(JudgeAbsence, EndsNothingThatIsNotMissing) {
    scene.find_absent({down()}, scene.now);
    EXPECT_EQ(scene.record(down()).state, AlertState::firing);
}

// It came back while the question was on its way, or in the very moment it was asked.
TEST_F(JudgeAbsence, EndsNothingThatWasReceivedSinceTheQuestion) {
    const WallTime asked_at = scene.now;
    scene.receive({slow(), down()}, the_source(), the_group);
    scene.find_absent({slow()}, asked_at);
    EXPECT_EQ(scene.record(slow()).state, AlertState::firing);
    // And went missing again: the answer is of the time before that.
    scene.pass(1s);
    scene.receive({down()}, the_source(), the_group);
    scene.find_absent({slow()}, asked_at);
    EXPECT_EQ(scene.record(slow()).state, AlertState::firing);
    scene.find_absent({slow()}, scene.now);
    EXPECT_EQ(scene.record(slow()).state, AlertState::resolved);
}

TEST_F(JudgeAbsence, IsOfTheOneSourceThatWasAsked) {
    scene.find_absent({slow()}, scene.now, SourceName("other"));
    EXPECT_EQ(scene.record(slow()).state, AlertState::firing);
}

TEST_F(JudgeAbsence, WaitsWhileSilenceProvesNothing) {
    scene.silences[the_source()] = scene.now + 1s;
    scene.find_absent({slow()}, scene.now);
    EXPECT_EQ(scene.record(slow()).state, AlertState::firing);
    scene.pass(1s);
    scene.find_absent({slow()}, scene.now);
    EXPECT_EQ(scene.record(slow()).state, AlertState::resolved);
}

TEST_F(JudgeAbsence, FoundTwiceChangesNothingTwice) {
    scene.find_absent({slow()}, scene.now);
    const AlertRecord once = scene.record(slow());
    scene.timeline();
    scene.pass(1s);
    scene.find_absent({slow()}, scene.now);
    EXPECT_EQ(scene.record(slow()), once);
    EXPECT_TRUE(scene.timeline().empty());
}

TEST_F(JudgeAbsence, OfWhatNobodyKnowsChangesNothing) {
    scene.timeline();
    scene.find_absent({an_alert().firing("Unheard")}, scene.now);
    EXPECT_TRUE(scene.timeline().empty());
    EXPECT_FALSE(scene.knows(an_alert().firing("Unheard")));
}

TEST_F(JudgeAbsence, IsAsDoubtfulAsAnyEndIfTheAlertFiresOnWithItsOldStart) {
    scene.find_absent({slow()}, scene.now);
    resolve_the_other();
    scene.pass(1min);
    scene.receive({slow()}, the_source(), the_group);
    EXPECT_TRUE(scene.record(slow()).doubtful_until);
    scene.pass(9min);
    EXPECT_EQ(scene.of("checkout").phase, Phase::open) << "no all-clear while it is doubtful";
    scene.pass(1min);
    EXPECT_EQ(scene.record(slow()).state, AlertState::firing);
}

// ---- stale_after
// ---------------------------------------------------------------------------------

TEST(JudgeStale, EndsWhatWasNotHeardOfForLongEnoughOnceItsSourceHasSpoken) {
    JudgeScene scene({a_stale_rule(1h)});
    scene.receive({slow()});
    scene.pass(59min);
    scene.receive({watchdog()});
    scene.pass(2min);
    EXPECT_EQ(scene.record(slow()).state, AlertState::firing) << "not a word since it is due";
    scene.receive({watchdog()});
    scene.pass(5min - 1s);
    EXPECT_EQ(scene.record(slow()).state, AlertState::firing) << "its repetition may still come";
    scene.pass(1s);
    EXPECT_EQ(scene.record(slow()).state, AlertState::resolved);
    scene.pass(2min);
    EXPECT_EQ(scene.of("checkout").phase, Phase::resolved);
}

// A false all-clear in waiting: nobody can tell a dead source from a quiet one.
TEST(JudgeStale, ProvesNothingWhileTheSourceIsSilentAsAWhole) {
    JudgeScene scene({a_stale_rule(1h)});
    scene.receive({slow()});
    scene.pass(72h);
    EXPECT_EQ(scene.record(slow()).state, AlertState::firing);
    EXPECT_EQ(scene.of("checkout").phase, Phase::open);
}

TEST(JudgeStale, StartsAnewWithEachRepetition) {
    JudgeScene scene({a_stale_rule(1h)});
    for (int i = 0; i < 5; ++i) {
        scene.receive({slow()});
        scene.pass(50min);
        scene.receive({watchdog()});
    }
    EXPECT_EQ(scene.record(slow()).state, AlertState::firing);
}

TEST(JudgeStale, IsForgivenIfItIsNamedWithinTheGrace) {
    JudgeScene scene({a_stale_rule(1h)});
    scene.receive({slow()});
    scene.pass(2h);
    scene.receive({watchdog()});
    scene.pass(4min);
    scene.receive({slow()});
    scene.pass(30min);
    scene.receive({watchdog()});
    scene.pass(20min);
    EXPECT_EQ(scene.record(slow()).state, AlertState::firing);
}

// What its source said in an earlier silence of the alert proves nothing of a later one.
TEST(JudgeStale, IsNotHastenedByASilenceThatItBroke) {
    JudgeScene scene({a_stale_rule(1h)});
    scene.receive({slow()});
    scene.pass(1h);
    scene.receive({watchdog()});
    scene.pass(4min);
    scene.receive({slow()});
    scene.pass(2h);
    EXPECT_EQ(scene.record(slow()).state, AlertState::firing) << "not a word since it is due";
    scene.receive({watchdog()});
    scene.pass(5min);
    EXPECT_EQ(scene.record(slow()).state, AlertState::resolved);
}

TEST(JudgeStale, IsNotWhatTheFirstMessageAfterItsTimeNames) {
    JudgeScene scene({a_stale_rule(3min)});
    scene.receive({slow()});
    scene.pass(4min);
    scene.receive({slow()});
    scene.pass(30min);
    EXPECT_EQ(scene.record(slow()).state, AlertState::firing);
}

TEST(JudgeStale, WaitsWhileSilenceProvesNothing) {
    JudgeScene scene({a_stale_rule(1h)});
    scene.receive({slow()});
    scene.silences[the_source()] = at(3h);
    scene.pass(90min);
    scene.receive({watchdog()});
    scene.pass(60min);
    EXPECT_EQ(scene.record(slow()).state, AlertState::firing);
    scene.pass(30min);
    scene.receive({watchdog()});
    scene.pass(5min);
    EXPECT_EQ(scene.record(slow()).state, AlertState::resolved);
}

TEST(JudgeStale, NeverEndsAnAlertByDefault) {
    JudgeScene scene({a_rule()});
    scene.receive({slow()});
    for (int day = 0; day < 10; ++day) {
        scene.pass(24h);
        scene.receive({watchdog()});
    }
    EXPECT_EQ(scene.record(slow()).state, AlertState::firing);
}

// Two rules hold it: the one that says "never" decides.
TEST(JudgeStale, IsNeverWhereOneOfTheRulesThatHoldItSaysSo) {
    JudgeScene scene({a_stale_rule(1h).with([](Rule& rule) {
                          rule.continue_ = true;
                          rule.name = RuleName("first");
                          rule.key = "first";
                      }),
                      a_rule("second")});
    scene.receive({slow()});
    scene.pass(2h);
    scene.receive({watchdog()});
    scene.pass(1h);
    EXPECT_EQ(scene.record(slow()).state, AlertState::firing);
}

TEST(JudgeStale, IsAsDoubtfulAsAnyEndIfItFiresOnWithItsOldStart) {
    JudgeScene scene({a_stale_rule(1h)});
    scene.receive({slow()});
    scene.pass(2h);
    scene.receive({watchdog()});
    scene.pass(5min);
    ASSERT_EQ(scene.record(slow()).state, AlertState::resolved);
    scene.pass(1min);
    scene.receive({slow()});
    EXPECT_TRUE(scene.record(slow()).doubtful_until);
    scene.pass(10min);
    EXPECT_EQ(scene.record(slow()).state, AlertState::firing);
}

// After a reload its due time stands as before.
TEST(JudgeStale, SurvivesAReload) {
    JudgeScene scene({a_stale_rule(1h)});
    scene.receive({slow()});
    scene.pass(30min);
    scene.change_rules({a_stale_rule(1h)});
    scene.pass(31min);
    scene.receive({watchdog()});
    scene.pass(5min);
    EXPECT_EQ(scene.record(slow()).state, AlertState::resolved);
}

// It was named after all; what its source said before that proves nothing of what comes after.
TEST(JudgeStale, ProvesNothingByWhatWasSaidBeforeItWasNamedAgain) {
    JudgeScene scene({a_stale_rule(1h)});
    scene.receive({slow()});
    scene.pass(2h);
    scene.receive({watchdog()});
    scene.pass(1min);
    scene.receive({slow()});
    scene.pass(72h);
    EXPECT_EQ(scene.record(slow()).state, AlertState::firing)
        << "the source fell silent as a whole";
}

TEST(JudgeStale, ProvesNothingByTheMessageThatNamesIt) {
    JudgeScene scene({a_stale_rule(1min)});
    scene.receive({slow()});
    scene.pass(10min);
    scene.receive({slow()});
    scene.pass(72h);
    EXPECT_EQ(scene.record(slow()).state, AlertState::firing)
        << "the source fell silent as a whole";
}

TEST(JudgeStale, LeavesTheTimeAloneForWhichWhatIsOverIsRemembered) {
    JudgeScene scene({a_stale_rule(1h).reopens_within(0s)});
    scene.receive({slow()});
    scene.pass(2h);
    Alert over = slow();
    over.state = AlertState::resolved;
    over.ends_at = at(2h);
    scene.receive({over});
    scene.deliveries.clear();
    scene.pass(19min);
    EXPECT_TRUE(scene.knows(slow())) << "its late copies may still come";
    scene.pass(2min);
    EXPECT_FALSE(scene.knows(slow()));
}

// Kind prometheus says of each alert when it is over unless it is sent again.
Alert slow_until(Duration end) {
    return an_alert().firing("Slow").since(at(0s)).until(at(end));
}

TEST(JudgeLapse, EndsWhatItsSenderSaidWouldBeOverOnceItHasSpokenSince) {
    JudgeScene scene({a_rule().keeps_firing(2min)});
    scene.receive({slow_until(4min)});
    scene.pass(5min);
    EXPECT_EQ(scene.record(slow()).state, AlertState::firing) << "not a word since it is due";
    scene.receive({watchdog()});
    scene.pass(5min - 1s);
    EXPECT_EQ(scene.record(slow()).state, AlertState::firing) << "its repetition may still come";
    scene.pass(1s);
    EXPECT_EQ(scene.record(slow()).state, AlertState::resolved);
    EXPECT_EQ(scene.record(slow()).ends_at, at(4min));
    const auto rows = scene.timeline();
    EXPECT_TRUE(std::any_of(rows.begin(), rows.end(),
                            [](const TimelineRow& row) { return row.reason == Reason::lapsed; }));
    scene.pass(2min);
    EXPECT_EQ(scene.of("checkout").phase, Phase::resolved);
}

TEST(JudgeLapse, ProvesNothingWhileTheSourceIsSilentAsAWhole) {
    JudgeScene scene({a_rule()});
    scene.receive({slow_until(4min)});
    scene.pass(72h);
    EXPECT_EQ(scene.record(slow()).state, AlertState::firing);
    EXPECT_EQ(scene.of("checkout").phase, Phase::open);
}

TEST(JudgeLapse, IsPutOffByEachRepetition) {
    JudgeScene scene({a_rule()});
    for (int i = 0; i < 60; ++i) {
        scene.receive({slow_until(i * 1min + 4min), watchdog()});
        scene.pass(1min);
    }
    EXPECT_EQ(scene.record(slow()).state, AlertState::firing);
}

TEST(JudgeLapse, WaitsWhileSilenceProvesNothing) {
    JudgeScene scene({a_rule()});
    scene.receive({slow_until(4min)});
    scene.silences[the_source()] = at(1h);
    scene.pass(10min);
    scene.receive({watchdog()});
    scene.pass(40min);
    EXPECT_EQ(scene.record(slow()).state, AlertState::firing);
    scene.pass(20min);
    scene.receive({watchdog()});
    scene.pass(5min);
    EXPECT_EQ(scene.record(slow()).state, AlertState::resolved);
}

TEST(JudgeLapse, SurvivesAReloadAndGoesBeforeALongerStaleAfter) {
    JudgeScene scene({a_stale_rule(1h)});
    scene.receive({slow_until(4min)});
    scene.change_rules({a_stale_rule(1h)});
    scene.pass(5min);
    scene.receive({watchdog()});
    scene.pass(5min);
    EXPECT_EQ(scene.record(slow()).state, AlertState::resolved);
}

// Messages of no group say nothing of those that they do not name.
TEST(JudgeMissing, IsNobodyWhomAMessageOfNoGroupDoesNotName) {
    JudgeScene scene({a_rule()});
    scene.receive({slow_until(4min), down()});
    scene.pass(1min);
    scene.receive({down()});
    EXPECT_EQ(scene.record(slow()).missing_since, std::nullopt);
    EXPECT_EQ(scene.record(slow()).state, AlertState::firing);
}

}  // namespace
}  // namespace tocsin
