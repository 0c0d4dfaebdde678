// Each row of the table of outcomes (semantics.md section 5).
#include "engine/settle.hpp"

#include <gtest/gtest.h>

#include "tests/support/builders.hpp"

namespace tocsin {
namespace {

RetryRules rules() {
    RetryRules made;
    made.jitter = 0.0;
    made.give_up_after = 24h;
    made.settle = 60s;
    return made;
}

DeliveryRecord creating() {
    DeliveryRecord row;
    row.incident = IncidentId("checkout");
    row.page = PageName("main");
    Intent intent;
    intent.call = CallId("c1");
    CreateCall call;
    call.marker = {IncidentKey("key"), row.incident, CallId("c1")};
    call.body = "We are looking at checkout.";
    intent.what = call;
    intent.target = Incident(an_incident()).desired;
    intent.state = IntentState::sent;
    intent.prepared_at = at(0s);
    intent.sent_at = at(1s);
    row.intent = intent;
    return row;
}

DeliveryRecord updating(const Incident& to) {
    DeliveryRecord row = delivered(an_incident(), "p1");
    Intent intent;
    intent.call = CallId("c2");
    UpdateCall call;
    call.incident = StatuspageId("p1");
    call.body = to.desired.body;
    if (to.desired.status != IncidentStatus::investigating) call.status = to.desired.status;
    call.components = {{component("api"), ComponentStatus::operational}};
    intent.what = call;
    intent.target = to.desired;
    intent.state = IntentState::sent;
    intent.prepared_at = at(0s);
    intent.sent_at = at(1s);
    row.intent = intent;
    return row;
}

Settlement settled(const DeliveryRecord& row, const PageReply& reply, WallTime now = at(2s)) {
    Rng rng(1);
    return settle(row, reply, rules(), now, rng);
}

PageReply answer(const Incident& incident) {
    return Accepted{page_incident(incident, "p1")};
}

// ---- 2xx --------------------------------------------------------------------------------------

TEST(SettleAccepted, AcknowledgesTheTargetAndKeepsThePagesId) {
    DeliveryRecord row = creating();
    row.attempt = CallId("c1");
    row.failures = 3;
    row.failing_since = at(-1h);
    const Settlement done = settled(row, answer(an_incident()));
    EXPECT_EQ(done.reason, Reason::acknowledged);
    EXPECT_EQ(done.delivery.statuspage_id, StatuspageId("p1"));
    EXPECT_EQ(done.delivery.acknowledged, row.intent->target);
    EXPECT_FALSE(done.delivery.intent || done.delivery.attempt || done.delivery.failing_since);
    EXPECT_EQ(done.delivery.failures, 0U);
    EXPECT_FALSE(done.delivery.over);
    EXPECT_EQ(done.delivery.own_updates, std::set{UpdateId("update-p1")});
}

TEST(SettleAccepted, RemembersOwnUpdatesOnlyWhileALookMayMeetThem) {
    const Incident worse = an_incident().says("Worse.");
    DeliveryRecord row = updating(worse);
    row.intent->prepared_at = at(1h);
    row.own_updates = {UpdateId("old"), UpdateId("new"), UpdateId("not-shown")};
    PageIncident shown = page_incident(worse, "p1");
    const auto update = [](const char* id, WallTime when, const char* body) {
        return PageUpdate{UpdateId(id), IncidentStatus::investigating, body, when};
    };
    shown.updates = {update("made", at(1h), "Worse."), update("new", at(1h) - clock_skew_max, "B"),
                     update("old", at(1h) - clock_skew_max - 1s, "A")};
    EXPECT_EQ(settled(row, Accepted{shown}).delivery.own_updates,
              (std::set{UpdateId("made"), UpdateId("new"), UpdateId("not-shown")}));
}

TEST(SettleAccepted, KnowsThatItIsOverAfterAResolve) {
    const Incident over = an_incident().resolved();
    EXPECT_TRUE(settled(updating(over), answer(over)).delivery.over);
}

TEST(SettleAccepted, LeavesATweetDueOfTheUpdateThatItMade) {
    DeliveryRecord row = creating();
    row.intent->target.tweet = 1;
    EXPECT_EQ(settled(row, answer(an_incident())).delivery.tweet_update, UpdateId("update-p1"));
    row.intent->target.tweet = 0;
    EXPECT_EQ(settled(row, answer(an_incident())).delivery.tweet_update, std::nullopt);
}

TEST(SettleAccepted, EndsATweet) {
    DeliveryRecord row = delivered(an_incident(), "p1");
    row.tweet_update = UpdateId("u1");
    row.intent = Intent{};
    row.intent->what = TweetCall{StatuspageId("p1"), UpdateId("u1")};
    row.intent->target = *row.acknowledged;
    row.intent->state = IntentState::sent;
    const Settlement done = settled(row, Accepted{});
    EXPECT_FALSE(done.delivery.tweet_update.has_value());
    EXPECT_EQ(done.delivery.acknowledged, row.acknowledged);
}

// ---- Certainly not applied --------------------------------------------------------------------

TEST(SettleNotApplied, TriesAgainAfterABackOffThatGrows) {
    Settlement done = settled(creating(), NotApplied{"connection refused"});
    EXPECT_EQ(done.reason, Reason::not_applied);
    EXPECT_FALSE(done.delivery.intent.has_value());
    EXPECT_EQ(done.delivery.next_try_at, at(2s) + 1s);
    DeliveryRecord row = creating();
    row.failures = 3;
    done = settled(row, NotApplied{"connection refused"});
    EXPECT_EQ(done.delivery.next_try_at, at(2s) + 8s);
}

TEST(SettleNotApplied, KeepsTheAttemptOfACreate) {
    EXPECT_EQ(settled(creating(), NotApplied{""}).delivery.attempt, CallId("c1"));
}

TEST(SettleNotApplied, GivesUpOnlyAfterTheTimeForIt) {
    DeliveryRecord row = updating(an_incident().resolved());
    row.failures = 1000;
    row.failing_since = at(0s);
    EXPECT_FALSE(settled(row, NotApplied{"down"}, at(24h) - 1s).delivery.dead_letter.has_value());
    const Settlement done = settled(row, NotApplied{"down"}, at(24h));
    EXPECT_EQ(done.reason, Reason::given_up);
    ASSERT_TRUE(done.delivery.dead_letter.has_value());
    EXPECT_EQ(done.delivery.dead_letter->code, 0U);
    EXPECT_EQ(done.delivery.dead_letter->target, row.intent->target);
    EXPECT_EQ(done.dead_letter, "down");
    // What comes after it has its own time.
    EXPECT_FALSE(done.delivery.failing_since.has_value());
}

// ---- 420, 429 ---------------------------------------------------------------------------------

TEST(SettleLimited, WaitsWithTheKeyAndNotWithTheIncident) {
    const Settlement done = settled(creating(), Limited{60s});
    EXPECT_EQ(done.reason, Reason::rate_limited);
    EXPECT_FALSE(done.delivery.intent || done.delivery.next_try_at);
    EXPECT_EQ(done.delivery.attempt, CallId("c1"));
    EXPECT_EQ(done.delivery.failures, 0U);
}

// ---- Unknown ----------------------------------------------------------------------------------

TEST(SettleUnknown, LooksBeforeItSendsAgain) {
    const Settlement done = settled(creating(), Unknown{"502"});
    EXPECT_EQ(done.reason, Reason::outcome_unknown);
    ASSERT_TRUE(done.delivery.intent.has_value());
    EXPECT_EQ(done.delivery.intent->state, IntentState::unknown);
    EXPECT_EQ(done.delivery.attempt, CallId("c1"));
}

DeliveryRecord unknown(DeliveryRecord row) {
    row.intent->state = IntentState::unknown;
    return row;
}

Settlement looked(const DeliveryRecord& row, const std::vector<PageReply>& replies, WallTime now) {
    Look look(*row.intent);
    for (const PageReply& reply : replies) EXPECT_TRUE(look.take(reply));
    EXPECT_FALSE(look.next().has_value());
    Rng rng(1);
    return settle_look(row, look, rules(), now, rng);
}

const PageReply nothing = Accepted{std::vector<PageIncident>{}};

TEST(SettleLook, AdoptsWhatItFinds) {
    PageIncident landed = page_incident(an_incident(), "p1");
    landed.marker->attempt = CallId("c1");
    const Settlement done = looked(unknown(creating()), {Accepted{std::vector{landed}}}, at(5s));
    EXPECT_EQ(done.reason, Reason::adopted);
    EXPECT_EQ(done.delivery.statuspage_id, StatuspageId("p1"));
    EXPECT_FALSE(done.delivery.intent || done.delivery.attempt);
}

TEST(SettleLook, WaitsForItToSettleAndLooksAgainBeforeItSendsAgain) {
    Settlement done = looked(unknown(creating()), {nothing, nothing}, at(5s));
    EXPECT_EQ(done.reason, Reason::not_found_yet);
    EXPECT_EQ(done.delivery.next_try_at, at(5s) + 60s);
    ASSERT_TRUE(done.delivery.intent.has_value());
    done = looked(done.delivery, {nothing, nothing}, at(65s));
    EXPECT_EQ(done.reason, Reason::send_again);
    EXPECT_FALSE(done.delivery.intent || done.delivery.next_try_at);
    EXPECT_EQ(done.delivery.attempt, CallId("c1"));
    EXPECT_TRUE(done.delivery.resent);
}

TEST(Settle, AsksForAViewAfterACreateThatWasSentTwice) {
    for (const bool resent : {false, true}) {
        DeliveryRecord row = creating();
        row.resent = resent;
        PageIncident made;
        made.id = StatuspageId("p1");
        const Settlement done = settled(row, Accepted{made});
        EXPECT_EQ(done.view_is_stale, resent) << "the first may have landed too";
        EXPECT_FALSE(done.delivery.resent) << "looked for once";
    }
}

TEST(SettleLook, GivesUpWhatStayedUnknownForTooLong) {
    DeliveryRecord row = unknown(creating());
    row.intent->looks = 1;
    row.failing_since = at(0s);
    const Settlement done = looked(row, {nothing, nothing}, at(24h));
    EXPECT_EQ(done.reason, Reason::given_up);
    EXPECT_TRUE(done.delivery.dead_letter.has_value());
    EXPECT_EQ(done.delivery.attempt, CallId("c1"));
}

TEST(SettleLook, LetsTheNextViewTellOfAnIncidentThatIsGone) {
    const Settlement done =
        looked(unknown(updating(an_incident().resolved())), {NotFound{"gone"}}, at(5s));
    EXPECT_FALSE(done.delivery.intent.has_value());
    EXPECT_TRUE(done.view_is_stale);
}

// ---- 400, 422 ---------------------------------------------------------------------------------

TEST(SettleRefused, IsADeadLetterWithThePagesReason) {
    const Settlement done = settled(creating(), Refused{422, "name is too long"});
    EXPECT_EQ(done.reason, Reason::refused_by_page);
    ASSERT_TRUE(done.delivery.dead_letter.has_value());
    EXPECT_EQ(done.delivery.dead_letter->code, 422U);
    EXPECT_EQ(done.delivery.dead_letter->reason, "name is too long");
    EXPECT_EQ(done.delivery.dead_letter->operation, "create");
    EXPECT_EQ(done.dead_letter, "name is too long");
}

TEST(SettleRefused, SendsAResolveOnceMoreByItself) {
    const Incident over = an_incident().resolved();
    Settlement done = settled(updating(over), Refused{422, "no"});
    EXPECT_TRUE(done.delivery.bare_resolve);
    EXPECT_FALSE(done.dead_letter.has_value());
    // And then it is a dead letter.
    DeliveryRecord row = done.delivery;
    UpdateCall bare;
    bare.incident = StatuspageId("p1");
    bare.status = IncidentStatus::resolved;
    row.intent = updating(over).intent;
    row.intent->what = bare;
    done = settled(row, Refused{422, "no"});
    EXPECT_FALSE(done.delivery.bare_resolve);
    EXPECT_EQ(done.dead_letter, "no");
}

TEST(SettleAccepted, KnowsThatABareResolveLeftTheNameAsItWas) {
    const Incident over =
        an_incident().resolved().with([](Incident& made) { made.desired.name = "other words"; });
    DeliveryRecord row = updating(over);
    row.acknowledged = Incident(an_incident()).desired;
    row.acknowledged->name = "first words";
    row.bare_resolve = true;
    const DeliveryRecord done = settled(row, Accepted{}).delivery;
    EXPECT_EQ(done.acknowledged->name, "first words");
    EXPECT_EQ(done.acknowledged->status, IncidentStatus::resolved);
    EXPECT_FALSE(done.bare_resolve);
}

TEST(SettleRefused, TellsThatTheSameIncidentCannotBeReopened) {
    DeliveryRecord row = updating(an_incident().says("It is back."));
    row.acknowledged = Incident(an_incident().resolved()).desired;
    std::get<UpdateCall>(row.intent->what).status = IncidentStatus::investigating;
    EXPECT_TRUE(settled(row, Refused{422, "no"}).reopen_refused);
    EXPECT_FALSE(settled(updating(an_incident().says("x")), Refused{422, "no"}).reopen_refused);
}

TEST(SettleAccepted, BelievesNoReopeningThatThePageDoesNotShow) {
    const Incident over = an_incident().resolved();
    DeliveryRecord row = updating(an_incident().says("It is back."));
    row.acknowledged = over.desired;
    row.over = true;
    const Settlement done = settled(row, Accepted{page_incident(over, "p1")});
    EXPECT_TRUE(done.reopen_refused);
    EXPECT_TRUE(done.delivery.over);
    EXPECT_EQ(done.delivery.acknowledged, over.desired);
    EXPECT_FALSE(done.delivery.intent.has_value());
    ASSERT_TRUE(done.delivery.dead_letter.has_value());  // So it is not sent again at once.
    EXPECT_EQ(done.delivery.dead_letter->target.body, "It is back.");
    // The page shows it open again: then it is.
    const Settlement open = settled(row, Accepted{page_incident(an_incident(), "p1")});
    EXPECT_FALSE(open.reopen_refused || open.delivery.over);
}

// ---- 401, 403, 404 ----------------------------------------------------------------------------

TEST(SettleParked, LosesNothing) {
    for (const PageReply& reply :
         std::vector<PageReply>{Unauthorised{401, ""}, PageRefused{403, ""}}) {
        const Settlement done = settled(creating(), reply);
        EXPECT_FALSE(done.delivery.intent || done.delivery.dead_letter);
        EXPECT_EQ(done.delivery.attempt, CallId("c1"));
    }
}

TEST(SettleNotFound, LetsTheNextViewTellWhatIsGone) {
    const Settlement done = settled(updating(an_incident().says("x")), NotFound{"no"});
    EXPECT_TRUE(done.view_is_stale);
    EXPECT_FALSE(done.delivery.intent.has_value());
    EXPECT_FALSE(done.delivery.gone);
    // Not at once: it may be there all the same.
    EXPECT_GT(done.delivery.next_try_at, at(2s));
}

// ---- Restart ----------------------------------------------------------------------------------

TEST(AfterRestart, DropsWhatWasOnlyPreparedAndLooksForWhatWasSent) {
    DeliveryRecord row = creating();
    row.intent->state = IntentState::prepared;
    EXPECT_FALSE(after_restart(row, std::nullopt, at(1h)).intent.has_value());
    EXPECT_EQ(after_restart(row, std::nullopt, at(1h)).attempt, CallId("c1"));
    row.intent->state = IntentState::sent;
    const DeliveryRecord sent = after_restart(row, std::nullopt, at(1h));
    ASSERT_TRUE(sent.intent.has_value());
    EXPECT_EQ(sent.intent->state, IntentState::unknown);
    EXPECT_EQ(sent.failing_since, at(1h));
}

TEST(AfterRestart, CountsNoTimeOfAStopTowardsGivingUp) {
    DeliveryRecord row = delivered(an_incident(), "p1");
    row.failing_since = at(0s);
    EXPECT_EQ(after_restart(row, at(1h), at(100h)).failing_since, at(99h));
    EXPECT_EQ(after_restart(row, std::nullopt, at(100h)).failing_since, at(0s));
    row.failing_since = at(2h);  // It was noted after the last sign of life.
    EXPECT_EQ(after_restart(row, at(1h), at(100h)).failing_since, at(100h));
}

// ---- Health -----------------------------------------------------------------------------------

Health health(const BucketRecord& bucket, const PageRecord& page, const PageReply& reply) {
    return settle_health(bucket, page, reply, rules(), at(0s));
}

TEST(SettleHealth, StopsTheKeyForRetryAfter) {
    EXPECT_EQ(health({}, {}, Limited{90s}).bucket.blocked_until, at(90s));
}

TEST(SettleHealth, ParksTheKeyFor401AndThePageAloneFor403) {
    const Health key = health({}, {}, Unauthorised{401, "bad key"});
    EXPECT_EQ(key.bucket.parked_until, at(0s) + parked_for);
    EXPECT_EQ(key.bucket.parked_why, "bad key");
    EXPECT_FALSE(key.page.parked_until.has_value());
    const Health page = health({}, {}, PageRefused{403, "not yours"});
    EXPECT_EQ(page.page.parked_until, at(0s) + parked_for);
    EXPECT_FALSE(page.bucket.parked_until.has_value());
}

TEST(SettleHealth, OpensTheBreakerAfterSoManyFailuresAndLetsOneProbeThrough) {
    BucketRecord bucket;
    for (std::uint32_t i = 1; i < rules().breaker_failures; ++i) {
        bucket = health(bucket, {}, Unknown{"500"}).bucket;
        EXPECT_FALSE(bucket.breaker_until.has_value());
    }
    bucket = health(bucket, {}, NotApplied{"down"}).bucket;
    EXPECT_EQ(bucket.breaker_until, at(0s) + rules().breaker_open_for);
    // The probe fails: again.
    bucket = settle_health(bucket, {}, Unknown{"500"}, rules(), at(30s)).bucket;
    EXPECT_EQ(bucket.breaker_until, at(30s) + rules().breaker_open_for);
}

TEST(SettleHealth, RecoversWithTheFirstSuccess) {
    BucketRecord bucket;
    bucket.failures = 9;
    bucket.breaker_until = at(10s);
    bucket.parked_until = at(10s);
    PageRecord page;
    page.parked_until = at(10s);
    const Health done = health(bucket, page, Accepted{});
    EXPECT_TRUE(done.recovered);
    EXPECT_EQ(done.bucket, BucketRecord{});
    EXPECT_FALSE(done.page.parked_until.has_value());
    EXPECT_FALSE(health({}, {}, Accepted{}).recovered);
}

}  // namespace
}  // namespace tocsin
