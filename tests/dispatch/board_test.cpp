// What is touched is handed over once and as it is at the end; what is asked for is found.
#include "dispatch/board.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/builders.hpp"

namespace tocsin {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;
using testing::UnorderedElementsAre;

// Rules by name; what is stored under a version that no rule of today has.
struct Rules {
    std::map<RuleName, RulePtr> todays;
    std::map<RuleVersion, RulePtr> stored;

    explicit Rules(const RulePtr& rule = a_rule()) { todays[rule->name] = rule; }

    RulePtr of(const RuleName& name, const RuleVersion& version) const {
        if (const auto at = todays.find(name); at != todays.end()) return at->second;
        const auto at = stored.find(version);
        return at == stored.end() ? nullptr : at->second;
    }
};

Board a_board(const Rules& rules, Ledger ledger = {}) {
    return Board(
        std::move(ledger),
        [&rules](const RuleName& name, const RuleVersion& version) {
            return rules.of(name, version);
        },
        [](const SourceName&) -> std::string_view { return "alertmanager"; });
}

Incident of_rule(const std::string& id, const std::string& rule = "services") {
    return an_incident(id).with([&](Incident& incident) {
        incident.rule = RuleName(rule);
        incident.rule_version = RuleVersion("v1-" + rule);
    });
}

Incident closed(Incident incident) {
    incident.phase = Phase::closed;
    return incident;
}

// Rows that are to be written; the cursor always is.
bool has_rows(Changes changes) {
    changes.cursor.reset();
    return !changes.empty();
}

const RuleName services("services");

TEST(Board, HandsOverEachTouchedRowOnceAndAsItIsAtTheEnd) {
    const Rules rules;
    Board board = a_board(rules);
    EXPECT_FALSE(has_rows(board.take_changes()));
    AlertRecord alert = an_alert().record();
    board.put(alert);
    alert.received_at = at(1min);
    board.put(alert);
    Incident incident = of_rule("i1");
    board.put(incident);
    incident.severity = critical();
    board.put(incident);
    board.join(incident.id, alert.id, services);
    board.put(TokenBucket{services, 3, at(0s)});
    board.put(TokenBucket{services, 2, at(1s)});
    board.set_cursor(Sequence{7});
    const Changes changes = board.take_changes();
    EXPECT_THAT(changes.alerts, ElementsAre(alert));
    EXPECT_THAT(changes.incidents, ElementsAre(incident));
    EXPECT_THAT(changes.members, ElementsAre(Member{incident.id, alert.id, services}));
    EXPECT_THAT(changes.tokens, ElementsAre(TokenBucket{services, 2, at(1s)}));
    EXPECT_EQ(changes.cursor, Sequence{7});
    EXPECT_FALSE(has_rows(board.take_changes()));
}

TEST(Board, SaysOfAMemberOnlyHowItEnded) {
    const Rules rules;
    Board board = a_board(rules);
    const AlertRecord alert = an_alert().record();
    const Incident incident = of_rule("i1");
    board.put(alert);
    board.put(incident);
    board.join(incident.id, alert.id, services);
    board.part(incident.id, alert.id);
    const Changes gone = board.take_changes();
    EXPECT_THAT(gone.members, IsEmpty());
    EXPECT_THAT(gone.members_gone, ElementsAre(Member{incident.id, alert.id, services}));
    board.join(incident.id, alert.id, services);
    board.part(incident.id, alert.id);
    board.join(incident.id, alert.id, services);
    const Changes back = board.take_changes();
    EXPECT_THAT(back.members, SizeIs(1));
    EXPECT_THAT(back.members_gone, IsEmpty());
}

TEST(Board, TakesTheRuleThatPutAnAlertThereLast) {
    const Rules rules;
    Board board = a_board(rules);
    const AlertRecord alert = an_alert().record();
    const Incident incident = of_rule("i1");
    board.put(alert);
    board.put(incident);
    board.join(incident.id, alert.id, services);
    board.join(incident.id, alert.id, RuleName("other"));
    EXPECT_EQ(board.member_rule_name(incident.id, alert.id), RuleName("other"));
    EXPECT_EQ(board.tally(incident.id).members(), 1U);
    const Changes changes = board.take_changes();
    EXPECT_THAT(changes.members, ElementsAre(Member{incident.id, alert.id, RuleName("other")}));
    EXPECT_THAT(changes.members_gone, IsEmpty());
}

TEST(Board, HandsOverAClosedIncidentAndForgetsItWithItsMembers) {
    const Rules rules;
    Board board = a_board(rules);
    const AlertRecord alert = an_alert().record();
    const Incident incident = of_rule("i1");
    board.put(alert);
    board.put(incident);
    board.join(incident.id, alert.id, services);
    board.set_due(incident.id, at(1min));
    board.take_changes();
    board.put(closed(incident));
    EXPECT_EQ(board.incident(incident.id), nullptr);
    EXPECT_EQ(board.newest(incident.key), nullptr);
    EXPECT_THAT(board.holders(alert.id), IsEmpty());
    EXPECT_THAT(board.members(incident.id), IsEmpty());
    EXPECT_EQ(board.tally(incident.id).members(), 0U);
    EXPECT_FALSE(board.next_due());
    const Changes changes = board.take_changes();
    EXPECT_THAT(changes.incidents, ElementsAre(closed(incident)));
    EXPECT_THAT(changes.members_gone, IsEmpty());  // Who they were stays in the record.
}

TEST(Board, ForgetsAnAlertInTheRecordToo) {
    const Rules rules;
    Board board = a_board(rules);
    const AlertRecord alert = an_alert().record();
    board.put(alert);
    board.set_due(alert.id, at(1min));
    board.take_changes();
    board.forget(alert.id);
    EXPECT_EQ(board.alert(alert.id), nullptr);
    EXPECT_FALSE(board.next_due());
    const Changes changes = board.take_changes();
    EXPECT_THAT(changes.alerts, IsEmpty());
    EXPECT_THAT(changes.alerts_forgotten, ElementsAre(alert.id));
}

TEST(Board, CountsAMemberAsItIsNow) {
    const Rules rules;
    Board board = a_board(rules);
    const AlertRecord fires = an_alert().record();
    AlertRecord is_over = an_alert().resolved("Slow").record(at(1min));
    ASSERT_EQ(fires.id, is_over.id);
    const Incident incident = of_rule("i1");
    board.put(fires);
    board.put(incident);
    board.join(incident.id, fires.id, services);
    EXPECT_EQ(board.tally(incident.id).firing(), 1U);
    board.put(is_over);
    EXPECT_EQ(board.tally(incident.id).firing(), 0U);
    EXPECT_EQ(board.tally(incident.id).members(), 1U);
    board.part(incident.id, fires.id);
    EXPECT_EQ(board.tally(incident.id).members(), 0U);
}

TEST(Board, FindsTheNewestOfAKeyAndOfAKeyThatWasMergedIntoIt) {
    const Rules rules;
    Board board = a_board(rules);
    Incident first = of_rule("01A");
    Incident second = of_rule("01B");
    second.key = first.key;
    board.put(second);
    board.put(first);
    EXPECT_EQ(board.newest(first.key)->id, second.id);
    const IncidentKey merged("merged");
    EXPECT_EQ(board.newest(merged), nullptr);
    first.merged_keys.insert(merged);
    board.put(first);
    EXPECT_EQ(board.newest(merged)->id, first.id);
    first.merged_keys.clear();
    board.put(first);
    EXPECT_EQ(board.newest(merged), nullptr);
    board.put(closed(second));
    EXPECT_EQ(board.newest(first.key)->id, first.id);
}

TEST(Board, GivesTheEarliestDueTimeOfAll) {
    const Rules rules;
    Board board = a_board(rules);
    const IncidentId incident("i1"), other("i2");
    const AlertId alert = an_alert().record().id;
    board.put(an_alert().record());
    EXPECT_FALSE(board.next_due());
    board.set_due(incident, at(3min));
    board.set_due(other, at(4min));
    board.set_due(alert, at(2min));
    EXPECT_EQ(board.next_due()->at, at(2min));
    EXPECT_FALSE(board.next_due()->incident);
    EXPECT_EQ(board.next_due()->alert, alert);
    board.set_due(alert, at(5min));  // Moved, not added.
    EXPECT_EQ(board.next_due()->incident, incident);
    board.set_due(incident, std::nullopt);
    EXPECT_EQ(board.next_due()->incident, other);
    board.set_due(other, std::nullopt);
    EXPECT_EQ(board.next_due()->at, at(5min));
    board.set_due(alert, std::nullopt);
    EXPECT_FALSE(board.next_due());
}

TEST(Board, IsMadeOfTheRecordAsItWas) {
    const Rules rules;
    Ledger ledger;
    const AlertRecord alert = an_alert().record();
    const Incident incident = of_rule("i1");
    Changes changes;
    changes.alerts = {alert};
    changes.incidents = {incident};
    changes.members = {{incident.id, alert.id, services}};
    changes.tokens = {{services, 2, at(0s)}};
    changes.cursor = Sequence{9};
    ledger.apply(changes);
    Board board = a_board(rules, ledger);
    EXPECT_TRUE(board.holds(incident.id, alert.id));
    EXPECT_THAT(board.holders(alert.id), SizeIs(1));
    EXPECT_EQ(board.tally(incident.id).firing(), 1U);
    EXPECT_EQ(board.newest(incident.key)->id, incident.id);
    EXPECT_EQ(board.tokens(services)->tokens, 2);
    EXPECT_EQ(board.cursor(), Sequence{9});
    EXPECT_FALSE(has_rows(board.take_changes()));
}

TEST(Board, CountsAMemberByTheIncidentsRuleWhenItsOwnIsGone) {
    Rules rules;
    rules.todays.emplace(RuleName("other"), a_rule("other").publishes(Publish::record));
    Board board = a_board(rules);
    const AlertRecord alert = an_alert().record();
    const Incident incident = of_rule("i1");
    board.put(alert);
    board.put(incident);
    board.join(incident.id, alert.id, RuleName("other"));
    EXPECT_EQ(board.tally(incident.id).publish(), Publish::record);
    rules.todays.erase(RuleName("other"));
    const Board without = a_board(rules, board.release());
    EXPECT_EQ(without.tally(incident.id).publish(), Publish::auto_);
}

// ---- Rule texts -------------------------------------------------------------------------------

TEST(BoardRules, StoresTheTextOfARuleWithTheFirstIncidentThatIsJudgedByIt) {
    const Rules rules;
    Board board = a_board(rules);
    board.put(of_rule("i1"));
    board.put(of_rule("i2"));
    const RuleText text{RuleVersion("v1-services"), services, "services"};
    EXPECT_THAT(board.take_changes().rules, ElementsAre(text));
    board.put(of_rule("i3"));
    EXPECT_THAT(board.take_changes().rules, IsEmpty());
}

TEST(BoardRules, DoesNotStoreATextThatIsOnRecord) {
    const Rules rules;
    Board board = a_board(rules);
    board.put(of_rule("i1"));
    board.take_changes();
    Board next = a_board(rules, board.release());
    next.put(of_rule("i2"));
    EXPECT_THAT(next.take_changes().rules, IsEmpty());
}

TEST(BoardRules, KeepsTheTextsOfOpenIncidentsAndNoOthers) {
    Rules rules;
    rules.todays.emplace(RuleName("other"), a_rule("other"));
    Board board = a_board(rules);
    board.put(of_rule("i1"));
    board.put(of_rule("i2"));
    board.put(of_rule("i3", "other"));
    board.take_changes();
    board.put(closed(of_rule("i1")));
    board.put(closed(of_rule("i3", "other")));
    EXPECT_THAT(board.take_changes().rules, IsEmpty());  // History has them already.
    const Ledger rows = board.release();
    EXPECT_THAT(rows.rules, SizeIs(1));
    EXPECT_TRUE(rows.rules.contains(RuleVersion("v1-services")));
}

TEST(BoardRules, LetsGoOfAVersionWithTheLastIncidentThatMovedOn) {
    const Rules rules;
    Board board = a_board(rules);
    board.put(of_rule("i1"));
    board.take_changes();
    Rules newer(a_rule().with([](Rule& rule) { rule.version = RuleVersion("v2-services"); }));
    Board next = a_board(newer, board.release());
    Incident moved = of_rule("i1");
    moved.rule_version = RuleVersion("v2-services");
    next.put(moved);
    const RuleText text{RuleVersion("v2-services"), services, "services"};
    EXPECT_THAT(next.take_changes().rules, ElementsAre(text));
    EXPECT_THAT(next.release().rules, ElementsAre(testing::Key(RuleVersion("v2-services"))));
}

}  // namespace
}  // namespace tocsin
