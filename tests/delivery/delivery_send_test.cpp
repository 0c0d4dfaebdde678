// Writing: what leaves, when, and what becomes of each kind of answer.
#include <gtest/gtest.h>

#include "tests/delivery/office.hpp"

namespace tocsin {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

FaultRule always(FaultRule rule) {
    rule.times = 0;
    return rule;
}

// ---- The intent ------------------------------------------------------------------------------

// Prepared, then sent, then the first byte: held at any commit, nothing leaves.
TEST(DeliverySend, LetsNothingLeaveBeforeItsIntentIsDurable) {
    for (std::size_t commits = 0;; ++commits) {
        Office office;
        office.start();
        Incident incident = Office::open_incident(1);
        office.say(incident, IncidentStatus::investigating, "We are looking at it.");
        std::size_t done = 0;
        while (done < commits && office.writes().empty()) {
            office.work_until([&] { return office.store.waiting() > 0; });
            office.store.complete_next();
            ++done;
        }
        if (!office.writes().empty()) {
            EXPECT_EQ(commits, 5U) << "three readings' slots, prepared, sent";
            break;
        }
        const std::size_t asked = office.asked.size();
        office.is_store_held = true;
        office.work(minutes(5));
        EXPECT_TRUE(office.writes().empty());
        EXPECT_LE(office.asked.size(), asked + 1);
    }
}

// Nobody knows what the page said to it then: it is looked for, and none is made beside it.
TEST(DeliverySend, GoesOnAfterAnAnswerThatThereWasNoMemoryFor) {
    for (int answers = 0; answers < 6; ++answers) {
        Office office;
        office.start();
        Incident incident = Office::open_incident(1);
        office.say(incident, IncidentStatus::investigating, "We are looking at it.");
        std::size_t asked = 0;
        office.work_until([&] {
            asked = office.asked.size();
            return office.attempts.size() + 1 > static_cast<std::size_t>(answers);
        });
        office.is_out_of_memory = true;
        office.work(minutes(10));
        EXPECT_FALSE(office.is_out_of_memory) << answers;
        EXPECT_EQ(office.word_of(incident), "acknowledged") << answers;
        EXPECT_EQ(office.shown_count(), 1U) << answers;
    }
}

TEST(DeliverySend, PutsPreparedOnRecordBeforeSent) {
    Office office;
    office.start();
    Incident incident = Office::open_incident(1);
    office.say(incident, IncidentStatus::investigating, "We are looking at it.");
    office.work_until([&] { return office.said(Reason::create_due) == 1; });
    office.store.complete_next();
    ASSERT_TRUE(office.row(incident).intent);
    EXPECT_EQ(office.row(incident).intent->state, IntentState::prepared);
    EXPECT_FALSE(office.row(incident).intent->sent_at);
    office.store.complete_next();
    EXPECT_EQ(office.row(incident).intent->state, IntentState::sent);
    EXPECT_EQ(office.row(incident).intent->sent_at, office.clock.wall());
    EXPECT_EQ(office.writes().size(), 1U);
}

// The world changed between two commits: what is no longer wanted is withdrawn, and no look is
// made for what never left.
TEST(DeliverySend, WithdrawsAnIntentThatIsNoLongerWanted) {
    for (const std::size_t commits : {0U, 1U}) {
        Office office;
        office.start();
        Incident incident = Office::open_incident(1, {{api, ComponentStatus::major_outage}});
        office.say(incident, IncidentStatus::investigating, "We are looking at it.");
        office.work_until([&] { return office.said(Reason::create_due) == 1; });
        for (std::size_t i = 0; i < commits; ++i) office.store.complete_next();
        incident.desired.status = IncidentStatus::resolved;
        incident.gone_at = office.clock.wall();
        incident.desired.claims.clear();
        office.delivery->take({incident});
        office.work(minutes(30));
        EXPECT_TRUE(office.writes().empty());
        EXPECT_FALSE(office.row(incident).intent);
        EXPECT_EQ(office.said(Reason::outcome_unknown), 0U);
        // Nothing was written to the component, so nothing of it is remembered.
        EXPECT_TRUE(office.delivery->page_record(PageName("main"))->components.empty());
        for (const auto& [name, page] : office.store.ledger().pages)
            EXPECT_TRUE(page.components.empty());
    }
}

TEST(DeliverySend, SendsTheNewerTextIfOneCameWhileTheFirstWasPrepared) {
    Office office;
    office.start();
    Incident incident = Office::open_incident(1);
    office.say(incident, IncidentStatus::investigating, "An old text.");
    office.work_until([&] { return office.said(Reason::create_due) == 1; });
    incident.desired.body = "A new text.";
    ++incident.desired.text;
    office.delivery->take({incident});
    office.work(minutes(1));
    ASSERT_EQ(office.writes().size(), 1U);
    EXPECT_EQ(office.writes()[0].at_body("/incident/body"), "A new text.");
}

TEST(DeliverySend, SendsACreateThatCertainlyDidNotLeaveWithTheSameMarker) {
    Office office;
    office.start();
    std::size_t refusals = 3;
    office.twist = [&](const HttpRequest& request) -> std::optional<Result<HttpResponse>> {
        if (request.method != "POST" || refusals == 0) return std::nullopt;
        --refusals;
        return unavailable("connection refused");
    };
    Incident incident = office.delivered(1);
    const auto writes = office.writes();
    ASSERT_EQ(writes.size(), 4U);
    for (const Office::Asked& one : writes) EXPECT_EQ(one.request.body, writes[0].request.body);
    EXPECT_EQ(office.said(Reason::not_applied), 3U);
    EXPECT_EQ(office.said(Reason::not_found_yet), 0U) << "nothing to look for";
}

// ---- Notifications and tweets ----------------------------------------------------------------

TEST(DeliverySend, SaysInEachWriteWhetherSubscribersAreNotified) {
    Office office;
    Incident incident = office.delivered(1, {{api, ComponentStatus::partial_outage}});
    incident.desired.claims[api] = ComponentStatus::major_outage;
    office.record(incident);  // State alone.
    office.work(minutes(1));
    incident.desired.body = "A text that notifies nobody.";
    ++incident.desired.text;
    office.record(incident);
    office.work(minutes(1));
    office.say(incident, IncidentStatus::resolved, "It is over.");
    office.work(minutes(1));
    const auto writes = office.writes();
    ASSERT_EQ(writes.size(), 4U);
    EXPECT_EQ(writes[0].at_body("/incident/deliver_notifications"), "true");
    EXPECT_EQ(writes[1].at_body("/incident/deliver_notifications"), "false");
    EXPECT_EQ(writes[1].at_body("/incident/body"), "(absent)");
    EXPECT_EQ(writes[2].at_body("/incident/deliver_notifications"), "false");
    EXPECT_EQ(writes[3].at_body("/incident/deliver_notifications"), "true");
    EXPECT_EQ(office.page.journal().notifications().size(), 2U);
}

TEST(DeliverySend, TweetsATextOnceAndNotifiesNobodyAgain) {
    Office office;
    office.start();
    Incident incident = Office::open_incident(1);
    incident.desired.tweet = 1;
    office.say(incident, IncidentStatus::investigating, "We are looking at it.");
    office.work(minutes(30));
    const auto writes = office.writes();
    ASSERT_EQ(writes.size(), 2U);
    EXPECT_EQ(writes[1].at_body("/incident_update/wants_twitter_update"), "true");
    EXPECT_EQ(writes[1].at_body("/incident_update/deliver_notifications"), "false");
    EXPECT_TRUE(office.shown(incident).updates[0].wants_twitter_update);
    EXPECT_EQ(office.page.journal().notifications().size(), 1U);
    office.say(incident, IncidentStatus::resolved, "It is over.");
    office.work(minutes(30));
    EXPECT_EQ(office.writes().size(), 3U) << "the resolve is not tweeted";
}

// ---- Refusals --------------------------------------------------------------------------------

// Nothing is lost, one request a minute, and on it goes by itself.
TEST(DeliverySend, ParksTheKeyOn401AndSaysSo) {
    Office office;
    Incident incident = office.delivered(1);
    office.page.faults().add(always(answering("", "", 401)));
    office.asked.clear();
    office.say(incident, IncidentStatus::identified, "We know what it is.");
    office.work(minutes(30));
    EXPECT_LE(office.asked.size(), 31U);
    EXPECT_GE(office.asked.size(), 28U);
    EXPECT_EQ(office.said(Reason::key_refused), 2U) << "once of the key, once of the incident";
    EXPECT_TRUE(office.delivery->is_parked(PageName("main")));
    EXPECT_TRUE(office.delivery->is_held_back(PageName("main")));
    EXPECT_EQ(office.word_of(incident), "parked");
    EXPECT_FALSE(office.delivery->bucket().parked_why.empty());
    // Also over a restart.
    office.asked.clear();
    office.restart(seconds(5));
    office.work(minutes(10));
    EXPECT_LE(office.asked.size(), 11U);
    office.page.faults().replace({});
    office.work(minutes(2));
    EXPECT_EQ(office.word_of(incident), "acknowledged");
    EXPECT_FALSE(office.delivery->is_parked(PageName("main")));
}

class DeliveryParks : public testing::TestWithParam<unsigned> {};

TEST_P(DeliveryParks, ThePageAloneAndGoesOnWithTheOthersOfTheKey) {
    Office office;
    DeliveryPage second = office.options.pages[0];
    second.name = PageName("second");
    second.address.page = PageId("page00000002");
    office.options.pages.push_back(second);
    office.start();
    office.page.faults().add(always(answering("", "/v1/pages/page00000001*", GetParam())));
    Incident parked = Office::open_incident(1);
    office.say(parked, IncidentStatus::investigating, "We are looking at it.");
    office.work(minutes(10));
    EXPECT_EQ(office.word_of(parked), "parked");
    EXPECT_LE(office.asked.size(), 11U);
    EXPECT_EQ(office.said(Reason::page_refused), 1U);
    Incident other = Office::open_incident(2);
    other.page = PageName("second");
    office.say(other, IncidentStatus::investigating, "This too.");
    office.work(seconds(30));
    EXPECT_EQ(office.word_of(other), "acknowledged");
    EXPECT_FALSE(office.delivery->is_parked(PageName("second")));
    office.page.faults().replace({});
    office.work(minutes(2));
    EXPECT_EQ(office.word_of(parked), "acknowledged");
    EXPECT_TRUE(office.found.empty()) << "no person deleted anything";
}

INSTANTIATE_TEST_SUITE_P(OnEachStatus, DeliveryParks, testing::Values(403U, 404U));

TEST(DeliverySend, ParksThePageOnARedirectThatIsNotFollowed) {
    Office office;
    office.start();
    office.twist = [](const HttpRequest&) -> std::optional<Result<HttpResponse>> {
        return HttpResponse{301, {{"Location", "https://elsewhere.example/"}}, ""};
    };
    Incident incident = Office::open_incident(1);
    office.say(incident, IncidentStatus::investigating, "We are looking at it.");
    office.work(minutes(5));
    EXPECT_LE(office.asked.size(), 6U);
    EXPECT_EQ(office.word_of(incident), "parked");
}

// The page itself is gone when the create comes: not a dead letter.
TEST(DeliverySend, ParksThePageIfACreateMeets404) {
    Office office;
    office.start();
    office.page.faults().add(answering("POST", "", 404));
    Incident incident = Office::open_incident(1);
    office.say(incident, IncidentStatus::investigating, "We are looking at it.");
    office.work(seconds(30));
    EXPECT_EQ(office.word_of(incident), "parked");
    office.work(minutes(3));
    EXPECT_EQ(office.word_of(incident), "acknowledged");
    EXPECT_TRUE(office.gave_up.empty());
}

class DeliveryDeadLetter : public testing::TestWithParam<unsigned> {};

TEST_P(DeliveryDeadLetter, KeepsThePagesReasonAndLetsTheOthersGoOn) {
    Office office;
    office.start();
    office.page.faults().add(answering("POST", "", GetParam()));
    Incident refused = Office::open_incident(1);
    Incident other = Office::open_incident(2);
    office.say(refused, IncidentStatus::investigating, "Not to its taste.");
    office.say(other, IncidentStatus::investigating, "We are looking at it.");
    office.work(hours(2));
    EXPECT_EQ(office.word_of(refused), "dead_letter");
    EXPECT_EQ(office.word_of(other), "acknowledged");
    EXPECT_EQ(office.writes().size(), 2U) << "what was refused is not sent again as it is";
    ASSERT_EQ(office.gave_up.size(), 1U);
    const DeadLetter letter = *office.row(refused).dead_letter;
    EXPECT_EQ(letter.code, GetParam());
    EXPECT_EQ(letter.operation, "create");
    EXPECT_EQ(letter.reason, office.gave_up[0]);
    EXPECT_FALSE(letter.reason.empty());
    // A later change is another call.
    office.say(refused, IncidentStatus::identified, "A better text.");
    office.work(minutes(2));
    EXPECT_EQ(office.word_of(refused), "acknowledged");
    EXPECT_FALSE(office.row(refused).dead_letter);
}

INSTANTIATE_TEST_SUITE_P(OnEachStatus, DeliveryDeadLetter, testing::Values(400U, 422U));

// A problem that is over must not stay open for the sake of its text.
TEST(DeliverySend, ResolvesBareIfTheResolveWithItsTextIsRefused) {
    Office office;
    Incident incident = office.delivered(1, {{api, ComponentStatus::major_outage}});
    office.page.faults().add(answering("PATCH", "", 422));
    office.asked.clear();
    office.say(incident, IncidentStatus::resolved, "Not to its taste.");
    office.work(minutes(15));
    const auto writes = office.writes();
    ASSERT_GE(writes.size(), 2U);
    EXPECT_EQ(writes[0].at_body("/incident/body"), "Not to its taste.");
    EXPECT_EQ(writes[1].request.body,
              R"({"incident":{"status":"resolved","deliver_notifications":true}})");
    EXPECT_EQ(office.shown(incident).status, "resolved");
    EXPECT_TRUE(office.gave_up.empty());
    EXPECT_EQ(office.status_of(api), "operational") << "by a call of its own";
}

TEST(DeliverySend, GivesUpAResolveThatIsRefusedBareToo) {
    Office office;
    Incident incident = office.delivered(1);
    office.page.faults().add(always(answering("PATCH", "", 422)));
    office.asked.clear();
    office.say(incident, IncidentStatus::resolved, "Not to its taste.");
    office.work(hours(1));
    EXPECT_EQ(office.writes().size(), 2U);
    EXPECT_EQ(office.gave_up.size(), 1U);
    EXPECT_EQ(office.word_of(incident), "dead_letter");
}

TEST(DeliverySend, TellsDispatchIfAReopeningIsRefused) {
    ModelOptions model;
    model.change_of_resolved = ModelOptions::Doubtful::refuse;
    Office office(model);
    Incident incident = office.delivered(1);
    office.say(incident, IncidentStatus::resolved, "It is over.");
    office.work(minutes(1));
    incident.gone_at.reset();
    office.say(incident, IncidentStatus::investigating, "It is back.");
    office.work(minutes(2));
    ASSERT_EQ(office.found.size(), 1U);
    EXPECT_EQ(office.found[0].kind, FindingKind::reopen_refused);
}

// ---- Components ------------------------------------------------------------------------------

TEST(DeliverySend, WritesTheExactMapOnResolve) {
    Office office;
    Incident incident = office.delivered(
        1, {{api, ComponentStatus::major_outage}, {web, ComponentStatus::degraded_performance}});
    EXPECT_EQ(office.status_of(api), "major_outage");
    EXPECT_EQ(office.status_of(web), "degraded_performance");
    office.say(incident, IncidentStatus::resolved, "It is over.");
    office.work(minutes(1));
    EXPECT_EQ(office.writes().back().at_body("/incident/components"),
              R"({"api000000001":"operational","web000000001":"operational"})");
    EXPECT_EQ(office.status_of(api), "operational");
    EXPECT_EQ(office.status_of(web), "operational");
}

TEST(DeliverySend, ShowsTheWorstOfTwoIncidentsAndRestoresExactly) {
    Office office;
    Incident mild = office.delivered(1, {{api, ComponentStatus::degraded_performance}});
    Incident bad = office.delivered(2, {{api, ComponentStatus::major_outage}});
    EXPECT_EQ(office.status_of(api), "major_outage");
    office.work(minutes(1));
    office.say(bad, IncidentStatus::resolved, "That is over.");
    office.work(minutes(1));
    EXPECT_EQ(office.status_of(api), "degraded_performance");
    EXPECT_EQ(office.writes().back().at_body("/incident/components"),
              R"({"api000000001":"degraded_performance"})");
    office.say(mild, IncidentStatus::resolved, "That too.");
    office.work(minutes(1));
    EXPECT_EQ(office.status_of(api), "operational");
    EXPECT_TRUE(office.drifted.empty());
}

TEST(DeliverySend, NeverLowersAComponentThatTheMilderOfTwoResolves) {
    Office office;
    Incident bad = office.delivered(1, {{api, ComponentStatus::major_outage}});
    Incident mild = office.delivered(2, {{api, ComponentStatus::degraded_performance}});
    office.say(mild, IncidentStatus::resolved, "That is over.");
    office.work(minutes(1));
    EXPECT_EQ(office.status_of(api), "major_outage");
    office.say(bad, IncidentStatus::resolved, "That too.");
    office.work(minutes(1));
    EXPECT_EQ(office.status_of(api), "operational");
}

TEST(DeliverySend, PutsAComponentBackToWhatAPersonHadSetBefore) {
    Office office;
    office.start();
    office.person("PATCH", "/components/" + api.value,
                  R"({"component":{"status":"degraded_performance"}})");
    Incident incident = office.delivered(1, {{api, ComponentStatus::major_outage}});
    EXPECT_EQ(office.status_of(api), "major_outage");
    office.say(incident, IncidentStatus::resolved, "It is over.");
    office.work(minutes(1));
    EXPECT_EQ(office.status_of(api), "degraded_performance");
}

// We tried to write the same, and it certainly never arrived: what stands there is a person's.
TEST(DeliverySend, LeavesAComponentAloneThatAPersonSetToWhatWeCouldNotWrite) {
    Office office;
    office.start();
    office.twist = [](const HttpRequest& request) -> std::optional<Result<HttpResponse>> {
        if (request.method == "GET") return std::nullopt;
        return unavailable("connection refused");
    };
    Incident incident = Office::open_incident(1, {{api, ComponentStatus::major_outage}});
    office.say(incident, IncidentStatus::investigating, "We are looking at it.");
    office.work(minutes(1));
    EXPECT_GT(office.writes().size(), 1U);
    office.person("PATCH", "/components/" + api.value,
                  R"({"component":{"status":"major_outage"}})");
    office.twist = nullptr;
    office.say(incident, IncidentStatus::resolved, "It is over.");
    office.work(hours(1));
    EXPECT_EQ(office.status_of(api), "major_outage");
}

// Its answer was lost, and what it wrote lands when other calls have written the component since,
// a moment before it is given up.
TEST(DeliverySend, TakesALateWriteOfAnIncidentForItsOwn) {
    Office office;
    Incident incident = office.delivered(1, {{api, ComponentStatus::degraded_performance}});
    std::optional<HttpRequest> late;
    office.twist = [&](const HttpRequest& request) -> std::optional<Result<HttpResponse>> {
        if (late || request.method == "GET") return std::nullopt;
        late = request;
        return unknown_outcome("connection reset");
    };
    incident.desired.claims[api] = ComponentStatus::partial_outage;
    office.record(incident);
    office.work(seconds(50));
    ASSERT_TRUE(late.has_value());
    ASSERT_EQ(office.status_of(api), "partial_outage");
    incident.desired.claims[api] = ComponentStatus::degraded_performance;
    office.record(incident);
    office.work(seconds(7));
    ASSERT_EQ(office.status_of(api), "degraded_performance");
    ASSERT_EQ(office.said(Reason::send_again), 0U);
    office.page.answer(*late, office.clock.wall());
    ASSERT_EQ(office.status_of(api), "partial_outage");
    office.work(minutes(3));
    EXPECT_EQ(office.said(Reason::send_again), 1U);
    EXPECT_EQ(office.status_of(api), "degraded_performance");
}

TEST(DeliverySend, TakesALateWriteOfAComponentForItsOwn) {
    for (const bool restarts : {false, true}) {
        Office office;
        Incident quiet = office.delivered(1, {{api, ComponentStatus::partial_outage}});
        Incident other = office.delivered(2, {{api, ComponentStatus::degraded_performance}});
        std::optional<HttpRequest> late;
        office.twist = [&](const HttpRequest& request) -> std::optional<Result<HttpResponse>> {
            if (late || request.target.find("/components/") == std::string::npos)
                return std::nullopt;
            late = request;
            return unknown_outcome("connection reset");
        };
        Office::fall_quiet(quiet);
        office.record(quiet);
        office.work(seconds(5));
        ASSERT_TRUE(late.has_value());
        if (restarts) office.restart(seconds(2));
        office.say(other, IncidentStatus::resolved, "It is over.");
        office.work(seconds(30));
        ASSERT_EQ(office.status_of(api), "operational");
        office.page.answer(*late, office.clock.wall());
        ASSERT_EQ(office.status_of(api), "degraded_performance");
        office.work(minutes(3));
        EXPECT_EQ(office.status_of(api), "operational") << restarts;
    }
}

// What the key was told to wait for is waited for, and not five minutes more.
TEST(DeliverySend, WritesALimitedComponentAgainAsSoonAsTheKeyMay) {
    Office office;
    Incident incident = office.delivered(1, {{api, ComponentStatus::major_outage}});
    Office::fall_quiet(incident);
    office.page.faults().add(answering("PATCH", "*/components/*", 429, "20"));
    office.record(incident);
    office.work(seconds(55));
    EXPECT_EQ(office.status_of(api), "operational");
    EXPECT_EQ(office.said(Reason::component_due), 2U);
}

TEST(DeliverySend, LeavesAComponentThatIsRefusedAloneForAWhile) {
    Office office;
    Incident incident = office.delivered(1, {{api, ComponentStatus::major_outage}});
    Office::fall_quiet(incident);
    office.page.faults().add(always(answering("PATCH", "*/components/*", 422)));
    office.record(incident);
    office.asked.clear();
    office.work(hours(1));
    EXPECT_GE(office.writes().size(), 11U);
    EXPECT_LE(office.writes().size(), 13U) << "one in five minutes";
    office.page.faults().replace({});
    office.work(minutes(6));
    EXPECT_EQ(office.status_of(api), "operational");
}

// ---- Order -----------------------------------------------------------------------------------

TEST(DeliverySend, CreatesANewGenerationOnlyWhenTheOneBeforeIsOver) {
    Office office;
    Incident before = office.delivered(1);
    Incident after = Office::open_incident(2);
    after.predecessor = before.id;
    office.say(after, IncidentStatus::investigating, "It is back.");
    office.work(minutes(15));
    EXPECT_EQ(office.shown_count(), 1U);
    EXPECT_EQ(office.said(Reason::waits_for_predecessor), 1U);
    office.say(before, IncidentStatus::resolved, "It is over.");
    office.work(minutes(15));
    EXPECT_EQ(office.shown(before).status, "resolved");
    EXPECT_EQ(office.shown(after).status, "investigating");
}

TEST(DeliverySend, TellsOfEachRequestHowItWentAndHowLongItWaited) {
    Office office;
    office.page.faults().add(answering("POST", "", 503));
    Incident incident = office.delivered(1);
    office.is_unreachable = true;
    office.say(incident, IncidentStatus::resolved, "It is over.");
    office.work(seconds(30));
    ASSERT_GE(office.attempts.size(), 5U);
    EXPECT_EQ(office.attempts[0].operation, "list_incidents");
    EXPECT_EQ(office.attempts[0].outcome, "200");
    EXPECT_EQ(office.attempts[0].took, std::chrono::milliseconds(100));
    EXPECT_EQ(office.attempts[0].waited, Duration(0));
    EXPECT_EQ(office.attempts[3].operation, "create");
    EXPECT_EQ(office.attempts[3].outcome, "503");
    EXPECT_EQ(office.attempts.back().outcome, "unavailable");
    EXPECT_EQ(office.attempts.back().why, "connection refused");
}

}  // namespace
}  // namespace tocsin
