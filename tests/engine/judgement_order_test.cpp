// The life of an incident that was ordered: only the page or a person ends it.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engine/order.hpp"
#include "engine/plan_draft.hpp"
#include "tests/engine/life.hpp"

namespace tocsin {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::IsEmpty;

CreateOrder with_component() {
    CreateOrder order = an_order();
    order.components = {{ComponentId("a"), ComponentStatus::partial_outage}};
    order.concerned = {ComponentId("a")};
    return order;
}

CreateOrder planned(bool auto_complete) {
    CreateOrder order = an_order();
    order.kind = RuleKind::maintenance;
    order.status = IncidentStatus::scheduled;
    order.maintenance = MaintenancePlan{at(24h), at(25h), false, true, auto_complete, false};
    return order;
}

Life life_of(const CreateOrder& order, bool dry_run = false) {
    Life life(ordered_rule());
    const IncidentId id = judge_order(order, {}, at(0s)).incident;
    life.begin(begin_ordered(order, id, dry_run, at(0s)));
    return life;
}

void drop_letter(Life& life, unsigned code) {
    life.delivery.emplace();
    life.delivery->incident = life.now().id;
    life.delivery->dead_letter = DeadLetter{life.desired(), "create", code, "no", 1, life.time()};
}

TEST(JudgementOrdered, GoesOnWhateverTimePasses) {
    Life life = life_of(with_component());
    life.tell().pass(24h * 30);
    EXPECT_EQ(life.phase(), Phase::open);
    EXPECT_EQ(life.now().standing, Standing::public_);
    EXPECT_EQ(life.desired().text, 1U);
    EXPECT_EQ(life.desired().claims.size(), 1U);
    EXPECT_FALSE(next_due(life.now().dues)) << "nothing is waited for";
}

TEST(JudgementOrdered, IsOverWhenAPersonEndsItOnThePage) {
    Life life = life_of(with_component());
    life.tell().pass(5min).find(FindingKind::closed_by_person);
    EXPECT_EQ(life.now().order->taken_at, at(1min)) << "when it was looked at";
    EXPECT_EQ(life.now().standing, Standing::quiet);
    EXPECT_THAT(life.desired().claims, IsEmpty());
    life.pass(5min);
    EXPECT_EQ(life.phase(), Phase::open) << "its order is still to be known again";
    life.pass(2min);
    EXPECT_EQ(life.phase(), Phase::closed);
}

TEST(JudgementOrdered, IsOverWhenItIsDeletedThere) {
    Life life = life_of(with_component());
    life.tell().pass(1h).find(FindingKind::deleted_by_person);
    EXPECT_EQ(life.phase(), Phase::closed);
}

TEST(JudgementOrdered, IsResolvedHereWithoutAWordOfOurs) {
    Life life = life_of(with_component());
    life.tell().pass(1h);
    EXPECT_EQ(life.act(ActKind::resolve), Reason::resolved_by_hand);
    EXPECT_EQ(life.desired().status, IncidentStatus::resolved);
    EXPECT_EQ(life.desired().name, "Search is slow");
    EXPECT_EQ(life.desired().body, "");
    EXPECT_EQ(life.desired().notice, 2U);
    EXPECT_THAT(life.desired().claims, IsEmpty());
    EXPECT_EQ(life.phase(), Phase::resolved) << "the page does not know yet";
    life.pass(1h);
    EXPECT_EQ(life.phase(), Phase::resolved);
    life.tell().pass(2min);
    EXPECT_EQ(life.phase(), Phase::closed);
}

TEST(JudgementOrdered, IsGivenUpHereBeforeThePageHeardOfIt) {
    Life life = life_of(an_order());
    life.pass(1min);
    EXPECT_EQ(life.act(ActKind::resolve), Reason::resolved_by_hand);
    EXPECT_EQ(life.now().standing, Standing::quiet);
    life.pass(10min);
    EXPECT_EQ(life.phase(), Phase::closed);
}

TEST(JudgementOrdered, IsNothingThatCouldBeApproved) {
    Life life = life_of(an_order());
    EXPECT_EQ(life.act(ActKind::approve, ""), Reason::act_impossible);
    EXPECT_EQ(life.act(ActKind::discard, ""), Reason::act_impossible);
}

TEST(JudgementOrdered, IsOverAtOnceIfItWasOrderedSo) {
    CreateOrder past = an_order();
    past.kind = RuleKind::backfill;
    past.status = IncidentStatus::resolved;
    past.backfill_date = "2026-10-03";
    CreateOrder over = an_order();
    over.status = IncidentStatus::resolved;
    for (const CreateOrder& order : {past, over}) {
        Life life = life_of(order);
        EXPECT_EQ(life.phase(), Phase::resolved);
        EXPECT_TRUE(life.now().publish_over) << "it is to be told all the same";
        life.pass(1h);
        EXPECT_EQ(life.phase(), Phase::resolved) << "the page has not heard of it";
        life.tell().pass(12min);
        EXPECT_EQ(life.phase(), Phase::closed);
    }
}

TEST(JudgementOrdered, IsCompletedByThePageWhereThatWasOrdered) {
    Life life = life_of(planned(true));
    life.tell().pass(25h + 30s);
    EXPECT_EQ(life.phase(), Phase::open);
    life.delivery->over = true;
    life.pass(2min);
    EXPECT_EQ(life.phase(), Phase::closed);
    EXPECT_EQ(life.desired().status, IncidentStatus::scheduled) << "we had nothing to say";
}

TEST(JudgementOrdered, IsAPersonsToEndWhereItWasNot) {
    Life life = life_of(planned(false));
    life.tell().pass(24h * 9);
    EXPECT_EQ(life.phase(), Phase::open);
    EXPECT_FALSE(next_due(life.now().dues));
    EXPECT_EQ(life.act(ActKind::resolve), Reason::resolved_by_hand);
    EXPECT_EQ(life.desired().status, IncidentStatus::completed);
}

TEST(JudgementOrdered, WaitsForAPersonWhereThePageRefusedIt) {
    CreateOrder over = an_order();
    over.status = IncidentStatus::resolved;
    for (const CreateOrder& order : {an_order(), over}) {
        Life life = life_of(order);
        drop_letter(life, 422);
        life.pass(48h);
        EXPECT_NE(life.phase(), Phase::closed);
        EXPECT_EQ(life.now().standing, Standing::public_);
        drop_letter(life, DeadLetter::dropped);
        life.pass(2min);
        EXPECT_EQ(life.phase(), Phase::closed);
    }
}

TEST(JudgementOrdered, OfADryRunDoesNotComeOutWhenThatEnds) {
    Life life = life_of(an_order(), true);
    EXPECT_EQ(life.now().standing, Standing::quiet);
    EXPECT_FALSE(life.now().publish_over);
    life.pass(9min);
    EXPECT_EQ(life.phase(), Phase::open) << "its order is still to be known again";
    life.pass(2min);
    EXPECT_EQ(life.phase(), Phase::closed);
}

TEST(JudgementOrdered, OfAPageThatIsRehearsedMeanwhileWaitsForTheEndOfThat) {
    Life life = life_of(an_order());
    life.tell();
    life.delivery->statuspage_id = dry_run_id;
    life.pass(1h);
    EXPECT_EQ(life.now().standing, Standing::public_);
    EXPECT_FALSE(life.now().order->taken_at);
}

TEST(JudgementOrdered, ThatAPersonEndedIsNotCreatedForItsEndAlone) {
    Life life = life_of(an_order());
    life.begin_telling();
    life.delivery->intent.emplace();
    life.pass(1min);
    EXPECT_EQ(life.act(ActKind::resolve), Reason::resolved_by_hand);
    EXPECT_EQ(life.now().standing, Standing::public_) << "it may be there";
    EXPECT_FALSE(create_is_due(life.now(), nullptr));
    life.delivery->intent.reset();
    life.pass(2min);
    EXPECT_EQ(life.now().standing, Standing::quiet) << "it never came";
    life.pass(10min);
    EXPECT_EQ(life.phase(), Phase::closed);
}

TEST(JudgementOrdered, IsMarkedWhereThePageRefusedItAndNoMoreWhenItHasIt) {
    Life life = life_of(an_order());
    drop_letter(life, 422);
    life.pass(2min);
    EXPECT_TRUE(life.now().order->is_refused);
    life.tell().pass(2min);
    EXPECT_FALSE(life.now().order->is_refused);
    EXPECT_TRUE(life.now().order->taken_at);
}

TEST(JudgementOrdered, ChangesNothingThatWaitsByBeingLookedAt) {
    Life life = life_of(an_order());
    life.pass(1h);
    EXPECT_EQ(life.now().updated_at, at(0s));
}

// Its create may land late: what is over is watched for it (plan.cpp).
TEST(JudgementOrdered, IsGoneSinceAPersonGaveItUp) {
    Life life = life_of(an_order());
    life.begin_telling();
    life.delivery->resent = true;
    life.delivery->intent.reset();
    life.pass(5min);
    EXPECT_EQ(life.act(ActKind::resolve), Reason::resolved_by_hand);
    EXPECT_EQ(life.now().gone_at, at(5min));
    EXPECT_FALSE(create_is_due(life.now(), &*life.delivery));
    life.pass(1h);
    EXPECT_NE(life.phase(), Phase::closed) << "it may land yet";
    life.delivery->resent = false;
    life.pass(2min);
    EXPECT_EQ(life.phase(), Phase::closed);
}

}  // namespace
}  // namespace tocsin
