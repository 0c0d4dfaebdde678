#include "engine/strays.hpp"

#include <gtest/gtest.h>

#include "tests/support/builders.hpp"

namespace tocsin {
namespace {

PageIncident created(const Incident& incident, const std::string& id, WallTime when) {
    PageIncident shown = page_incident(incident, id);
    shown.created_at = when;
    return shown;
}

PageView view_of(const std::vector<PageIncident>& incidents) {
    PageView view;
    for (const PageIncident& one : incidents) view.incidents.emplace(one.id, one);
    return view;
}

TEST(Strays, AreNoneWhereThePageShowsWhatIsOnRecord) {
    const Incident incident = an_incident();
    const PageView view = view_of({page_incident(incident, "p1")});
    EXPECT_TRUE(strays(view, {&incident}, {{incident.id, delivered(incident, "p1")}}).empty());
}

TEST(Strays, EndTheYoungerOfTwoAndKeepTheOlder) {
    const Incident incident = an_incident();
    const Deliveries deliveries{{incident.id, delivered(incident, "p1")}};
    const PageView younger =
        view_of({created(incident, "p1", at(1s)), created(incident, "p2", at(9s))});
    auto found = strays(younger, {&incident}, deliveries);
    ASSERT_EQ(found.size(), 1U);
    EXPECT_EQ(found[0].shown->id, StatuspageId("p2"));
    EXPECT_FALSE(found[0].adopt);
    const PageView older =
        view_of({created(incident, "p1", at(9s)), created(incident, "p2", at(1s))});
    found = strays(older, {&incident}, deliveries);
    ASSERT_EQ(found.size(), 1U);
    EXPECT_EQ(found[0].shown->id, StatuspageId("p2"));
    EXPECT_TRUE(found[0].adopt);
}

TEST(Strays, AdoptACreateThatLandedLate) {
    const Incident incident = an_incident();
    const PageView view = view_of({page_incident(incident, "p1")});
    DeliveryRecord row;
    row.attempt = CallId("attempt");
    for (const Deliveries& deliveries : {Deliveries{}, Deliveries{{incident.id, row}}}) {
        const auto found = strays(view, {&incident}, deliveries);
        ASSERT_EQ(found.size(), 1U);
        EXPECT_TRUE(found[0].adopt);
    }
}

TEST(Strays, EndOneWhoseIncidentIsOverHere) {
    const Incident recorded =
        an_incident().with([](Incident& made) { made.standing = Standing::recorded; });
    const PageView view = view_of({page_incident(an_incident(), "p1")});
    auto found = strays(view, {&recorded}, {});
    ASSERT_EQ(found.size(), 1U);
    EXPECT_FALSE(found[0].adopt);
    const Incident resolved = an_incident().resolved();
    found = strays(view, {&resolved}, {{resolved.id, delivered(resolved, "p0")}});
    ASSERT_EQ(found.size(), 1U);
    EXPECT_FALSE(found[0].adopt);
}

TEST(Strays, LeaveAloneWhatIsBeingLookedFor) {
    const Incident incident = an_incident();
    DeliveryRecord row;
    row.intent = Intent{};
    EXPECT_TRUE(strays(view_of({page_incident(incident, "p1")}), {&incident}, {{incident.id, row}})
                    .empty());
}

TEST(Strays, LeaveAloneForeignMarkersAndWhatIsOver) {
    const Incident incident = an_incident();
    PageIncident over = created(incident, "p2", at(9s));
    over.status = IncidentStatus::resolved;
    const PageView view = view_of({page_incident(an_incident("unknown"), "p9"), over});
    EXPECT_TRUE(strays(view, {&incident}, {{incident.id, delivered(incident, "p1")}}).empty());
}

TEST(Adopted, AcknowledgesWhatThePageShows) {
    const Incident incident = an_incident().claims("api", ComponentStatus::major_outage);
    const DeliveryRecord row = adopted(incident, {}, page_incident(an_incident(), "p1"));
    EXPECT_EQ(row.statuspage_id, StatuspageId("p1"));
    EXPECT_EQ(row.acknowledged->text, incident.desired.text);
    EXPECT_EQ(row.acknowledged->notice, incident.desired.notice);
    EXPECT_TRUE(row.acknowledged->concerned.empty());
    EXPECT_NE(row.acknowledged, incident.desired);  // The component is still to be told.
}

TEST(Adopted, LeavesATextDueThatThePageDoesNotShow) {
    const DeliveryRecord row =
        adopted(an_incident().says("It is worse."), {}, page_incident(an_incident(), "p1"));
    EXPECT_EQ(row.acknowledged->text, 1U);
}

TEST(Adopted, EndsWhatFailedBefore) {
    DeliveryRecord before;
    before.attempt = CallId("attempt");
    before.failures = 3;
    before.dead_letter = DeadLetter{};
    const DeliveryRecord row = adopted(an_incident(), before, page_incident(an_incident(), "p1"));
    EXPECT_FALSE(row.attempt || row.dead_letter);
    EXPECT_EQ(row.failures, 0U);
}

}  // namespace
}  // namespace tocsin
