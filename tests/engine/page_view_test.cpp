#include "engine/page_view.hpp"

#include <gtest/gtest.h>

#include "tests/support/builders.hpp"

namespace tocsin {
namespace {

PageIncident shown(const std::string& id) {
    return page_incident(an_incident(id), id);
}
PageReply list(std::vector<PageIncident> incidents) {
    return Accepted{std::move(incidents)};
}
PageReply components(std::size_t count) {
    std::vector<PageComponent> all;
    for (std::size_t i = 0; i < count; ++i)
        all.push_back({ComponentId(std::to_string(i)), "", ComponentStatus::operational, false});
    return Accepted{std::move(all)};
}
std::vector<PageIncident> full_page(const std::string& prefix) {
    std::vector<PageIncident> all;
    for (std::size_t i = 0; i < page_size; ++i) all.push_back(shown(prefix + std::to_string(i)));
    return all;
}

TEST(PageView, IsFreshForHalfAMinuteFromWhenItsReadingBegan) {
    PageView view;
    view.read_at = at(0s);
    EXPECT_TRUE(is_fresh(view, at(30s)));
    EXPECT_FALSE(is_fresh(view, at(30s + 1us)));
    EXPECT_FALSE(is_fresh(std::nullopt, at(0s)));
}

TEST(ViewReading, ReadsEveryPageOfEveryList) {
    ViewReading reading(at(7s), {});
    EXPECT_EQ(*reading.next(), PageCall(ListIncidents{IncidentList::unresolved, 1}));
    ASSERT_TRUE(reading.take(list(full_page("a"))));
    EXPECT_EQ(*reading.next(), PageCall(ListIncidents{IncidentList::unresolved, 2}));
    ASSERT_TRUE(reading.take(list({shown("last")})));
    EXPECT_EQ(*reading.next(), PageCall(ListIncidents{IncidentList::active_maintenance, 1}));
    PageIncident maintenance = shown("m");
    maintenance.components = {component("db")};
    ASSERT_TRUE(reading.take(list({maintenance})));
    EXPECT_EQ(*reading.next(), PageCall(ListComponents{1}));
    ASSERT_TRUE(reading.take(components(page_size)));
    EXPECT_EQ(*reading.next(), PageCall(ListComponents{2}));
    ASSERT_TRUE(reading.take(components(0)));
    EXPECT_EQ(reading.next(), std::nullopt);
    const PageView view = std::move(reading).view();
    EXPECT_EQ(view.read_at, at(7s));
    EXPECT_EQ(view.incidents.size(), page_size + 1);
    EXPECT_EQ(view.components.size(), page_size);
    EXPECT_EQ(view.under_maintenance, std::set{component("db")});
}

TEST(ViewReading, AsksOneByOneForWhatNoListHeld) {
    ViewReading reading(at(0s), {StatuspageId("p1"), StatuspageId("p2"), StatuspageId("m")});
    reading.take(list({shown("p1")}));
    reading.take(list({shown("m")}));
    reading.take(components(1));
    EXPECT_EQ(*reading.next(), PageCall(ReadIncident{StatuspageId("p2")}));
    ASSERT_TRUE(reading.take(NotFound{"gone"}));
    EXPECT_EQ(reading.next(), std::nullopt);
    const PageView view = std::move(reading).view();
    EXPECT_EQ(view.missing, std::set{StatuspageId("p2")});
    EXPECT_TRUE(view.incidents.contains(StatuspageId("m")));
}

TEST(ViewReading, AsksForNoMoreThanCanBeReadWhileItIsFresh) {
    std::vector<StatuspageId> wanted;
    for (int i = 0; i < 100; ++i) wanted.emplace_back("p" + std::to_string(i));
    ViewReading reading(at(0s), wanted);
    reading.take(list({}));
    reading.take(list({}));
    reading.take(components(1));
    std::size_t asked = 0;
    while (const auto call = reading.next()) {
        EXPECT_EQ(*call, PageCall(ReadIncident{wanted[asked]}));
        ++asked;
        ASSERT_TRUE(reading.take(Accepted{shown(wanted[asked - 1].value)}));
    }
    EXPECT_EQ(asked, singles_max);
}

TEST(ViewReading, TakesNoAnswerThatIsNone) {
    for (const PageReply& reply : std::vector<PageReply>{Unknown{"reset"}, Limited{60s}, Accepted{},
                                                         NotFound{"no"}, components(1)}) {
        ViewReading reading(at(0s), {});
        EXPECT_FALSE(reading.take(reply));
    }
    ViewReading reading(at(0s), {StatuspageId("p1")});
    reading.take(list({}));
    reading.take(list({}));
    EXPECT_FALSE(reading.take(list({})));  // Components were asked for.
    reading.take(components(0));
    EXPECT_FALSE(reading.take(Unknown{"reset"}));
    EXPECT_FALSE(reading.take(list({})));
}

}  // namespace
}  // namespace tocsin
