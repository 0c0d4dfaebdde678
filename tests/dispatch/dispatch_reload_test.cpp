// Other rules while incidents are open: what stays, what changes, and what goes on as an orphan.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/dispatch/line_two.hpp"

namespace tocsin {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

// The rule `services` as a file of today says it.
RuleBuilder version(const std::string& name) {
    return a_rule().with([&](Rule& rule) {
        rule.version = RuleVersion(name);
        rule.text = "text of " + name;
        rule.resolved.body = a_text("Over, says " + name + ".");
    });
}

RulePtr unrelated() {
    return a_rule("unrelated").with([](Rule& rule) {
        rule.matchers = {std::get<Matcher>(parse_matcher("no=such"))};
    });
}

// Reads back a text of version().
RulePtr read_back(const RuleText& text) {
    const std::string prefix = "text of ";
    if (!text.text.starts_with(prefix)) return nullptr;
    return version(text.text.substr(prefix.size()));
}

// Open, told, and over in a moment.
void let_it_end(LineTwo& line) {
    line.resolve("Slow");
    line.pass(2min);
}

TEST(DispatchReload, AloneChangesNothing) {
    LineTwo line({version("v1").updates({Reason::severity_up}, 10min)});
    line.fire("Slow");
    line.pass(1min);
    const Ledger before = line.durable();
    line.told.clear();
    line.reload({version("v2").updates({Reason::severity_up}, 1min).monitors(5min)});
    line.pass(20s);
    EXPECT_EQ(line.durable().incidents, before.incidents);
    EXPECT_THAT(line.told, IsEmpty());
}

TEST(DispatchReload, LetsTheNextTextBeThatOfTheNewRule) {
    LineTwo line({version("v1")});
    line.fire("Slow");
    line.reload({version("v2")});
    let_it_end(line);
    EXPECT_EQ(line.only().desired.body, "Over, says v2.");
    EXPECT_EQ(line.only().rule_version, RuleVersion("v2"));
    EXPECT_EQ(line.durable().rules.at(RuleVersion("v2")).text, "text of v2");
}

TEST(DispatchReload, KeepsDueTimesThatRun) {
    LineTwo line({version("v1").keeps_firing(5min)});
    line.fire("Slow");
    line.resolve("Slow");
    line.pass(1min);
    line.reload({version("v2").keeps_firing(1h)});
    line.pass(4min - 1s);
    EXPECT_EQ(line.only().phase, Phase::open);
    line.pass(1s);
    EXPECT_EQ(line.only().phase, Phase::resolved);
}

TEST(DispatchReload, DuringACommitLosesNothing) {
    LineTwo line({version("v1")});
    AlertGroup group;
    group.alerts = {an_alert().since(at(0s))};
    line.record(group.alerts);
    line.dispatch->offer(Sequence{1}, the_source(), at(0s), group);
    line.dispatch->pump();
    ASSERT_EQ(line.store.next(), "commit");
    line.reload({version("v2")});
    EXPECT_EQ(line.durable().cursor, Sequence{1});
    line.fire("Errors");
    EXPECT_EQ(line.durable().members.at(line.only().id).size(), 2U);
}

TEST(DispatchReload, DuringACommitThatFailsJudgesByTheNewRules) {
    LineTwo line({version("v1")});
    AlertGroup group;
    group.alerts = {an_alert().since(at(0s))};
    line.record(group.alerts);
    line.dispatch->offer(Sequence{1}, the_source(), at(0s), group);
    line.dispatch->pump();
    ASSERT_EQ(line.store.next(), "commit");
    line.wrong_step = line.steps;
    line.mishap = Mishap::fails;
    line.reload({version("v2")});
    line.pass(1s);
    EXPECT_EQ(line.only().rule_version, RuleVersion("v2"));
}

TEST(DispatchReload, ForgetsTheSourceThatIsGoneAndGoesOn) {
    LineTwo line({version("v1")});
    line.fire("Slow");
    line.sources.clear();
    line.reload({version("v2")});
    line.fire("Errors");  // Offered already when the source went.
    EXPECT_EQ(line.durable().members.at(line.only().id).size(), 2U);
}

// What a source holds, nobody else can end: a reload without the source would leave it open.
TEST(DispatchReload, TellsWhichIncidentsEachSourceHoldsOpen) {
    LineTwo line({version("v1").monitors(5min)});
    const SourceName other("other");
    line.sources[other] = line.sources.at(the_source());
    line.reload({version("v1").monitors(5min)});
    EXPECT_THAT(line.dispatch->held_by_source(), IsEmpty());
    line.fire("Slow");
    line.fire("Slow", "payment");
    const Alert second = an_alert().firing("Errors").since(line.now());
    line.store.append(a_webhook_of({second}, other, line.now()), [](const Result<Sequence>&) {});
    line.settle();
    line.die();
    line.start();
    line.settle();
    const IncidentId checkout = line.of("checkout").id;
    const IncidentId payment = line.of("payment").id;
    using testing::Pair;
    EXPECT_THAT(line.dispatch->held_by_source(),
                ElementsAre(Pair(the_source(), testing::UnorderedElementsAre(checkout, payment)),
                            Pair(other, ElementsAre(checkout))));
    line.resolve("Slow");
    EXPECT_THAT(
        line.dispatch->held_by_source(),
        ElementsAre(Pair(the_source(), ElementsAre(payment)), Pair(other, ElementsAre(checkout))));
    line.resolve("Slow", "payment");
    line.pass(2min);
    EXPECT_EQ(line.of("payment").phase, Phase::monitoring);
    EXPECT_THAT(line.dispatch->held_by_source(), ElementsAre(Pair(other, ElementsAre(checkout))))
        << "it goes on to its end by itself";
}

// ---- Orphans ----------------------------------------------------------------------------------

TEST(DispatchOrphans, GoOnWithTheVersionThatTheyWereJudgedByLast) {
    LineTwo line({version("v1")});
    line.load_rule = read_back;
    line.fire("Slow");
    EXPECT_THAT(line.dispatch->orphans(), IsEmpty());
    line.reload({unrelated()});
    EXPECT_THAT(line.dispatch->orphans(), ElementsAre(line.only().id));
    let_it_end(line);
    EXPECT_EQ(line.only().phase, Phase::resolved);
    EXPECT_EQ(line.only().desired.body, "Over, says v1.");
    EXPECT_EQ(line.only().rule_version, RuleVersion("v1"));
}

TEST(DispatchOrphans, GoOnAfterARestartToo) {
    LineTwo line({version("v1")});
    line.load_rule = read_back;
    line.fire("Slow");
    line.reload({unrelated()});
    line.die();
    line.start();
    line.settle();
    EXPECT_THAT(line.dispatch->orphans(), ElementsAre(line.only().id));
    let_it_end(line);
    EXPECT_EQ(line.only().desired.body, "Over, says v1.");
}

TEST(DispatchOrphans, AreJudgedByTheOldVersionIfTheNewerNeverJudgedThem) {
    LineTwo line({version("v1")});
    line.load_rule = read_back;
    line.fire("Slow");
    line.reload({version("v2")});
    line.reload({version("v3")});
    line.reload({unrelated()});
    let_it_end(line);
    EXPECT_EQ(line.only().desired.body, "Over, says v1.");
}

TEST(DispatchOrphans, AreTakenBackByARuleOfTheirName) {
    LineTwo line({version("v1")});
    line.load_rule = read_back;
    line.fire("Slow");
    line.reload({unrelated()});
    line.reload({version("v3")});
    EXPECT_THAT(line.dispatch->orphans(), IsEmpty());
    let_it_end(line);
    EXPECT_EQ(line.only().desired.body, "Over, says v3.");
}

TEST(DispatchOrphans, TakeNoNewAlerts) {
    LineTwo line({version("v1")});
    line.load_rule = read_back;
    line.fire("Slow");
    line.reload({unrelated()});
    line.fire("Errors");
    EXPECT_EQ(line.durable().members.at(line.only().id).size(), 1U);
}

TEST(DispatchOrphans, WhoseStoredRuleCannotBeReadEndWithoutATextAndThatIsSaid) {
    LineTwo line({version("v1")});
    line.load_rule = [](const RuleText&) { return nullptr; };
    line.fire("Slow");
    line.reload({unrelated()});
    EXPECT_THAT(line.problems, ElementsAre(HasSubstr("\"services\" cannot be read")));
    line.resolve("Slow");
    line.pass(1min);
    EXPECT_EQ(line.told.back().desired.status, IncidentStatus::resolved);
    EXPECT_EQ(line.told.back().desired.body, "");
}

TEST(DispatchOrphans, AreNotGivenTheTextOfAnotherVersion) {
    LineTwo line({version("v1").updates({Reason::severity_up}, 1h)});
    line.fire("Slow", "checkout", "info");
    line.fire("Errors", "checkout", "critical");  // To be told in an hour.
    line.reload({version("v2").updates({Reason::severity_up, Reason::alerts_changed}, 1h)});
    line.fire("Full", "checkout", "info");  // One reason more, and nothing else.
    ASSERT_EQ(line.only().text_reasons.size(), 2U);
    EXPECT_EQ(line.only().rule_version, RuleVersion("v2"));
    ASSERT_EQ(line.durable().rules.size(), 2U);
    for (const auto& [stored, text] : line.durable().rules) {
        EXPECT_EQ(text.text, "text of " + stored.value);
    }
}

TEST(DispatchReload, KeepsNoTextsOfRulesThatNoOpenIncidentUses) {
    LineTwo line({version("v1")});
    line.load_rule = read_back;
    line.fire("Slow");
    line.reload({unrelated()});
    ASSERT_EQ(line.loaded_rules.size(), 1U);
    let_it_end(line);
    line.pass(1h);
    ASSERT_TRUE(line.durable().incidents.empty());
    line.reload({version("v1")});
    line.fire("Slow");
    line.reload({unrelated()});
    // Read again: nothing of it had been kept.
    EXPECT_EQ(line.loaded_rules.size(), 2U);
}

}  // namespace
}  // namespace tocsin
