// What waits for the page and what never came there, as a person sees it and decides of it.
#include <gtest/gtest.h>

#include <optional>

#include "tests/delivery/office.hpp"

namespace tocsin {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

// Asks, and lets the answer become durable.
std::optional<Reason> act(Office& office, QueueAct what, const Incident& incident) {
    std::optional<Reason> answer;
    office.delivery->act(what, incident.id, "ann", [&](const Result<Reason>& reason) {
        if (reason) answer = reason.value();
    });
    office.work(seconds(1));
    return answer;
}

// One whose create the page refuses with 422.
Incident refused(Office& office) {
    office.page.faults().add(answering("POST", "*/incidents", 422));
    Incident incident = Office::open_incident(1);
    office.say(incident, IncidentStatus::investigating, "We are looking at it.");
    office.work_until([&] { return office.word_of(incident) == "dead_letter"; });
    return incident;
}

TEST(DeliveryQueue, ShowsWhatWaitsTheLongestFirst) {
    Office office;
    office.start();
    EXPECT_TRUE(office.delivery->queue().empty());
    office.is_unreachable = true;
    Incident sooner = Office::open_incident(2);
    office.say(sooner, IncidentStatus::investigating, "First.");
    office.work(minutes(1));
    Incident later = Office::open_incident(1);
    office.say(later, IncidentStatus::investigating, "Second.");
    office.work(minutes(1));
    const auto queue = office.delivery->queue();
    ASSERT_EQ(queue.size(), 2U);
    EXPECT_EQ(queue[0].incident, sooner.id);
    EXPECT_EQ(queue[0].state, "pending");
    EXPECT_EQ(queue[0].name, sooner.desired.name);
    EXPECT_EQ(queue[1].incident, later.id);
    office.is_unreachable = false;
    office.work(minutes(30));
    EXPECT_TRUE(office.delivery->queue().empty());
}

TEST(DeliveryQueue, TriesAtOnceWhatWaitsAfterAFailure) {
    Office office;
    office.options.retry.initial = office.options.retry.max = hours(5);
    office.start();
    bool refuses = true;
    office.twist = [&](const HttpRequest& request) -> std::optional<Result<HttpResponse>> {
        if (request.method != "POST" || !refuses) return std::nullopt;
        return unavailable("connection refused");
    };
    Incident incident = Office::open_incident(1);
    office.say(incident, IncidentStatus::investigating, "We are looking at it.");
    office.work_until([&] { return office.said(Reason::not_applied) == 1; });
    refuses = false;
    ASSERT_TRUE(office.delivery->queue().at(0).next_try_at);
    EXPECT_EQ(act(office, QueueAct::retry, incident), Reason::retried);
    office.work_until([&] { return office.word_of(incident) == "acknowledged"; });
    EXPECT_EQ(act(office, QueueAct::retry, incident), Reason::act_impossible);
}

// The settle time is what keeps a create from being made twice.
TEST(DeliveryQueue, NeverHurriesACallOfUnknownOutcome) {
    Office office;
    office.start();
    office.page.faults().add(losing("POST", "*/incidents", Fault::drop_after_apply));
    Incident incident = Office::open_incident(1);
    office.say(incident, IncidentStatus::investigating, "We are looking at it.");
    office.work_until([&] { return office.word_of(incident) == "unknown"; });
    EXPECT_EQ(act(office, QueueAct::retry, incident), Reason::act_impossible);
    EXPECT_EQ(act(office, QueueAct::cancel, incident), Reason::act_impossible);
    office.work(minutes(30));
    EXPECT_EQ(office.shown_count(), 1U);
}

TEST(DeliveryQueue, SendsNothingOfWhatWasCancelledUntilItChanges) {
    Office office;
    office.start();
    office.is_unreachable = true;
    Incident incident = Office::open_incident(1);
    office.say(incident, IncidentStatus::investigating, "We are looking at it.");
    office.work(minutes(1));
    EXPECT_EQ(act(office, QueueAct::cancel, incident), Reason::cancelled);
    office.is_unreachable = false;
    office.work(hours(1));
    EXPECT_EQ(office.shown_count(), 0U);
    EXPECT_EQ(office.word_of(incident), "none");
    EXPECT_TRUE(office.delivery->queue().empty());
    EXPECT_TRUE(office.delivery->dead_letters().empty());
    office.say(incident, IncidentStatus::identified, "We know what it is.");
    office.work(minutes(30));
    EXPECT_EQ(office.shown(incident).status, "identified");
}

TEST(DeliveryQueue, ShowsWhatWasRefusedAndTriesItOnceMoreIfToldTo) {
    Office office;
    office.start();
    const Incident incident = refused(office);
    ASSERT_EQ(office.delivery->dead_letters().size(), 1U);
    EXPECT_EQ(office.delivery->dead_letters()[0].dead_letter->code, 422U);
    office.work(hours(1));
    EXPECT_EQ(office.shown_count(), 0U);
    EXPECT_EQ(act(office, QueueAct::requeue, incident), Reason::requeued);
    office.work(minutes(30));
    EXPECT_EQ(office.shown_count(), 1U);
    EXPECT_EQ(act(office, QueueAct::requeue, incident), Reason::act_impossible);
}

TEST(DeliveryQueue, ShowsNoMoreWhatWasDropped) {
    Office office;
    office.start();
    const Incident incident = refused(office);
    EXPECT_EQ(act(office, QueueAct::drop, incident), Reason::letter_dropped);
    EXPECT_TRUE(office.delivery->dead_letters().empty());
    EXPECT_EQ(office.word_of(incident), "none");
    // It is durable, with who said so and what it was.
    EXPECT_EQ(office.row(incident).dead_letter->code, DeadLetter::dropped);
    EXPECT_NE(office.row(incident).dead_letter->reason.find("dropped by ann"), std::string::npos);
    office.restart(minutes(1));
    office.work(hours(1));
    EXPECT_EQ(office.shown_count(), 0U);
    EXPECT_EQ(act(office, QueueAct::drop, incident), Reason::act_impossible);
}

// A resolve is sent once more by itself after a refusal: not if a person said no meanwhile.
TEST(DeliveryQueue, SendsNoBareResolveOfWhatWasDropped) {
    Office office;
    Incident incident = office.delivered(1);
    office.page.faults().add(answering("PATCH", "*/incidents/*", 422));
    office.page.faults().add(answering("PATCH", "*/incidents/*", 420, "600"));
    office.say(incident, IncidentStatus::resolved, "It is over.");
    office.work_until([&] { return office.word_of(incident) == "dead_letter"; });
    EXPECT_EQ(act(office, QueueAct::drop, incident), Reason::letter_dropped);
    office.work(hours(2));
    EXPECT_EQ(office.shown(incident).status, "investigating");
    EXPECT_EQ(office.word_of(incident), "none");
}

TEST(DeliveryQueue, LeavesNoRowOfWhatItCouldNotDo) {
    Office office;
    office.start();
    Incident incident = Office::open_incident(1);
    incident.standing = Standing::held;
    office.record(incident);
    EXPECT_EQ(act(office, QueueAct::requeue, incident), Reason::act_impossible);
    EXPECT_FALSE(office.deliveries.contains(incident.id));
}

TEST(DeliveryQueue, SaysSoWhereNothingIsToBeDoneOrTheStoreFails) {
    Office office;
    office.start();
    EXPECT_EQ(act(office, QueueAct::retry, Office::open_incident(7)), Reason::act_impossible);
    const Incident incident = refused(office);
    office.work(seconds(1));
    bool failed = false;
    office.is_store_held = true;
    office.delivery->act(QueueAct::drop, incident.id, "ann",
                         [&](const Result<Reason>& reason) { failed = !reason; });
    office.store.fail_next(unavailable("the disk is full"));
    EXPECT_TRUE(failed);
    bool refused_late = false;
    office.delivery->stop();
    office.delivery->act(QueueAct::drop, incident.id, "ann",
                         [&](const Result<Reason>& reason) { refused_late = !reason; });
    EXPECT_TRUE(refused_late);
}

}  // namespace
}  // namespace tocsin
