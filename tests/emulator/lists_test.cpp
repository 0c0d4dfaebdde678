// Lists and stamps (behaviours 20 and 21).
#include "tests/emulator/lists.hpp"

#include "tests/emulator/asking.hpp"

namespace tocsin {
namespace {

std::string maintenance(const std::string& name, const std::string& status, const char* from,
                        const char* until) {
    return "\"name\":\"" + name + "\",\"status\":\"" + status + "\",\"scheduled_for\":\"" + from +
           "\",\"scheduled_until\":\"" + until + "\"";
}

std::string names_in(const Answer& list) {
    std::string names;
    for (const auto& row : list.body.as_array()) {
        names += std::string(row.at("name").as_string()) + " ";
    }
    return names;
}

TEST(Behaviour20, TheNewestComeFirst) {
    Asking page;
    page.create(R"("name":"first")");
    page.create(R"("name":"second")");
    page.create(R"("name":"old","backfilled":true,"backfill_date":"2020-01-01")");
    EXPECT_EQ(names_in(page.get("/incidents")), "second first old ");
}

TEST(Behaviour20, TheSearchLooksAtTextsAndNeverAtMetadata) {
    Asking page;
    page.create(R"("name":"Disk full")");
    page.create(R"("name":"b","body":"the disk is slow","status":"identified")");
    page.create(R"("name":"c","metadata":{"tocsin":{"key":"disk"}})");
    EXPECT_EQ(names_in(page.get("/incidents?q=disk")), "b Disk full ");
    EXPECT_EQ(names_in(page.get("/incidents?q=identified")), "b ");
    EXPECT_EQ(page.get("/incidents?q=nowhere").text, "[]");
}

TEST(Behaviour20, IncidentsHaveALimitWhereOtherListsHavePerPage) {
    Asking page;
    for (int i = 0; i < 120; ++i) page.create("\"name\":\"n" + std::to_string(i) + "\"");
    page.now += std::chrono::seconds(60);
    EXPECT_EQ(page.get("/incidents").size(), 100U);
    EXPECT_EQ(page.get("/incidents?limit=1000").size(), 100U);
    EXPECT_EQ(page.get("/incidents?limit=3&page=2").at("/0/name"), "n116");
    EXPECT_EQ(page.get("/incidents?page=2").size(), 20U);
    EXPECT_EQ(page.get("/incidents?page=3").text, "[]");
    EXPECT_EQ(page.get("/incidents/unresolved?per_page=5&page=24").size(), 5U);
    EXPECT_EQ(page.get("/incidents?limit=0").status, 400U);
}

TEST(Behaviour20, EachListHasItsIncidents) {
    Asking page;
    for (const char* status : {"investigating", "identified", "monitoring", "resolved"}) {
        page.create(std::string("\"name\":\"") + status + "\",\"status\":\"" + status + "\"");
    }
    page.create(maintenance("future", "scheduled", "2026-07-01T00:00:00Z", "2026-07-02T00:00:00Z"));
    page.create(maintenance("late", "scheduled", "2026-06-01T00:00:00Z", "2026-07-02T00:00:00Z"));
    page.create(
        maintenance("going", "in_progress", "2026-06-01T00:00:00Z", "2026-07-02T00:00:00Z"));
    page.create(
        maintenance("checked", "verifying", "2026-06-01T00:00:00Z", "2026-07-02T00:00:00Z"));
    page.create(maintenance("done", "completed", "2026-06-01T00:00:00Z", "2026-07-02T00:00:00Z"));
    EXPECT_EQ(names_in(page.get("/incidents/unresolved")), "monitoring identified investigating ");
    EXPECT_EQ(names_in(page.get("/incidents/scheduled")), "checked going late future ");
    EXPECT_EQ(names_in(page.get("/incidents/upcoming")), "future ");
    EXPECT_EQ(names_in(page.get("/incidents/active_maintenance")), "checked going ");
    ModelOptions options = page.model.options();
    options.unresolved_has_maintenance = true;
    page.model.set_options(options);
    EXPECT_EQ(names_in(page.get("/incidents/unresolved")),
              "checked going monitoring identified investigating ");
}

TEST(Behaviour20, MetadataComesBackInListsUnlessSwitchedOff) {
    const char* fields = R"("name":"a","metadata":{"tocsin":{"key":"k"}})";
    Asking page;
    page.create(fields);
    EXPECT_EQ(page.get("/incidents").at("/0/metadata/tocsin/key"), "k");
    EXPECT_EQ(page.get("/incidents/unresolved").at("/0/metadata/tocsin/key"), "k");
    Asking bare(options_with([](ModelOptions& options) { options.metadata_in_lists = false; }));
    const std::string id = bare.create(fields).at("/id");
    EXPECT_EQ(bare.get("/incidents").at("/0/metadata"), "(absent)");
    EXPECT_EQ(bare.get("/incidents/" + id).at("/metadata/tocsin/key"), "k");
}

TEST(Behaviour21, IncidentsHaveSecondsAndUpdatesMilliseconds) {
    Asking page;
    const Answer made = page.create(R"("name":"a","body":"b")");
    EXPECT_EQ(made.at("/created_at"), "2026-06-07T01:00:17Z");
    EXPECT_EQ(made.at("/incident_updates/0/created_at"), "2026-06-07T01:00:17.309Z");
}

TEST(Behaviour21, StampsMayHaveTheOffsetOfThePage) {
    Asking page(options_with(
        [](ModelOptions& options) { options.stamps = ModelOptions::Stamps::page_offset; }));
    page.model.set_page_offset("page00000001", std::chrono::minutes(-210));
    const Answer made = page.create(R"("name":"a","body":"b")");
    EXPECT_EQ(made.at("/created_at"), "2026-06-06T21:30:17-03:30");
    EXPECT_EQ(made.at("/incident_updates/0/created_at"), "2026-06-06T21:30:17.309-03:30");
    page.model.set_page_offset("page00000001", std::chrono::hours(2));
    EXPECT_EQ(page.get("/incidents").at("/0/created_at"), "2026-06-07T03:00:17+02:00");
}

}  // namespace
}  // namespace tocsin
