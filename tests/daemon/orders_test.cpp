// Those who wait for the page: who is answered what, and when.
#include "daemon/orders.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/net/loop_thread.hpp"

namespace tocsin {
namespace {

using net_test::LoopThread;
using std::chrono::hours;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

class OrdersTest : public testing::Test {
protected:
    // Answers for entry 1, whose order was taken; nothing is sent of it yet.
    void begin(Duration wait, OrderOutcome outcome = {Reason::ordered, IncidentId("01J")}) {
        thread_.on_loop([&] {
            orders_.answer_for({1}, wait, [&](const HttpResponse& r) { answers_.push_back(r); });
            EXPECT_THAT(answers_, IsEmpty());
            orders_.judged({1}, outcome);
        });
    }
    void look() {
        thread_.on_loop([&] { orders_.look(); });
    }
    std::vector<unsigned> statuses() {
        std::vector<unsigned> found;
        thread_.on_loop([&] {
            for (const HttpResponse& answer : answers_) found.push_back(answer.status);
        });
        return found;
    }
    void take() {
        thread_.on_loop([&] {
            delivery_.emplace();
            delivery_->statuspage_id = StatuspageId("i1");
            delivery_->acknowledged = incident_.desired;
        });
    }

    Incident incident_;
    std::optional<DeliveryRecord> delivery_;
    std::vector<HttpResponse> answers_;
    LoopThread thread_;
    Orders orders_{
        thread_.loop(), [this](const IncidentId& id) -> std::optional<OrderProgress> {
            EXPECT_EQ(id, IncidentId("01J"));
            return OrderProgress{&incident_, delivery_ ? &*delivery_ : nullptr, PageId("p1")};
        }};
};

TEST_F(OrdersTest, AreAnsweredOnceThePageHasTakenThem) {
    begin(hours(1));
    look();
    EXPECT_THAT(statuses(), IsEmpty());
    take();
    look();
    look();
    EXPECT_THAT(statuses(), ElementsAre(201U));
}

TEST_F(OrdersTest, AreAnsweredAtOnceIfThePageHasThemAlready) {
    take();
    begin(hours(1), {Reason::ordered_again, IncidentId("01J")});
    EXPECT_THAT(statuses(), ElementsAre(201U));
}

TEST_F(OrdersTest, AreTakenForUnderWayWhenTheTimeIsUp) {
    begin(Duration(0));
    EXPECT_TRUE(thread_.until([&] { return !answers_.empty(); }));
    EXPECT_THAT(statuses(), ElementsAre(202U));
    take();
    look();
    EXPECT_THAT(statuses(), ElementsAre(202U)) << "nobody waits any more";
}

TEST_F(OrdersTest, AreTakenForUnderWayByADryRun) {
    take();
    thread_.on_loop([&] { delivery_->statuspage_id = dry_run_id; });
    begin(Duration(0));
    EXPECT_TRUE(thread_.until([&] { return !answers_.empty(); }));
    EXPECT_THAT(statuses(), ElementsAre(202U));
}

TEST_F(OrdersTest, AreToldWhatThePageSaysAgainstThem) {
    begin(hours(1));
    thread_.on_loop([&] {
        delivery_.emplace();
        delivery_->dead_letter =
            DeadLetter{incident_.desired, "create", 422, "no such thing", 1, {}};
        orders_.look();
    });
    EXPECT_THAT(statuses(), ElementsAre(422U));
    EXPECT_THAT(answers_.front().body, HasSubstr("Statuspage: no such thing"));
}

TEST_F(OrdersTest, WaitOnWhileItIsTriedAgain) {
    begin(hours(1));
    thread_.on_loop([&] {
        delivery_.emplace();
        delivery_->dead_letter =
            DeadLetter{incident_.desired, "create", DeadLetter::given_up, "silence", 1, {}};
        orders_.look();
    });
    EXPECT_THAT(statuses(), IsEmpty());
}

TEST_F(OrdersTest, AreToldWhyTheyWereNotTaken) {
    const std::pair<Reason, unsigned> refusals[] = {
        {Reason::order_differs, 422}, {Reason::guard_denied, 422}, {Reason::storm, 503}};
    for (const auto& [reason, status] : refusals) {
        begin(hours(1), {reason});
        EXPECT_THAT(statuses(), ElementsAre(status)) << to_string(reason);
        EXPECT_EQ(answers_.front().headers.find("Retry-After").has_value(), status == 503);
        answers_.clear();
    }
}

TEST_F(OrdersTest, AreSentAwayByAStop) {
    begin(hours(1));
    thread_.on_loop([&] {
        orders_.answer_for({2}, hours(1), [&](const HttpResponse& r) { answers_.push_back(r); });
        orders_.stop_waiting();
    });
    EXPECT_THAT(statuses(), ElementsAre(202U)) << "one is not judged yet";
    thread_.on_loop([&] { orders_.judged({2}, {Reason::ordered, IncidentId("01J")}); });
    EXPECT_THAT(statuses(), ElementsAre(202U, 202U));
}

TEST_F(OrdersTest, NeedNobodyWhoWaits) {
    thread_.on_loop([&] {
        orders_.judged({7}, {Reason::ordered, IncidentId("01J")});
        orders_.judged({8}, {Reason::storm});
    });
    EXPECT_THAT(statuses(), IsEmpty());
}

}  // namespace
}  // namespace tocsin
