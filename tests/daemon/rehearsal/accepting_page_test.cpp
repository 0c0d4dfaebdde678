// The page of rehearsals: what was written there is read back in Statuspage's shapes.
#include "daemon/rehearsal/accepting_page.hpp"

#include <gtest/gtest.h>

#include "statuspage/protocol.hpp"

namespace tocsin {
namespace {

using std::chrono::hours;
using std::chrono::minutes;

constexpr WallTime start{hours(24 * 365 * 56)};

class AcceptingPageTest : public ::testing::Test {
protected:
    static PageConfig page_config() {
        PageConfig page;
        page.name = PageName("shop");
        page.id = PageId("page 1");
        page.components = {{ComponentAlias("cart"), ComponentId("c1")},
                           {ComponentAlias("search"), ComponentId("c2")}};
        return page;
    }

    // What delivery is told of the answer.
    PageReply ask(const PageCall& call) {
        std::optional<PageReply> reply;
        page.exchange(to_request(address, call), std::chrono::seconds(1),
                      [&](const Result<HttpResponse>& answer) {
                          reply = to_reply(call, answer, clock.wall(), address);
                      });
        EXPECT_FALSE(reply) << "answered from inside the call";
        timetable.run_next();
        return reply.value();
    }

    template <class T>
    T accepted(const PageCall& call) {
        const PageReply reply = ask(call);
        EXPECT_TRUE(std::holds_alternative<Accepted>(reply)) << reply.index();
        return std::get<T>(std::get<Accepted>(reply).what);
    }

    PageIncident create(const std::string& name) {
        CreateCall call;
        call.marker = {IncidentKey("k"), IncidentId("g"), CallId("a")};
        call.name = name;
        call.body = "text";
        call.impact = Impact::major;
        call.component_ids = {ComponentId("c1")};
        call.components = {{ComponentId("c1"), ComponentStatus::major_outage}};
        return accepted<PageIncident>(call);
    }

    std::vector<PageIncident> list(IncidentList which, int number = 1) {
        return accepted<std::vector<PageIncident>>(ListIncidents{which, number});
    }

