#include "engine/case.hpp"

#include <gtest/gtest.h>

#include "tests/support/builders.hpp"

namespace tocsin {
namespace {

DeliveryRecord with_intent(IncidentStatus status, IntentState state) {
    DeliveryRecord row;
    Intent intent;
    intent.target.status = status;
    intent.state = state;
    row.intent = intent;
    return row;
}

TEST(Case, KnowsACreateAsBegunFromItsIntentOn) {
    EXPECT_FALSE(create_begun(nullptr));
    DeliveryRecord row;
    EXPECT_FALSE(create_begun(&row));
    for (const IntentState state :
         {IntentState::prepared, IntentState::sent, IntentState::unknown}) {
        row = with_intent(IncidentStatus::investigating, state);
        EXPECT_TRUE(create_begun(&row));
    }
    row = {};
    row.attempt = CallId("withdrawn");  // Certainly not applied, or looked for in vain.
    EXPECT_FALSE(create_begun(&row));
    row.statuspage_id = StatuspageId("p1");
    EXPECT_TRUE(create_begun(&row));
}

TEST(Case, KnowsAResolveAsBegunFromItsIntentOn) {
    EXPECT_FALSE(resolve_begun(nullptr));
    DeliveryRecord row = delivered(an_incident(), "p1");
    EXPECT_FALSE(resolve_begun(&row));
    row = with_intent(IncidentStatus::investigating, IntentState::sent);
    EXPECT_FALSE(resolve_begun(&row));
    row = with_intent(IncidentStatus::resolved, IntentState::prepared);
    EXPECT_TRUE(resolve_begun(&row));
    row = delivered(an_incident().resolved(), "p1");
    EXPECT_TRUE(resolve_begun(&row));
    row = delivered(an_incident(), "p1");
    row.over = true;
    EXPECT_TRUE(resolve_begun(&row));
}

TEST(Case, TellsAPersonsEndFromOurs) {
    EXPECT_FALSE(closed_by_person(nullptr));
    DeliveryRecord ours = delivered(an_incident().resolved(), "p1");
    EXPECT_FALSE(closed_by_person(&ours));
    DeliveryRecord theirs = delivered(an_incident(), "p1");
    theirs.over = true;
    EXPECT_TRUE(closed_by_person(&theirs));
}

TEST(Case, IsSettledWhenThePageShowsWhatIsDesired) {
    const Incident incident = an_incident().resolved();
    EXPECT_FALSE(is_settled(incident, nullptr));
    DeliveryRecord row = delivered(incident, "p1");
    EXPECT_TRUE(is_settled(incident, &row));
    row = delivered(an_incident(), "p1");
    EXPECT_FALSE(is_settled(incident, &row));
    row.gone = true;
    EXPECT_TRUE(is_settled(incident, &row));
    row = delivered(an_incident(), "p1");
    row.over = true;
    EXPECT_TRUE(is_settled(incident, &row));
}

// The page shows it open; a person has said that it may.
TEST(Case, IsSettledWhereAPersonDroppedWhatIsToBeSaid) {
    const Incident incident = an_incident().resolved();
    DeliveryRecord row = delivered(an_incident(), "p1");
    row.dead_letter = DeadLetter{incident.desired, "update", 422, "no", 1, at(0s)};
    EXPECT_FALSE(is_settled(incident, &row));
    row.dead_letter->code = DeadLetter::dropped;
    EXPECT_TRUE(is_settled(incident, &row));
    EXPECT_FALSE(is_settled(an_incident().says("Something else."), &row));
}

TEST(Case, IsNotSettledWhileACallIsOnItsWay) {
    const Incident incident = an_incident().resolved();
    DeliveryRecord row = delivered(incident, "p1");
    row.intent = Intent{};
    EXPECT_FALSE(is_settled(incident, &row));
}

TEST(Case, IsNotSettledWhileACreateThatWasLookedForInVainMayLand) {
    DeliveryRecord row;
    row.resent = true;
    for (const Standing standing : {Standing::public_, Standing::recorded}) {
        Incident over = an_incident().resolved();
        over.standing = standing;
        over.gone_at = at(5s);
        EXPECT_TRUE(may_have_landed(&row));
        EXPECT_FALSE(is_settled(over, &row));
        DeliveryRecord gone = row;
        gone.gone = true;
        EXPECT_TRUE(is_settled(over, &gone)) << "a person deleted it";
        DeliveryRecord never = row;
        never.resent = false;
        EXPECT_TRUE(is_settled(over, &never));
    }
}

TEST(Case, IsSettledIfNobodyIsToSeeIt) {
    const Incident recorded =
        an_incident().with([](Incident& made) { made.standing = Standing::recorded; });
    EXPECT_TRUE(is_settled(recorded, nullptr));
}

TEST(Case, IsNotSettledByADeadLetterOfWhatStandsOnThePage) {
    const Incident incident = an_incident().resolved();
    DeliveryRecord row = delivered(an_incident(), "p1");
    for (const unsigned code : {0U, 422U}) {
        row.dead_letter = DeadLetter{incident.desired, "update", code, "no", 1, at(0s)};
        EXPECT_FALSE(is_settled(incident, &row)) << code;
    }
}

TEST(Case, IsSettledByADeadLetterOfACreateThatWasRefusedButNotOfOneThatWasGivenUp) {
    const Incident incident =
        an_incident().resolved().with([](Incident& made) { made.publish_over = true; });
    DeliveryRecord row;
    row.dead_letter = DeadLetter{incident.desired, "create", 422, "no", 1, at(0s)};
    EXPECT_TRUE(is_settled(incident, &row));
    row.dead_letter->code = 0;
    EXPECT_FALSE(is_settled(incident, &row));
}

}  // namespace
}  // namespace tocsin
