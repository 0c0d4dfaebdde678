// A name that comes to mean another page: what was written to the old one is never looked for, nor
// ended, on the new one.
#include <gtest/gtest.h>

#include "engine/case.hpp"
#include "tests/delivery/office.hpp"

namespace tocsin {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

const PageName main_page("main");

class DeliveryPlace : public ::testing::Test {
protected:
    DeliveryPlace() { office.options.pages[0].place = "old"; }

    // The name means another page of the same key now, or the old one again.
    void move_to(const std::string& place) {
        office.options.pages[0].place = place;
        office.options.pages[0].address.page =
            PageId(place == "old" ? "page00000001" : "page00000002");
    }

    const PageRecord& record() { return office.store.ledger().pages.at(main_page); }

    std::size_t asked_of(const std::string& page) const {
        std::size_t count = 0;
        for (const Office::Asked& one : office.asked) {
            if (one.request.target.find("/" + page + "/") != std::string::npos) ++count;
        }
        return count;
    }

    Office office;
};

TEST_F(DeliveryPlace, IsOnRecordBeforeAnythingIsAskedOfThePage) {
    office.start();
    office.twist = [this](const HttpRequest&) {
        EXPECT_EQ(record().place, "old");
        return std::nullopt;
    };
    office.delivered(1);
    EXPECT_GT(office.asked.size(), 3U);
}

TEST_F(DeliveryPlace, OfAnOpenIncidentIsKeptThroughARestartUnderAnotherId) {
    Incident incident = office.delivered(1, {{api, ComponentStatus::major_outage}});
    office.work(seconds(1));
    move_to("new");
    office.restart(seconds(1));
    EXPECT_TRUE(office.delivery->is_elsewhere(main_page));
    EXPECT_EQ(office.delivery->shown_on(main_page), std::set{incident.id});
    EXPECT_TRUE(office.delivery->is_held_back(main_page));
    office.asked.clear();
    office.say(incident, IncidentStatus::resolved, "It is over.");
    office.work(hours(1));
    EXPECT_TRUE(office.asked.empty()) << "the new page knows nothing of it";
    EXPECT_TRUE(office.found.empty()) << "nobody deleted it";
    EXPECT_FALSE(office.delivery->next_due()) << "nothing comes of waiting";
    EXPECT_EQ(office.word_of(incident), "parked");
    EXPECT_FALSE(is_settled(incident, &office.row(incident)));

    move_to("old");
    office.restart(seconds(1));
    EXPECT_FALSE(office.delivery->is_elsewhere(main_page));
    office.work(minutes(5));
    EXPECT_EQ(office.shown(incident).status, "resolved");
    EXPECT_EQ(office.status_of(api), "operational");
}

// Its outcome is looked for where it was sent.
TEST_F(DeliveryPlace, OfACreateThatMayHaveLandedIsKept) {
    office.page.faults().add(losing("POST", "*", Fault::drop_after_apply));
    office.start();
    Incident incident = Office::open_incident(1);
    office.say(incident, IncidentStatus::investigating, "We are looking at it.");
    office.work_until([&] { return office.said(Reason::outcome_unknown) == 1; });
    move_to("new");
    office.restart(seconds(1));
    EXPECT_TRUE(office.delivery->is_elsewhere(main_page));
    office.work(hours(1));
    EXPECT_EQ(asked_of("page00000002"), 0U);
    move_to("old");
    office.restart(seconds(1));
    office.work(minutes(5));
    EXPECT_EQ(office.said(Reason::adopted), 1U);
    EXPECT_EQ(office.shown_count(), 1U);
}

// A component that is still to be put back belongs to the old page too.
TEST_F(DeliveryPlace, OfARaisedComponentIsKept) {
    Incident incident = office.delivered(1, {{api, ComponentStatus::major_outage}});
    office.person("DELETE", "/incidents/" + office.shown(incident).id);
    incident.phase = Phase::closed;
    office.record(incident);
    move_to("new");
    office.restart(seconds(1));
    EXPECT_TRUE(office.delivery->is_elsewhere(main_page));
    EXPECT_TRUE(office.delivery->shown_on(main_page).empty());
    move_to("old");
    office.restart(seconds(1));
    office.work(minutes(1));
    EXPECT_EQ(office.status_of(api), "operational");
    EXPECT_FALSE(office.delivery->is_bound(main_page));
}

TEST_F(DeliveryPlace, ChangesOnceNothingStandsOnTheOldPage) {
    Incident incident = office.delivered(1);
    office.say(incident, IncidentStatus::resolved, "It is over.");
    office.work(minutes(1));
    move_to("new");
    office.restart(seconds(1));
    EXPECT_TRUE(office.delivery->is_elsewhere(main_page)) << "it may fire again";
    incident.phase = Phase::closed;
    office.record(incident);
    EXPECT_FALSE(office.delivery->is_elsewhere(main_page));
    office.asked.clear();
    Incident second = Office::open_incident(2);
    office.say(second, IncidentStatus::investigating, "Something else.");
    office.work(minutes(1));
    EXPECT_EQ(record().place, "new");
    EXPECT_EQ(office.word_of(second), "acknowledged");
    EXPECT_EQ(asked_of("page00000001"), 0U);
}

// What was read of the old page says nothing of the new one.
TEST_F(DeliveryPlace, ThatChangesByAReloadNeedsAViewOfTheNewPage) {
    Incident incident = office.delivered(1);
    incident.phase = Phase::closed;
    office.record(incident);
    move_to("new");
    office.delivery->reload(office.options);
    office.asked.clear();
    Incident second = Office::open_incident(2);
    office.say(second, IncidentStatus::investigating, "Something else.");
    office.work(seconds(10));
    EXPECT_EQ(office.word_of(second), "acknowledged");
    ASSERT_FALSE(office.asked.empty());
    EXPECT_FALSE(office.asked.front().is_write());
    EXPECT_EQ(asked_of("page00000001"), 0U);
}

TEST_F(DeliveryPlace, OfADryRunBindsNothing) {
    office.options.pages[0].dry_run = true;
    office.start();
    Incident incident = Office::open_incident(1);
    office.say(incident, IncidentStatus::investigating, "We are looking at it.");
    office.work(minutes(1));
    EXPECT_FALSE(office.delivery->is_bound(main_page));
    move_to("new");
    office.options.pages[0].dry_run = false;
    office.restart(seconds(1));
    office.work(minutes(1));
    EXPECT_EQ(office.word_of(incident), "acknowledged");
    EXPECT_EQ(asked_of("page00000001"), 0U);
}

}  // namespace
}  // namespace tocsin
