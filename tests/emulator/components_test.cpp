// Pages, components and groups (behaviours 8 to 10).
#include "tests/emulator/components.hpp"

#include "tests/emulator/asking.hpp"

namespace tocsin {
namespace {

TEST(Behaviour8, AKeySeesThePagesOfItsOrganisation) {
    Asking page;
    const Answer pages = page.send(Asking::request("GET", "/v1/pages"));
    EXPECT_EQ(pages.status, 200U);
    ASSERT_EQ(pages.size(), 1U);
    EXPECT_EQ(pages.at("/0/id"), "page00000001");
    const Answer one = page.get("");
    EXPECT_EQ(one.at("/name"), "Ours");
    EXPECT_EQ(one.at("/time_zone"), "UTC");
}

TEST(Behaviour9, AComponentIsMadeReadChangedAndDeleted) {
    Asking page;
    const Answer made =
        page.post("/components",
                  R"({"component":{"name":"API","status":"partial_outage","description":"d"}})");
    ASSERT_EQ(made.status, 201U) << made.text;
    const std::string path = "/components/" + made.at("/id");
    EXPECT_EQ(made.at("/name"), "API");  // As another one: names may repeat.
    EXPECT_EQ(page.get(path).at("/status"), "partial_outage");
    const Answer changed = page.patch(path, R"({"component":{"status":"operational"}})");
    EXPECT_EQ(changed.status, 200U);
    EXPECT_EQ(changed.at("/status"), "operational");
    EXPECT_EQ(changed.at("/description"), "d");
    EXPECT_EQ(page.remove(path).status, 204U);
    EXPECT_EQ(page.get(path).status, 404U);
    EXPECT_EQ(page.patch(path, R"({"component":{"name":"x"}})").status, 404U);
}

TEST(Behaviour9, AStatusThatIsNoneIs422AndChangesNothing) {
    Asking page;
    const Answer answer = page.patch("/components/api000000001",
                                     R"({"component":{"name":"new","status":"on_fire"}})");
    EXPECT_EQ(answer.status, 422U);
    EXPECT_EQ(page.get("/components/api000000001").at("/name"), "API");
    EXPECT_EQ(page.post("/components", R"({"component":{"status":"operational"}})").status, 422U);
}

TEST(Behaviour9, TheStatusOfAGroupIsTheWorstOfItsMembers) {
    Asking page;
    EXPECT_EQ(page.get("/components/group0000001").at("/group"), "true");
    EXPECT_EQ(page.status_of("group0000001"), "operational");
    page.patch("/components/api000000001", R"({"component":{"status":"major_outage"}})");
    page.patch("/components/web000000001", R"({"component":{"status":"partial_outage"}})");
    EXPECT_EQ(page.status_of("group0000001"), "major_outage");
}

TEST(Behaviour9, TheStatusOfAGroupIsRefusedOrIgnored) {
    const char* body = R"({"component":{"status":"major_outage"}})";
    Asking page;
    EXPECT_EQ(page.patch("/components/group0000001", body).status, 422U);
    Asking lenient(options_with(
        [](ModelOptions& options) { options.group_status = ModelOptions::Doubtful::ignore; }));
    EXPECT_EQ(lenient.patch("/components/group0000001", body).status, 200U);
    EXPECT_EQ(lenient.status_of("group0000001"), "operational");
}

TEST(Behaviour9, ADeletedComponentLeavesTheIncidentsThatHadIt) {
    Asking page;
    const std::string id = page.create(R"("name":"a","component_ids":["web000000001"])").at("/id");
    page.remove("/components/web000000001");
    EXPECT_EQ(page.get("/incidents/" + id).at("/components"), "[]");
}

TEST(Behaviour10, GroupsAreListedWithTheirMembers) {
    Asking page;
    const Answer groups = page.get("/component-groups?page=1");
    ASSERT_EQ(groups.size(), 1U);
    EXPECT_EQ(groups.at("/0/components"), R"(["api000000001"])");
    EXPECT_EQ(page.get("/component-groups/group0000001").at("/name"), "Backend");
    EXPECT_EQ(page.get("/component-groups/api000000001").status, 404U);
}

TEST(Behaviour10, ListsHavePagesOfAtMostOneHundred) {
    Asking page;
    for (int i = 0; i < 150; ++i) page.model.add_component("page00000001", "more");
    EXPECT_EQ(page.get("/components?page=1").size(), 100U);
    EXPECT_EQ(page.get("/components?page=2").size(), 53U);
    EXPECT_EQ(page.get("/components?page=3").text, "[]");
    EXPECT_EQ(page.get("/components?per_page=200").size(), 100U);
    EXPECT_EQ(page.get("/components?per_page=7&page=2").size(), 7U);
    EXPECT_EQ(page.get("/components?page=0").status, 400U);
    EXPECT_EQ(page.get("/components?page=x").status, 400U);
}

TEST(Behaviour10, UnpaginatedComponentsHaveALimitOfTheirOwn) {
    Asking page;
    EXPECT_EQ(page.get("/components").status, 200U);
    const Answer second = page.get("/components");
    EXPECT_EQ(second.status, 420U);
    EXPECT_EQ(second.header("retry-after"), "59");
    EXPECT_EQ(page.get("/components?page=1").status, 200U);
    EXPECT_EQ(page.get("/components/api000000001").status, 200U);
    page.now += std::chrono::seconds(60);
    EXPECT_EQ(page.get("/components").status, 200U);

    Asking lenient(options_with([](ModelOptions& options) { options.limit_unpaginated = false; }));
    EXPECT_EQ(lenient.get("/components").status, 200U);
    EXPECT_EQ(lenient.get("/components").status, 200U);
}

}  // namespace
}  // namespace tocsin
