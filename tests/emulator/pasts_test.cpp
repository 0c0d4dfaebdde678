// Reads that lag behind the writes (behaviour 30).
#include "tests/emulator/pasts.hpp"

#include "tests/emulator/asking.hpp"

namespace tocsin {
namespace {

using std::chrono::seconds;

ModelOptions lagging(Duration lists, Duration singles) {
    ModelOptions options;
    options.stale_lists = lists;
    options.stale_singles = singles;
    return options;
}

TEST(Behaviour30, ListsLagBehindTheWrites) {
    Asking page(lagging(seconds(10), Duration(0)));
    const std::string id = page.create(R"("name":"a")").at("/id");  // At 0 s.
    EXPECT_EQ(page.get("/incidents").text, "[]");
    EXPECT_EQ(page.get("/incidents?q=a").text, "[]");
    EXPECT_EQ(page.get("/incidents/unresolved").text, "[]");
    EXPECT_EQ(page.get("/incidents/" + id).status, 200U);
    page.now = asking_start + seconds(9);
    EXPECT_EQ(page.get("/incidents").size(), 0U);
    page.change(id, R"("name":"b")");  // At 10 s.
    page.now = asking_start + seconds(10);
    EXPECT_EQ(page.get("/incidents").at("/0/name"), "a");
    page.now = asking_start + seconds(20);
    EXPECT_EQ(page.get("/incidents").at("/0/name"), "b");
}

TEST(Behaviour30, SinglesLagBehindTheWrites) {
    Asking page(lagging(Duration(0), seconds(10)));
    const std::string id =
        page.create(R"("name":"a","components":{"api000000001":"major_outage"})").at("/id");
    EXPECT_EQ(page.get("/incidents/" + id).status, 404U);
    EXPECT_EQ(page.status_of("api000000001"), "operational");
    EXPECT_EQ(page.get("/incidents").size(), 1U);
    page.now = asking_start + seconds(10);
    EXPECT_EQ(page.get("/incidents/" + id).at("/name"), "a");
    EXPECT_EQ(page.status_of("api000000001"), "major_outage");
}

TEST(Behaviour30, WritesSeeThePageAsItIs) {
    Asking page(lagging(seconds(60), seconds(60)));
    const std::string id = page.create(R"("name":"a")").at("/id");
    EXPECT_EQ(page.change(id, R"("name":"b")").at("/name"), "b");
    ASSERT_EQ(page.model.incidents("page00000001").size(), 1U);
    EXPECT_EQ(page.model.incidents("page00000001")[0].name, "b");
    EXPECT_EQ(page.remove("/incidents/" + id).status, 200U);
    EXPECT_EQ(page.remove("/incidents/" + id).status, 404U);
}

TEST(Behaviour30, WhatPeopleAndTheClockDoIsSeenLateToo) {
    Asking page(lagging(seconds(10), Duration(0)));
    PersonAct planned{.kind = PersonAct::Kind::schedule, .name = "m", .automatic = true};
    planned.from = "2026-06-07T02:00:00Z";
    planned.until = "2026-06-07T03:00:00Z";
    ASSERT_TRUE(page.model.act(planned, page.now));
    EXPECT_EQ(page.get("/incidents/scheduled").size(), 0U);
    page.now = *parse_rfc3339("2026-06-07T02:00:05Z");
    EXPECT_EQ(page.get("/incidents").at("/0/status"), "scheduled");
    page.now = *parse_rfc3339("2026-06-07T02:00:10Z");
    EXPECT_EQ(page.get("/incidents").at("/0/status"), "in_progress");
}

TEST(PagePasts, ForgetsWhatNobodyLooksAtAnyMore) {
    PagePasts pasts;
    EmulatedPage page;
    page.id = "p";
    page.name = "old";
    pasts.keep(page, asking_start, seconds(10));
    page.name = "new";
    pasts.keep(page, asking_start + seconds(5), seconds(10));
    EXPECT_EQ(pasts.find("p", asking_start - seconds(1))->name, "old");
    EXPECT_EQ(pasts.find("p", asking_start)->name, "new");
    EXPECT_EQ(pasts.find("p", asking_start + seconds(5)), nullptr);
    EXPECT_EQ(pasts.find("other", asking_start), nullptr);
    pasts.keep(page, asking_start + seconds(12), seconds(10));
    EXPECT_EQ(pasts.find("p", asking_start - seconds(1))->name, "new");
}

}  // namespace
}  // namespace tocsin
