// Delivery as a whole: what leaves when and in which order, and what happens if any one step of an
// incident's life goes wrong.
#include "delivery/delivery.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "engine/case.hpp"
#include "tests/delivery/office.hpp"
#include "tests/delivery/one_life.hpp"

namespace tocsin {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

void expect_one_whole_life(const OneLife& life) {
    const auto& shown = life.page().incidents("page00000001");
    ASSERT_EQ(shown.size(), 1U);
    EXPECT_EQ(shown[0].status, "resolved");
    ASSERT_EQ(shown[0].updates.size(), 3U);
    EXPECT_EQ(shown[0].updates[0].body, "We are looking at it.");
    EXPECT_EQ(shown[0].updates[1].body, "We know what it is.");
    EXPECT_EQ(shown[0].updates[2].body, "It is over.");
    EXPECT_EQ(life.page().journal().notifications().size(), 3U);
    EXPECT_EQ(life.page().components("page00000001")[0].status, "operational");
    EXPECT_EQ(life.left_too_early(), 0U);
    const DeliveryRecord& row = life.store().ledger().deliveries.at(life.incident().id);
    EXPECT_EQ(row.acknowledged, life.incident().desired);
    EXPECT_FALSE(row.intent);
    EXPECT_TRUE(row.over);
}

TEST(Delivery, CreatesUpdatesAndResolvesOneIncident) {
    OneLife life;
    life.live(std::nullopt, Mishap::store_fails);
    expect_one_whole_life(life);
}

class DeliveryMishap : public testing::TestWithParam<Mishap> {};

TEST_P(DeliveryMishap, AtAnyStepLeavesOneIncidentWithEveryUpdateOnce) {
    OneLife undisturbed;
    undisturbed.live(std::nullopt, GetParam());
    ASSERT_GT(undisturbed.steps(), 15U);
    for (std::size_t step = 0; step < undisturbed.steps(); ++step) {
        SCOPED_TRACE("step " + std::to_string(step));
        OneLife life;
        life.live(step, GetParam());
        expect_one_whole_life(life);
        if (HasFailure()) return;
    }
}

INSTANTIATE_TEST_SUITE_P(EveryMishap, DeliveryMishap,
                         testing::Values(Mishap::store_fails, Mishap::dies_before_it_is_durable,
                                         Mishap::dies_before_it_is_told, Mishap::refused,
                                         Mishap::lost_before_effect, Mishap::lost_after_effect,
                                         Mishap::dies_before_effect, Mishap::dies_after_effect));

// ---- While the page is unreachable ----------------------------------------------------------

TEST(Delivery, NeverPostsWhatWasOverBeforeThePageCameBack) {
    Office office;
    office.start();
    office.is_unreachable = true;
    Incident incident = Office::open_incident(1, {{api, ComponentStatus::major_outage}});
    office.say(incident, IncidentStatus::investigating, "We are looking at it.");
    office.work(minutes(10));
    office.say(incident, IncidentStatus::resolved, "It is over.");
    office.is_unreachable = false;
    office.work(hours(1));
    EXPECT_EQ(office.writes().size(), 0U);
    EXPECT_EQ(office.shown_count(), 0U);
    EXPECT_EQ(office.word_of(incident), "none");
}

TEST(Delivery, PostsWhatWasOverIfTheRuleWantsItAfterwards) {
    Office office;
    office.start();
    office.is_unreachable = true;
    Incident incident = Office::open_incident(1);
    incident.publish_over = true;
    office.say(incident, IncidentStatus::investigating, "We are looking at it.");
    office.work(minutes(10));
    office.say(incident, IncidentStatus::resolved, "It is over.");
    office.is_unreachable = false;
    office.work(hours(1));
    ASSERT_EQ(office.writes().size(), 1U);
    EXPECT_EQ(office.shown(incident).status, "resolved");
}

TEST(Delivery, SendsTheNewestTextAloneOfAllThatWaited) {
    Office office;
    office.start();
    Incident told = office.delivered(1, {{api, ComponentStatus::partial_outage}});
    Incident untold = Office::open_incident(2, {{web, ComponentStatus::major_outage}});
    office.is_unreachable = true;
    for (int text = 1; text <= 6; ++text) {
        const std::string body = "Text " + std::to_string(text);
        office.say(told, IncidentStatus::identified, body);
        office.say(untold, IncidentStatus::identified, body);
        office.work(minutes(7));
    }
    office.is_unreachable = false;
    office.asked.clear();
    office.work(minutes(10));
    EXPECT_EQ(office.writes().size(), 2U);
    ASSERT_EQ(office.shown(told).updates.size(), 2U);
    EXPECT_EQ(office.shown(told).updates[1].body, "Text 6");
    ASSERT_EQ(office.shown(untold).updates.size(), 1U);
    EXPECT_EQ(office.shown(untold).updates[0].body, "Text 6");
    // One notification for each, not one for every text that nobody could read.
    EXPECT_EQ(office.page.journal().notifications().size(), 3U);
}

TEST(Delivery, OpensTheBreakerAndThenProbesOnceAtATime) {
    Office office;
    office.options.retry.breaker_failures = 5;
    office.options.retry.breaker_open_for = seconds(30);
    office.start();
    office.is_unreachable = true;
    Incident incident = Office::open_incident(1);
    office.say(incident, IncidentStatus::investigating, "We are looking at it.");
    office.work(minutes(30));
    ASSERT_GT(office.asked.size(), 10U);
    EXPECT_TRUE(office.delivery->is_held_back(PageName("main")));
    EXPECT_FALSE(office.delivery->is_parked(PageName("main")));
    for (std::size_t i = 5; i < office.asked.size(); ++i) {
        EXPECT_GE(office.asked[i].at - office.asked[i - 1].at, seconds(30)) << i;
    }
    office.is_unreachable = false;
    office.work(minutes(1));
    EXPECT_FALSE(office.delivery->is_held_back(PageName("main")));
    EXPECT_EQ(office.shown(incident).status, "investigating");
}

TEST(Delivery, KeepsTheBreakerOpenOverARestart) {
    Office office;
    office.start();
    office.is_unreachable = true;
    Incident incident = Office::open_incident(1);
    office.say(incident, IncidentStatus::investigating, "We are looking at it.");
    office.work_until([&] { return office.delivery->is_held_back(PageName("main")); });
    office.work_until([&] { return office.store.waiting() == 0; });
    office.asked.clear();
    office.restart(seconds(5));
    office.work(seconds(20));
    EXPECT_TRUE(office.asked.empty());
}

// After an outage nothing waits for a back-off that was made of its failures.
TEST(Delivery, MakesAllThatWaitsDueWithTheFirstSuccess) {
    Office office;
    office.options.retry.max = hours(2);
    office.options.retry.initial = hours(1);
    office.options.retry.jitter = 0;
    office.start();
    Incident first = office.delivered(1);
    Incident second = office.delivered(2);
    office.twist = [](const HttpRequest& request) -> std::optional<Result<HttpResponse>> {
        if (request.method == "GET") return std::nullopt;
        return unavailable("connection refused");
    };
    office.say(first, IncidentStatus::identified, "We know what it is.");
    office.work(seconds(20));
    ASSERT_TRUE(office.row(first).next_try_at);
    office.twist = nullptr;
    office.say(second, IncidentStatus::identified, "We know that too.");
    office.work(minutes(5));
    EXPECT_EQ(office.word_of(second), "acknowledged");
    EXPECT_EQ(office.word_of(first), "acknowledged");
}

TEST(Delivery, TriesAgainWhatWasGivenUpOnceThePageTakesSomething) {
    Office office;
    office.options.retry.give_up_after = hours(1);
    office.start();
    Incident incident = office.delivered(1);
    office.twist = [](const HttpRequest& request) -> std::optional<Result<HttpResponse>> {
        if (request.method == "GET") return std::nullopt;
        return HttpResponse{503, {}, ""};
    };
    office.say(incident, IncidentStatus::resolved, "It is over.");
    office.work(hours(2));
    ASSERT_EQ(office.word_of(incident), "dead_letter");
    EXPECT_EQ(office.row(incident).dead_letter->code, 0U);
    ASSERT_EQ(office.gave_up.size(), 1U);
    office.twist = nullptr;
    office.is_unreachable = true;
    office.work(minutes(20));
    office.is_unreachable = false;
    office.work(minutes(20));
    EXPECT_EQ(office.word_of(incident), "acknowledged");
    EXPECT_EQ(office.shown(incident).status, "resolved");
}

// ---- The rate budget -------------------------------------------------------------------------

std::size_t most_in_any(const std::vector<Office::Asked>& asked, Duration window) {
    std::size_t most = 0;
    for (std::size_t first = 0, last = 0; last < asked.size(); ++last) {
        while (asked[last].at - asked[first].at >= window) ++first;
        most = std::max(most, last - first + 1);
    }
    return most;
}

TEST(Delivery, NeverBeginsMoreThanTheBudgetInAnyWindowAlsoOverRestarts) {
    ModelOptions strict;
    strict.rate_requests = 54;
    Office office(strict);
    office.start();
    std::vector<Incident> incidents;
    for (int number = 0; number < 150; ++number) {
        incidents.push_back(Office::open_incident(number));
        office.say(incidents.back(), IncidentStatus::investigating, "We are looking at it.");
    }
    // Where the window is fullest, and again and again.
    for (int restarts = 0; restarts < 6; ++restarts) {
        office.work(seconds(23));
        office.restart(seconds(1));
    }
    office.work(minutes(30));
    EXPECT_EQ(office.shown_count(), 150U);
    EXPECT_LE(most_in_any(office.asked, seconds(60)), 54U);
    EXPECT_GE(most_in_any(office.asked, seconds(60)), 45U) << "the budget is hardly used";
    for (const Attempt& one : office.attempts) EXPECT_LE(one.waited, seconds(2));
    EXPECT_EQ(office.page.journal().status_count(420), 0U);
    EXPECT_TRUE(office.page.findings().duplicates_ever.empty());
}

struct LimitCase {
    ModelOptions::LimitCode code;
    ModelOptions::RetryAfter form;
};
class DeliveryLimit : public testing::TestWithParam<LimitCase> {};

// Another user of the key has spent its budget.
TEST_P(DeliveryLimit, IsWaitedForAndResolvesGoFirstAfterwards) {
    ModelOptions model;
    model.limit_code = GetParam().code;
    model.retry_after = GetParam().form;
    model.rate_requests = 1000;
    Office office(model);
    office.start();
    std::vector<Incident> open;
    open.reserve(3);
    for (int number = 0; number < 3; ++number) open.push_back(office.delivered(number));
    office.work(minutes(2));
    model.rate_requests = 1;
    office.page.set_options(model);
    Incident fresh = Office::open_incident(9);
    office.say(fresh, IncidentStatus::investigating, "We are looking at it.");
    office.say(open[0], IncidentStatus::identified, "We know what it is.");
    office.say(open[2], IncidentStatus::resolved, "It is over.");
    office.asked.clear();
    office.work_until([&] {
        return office.page.journal().status_count(420) + office.page.journal().status_count(429) >
               0;
    });
    const WallTime refused_at = office.clock.wall();
    model.rate_requests = 1000;
    office.page.set_options(model);
    office.asked.clear();
    office.work(minutes(10));
    ASSERT_FALSE(office.asked.empty());
    EXPECT_GE(office.asked.front().at - refused_at, seconds(50));
    EXPECT_LE(office.asked.front().at - refused_at, seconds(61));
    const auto writes = office.writes();
    ASSERT_EQ(writes.size(), 3U);
    EXPECT_EQ(writes[0].at_body("/incident/status"), "resolved");
    EXPECT_EQ(writes[1].request.method, "POST");
    EXPECT_EQ(writes[2].at_body("/incident/status"), "identified");
    // One by one for a window: the others who use the key may be many.
    EXPECT_GE(office.asked[1].at - office.asked[0].at, seconds(1));
    EXPECT_EQ(office.said(Reason::outcome_unknown), 0U);
}

INSTANTIATE_TEST_SUITE_P(
    EveryForm, DeliveryLimit,
    testing::Values(
        LimitCase{ModelOptions::LimitCode::always_420, ModelOptions::RetryAfter::seconds},
        LimitCase{ModelOptions::LimitCode::always_429, ModelOptions::RetryAfter::seconds},
        LimitCase{ModelOptions::LimitCode::always_420, ModelOptions::RetryAfter::http_date},
        LimitCase{ModelOptions::LimitCode::always_429, ModelOptions::RetryAfter::http_date},
        LimitCase{ModelOptions::LimitCode::always_429, ModelOptions::RetryAfter::absent},
        LimitCase{ModelOptions::LimitCode::always_420, ModelOptions::RetryAfter::zero}));

// A write that was limited was not applied: it is sent again as it was.
TEST(Delivery, SendsALimitedCreateAgainWithTheSameMarkerAndBody) {
    Office office;
    office.page.faults().add(answering("POST", "", 429, "90"));
    Incident incident = office.delivered(1, {{api, ComponentStatus::major_outage}});
    const auto writes = office.writes();
    ASSERT_EQ(writes.size(), 2U);
    EXPECT_EQ(writes[0].request.body, writes[1].request.body);
    EXPECT_GE(writes[1].at - writes[0].at, seconds(90));
    EXPECT_EQ(office.said(Reason::rate_limited), 1U);
}

TEST(Delivery, WaitsOutALimitOverARestart) {
    Office office;
    office.page.faults().add(answering("POST", "", 420, "300"));
    office.start();
    Incident incident = Office::open_incident(1);
    office.say(incident, IncidentStatus::investigating, "We are looking at it.");
    office.work(seconds(30));
    ASSERT_EQ(office.writes().size(), 1U);
    const WallTime limited_at = office.writes().back().at;
    office.asked.clear();
    office.restart(seconds(10));
    office.work(minutes(10));
    ASSERT_FALSE(office.asked.empty());
    EXPECT_GE(office.asked.front().at - limited_at, seconds(300));
    EXPECT_EQ(office.word_of(incident), "acknowledged");
}

// The first slot of this key is an eighth one: what waits longest has it, though less urgent.
TEST(Delivery, GivesEveryEighthSlotToWhatWaitsLongest) {
    for (const std::uint64_t slots : {0U, 7U}) {
        Office office;
        DeliveryPage second = office.options.pages[0];
        second.name = PageName("second");
        second.address.page = PageId("page00000002");
        office.options.pages.push_back(second);
        office.start();
        Incident open = office.delivered(1);
        office.work(minutes(2));
        Changes changes;
        BucketRecord bucket = office.store.ledger().buckets.at(BucketName("main"));
        bucket.slots = slots;
        changes.buckets = {bucket};
        office.store.commit(std::move(changes), [](const Result<void>&) {});
        office.store.pump();
        office.restart(seconds(1));
        Incident older = Office::open_incident(2);
        older.page = PageName("second");
        older.desired.text = 1;
        office.is_store_held = true;
        office.record(older);
        office.asked.clear();
        office.clock.move_to(office.clock.wall() + seconds(5));
        // Both are chosen from when the store goes on.
        office.restart(seconds(1));
        office.clock.move_to(office.clock.wall() + seconds(5));
        office.say(open, IncidentStatus::resolved, "It is over.");
        office.is_store_held = false;
        office.work_until([&] { return !office.asked.empty(); });
        const bool first_page =
            office.asked.front().request.target.find("page00000001") != std::string::npos;
        EXPECT_EQ(first_page, slots == 0U) << office.asked.front().request.target;
    }
}

// ---- Dry run ---------------------------------------------------------------------------------

TEST(Delivery, AsksNothingInADryRunAndSaysWhatItWouldHaveDone) {
    Office office;
    office.options.pages[0].dry_run = true;
    office.options.pages[0].transport = nullptr;
    office.start();
    Incident incident = Office::open_incident(1, {{api, ComponentStatus::major_outage}});
    for (const IncidentStatus status :
         {IncidentStatus::investigating, IncidentStatus::identified, IncidentStatus::resolved}) {
        office.say(incident, status, "A text.");
        office.work(minutes(20));
        EXPECT_EQ(office.row(incident).acknowledged, incident.desired);
        EXPECT_EQ(office.word_of(incident), "dry_run");
    }
    EXPECT_TRUE(office.row(incident).over);
    EXPECT_TRUE(office.asked.empty());
    EXPECT_EQ(office.said(Reason::dry_run), 3U);
}

TEST(Delivery, PublishesWhatIsOpenWhenADryRunEnds) {
    for (const bool by_restart : {false, true}) {
        Office office;
        office.options.pages[0].dry_run = true;
        office.start();
        Incident incident = Office::open_incident(1, {{api, ComponentStatus::major_outage}});
        office.say(incident, IncidentStatus::investigating, "We are looking at it.");
        office.work(minutes(20));
        office.options.pages[0].dry_run = false;
        if (by_restart)
            office.restart(seconds(1));
        else
            office.delivery->reload(office.options);
        office.work(minutes(5));
        EXPECT_EQ(office.shown(incident).status, "investigating");
        EXPECT_TRUE(office.found.empty()) << "it was never on the page, so nobody deleted it";
    }
}

// Also one whose create was not settled when the dry run began.
TEST(Delivery, FindsItsIncidentAgainAfterADryRunInBetween) {
    for (const Duration settled : {Duration(0), Duration(seconds(1))}) {
        Office office;
        Incident incident = office.delivered(1);
        office.work(settled);
        office.options.pages[0].dry_run = true;
        office.restart(seconds(1));
        office.say(incident, IncidentStatus::identified, "We know what it is.");
        office.work(minutes(5));
        office.options.pages[0].dry_run = false;
        office.restart(seconds(1));
        office.say(incident, IncidentStatus::resolved, "It is over.");
        office.work(minutes(5));
        EXPECT_EQ(office.shown(incident).status, "resolved");
    }
}

// Its end is not lost though it came in the dry run: until it is told it stays on record.
TEST(Delivery, ResolvesAfterADryRunWhatWasOnThePageBeforeIt) {
    for (const bool by_restart : {false, true}) {
        Office office;
        Incident incident = office.delivered(1, {{api, ComponentStatus::major_outage}});
        const auto restart_or_reload = [&] {
            if (by_restart)
                office.restart(seconds(1));
            else
                office.delivery->reload(office.options);
        };
        office.work(seconds(1));
        office.options.pages[0].dry_run = true;
        restart_or_reload();
        office.say(incident, IncidentStatus::resolved, "It is over.");
        office.work(minutes(5));
        EXPECT_EQ(office.shown(incident).status, "investigating");
        EXPECT_FALSE(is_settled(incident, &office.row(incident))) << "dispatch would close it";
        EXPECT_EQ(office.said(Reason::dry_run), 1U);
        office.options.pages[0].dry_run = false;
        restart_or_reload();
        office.work(minutes(5));
        EXPECT_EQ(office.shown(incident).status, "resolved");
        EXPECT_EQ(office.status_of(api), "operational");
        EXPECT_TRUE(is_settled(incident, &office.row(incident)));
    }
}

// The reload takes the client away: whatever waits for the store must not go on to use it.
TEST(Delivery, SendsNothingThatWasUnderWayIntoTheRecordWhenADryRunBegan) {
    std::size_t commits = 0;
    for (bool over = false; !over; ++commits) {
        Office office;
        office.start();
        Incident incident = Office::open_incident(1, {{api, ComponentStatus::major_outage}});
        office.say(incident, IncidentStatus::investigating, "We are looking at it.");
        // Each commit on the way to the create, the one that is under way not answered.
        std::size_t begun = 0;
        office.work_until([&] {
            over = !office.writes().empty();
            return over || (office.store.waiting() > 0 && begun++ == commits);
        });
        if (over) break;
        const std::size_t asked = office.asked.size();
        office.options.pages[0].dry_run = true;
        office.options.pages[0].transport = nullptr;
        office.delivery->reload(office.options);
        office.work(minutes(5));
        EXPECT_EQ(office.asked.size(), asked) << "after " << commits << " commits";
        EXPECT_EQ(office.word_of(incident), "dry_run");
        EXPECT_FALSE(office.row(incident).intent) << "nothing left, so nothing is looked for";
        EXPECT_TRUE(office.delivery->is_idle());
    }
    EXPECT_GE(commits, 5U) << "the slots of a reading, the intent, and that it is sent";
}

// Nor what is written beside incidents.
TEST(Delivery, WritesNoComponentOnceADryRunBeganAndRemembersNoneAsWritten) {
    Office office;
    Incident incident = office.delivered(1, {{api, ComponentStatus::major_outage}});
    Office::fall_quiet(incident);
    office.record(incident);
    office.work_until([&] { return office.said(Reason::component_due) == 1; });
    office.asked.clear();
    office.options.pages[0].dry_run = true;
    office.options.pages[0].transport = nullptr;
    office.delivery->reload(office.options);
    office.work(minutes(1));
    EXPECT_TRUE(office.asked.empty());
    const PageRecord& page = office.store.ledger().pages.at(PageName("main"));
    EXPECT_TRUE(page.components.at(api).maybe_written.empty());
}

// ---- Start, reload, stop ---------------------------------------------------------------------

TEST(Delivery, GoesOnByItselfAfterAStartThoughNothingChanges) {
    Office office;
    office.start();
    office.is_unreachable = true;
    Incident incident = Office::open_incident(1);
    office.say(incident, IncidentStatus::investigating, "We are looking at it.");
    office.work(seconds(1));
    office.is_unreachable = false;
    office.restart(minutes(5));
    EXPECT_EQ(office.delivery->next_due(), office.clock.wall());
    office.work(minutes(2));
    EXPECT_EQ(office.word_of(incident), "acknowledged");
}

TEST(Delivery, UsesANewAddressFromTheNextRequestOn) {
    Office office;
    Incident incident = office.delivered(1);
    office.page.add_key("rotated", "rotated-key", {"page00000001"});
    office.options.pages[0].address.api_key = Secret("rotated-key");
    office.delivery->reload(office.options);
    office.asked.clear();
    office.say(incident, IncidentStatus::resolved, "It is over.");
    office.work(minutes(2));
    ASSERT_FALSE(office.asked.empty());
    for (const Office::Asked& one : office.asked)
        EXPECT_EQ(one.request.headers.find("Authorization"), "OAuth rotated-key");
}

// A client of its own for each configuration, as the daemon makes them.
class Client final : public Transport {
public:
    explicit Client(Office& office) : office_(office) {}
    void exchange(HttpRequest request, Duration timeout, Done done) override {
        ++asked;
        office_.exchange(std::move(request), timeout, std::move(done));
    }
    std::size_t asked = 0;

private:
    Office& office_;
};

TEST(Delivery, LetsAClientThatAReloadReplacedAnswerFirst) {
    Office office;
    auto first = std::make_shared<Client>(office);
    const auto second = std::make_shared<Client>(office);
    const std::weak_ptr<Client> replaced = first;
    office.options.pages[0].transport = std::move(first);
    office.start();
    Incident incident = Office::open_incident(1);
    office.say(incident, IncidentStatus::investigating, "We are looking at it.");
    office.work_until([&] { return office.writes().size() == 1; });
    office.options.pages[0].transport = second;
    office.delivery->reload(office.options);
    EXPECT_FALSE(replaced.expired()) << "its answer would be lost";
    office.work(minutes(1));
    EXPECT_TRUE(replaced.expired());
    EXPECT_EQ(office.said(Reason::outcome_unknown), 0U);
    EXPECT_EQ(office.word_of(incident), "acknowledged");
    office.say(incident, IncidentStatus::resolved, "It is over.");
    office.work(minutes(1));
    EXPECT_GT(second->asked, 0U);
    EXPECT_EQ(office.shown(incident).status, "resolved");
}

TEST(Delivery, WaitsForTheAnswerUnderWayWhenStoppedAndKeepsIt) {
    Office office;
    office.start();
    Incident incident = Office::open_incident(1);
    Incident second = Office::open_incident(2);
    office.say(incident, IncidentStatus::investigating, "We are looking at it.");
    office.say(second, IncidentStatus::investigating, "This too.");
    office.work_until([&] { return office.writes().size() == 1; });
    office.delivery->stop();
    EXPECT_FALSE(office.delivery->is_idle());
    EXPECT_FALSE(office.delivery->next_due());
    office.work(minutes(1));
    EXPECT_TRUE(office.delivery->is_idle());
    EXPECT_EQ(office.writes().size(), 1U);
    EXPECT_EQ(office.row(incident).acknowledged, incident.desired);
    office.restart(seconds(5));
    office.work(minutes(2));
    EXPECT_EQ(office.writes().size(), 2U);
    EXPECT_EQ(office.said(Reason::outcome_unknown), 0U);
}

// What was only prepared is off the record again, so that nobody looks for it after the start.
TEST(Delivery, WithdrawsWhatHasNotLeftWhenStopped) {
    for (const std::size_t commits : {0U, 1U}) {
        Office office;
        office.start();
        Incident incident = Office::open_incident(1, {{api, ComponentStatus::major_outage}});
        office.say(incident, IncidentStatus::investigating, "We are looking at it.");
        office.work_until([&] { return office.said(Reason::create_due) == 1; });
        for (std::size_t i = 0; i < commits; ++i) office.store.complete_next();
        office.delivery->stop();
        office.work(minutes(1));
        EXPECT_TRUE(office.delivery->is_idle());
        EXPECT_EQ(office.writes().size(), 0U);
        EXPECT_FALSE(office.row(incident).intent);
        EXPECT_TRUE(office.delivery->page_record(PageName("main"))->components.empty());
        office.restart(seconds(5));
        office.work(seconds(30));
        EXPECT_EQ(office.word_of(incident), "acknowledged");
        EXPECT_EQ(office.said(Reason::not_found_yet), 0U);
    }
}

TEST(Delivery, BeginsNoReadAfterAStop) {
    Office office;
    Incident incident = office.delivered(1);
    office.work(minutes(1));
    office.asked.clear();
    office.work_until([&] { return office.store.waiting() > 0; });  // The next reading's slot.
    office.delivery->stop();
    office.work(minutes(1));
    EXPECT_TRUE(office.asked.empty());
    EXPECT_TRUE(office.delivery->is_idle());
}

TEST(Delivery, WritesNoComponentAfterAStopAndRemembersNoneAsWritten) {
    Office office;
    Incident incident = office.delivered(1, {{api, ComponentStatus::major_outage}});
    Office::fall_quiet(incident);
    office.record(incident);
    office.work_until([&] { return office.said(Reason::component_due) == 1; });
    office.asked.clear();
    office.delivery->stop();
    office.work(minutes(1));
    EXPECT_TRUE(office.asked.empty());
    const PageRecord& page = office.store.ledger().pages.at(PageName("main"));
    EXPECT_TRUE(page.components.at(api).maybe_written.empty());
    office.restart(seconds(1));
    office.work(minutes(1));
    EXPECT_EQ(office.status_of(api), "operational");
}

// ---- Words -----------------------------------------------------------------------------------

TEST(Delivery, TellsInOneWordHowFarThePageIs) {
    Office office;
    office.start();
    Incident incident = Office::open_incident(1);
    office.say(incident, IncidentStatus::investigating, "We are looking at it.");
    EXPECT_EQ(office.word_of(incident), "pending");
    office.is_answer_held = true;
    office.work(seconds(1));
    EXPECT_EQ(office.word_of(incident), "pending") << "the page is being read";
    office.is_answer_held = false;
    office.work_until([&] { return office.writes().size() == 1; });
    EXPECT_EQ(office.word_of(incident), "in_flight");
    office.work(seconds(10));
    EXPECT_EQ(office.word_of(incident), "acknowledged");
}

}  // namespace
}  // namespace tocsin
