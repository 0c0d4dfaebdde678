// How far the page is with an incident, in one word.
#include "domain/delivery.hpp"

#include <gtest/gtest.h>

namespace tocsin {
namespace {

Incident an_incident(Standing standing) {
    Incident incident;
    incident.standing = standing;
    incident.desired.name = "Checkout is slow";
    return incident;
}

TEST(MayStillBeWritten, IsWhatCallsOfUnknownOutcomeOnThatPageWrite) {
    CreateCall create;
    create.components = {{ComponentId("api"), ComponentStatus::major_outage}};
    DeliveryRecord row;
    row.page = PageName("main");
    row.intent = Intent{CallId("c"), create, {}, IntentState::unknown, {}, {}, 0, {}};
    Deliveries deliveries{{IncidentId("a"), row}};
    EXPECT_EQ(may_still_be_written(PageName("main"), deliveries), std::set{ComponentId("api")});
    EXPECT_TRUE(may_still_be_written(PageName("other"), deliveries).empty());
    deliveries.at(IncidentId("a")).intent->state = IntentState::prepared;
    EXPECT_TRUE(may_still_be_written(PageName("main"), deliveries).empty());
}

TEST(DeliveryWord, IsNoneForWhatThePageNeverSees) {
    EXPECT_EQ(delivery_word(an_incident(Standing::held), nullptr), "none");
    EXPECT_EQ(delivery_word(an_incident(Standing::recorded), nullptr), "none");
    EXPECT_EQ(delivery_word(an_incident(Standing::public_), nullptr), "pending");
}

TEST(DeliveryWord, IsAcknowledgedOnlyForTheStateThatIsDesired) {
    const Incident incident = an_incident(Standing::public_);
    DeliveryRecord row;
    EXPECT_EQ(delivery_word(incident, &row), "pending");
    row.acknowledged = incident.desired;
    EXPECT_EQ(delivery_word(incident, &row), "acknowledged");
    row.acknowledged->text = 7;
    EXPECT_EQ(delivery_word(incident, &row), "pending");
}

TEST(DeliveryWord, TellsACallUnderWayFromOneWithoutAnOutcome) {
    const Incident incident = an_incident(Standing::public_);
    DeliveryRecord row;
    row.intent =
        Intent{CallId("c"), CreateCall{}, incident.desired, IntentState::prepared, {}, {}, 0, {}};
    EXPECT_EQ(delivery_word(incident, &row), "in_flight");
    row.intent->state = IntentState::sent;
    EXPECT_EQ(delivery_word(incident, &row), "in_flight");
    row.intent->state = IntentState::unknown;
    EXPECT_EQ(delivery_word(incident, &row), "unknown");
}

// A later change of the incident is tried again, so it is not dead.
TEST(DeliveryWord, IsDeadLetterForThatStateOnly) {
    Incident incident = an_incident(Standing::public_);
    DeliveryRecord row;
    row.dead_letter = DeadLetter{incident.desired, "create", 422, "too long", 1, {}};
    EXPECT_EQ(delivery_word(incident, &row), "dead_letter");
    incident.desired.text = 1;
    EXPECT_EQ(delivery_word(incident, &row), "pending");
}

// What a person closed or deleted, and what is no longer public, waits for nothing.
TEST(DeliveryWord, IsNoneForWhatIsNeverSentAnyMore) {
    Incident incident = an_incident(Standing::public_);
    DeliveryRecord row;
    row.statuspage_id = StatuspageId("incident0001");
    row.acknowledged = incident.desired;
    incident.desired.text = 1;
    EXPECT_EQ(delivery_word(incident, &row), "pending");
    row.gone = true;
    EXPECT_EQ(delivery_word(incident, &row), "none");
    row.gone = false;
    row.over = true;
    EXPECT_EQ(delivery_word(incident, &row), "none");
    row.acknowledged->status = IncidentStatus::resolved;  // By us: a relapse may reopen it.
    EXPECT_EQ(delivery_word(incident, &row), "pending");
    incident.standing = Standing::quiet;
    EXPECT_EQ(delivery_word(incident, &row), "none");
    row.intent = Intent{};
    EXPECT_EQ(delivery_word(incident, &row), "in_flight") << "it may yet land";
}

TEST(DeliveryWord, IsNoneForWhatWasOverBeforeThePageHeardOfIt) {
    Incident incident = an_incident(Standing::public_);
    incident.gone_at = WallTime();
    DeliveryRecord row;
    EXPECT_EQ(delivery_word(incident, nullptr), "none");
    EXPECT_EQ(delivery_word(incident, &row), "none");
    row.statuspage_id = StatuspageId("incident0001");
    EXPECT_EQ(delivery_word(incident, &row), "pending");
    incident.publish_over = true;
    EXPECT_EQ(delivery_word(incident, nullptr), "pending");
}

TEST(DeliveryWord, IsParkedForWhatWaitsForAPageThatRefusesUs) {
    Incident incident = an_incident(Standing::public_);
    DeliveryRecord row;
    EXPECT_EQ(delivery_word(incident, nullptr, PageMode::parked), "parked");
    EXPECT_EQ(delivery_word(incident, &row, PageMode::parked), "parked");
    row.dead_letter = DeadLetter{incident.desired, "create", 422, "too long", 1, {}};
    EXPECT_EQ(delivery_word(incident, &row, PageMode::parked), "dead_letter");
    row.dead_letter.reset();
    row.acknowledged = incident.desired;
    EXPECT_EQ(delivery_word(incident, &row, PageMode::parked), "acknowledged");
}

TEST(DeliveryWord, IsDryRunForWhateverIsPublicOnADryPage) {
    Incident incident = an_incident(Standing::public_);
    DeliveryRecord row;
    EXPECT_EQ(delivery_word(incident, nullptr, PageMode::dry_run), "dry_run");
    row.acknowledged = incident.desired;
    EXPECT_EQ(delivery_word(incident, &row, PageMode::dry_run), "dry_run");
    incident.standing = Standing::held;
    EXPECT_EQ(delivery_word(incident, &row, PageMode::dry_run), "none");
}

TEST(IntentState, HasItsWord) {
    EXPECT_EQ(to_string(IntentState::prepared), "prepared");
    EXPECT_EQ(to_string(IntentState::sent), "sent");
    EXPECT_EQ(to_string(IntentState::unknown), "unknown");
}

}  // namespace
}  // namespace tocsin