    VirtualClock clock{start};
    Timetable timetable;
    std::vector<std::string> written;
    AcceptingPage page{page_config(),
                       clock,
                       timetable,
                       {[this] { written.emplace_back("incident"); },
                        [this](const ComponentId& id, ComponentStatus status) {
                            written.push_back(id.value + " " + std::string(to_string(status)));
                        }}};
    const PageAddress address{"", PageId("page 1"), Secret("key")};
};

TEST_F(AcceptingPageTest, ShowsWhatWasCreated) {
    const PageIncident made = create("Trouble");
    EXPECT_EQ(made.name, "Trouble");
    EXPECT_EQ(made.status, IncidentStatus::investigating);
    EXPECT_EQ(made.impact_override, Impact::major);
    EXPECT_EQ(made.marker, (Marker{IncidentKey("k"), IncidentId("g"), CallId("a")}));
    EXPECT_EQ(made.components, std::vector<ComponentId>{ComponentId("c1")});
    EXPECT_EQ(made.created_at, start);
    ASSERT_EQ(made.updates.size(), 1u);
    EXPECT_EQ(made.updates.front().body, "text");
    EXPECT_EQ(list(IncidentList::unresolved), std::vector<PageIncident>{made});
    EXPECT_EQ(accepted<PageIncident>(ReadIncident{made.id}), made);
    const auto components = accepted<std::vector<PageComponent>>(ListComponents{1});
    ASSERT_EQ(components.size(), 2u);
    EXPECT_EQ(components[0].status, ComponentStatus::major_outage);
    EXPECT_EQ(components[1].status, ComponentStatus::operational);
    EXPECT_EQ(written, std::vector<std::string>{"incident"});
}

TEST_F(AcceptingPageTest, ChangesOnlyWhatAnUpdateSays) {
    const PageIncident made = create("Trouble");
    clock.move_to(start + minutes(1));
    UpdateCall call;
    call.incident = made.id;
    call.body = "better";
    call.components = {{ComponentId("c1"), ComponentStatus::operational}};
    const PageIncident better = accepted<PageIncident>(call);
    EXPECT_EQ(better.name, "Trouble");
    EXPECT_EQ(better.impact_override, Impact::major);
    EXPECT_EQ(better.components, made.components);
    ASSERT_EQ(better.updates.size(), 2u);
    EXPECT_EQ(better.updates.front().body, "better");
    EXPECT_EQ(better.updates.front().created_at, start + minutes(1));

    UpdateCall end;
    end.incident = made.id;
    end.status = IncidentStatus::resolved;
    EXPECT_EQ(accepted<PageIncident>(end).status, IncidentStatus::resolved);
    EXPECT_TRUE(list(IncidentList::unresolved).empty());
    EXPECT_EQ(list(IncidentList::all).size(), 1u);
}

TEST_F(AcceptingPageTest, KnowsNothingThatWasNotWritten) {
    EXPECT_TRUE(std::holds_alternative<NotFound>(ask(ReadIncident{StatuspageId("x")})));
    UpdateCall call;
    call.incident = StatuspageId("x");
    EXPECT_TRUE(std::holds_alternative<NotFound>(ask(call)));
    EXPECT_TRUE(std::holds_alternative<NotFound>(
        ask(ComponentCall{ComponentId("c9"), ComponentStatus::operational})));
    EXPECT_TRUE(std::holds_alternative<Accepted>(ask(ReadPage{})));
}

TEST_F(AcceptingPageTest, TakesComponentsAndTweets) {
    accepted<std::monostate>(ComponentCall{ComponentId("c2"), ComponentStatus::partial_outage});
    EXPECT_EQ(written, std::vector<std::string>{"c2 partial_outage"});
    const auto components = accepted<std::vector<PageComponent>>(ListComponents{1});
    EXPECT_EQ(components[1].status, ComponentStatus::partial_outage);
    const PageIncident made = create("Trouble");
    accepted<std::monostate>(TweetCall{made.id, made.updates.front().id});
}

TEST_F(AcceptingPageTest, ShowsItsListsInPagesNewestFirst) {
    for (int i = 0; i < 130; ++i) create("Trouble " + std::to_string(i));
    EXPECT_EQ(list(IncidentList::unresolved, 1).size(), 100u);
    EXPECT_EQ(list(IncidentList::unresolved, 2).size(), 30u);
    EXPECT_EQ(list(IncidentList::all, 2).size(), 30u);
    EXPECT_TRUE(list(IncidentList::unresolved, 3).empty());
    EXPECT_EQ(list(IncidentList::all, 1).front().name, "Trouble 129");
}

TEST_F(AcceptingPageTest, LetsMaintenancesBeginAndEndByThemselves) {
    CreateCall call;
    call.marker = {IncidentKey("k"), IncidentId("g"), CallId("a")};
    call.name = "Work";
    call.status = IncidentStatus::scheduled;
    call.maintenance = MaintenancePlan{start + hours(1), start + hours(2), false, true, true, true};
    const PageIncident made = accepted<PageIncident>(call);
    EXPECT_EQ(made.scheduled_for, start + hours(1));
    EXPECT_EQ(list(IncidentList::scheduled).size(), 1u);
    EXPECT_TRUE(list(IncidentList::unresolved).empty());
    clock.move_to(start + hours(1));
    EXPECT_EQ(list(IncidentList::active_maintenance).size(), 1u);
    clock.move_to(start + hours(2));
    EXPECT_TRUE(list(IncidentList::active_maintenance).empty());
    EXPECT_EQ(accepted<PageIncident>(ReadIncident{made.id}).status, IncidentStatus::completed);

    call.maintenance->auto_start = false;
    call.maintenance->starts_at = start + hours(3);
    call.maintenance->ends_at = start + hours(4);
    const PageIncident by_hand = accepted<PageIncident>(call);
    clock.move_to(start + hours(5));
    EXPECT_EQ(accepted<PageIncident>(ReadIncident{by_hand.id}).status, IncidentStatus::scheduled);
}

}  // namespace
}  // namespace tocsin
