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

TEST(IntentState, HasItsWord) {
    EXPECT_EQ(to_string(IntentState::prepared), "prepared");
    EXPECT_EQ(to_string(IntentState::sent), "sent");
    EXPECT_EQ(to_string(IntentState::unknown), "unknown");
}

}  // namespace
}  // namespace tocsin
