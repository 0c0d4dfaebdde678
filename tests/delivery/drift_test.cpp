// Drift: each way in which a page can differ from the record, and what is none.
#include "delivery/drift.hpp"

#include <gtest/gtest.h>

namespace tocsin {
namespace {

const StatuspageId shown_id("incident0001");
const ComponentId component("component001");

class DriftTest : public testing::Test {
protected:
    DriftTest() {
        page.page = PageName("main");
        DeliveryRecord row;
        row.incident = IncidentId("generation");
        row.page = page.page;
        row.statuspage_id = shown_id;
        row.acknowledged = PageState{};
        row.acknowledged->name = "Trouble";
        row.acknowledged->impact = Impact::minor;
        deliveries[row.incident] = row;
        PageIncident shown;
        shown.id = shown_id;
        shown.name = "Trouble";
        shown.status = IncidentStatus::investigating;
        shown.impact_override = Impact::minor;
        shown.marker = Marker{IncidentKey("key"), row.incident, CallId("attempt")};
        view.incidents[shown_id] = shown;
        page.components[component].written = ComponentStatus::major_outage;
        view.components[component] =
            PageComponent{component, "API", ComponentStatus::major_outage, false};
    }

    std::set<Drift> drift() const { return drift_of(view, page, deliveries); }
    PageIncident& shown() { return view.incidents[shown_id]; }
    DeliveryRecord& row() { return deliveries[IncidentId("generation")]; }

    PageView view;
    PageRecord page;
    Deliveries deliveries;
};

TEST_F(DriftTest, IsNoneWhereThePageShowsWhatWasAcknowledged) {
    EXPECT_TRUE(drift().empty());
    shown().name = "Trouble ";  // White space at the end is the page's business.
    EXPECT_TRUE(drift().empty());
}

TEST_F(DriftTest, IsEachFieldThatAPersonChanged) {
    shown().name = "Theirs";
    shown().impact_override = std::nullopt;
    shown().status = IncidentStatus::monitoring;
    EXPECT_EQ(drift(), (std::set<Drift>{{"impact", shown_id.value},
                                        {"name", shown_id.value},
                                        {"status", shown_id.value}}));
}

TEST_F(DriftTest, IsAnIncidentThatIsOverOrGone) {
    shown().status = IncidentStatus::resolved;
    EXPECT_EQ(drift(), (std::set<Drift>{{"closed", shown_id.value}}));
    shown().status.reset();  // A postmortem.
    EXPECT_EQ(drift(), (std::set<Drift>{{"closed", shown_id.value}}));
    view.incidents.clear();
    EXPECT_TRUE(drift().empty()) << "not in the list proves nothing";
    view.missing.insert(shown_id);
    EXPECT_EQ(drift(), (std::set<Drift>{{"deleted", shown_id.value}}));
}

TEST_F(DriftTest, IsASecondIncidentOfOneGeneration) {
    PageIncident twin = shown();
    twin.id = StatuspageId("incident0002");
    view.incidents[twin.id] = twin;
    EXPECT_EQ(drift(), (std::set<Drift>{{"duplicate", "incident0002"}}));
    view.incidents[twin.id].status = IncidentStatus::resolved;
    EXPECT_TRUE(drift().empty());
    view.incidents[twin.id].status = IncidentStatus::investigating;
    view.incidents[twin.id].marker->generation = IncidentId("of another store");
    EXPECT_TRUE(drift().empty()) << "foreign";
}

// Which of two stays is not known while one of them is looked for.
TEST_F(DriftTest, IsNoSecondIncidentWhileACallIsUnderWay) {
    PageIncident twin = shown();
    twin.id = StatuspageId("incident0002");
    view.incidents[twin.id] = twin;
    row().intent = Intent{};
    EXPECT_TRUE(drift().empty());
}

TEST_F(DriftTest, IsAComponentThatIsNotWhatWasLastWritten) {
    view.components[component].status = ComponentStatus::operational;
    EXPECT_EQ(drift(), (std::set<Drift>{{"component", component.value}}));
    page.components[component].maybe_written = {ComponentStatus::operational};
    EXPECT_TRUE(drift().empty()) << "it may be our own write that landed";
    page.components[component] = {};
    EXPECT_TRUE(drift().empty()) << "nothing was written yet";
}

TEST_F(DriftTest, IsNothingThatIsUnderWayOrDoneWithOrAnotherPages) {
    shown().name = "Theirs";
    const DeliveryRecord before = row();
    row().intent = Intent{};
    EXPECT_TRUE(drift().empty());
    row() = before;
    row().over = true;
    EXPECT_TRUE(drift().empty());
    row() = before;
    row().page = PageName("second");
    EXPECT_TRUE(drift().empty());
}

TEST_F(DriftTest, IsNotTheProgressOfAMaintenance) {
    row().acknowledged->maintenance = MaintenancePlan{};
    row().acknowledged->status = IncidentStatus::scheduled;
    shown().status = IncidentStatus::in_progress;
    EXPECT_TRUE(drift().empty());
}

TEST_F(DriftTest, IsForgottenOnlyByAViewThatShowsIt) {
    EXPECT_TRUE(shows(view, {"name", shown_id.value}));
    EXPECT_TRUE(shows(view, {"component", component.value}));
    EXPECT_FALSE(shows(view, {"name", "incident0009"}));
    EXPECT_FALSE(shows(view, {"component", "component009"}));
    EXPECT_TRUE(shows(view, {"duplicate", "incident0009"}));
    view.missing.insert(StatuspageId("incident0009"));
    EXPECT_TRUE(shows(view, {"deleted", "incident0009"}));
}

}  // namespace
}  // namespace tocsin
