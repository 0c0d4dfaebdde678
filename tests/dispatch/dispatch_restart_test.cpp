// After a restart every timer goes on, and silence proves nothing before senders had their say.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/dispatch/line_two.hpp"

namespace tocsin {
namespace {

using testing::IsEmpty;

// The process dies, and another one begins at that time.
void come_back(LineTwo& line, WallTime when, std::optional<Duration> silence = std::nullopt) {
    line.die();
    line.clock.move_to(when);
    line.start(silence);
    line.settle();
}

// The process is not there for so long, and nobody missed it.
void restart_after(LineTwo& line, Duration away) {
    come_back(line, line.now() + away, Duration(0));
}

// ---- What was received before ---------------------------------------------------------------

TEST(DispatchRestart, JudgesWhatWaitedAtTheTimeItWasReceived) {
    LineTwo line({a_rule().waits(5min)});
    line.fire("Slow");
    line.pass(1min);
    line.record({an_alert().firing("Errors").service("login").since(line.now())});
    restart_after(line, 1h);
    EXPECT_EQ(line.of("login").created_at, at(1min));
    // Opened now: while nobody was there nothing was opened.
    EXPECT_EQ(line.of("login").opened_at, line.now());
    EXPECT_EQ(line.of("checkout").opened_at, line.now());
}

TEST(DispatchRestart, FiresWhatWasDueMeanwhileBeforeWhatComesAfterwards) {
    LineTwo line({a_rule().waits(5min)});
    line.fire("Slow");
    line.die();
    line.clock.move_to(at(10min));
    line.start(Duration(0));
    line.resolve("Slow");
    EXPECT_EQ(line.only().opened_at, at(10min));
    EXPECT_EQ(line.only().gone_at, at(10min));
}

// ---- What a sender was asked ----------------------------------------------------------------

// Its alerts are one group; "Slow" is missing from it.
struct AskedLine : LineTwo {
    AskedLine() : LineTwo({a_rule()}) {
        group_key = "{}:{service=\"checkout\"}";
        receive({slow, down});
        pass(1min);
        receive({down});
        pass(1min);
    }
    const AlertRecord& record_of(const Alert& alert) const {
        return durable().alerts.at(alert_id_of(the_source(), alert.fingerprint));
    }
    std::vector<TimelineRow> ends() {
        std::vector<TimelineRow> ends;
        store.timeline(only().id, [&](const Result<std::vector<TimelineRow>>& rows) {
            for (const TimelineRow& row : rows.value()) {
                if (row.reason == Reason::absent_at_sender) ends.push_back(row);
            }
        });
        store.pump();
        return ends;
    }

