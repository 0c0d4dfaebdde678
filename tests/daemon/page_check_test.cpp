#include "daemon/page_check.hpp"

#include <gtest/gtest.h>

namespace tocsin {
namespace {

PageConfig a_page() {
    PageConfig page;
    page.name = PageName("main");
    page.id = PageId("page00000001");
    page.place = {"tocsin.toml", 5, 6, 20};
    page.components = {{ComponentAlias("api"), ComponentId("api000000001")}};
    page.component_places = {{ComponentAlias("api"), {"tocsin.toml", 9, 7, 21}}};
    return page;
}

PageComponent component(const char* id, bool is_group = false) {
    return {ComponentId(id), "API", ComponentStatus::operational, is_group};
}

PageReadings readings(std::vector<PageComponent> components) {
    PageView view;
    for (PageComponent& one : components) view.components.emplace(one.id, std::move(one));
    return {Accepted{PageDetails{"Shop"}}, Accepted{}, std::move(view)};
}

TEST(PageCheck, FindsNothingWhereAllComponentsAreThere) {
    const PageCheck check =
        judge_page(a_page(), readings({component("api000000001"), component("web000000001")}));
    EXPECT_TRUE(check.problems.empty());
    EXPECT_EQ(check.shown_name, "Shop");
    EXPECT_EQ(check.components.size(), 2U);
}

TEST(PageCheck, PointsAtAComponentThatThePageDoesNotHave) {
    const PageCheck check = judge_page(a_page(), readings({component("web000000001")}));
    ASSERT_EQ(check.problems.size(), 1U);
    const Diagnostic& found = check.problems[0];
    EXPECT_EQ(found.code, "E331");
    EXPECT_EQ(found.line, 9U);
    EXPECT_EQ(found.column, 7U);
    EXPECT_EQ(found.message, "page \"main\" has no component api000000001");
}

TEST(PageCheck, PointsAtTheIdOfAGroup) {
    const PageCheck check = judge_page(a_page(), readings({component("api000000001", true)}));
    ASSERT_EQ(check.problems.size(), 1U);
    EXPECT_EQ(check.problems[0].code, "E332");
    EXPECT_EQ(check.problems[0].line, 9U);
}

TEST(PageCheck, ShowsWhatDriftedFromTheRecord) {
    Ledger ledger;
    PageRecord record;
    record.page = PageName("main");
    ComponentRecord raised;
    raised.written = ComponentStatus::major_outage;
    record.components.emplace(ComponentId("api000000001"), raised);
    ledger.pages.emplace(record.page, record);
    const PageCheck check = judge_page(a_page(), readings({component("api000000001")}), ledger);
    ASSERT_EQ(check.drift.size(), 1U);
    EXPECT_EQ(check.drift.begin()->kind, "component");
    EXPECT_EQ(check.drift.begin()->id, "api000000001");
    EXPECT_TRUE(check.problems.empty()) << "the daemon mends it";
}

// What could not be read proves nothing of the components.
TEST(PageCheck, SaysWhyThePageCouldNotBeRead) {
    const auto why = [](PageReply page, PageReply components) {
        const PageCheck check = judge_page(a_page(), {std::move(page), std::move(components), {}});
        EXPECT_EQ(check.problems.size(), 1U);
        EXPECT_EQ(check.problems[0].code, "E330");
        EXPECT_EQ(check.problems[0].line, 5U);
        return check.problems[0].message;
    };
    const PageReply unasked = Unknown{"not asked for"};
    EXPECT_EQ(why(Unauthorised{401, "Could not authenticate"}, unasked),
              "page \"main\" (page00000001): the key is refused: Could not authenticate");
    EXPECT_EQ(why(NotFound{"not found"}, unasked),
              "page \"main\" (page00000001): the key does not see this page: not found");
    EXPECT_EQ(why(NotApplied{"connect to x: refused"}, unasked),
              "page \"main\" (page00000001): connect to x: refused");
    EXPECT_EQ(why(Accepted{PageDetails{"Shop"}}, Limited{std::chrono::seconds(5)}),
              "page \"main\" (page00000001): the key has asked too often; try again in a minute");
}

}  // namespace
}  // namespace tocsin
