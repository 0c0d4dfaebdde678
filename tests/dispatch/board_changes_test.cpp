// What of the board is to be written, and what need not be remembered any more.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "dispatch/board.hpp"
#include "tests/support/builders.hpp"

namespace tocsin {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

Board a_board(Ledger ledger = {}) {
    static const RulePtr rule = a_rule();
    return {std::move(ledger), [](const RuleName&, const RuleVersion&) { return rule; },
            [](const SourceName&) -> std::string_view { return "alertmanager"; }};
}

OpeningRecord opening(const std::string& key, WallTime opened, WallTime forget_at) {
    return {IncidentKey(key), {opened}, false, std::nullopt, forget_at};
}

TEST(BoardChanges, HoldTheOpeningsThatWereTouchedOnce) {
    Board board = a_board();
    board.put(opening("a", at(0s), at(1h)));
    board.put(opening("a", at(1min), at(1h + 1min)));
    EXPECT_THAT(board.take_changes().openings, ElementsAre(opening("a", at(1min), at(1h + 1min))));
    EXPECT_THAT(board.take_changes().openings, IsEmpty());
    ASSERT_NE(board.openings(IncidentKey("a")), nullptr);
}

// Else a key that flapped once would be remembered for ever.
TEST(BoardChanges, ForgetOpeningsThatMeanNothingAnyMore) {
    Board board = a_board();
    board.put(opening("old", at(0s), at(1h)));
    (void)board.take_changes();
    board.put(opening("new", at(2h), at(3h)));
    const Changes changes = board.take_changes();
    EXPECT_THAT(changes.openings_forgotten, ElementsAre(IncidentKey("old")));
    EXPECT_EQ(board.openings(IncidentKey("old")), nullptr);
}

TEST(BoardChanges, KeepOpeningsOfAKeyWhoseIncidentGoesOn) {
    Board board = a_board();
    const Incident incident = an_incident("checkout");
    board.put(incident);
    board.put(opening(incident.key.value, at(0s), at(1h)));
    board.put(opening("new", at(2h), at(3h)));
    EXPECT_THAT(board.take_changes().openings_forgotten, IsEmpty());
}

TEST(BoardChanges, HoldWhatHappenedInItsOrderAndOnce) {
    Board board = a_board();
    const TimelineRow first{IncidentId("a"), at(0s), "dispatch", Reason::first_alert, ""};
    const TimelineRow second{IncidentId("a"), at(0s), "alice", Reason::approved, ""};
    board.note(first);
    board.note(second);
    EXPECT_THAT(board.take_changes().timeline, ElementsAre(first, second));
    EXPECT_THAT(board.take_changes().timeline, IsEmpty());
}

// ---- How many are public
// ---------------------------------------------------------------------------

TEST(BoardPublic, CountsIncidentsThatArePublicAndGoOn) {
    Board board = a_board();
    const auto put = [&](const std::string& id, auto change) {
        board.put(an_incident(id).with(change));
    };
    put("open", [](Incident&) {});
    put("monitored", [](Incident& one) { one.phase = Phase::monitoring; });
    put("resolved", [](Incident& one) { one.phase = Phase::resolved; });
    put("recorded", [](Incident& one) { one.standing = Standing::recorded; });
    put("discarded", [](Incident& one) { one.standing = Standing::quiet; });
    put("held", [](Incident& one) { one.standing = Standing::held; });
    put("planned", [](Incident& one) { one.kind = RuleKind::maintenance; });
    put("dry", [](Incident& one) { one.page = PageName("dry"); });
    EXPECT_EQ(board.public_count({PageName("dry")}), 2U);
    EXPECT_EQ(board.public_count({}), 3U);
    put("open", [](Incident& one) { one.phase = Phase::resolved; });
    EXPECT_EQ(board.public_count({PageName("dry")}), 1U);
}

TEST(BoardPublic, KnowsTheNewestHostOfARuleAndCountsAnewAfterAStart) {
    Board board = a_board();
    board.put(an_incident("a1"));
    board.put(an_incident("a2"));
    board.put(an_incident("a3").with([](Incident& one) { one.rule = RuleName("other"); }));
    EXPECT_EQ(board.host(RuleName("services"), IncidentId("x")), IncidentId("a2"));
    EXPECT_EQ(board.host(RuleName("services"), IncidentId("a2")), IncidentId("a1"));
    EXPECT_EQ(board.host(RuleName("nobody"), IncidentId("x")), std::nullopt);
    Board after = a_board(board.release());
    EXPECT_EQ(after.public_count({}), 3U);
    EXPECT_EQ(after.host(RuleName("services"), IncidentId("x")), IncidentId("a2"));
}

}  // namespace
}  // namespace tocsin