    const Alert slow = an_alert().firing("Slow").since(at(0s));
    const Alert down = an_alert().firing("Down").since(at(0s));
};

TEST(DispatchAbsence, IsAnEntryThatIsJudgedInItsPlaceAndOnce) {
    AskedLine line;
    line.find_absent({line.slow});
    EXPECT_EQ(line.record_of(line.slow).state, AlertState::resolved);
    EXPECT_EQ(line.record_of(line.down).state, AlertState::firing);
    EXPECT_EQ(line.durable().cursor, Sequence{3});
    line.find_absent({line.slow});
    EXPECT_EQ(line.ends().size(), 1U);
}

TEST(DispatchAbsence, ThatIsOnRecordIsJudgedAfterARestartAndOnce) {
    AskedLine line;
    line.find_absent({line.slow}, false);
    EXPECT_EQ(line.record_of(line.slow).state, AlertState::firing);
    restart_after(line, 1h);
    EXPECT_EQ(line.record_of(line.slow).state, AlertState::resolved);
    restart_after(line, 1h);
    EXPECT_EQ(line.ends().size(), 1U);
}

// What it said during the stop is still on its way.
TEST(DispatchAbsence, ProvesNothingBeforeSendersHadTheirSayAfterAStop) {
    AskedLine line;
    EXPECT_EQ(line.dispatch->missing_of(the_source()), 1U);
    come_back(line, line.now() + 1min, 1min);
    EXPECT_EQ(line.dispatch->missing_of(the_source()), 0U) << "nobody is to be asked yet";
    line.find_absent({line.slow});
    EXPECT_EQ(line.record_of(line.slow).state, AlertState::firing);
    line.pass(2min);
    EXPECT_EQ(line.dispatch->missing_of(the_source()), 1U);
    line.find_absent({line.slow});
    EXPECT_EQ(line.record_of(line.slow).state, AlertState::resolved);
    EXPECT_EQ(line.dispatch->missing_of(the_source()), 0U);
}

TEST(DispatchAbsence, IsAskedAboutByTheSourceThatMissesAnAlert) {
    AskedLine line;
    EXPECT_EQ(line.dispatch->missing_of(SourceName("other")), 0U);
    EXPECT_EQ(line.dispatch->board().firing_of(the_source()).size(), 2U);
    EXPECT_TRUE(line.dispatch->board().firing_of(SourceName("other")).empty());
    line.receive({line.slow, line.down});
    EXPECT_EQ(line.dispatch->missing_of(the_source()), 0U);
}

// ---- Due times ------------------------------------------------------------------------------

TEST(DispatchRestart, OpensWhenForIsOver) {
    LineTwo line({a_rule().waits(5min)});
    line.fire("Slow");
    line.pass(1min);
    restart_after(line, 1min);
    line.pass(3min - 1s);
    EXPECT_EQ(line.only().phase, Phase::pending);
    line.pass(1s);
    EXPECT_EQ(line.only().opened_at, at(5min));
}

TEST(DispatchRestart, OpensAtOnceWhenForWasOverMeanwhile) {
    LineTwo line({a_rule().waits(5min)});
    line.fire("Slow");
    restart_after(line, 10min);
    EXPECT_EQ(line.only().opened_at, at(10min));
}

TEST(DispatchRestart, ResolvesWhenKeepFiringForIsOver) {
    LineTwo line({a_rule().keeps_firing(5min)});
    line.fire("Slow");
    line.resolve("Slow");
    restart_after(line, 1min);
    line.pass(4min - 1s);
    EXPECT_EQ(line.only().phase, Phase::open);
    line.pass(1s);
    EXPECT_EQ(line.only().resolved_at, at(5min));
}

TEST(DispatchRestart, ResolvesWhenMonitoringIsOver) {
    LineTwo line({a_rule().keeps_firing(0s).monitors(10min)});
    line.fire("Slow");
    line.resolve("Slow");
    ASSERT_EQ(line.only().phase, Phase::monitoring);
    restart_after(line, 2min);
    line.pass(8min - 1s);
    EXPECT_EQ(line.only().phase, Phase::monitoring);
    line.pass(1s);
    EXPECT_EQ(line.only().resolved_at, at(10min));
}

TEST(DispatchRestart, SaysWhatWaitedForThePauseBetweenTexts) {
    LineTwo line({a_rule().updates({Reason::severity_up}, 10min)});
    line.fire("Slow", "checkout", "info");
    line.pass(1min);
    line.fire("Errors", "checkout", "critical");
    ASSERT_EQ(line.only().desired.text, 1U);
    restart_after(line, 2min);
    line.pass(7min - 1s);
    EXPECT_EQ(line.only().desired.text, 1U);
    line.pass(1s);
    EXPECT_EQ(line.only().desired.text, 2U);
    EXPECT_EQ(line.only().desired.body, "It is critical now.");
}

TEST(DispatchRestart, LowersTheSeverityWhenItsTimeHasCome) {
    LineTwo line({a_rule().keeps_firing(5min)});
    line.fire("Slow", "checkout", "info");
    line.fire("Errors", "checkout", "critical");
    line.resolve("Errors");
    restart_after(line, 1min);
    line.pass(4min - 1s);
    EXPECT_EQ(line.only().severity, critical());
    line.pass(1s);
    EXPECT_EQ(line.only().severity, info());
}

TEST(DispatchRestart, ClosesWhenReopenWithinIsOver) {
    LineTwo line({a_rule().keeps_firing(0s).reopens_within(30min)});
    line.fire("Slow");
    line.resolve("Slow");
    restart_after(line, 10min);
    line.pass(20min - 1s);
    EXPECT_EQ(line.only().phase, Phase::resolved);
    line.pass(1s);
    EXPECT_TRUE(line.durable().incidents.empty());
}

TEST(DispatchRestart, KeepsAMaintenanceUntilItsEnd) {
    LineTwo line({a_rule().keeps_firing(0s).reopens_within(0s).plans_maintenance()});
    line.receive({an_alert()
                      .since(at(0s))
                      .annotation("starts_at", "2026-10-03T13:00:00Z")
                      .annotation("ends_at", "2026-10-03T15:00:00Z")});
    ASSERT_EQ(line.only().standing, Standing::public_);
    line.pass(90min);
    line.receive({an_alert().resolved("Slow").since(at(0s)).until(at(90min))});
    ASSERT_EQ(line.only().phase, Phase::resolved);  // Statuspage completes it by itself.
    restart_after(line, 30min);
    line.pass(1h - 1s);
    EXPECT_EQ(line.durable().incidents.size(), 1U);
    line.pass(1s);
    EXPECT_TRUE(line.durable().incidents.empty());
}

TEST(DispatchRestart, PublishesWhatWaitedForAToken) {
    LineTwo line({a_rule().limits(1, 1h, Overflow::queue)});
    line.fire("A");
    line.fire("B", "search");
    ASSERT_EQ(line.of("search").standing, Standing::held);
    restart_after(line, 10min);
    line.pass(50min - 1s);
    EXPECT_EQ(line.of("search").standing, Standing::held);
    line.pass(2s);
    EXPECT_EQ(line.of("search").standing, Standing::public_);
}

TEST(DispatchRestart, HandsOutNoNewTokens) {
    LineTwo line({a_rule().limits(1, 24h, Overflow::queue)});
    line.fire("A");
    restart_after(line, 1min);
    line.fire("B", "search");
    EXPECT_EQ(line.of("search").standing, Standing::held);
}

TEST(DispatchRestart, StillDoubtsALateCopy) {
    LineTwo line({a_rule().keeps_firing(0s).reopens_within(1min)});
    line.fire("Slow");
    line.pass(1s);
    line.resolve("Slow");
    line.pass(5min);
    line.late_copy("Slow");
    restart_after(line, 1min);
    line.pass(9min - 1s);
    EXPECT_FALSE(line.is_open("checkout"));
    line.pass(1s);
    EXPECT_TRUE(line.is_open("checkout"));
}

TEST(DispatchRestart, StillForgetsAlertsThatEnded) {
    LineTwo line({a_rule().keeps_firing(0s).reopens_within(1min)});
    line.fire("Slow");
    line.pass(1s);
    line.resolve("Slow");
    restart_after(line, 1min);
    line.pass(25min);
    EXPECT_THAT(line.alerts_on_record(), IsEmpty());
}

TEST(DispatchRestart, SaysNothingByItself) {
    LineTwo line({a_rule().updates({Reason::severity_up}, 10min).monitors(5min)});
    line.fire("Slow");
    line.pass(1h);
    const Incident before = line.only();
    line.told.clear();
    restart_after(line, 1min);
    line.pass(1h);
    EXPECT_EQ(line.only(), before);
    EXPECT_THAT(line.told, IsEmpty());
}

// ---- Silence --------------------------------------------------------------------------------

TEST(DispatchSilence, ResolvesNothingBeforeSendersHadTheirSay) {
    LineTwo line({a_rule()});
    line.fire("Slow");
    line.pass(1min);
    line.resolve("Slow");
    line.pass(1min);
    come_back(line, at(20min));  // Longer away than half of silence_grace, so that is what counts.
    line.pass(5min - 1s);
    EXPECT_EQ(line.only().phase, Phase::open);
    line.pass(1s);
    EXPECT_EQ(line.only().resolved_at, at(25min));
}

TEST(DispatchSilence, ResolvesNothingThatASenderTakesUpAgain) {
    LineTwo line({a_rule()});
    line.fire("Slow");
    line.pass(1min);
    line.resolve("Slow");
    come_back(line, at(20min));
    line.pass(2min);
    line.fire("Slow");
    line.pass(1h);
    EXPECT_EQ(line.only().phase, Phase::open);
    EXPECT_EQ(line.only().desired.text, 1U);  // Nobody heard anything of it.
}

TEST(DispatchSilence, OpensNothingThatMayBeOverSince) {
    LineTwo line({a_rule().waits(5min)});
    line.fire("Slow");
    come_back(line, at(20min));
    line.pass(2min);
    EXPECT_EQ(line.only().phase, Phase::pending);
    line.resolve("Slow");
    EXPECT_TRUE(line.durable().incidents.empty());
}

TEST(DispatchSilence, HoldsBackNothingThatConcludesNothingFromIt) {
    LineTwo line({a_rule()});
    line.record({an_alert().firing("Slow").since(line.now())});  // Judged after the restart.
    come_back(line, at(20min));
    EXPECT_EQ(line.only().phase, Phase::open);
}

TEST(DispatchSilence, LastsTwiceAsLongAsNobodyWasHeard) {
    LineTwo line({a_rule()});
    line.fire("Slow");
    line.resolve("Slow");
    come_back(line, at(2min), Duration(1min));
    line.pass(2min - 1s);
    EXPECT_EQ(line.only().phase, Phase::open);
    line.pass(1s);
    EXPECT_EQ(line.only().phase, Phase::resolved);
}

TEST(DispatchSilence, EndsNoMonitoring) {
    LineTwo line({a_rule().keeps_firing(0s).monitors(5min)});
    line.fire("Slow");
    line.resolve("Slow");
    come_back(line, at(20min));
    line.pass(5min - 1s);
    EXPECT_EQ(line.only().phase, Phase::monitoring);
    line.pass(1s);
    EXPECT_EQ(line.only().phase, Phase::resolved);
}

TEST(DispatchSilence, ProvesNoRelapse) {
    LineTwo line({a_rule().keeps_firing(0s).reopens_within(1min)});
    line.fire("Slow");
    line.pass(1s);
    line.resolve("Slow");
    line.pass(5min);
    line.late_copy("Slow");
    come_back(line, at(20min));
    line.pass(5min - 1s);
    EXPECT_FALSE(line.is_open("checkout"));
    line.pass(1s);
    EXPECT_TRUE(line.is_open("checkout"));
}

TEST(DispatchSilence, OfASourceThatWasRefusedProvesNothingEither) {
    LineTwo line({a_rule().keeps_firing(5min)});
    line.fire("Slow");
    line.resolve("Slow");
    line.pass(4min);
    line.dispatch->heard_again(the_source(), at(1min));
    line.pass(5min - 1s);
    EXPECT_EQ(line.only().phase, Phase::open);
    line.pass(1s);
    EXPECT_EQ(line.only().phase, Phase::resolved);
}

TEST(DispatchSilence, ProvesNothingWhileItsSourceIsBeingRefused) {
    LineTwo line({a_rule().keeps_firing(2min)});
    line.fire("Slow");
    line.resolve("Slow");
    for (int minute = 0; minute < 20; ++minute) {
        line.dispatch->refused(the_source());
        line.pass(1min);
        ASSERT_EQ(line.only().phase, Phase::open);
    }
    // It does not come back: after silence_grace that may be believed.
    line.pass(4min - 1s);
    EXPECT_EQ(line.only().phase, Phase::open);
    line.pass(1s);
    EXPECT_EQ(line.only().phase, Phase::resolved);
}

TEST(DispatchSilence, OfASourceThatIsHeardAgainLastsTwiceAsLongAsTheRefusal) {
    LineTwo line({a_rule().keeps_firing(2min)});
    line.fire("Slow");
    line.resolve("Slow");
    line.pass(1min);
    line.dispatch->refused(the_source());
    line.pass(45s);
    line.dispatch->heard_again(the_source(), at(1min));
    line.fire("Errors");
    line.resolve("Errors");
    line.pass(2min - 1s);
    EXPECT_EQ(line.only().phase, Phase::open);
    line.pass(1s);
    EXPECT_EQ(line.only().phase, Phase::resolved);
}

TEST(DispatchSilence, OfARestartIsNotShortenedByARefusal) {
    LineTwo line({a_rule().keeps_firing(1min)});
    line.fire("Slow");
    line.resolve("Slow");
    come_back(line, at(20min));
    line.dispatch->refused(the_source());
    line.pass(1s);
    line.dispatch->heard_again(the_source(), at(20min));
    line.fire("Errors");
    line.resolve("Errors");
    line.pass(5min - 2s);
    EXPECT_EQ(line.only().phase, Phase::open);
    line.pass(1s);
    EXPECT_EQ(line.only().phase, Phase::resolved);
}

TEST(DispatchSilence, OfAnUnknownSourceIsNobodys) {
    LineTwo line({a_rule()});
    line.dispatch->refused(SourceName("unknown"));
    line.dispatch->heard_again(SourceName("unknown"), at(-1h));
    line.fire("Slow");
    line.resolve("Slow");
    line.pass(2min);
    EXPECT_EQ(line.only().phase, Phase::resolved);
}

}  // namespace
}  // namespace tocsin
