// Every point on which nobody says how Statuspage behaves, each way: two whole lives on one
// component, one of them with a create whose answer is lost (tests/emulator/README.md has the
// switches).
#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "tests/delivery/office.hpp"

namespace tocsin {
namespace {

using std::chrono::hours;
using std::chrono::minutes;

struct Switch {
    std::string name;
    void (*set)(ModelOptions&);
};

const std::vector<Switch>& switches() {
    using Options = ModelOptions;
    static const std::vector<Switch> all{
        {"None", [](Options&) {}},
        {"ErrorsAsArrays", [](Options& o) { o.error_style = Options::ErrorStyle::array; }},
        {"ErrorsAsObjects", [](Options& o) { o.error_style_422 = Options::ErrorStyle::object; }},
        {"ErrorsAsMessages", [](Options& o) { o.error_style_422 = Options::ErrorStyle::message; }},
        {"ErrorsWithoutWords", [](Options& o) { o.error_style_422 = Options::ErrorStyle::empty; }},
        {"ErrorsOf5xxEmpty", [](Options& o) { o.error_style_5xx = Options::ErrorStyle::empty; }},
        {"Etag", [](Options& o) { o.etag = true; }},
        {"ForeignPageIs403", [](Options& o) { o.foreign_page_status = 403; }},
        {"GroupStatusIgnored", [](Options& o) { o.group_status = Options::Doubtful::ignore; }},
        {"UnpaginatedUnlimited", [](Options& o) { o.limit_unpaginated = false; }},
        {"NameMissingIs422", [](Options& o) { o.name_missing_status = 422; }},
        {"BadStatusIs422", [](Options& o) { o.bad_status_status = 422; }},
        {"LegacyMessage", [](Options& o) { o.legacy_message = true; }},
        {"SmallMetadata", [](Options& o) { o.metadata_bytes_max = 256; }},
        {"UnknownComponentIgnored",
         [](Options& o) { o.unknown_component = Options::Doubtful::ignore; }},
        {"DefaultText", [](Options& o) { o.silent_update = Options::SilentUpdate::default_text; }},
        {"MapAddsNoRelation", [](Options& o) { o.map_adds_relation = false; }},
        {"ImpactDecreases", [](Options& o) { o.impact_never_decreases = false; }},
        {"IdsAreAdded", [](Options& o) { o.ids_on_change = Options::IdsOnChange::add; }},
        {"ResetOnResolve", [](Options& o) { o.reset_on_resolve = true; }},
        {"ChangeOfResolvedRefused",
         [](Options& o) { o.change_of_resolved = Options::Doubtful::refuse; }},
        {"UnresolvedHasMaintenance", [](Options& o) { o.unresolved_has_maintenance = true; }},
        {"StampsOfThePage", [](Options& o) { o.stamps = Options::Stamps::page_offset; }},
        {"StaleLists", [](Options& o) { o.stale_lists = std::chrono::seconds(20); }},
        {"StaleSingles", [](Options& o) { o.stale_singles = std::chrono::seconds(20); }},
    };
    return all;
}

class DeliverySwitch : public testing::TestWithParam<Switch> {};

TEST_P(DeliverySwitch, EitherWayLeavesOneIncidentEachAndTheComponentAsItWas) {
    ModelOptions options;
    GetParam().set(options);
    Office office(options);
    Incident first = office.delivered(1, {{api, ComponentStatus::major_outage}});
    EXPECT_EQ(office.status_of(api), "major_outage");
    office.page.faults().add(losing("POST", "*/incidents", Fault::drop_after_apply));
    Incident second = Office::open_incident(2, {{api, ComponentStatus::partial_outage}});
    office.say(second, IncidentStatus::investigating, "We are looking at this too.");
    office.work_until([&] { return office.word_of(second) == "acknowledged"; });
    office.say(first, IncidentStatus::identified, "We know what it is.");
    office.work(minutes(10));
    for (Incident* over : {&first, &second}) {
        over->desired.claims.clear();
        over->gone_at = office.clock.wall();
        office.say(*over, IncidentStatus::resolved, "It is over.");
        office.work(minutes(30));
    }
    ASSERT_EQ(office.shown_count(), 2U);
    for (const Incident* over : {&first, &second}) {
        const EmulatedIncident& shown = office.shown(*over);
        EXPECT_EQ(shown.status, "resolved");
        EXPECT_EQ(shown.updates.back().body, "It is over.");
        EXPECT_EQ(office.word_of(*over), "acknowledged");
    }
    EXPECT_EQ(office.status_of(api), "operational");
    EXPECT_TRUE(office.gave_up.empty());
    EXPECT_TRUE(office.page.findings().steps_back.empty());
}

// A create that is refused: its reason is kept whatever form it has, and a change is tried again.
TEST_P(DeliverySwitch, EitherWayKeepsWhatWasRefusedAndTriesAChangeOfItAgain) {
    ModelOptions options;
    GetParam().set(options);
    Office office(options);
    office.start();
    office.page.faults().add(answering("POST", "*/incidents", 422));
    Incident incident = Office::open_incident(1);
    office.say(incident, IncidentStatus::investigating, "We are looking at it.");
    office.work_until([&] { return office.word_of(incident) == "dead_letter"; });
    EXPECT_FALSE(office.delivery->dead_letters().at(0).dead_letter->reason.empty());
    office.say(incident, IncidentStatus::identified, "We know what it is.");
    office.work(hours(1));
    EXPECT_EQ(office.shown(incident).status, "identified");
    EXPECT_EQ(office.shown_count(), 1U);
}

INSTANTIATE_TEST_SUITE_P(Each, DeliverySwitch, testing::ValuesIn(switches()),
                         [](const auto& one) { return one.param.name; });

// The page may not give the marker back in its lists.
TEST(DeliverySwitches, WithoutMetadataInListsACreateOfUnknownOutcomeIsNotLost) {
    ModelOptions options;
    options.metadata_in_lists = false;
    Office office(options);
    office.start();
    office.page.faults().add(losing("POST", "*/incidents", Fault::drop_after_apply));
    Incident incident = Office::open_incident(1);
    office.say(incident, IncidentStatus::investigating, "We are looking at it.");
    office.work(hours(1));
    EXPECT_EQ(office.shown_count(), 1U);
    EXPECT_EQ(office.word_of(incident), "acknowledged");
}

}  // namespace
}  // namespace tocsin
