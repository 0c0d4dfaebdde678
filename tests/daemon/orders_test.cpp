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
using testing::Not;

class OrdersTest : public testing::Test {
protected:
    // Answers for entry 1, whose order was taken; nothing is sent of it yet.
    void begin(Duration wait, OrderOutcome outcome = {Reason::ordered, IncidentId("01J")}) {
        thread_.on_loop([&] {
            answer_for({1}, wait);
            EXPECT_THAT(answers_, IsEmpty());
            orders_.judged({1}, outcome);
        });
    }
    void answer_for(Sequence sequence, Duration wait) {
        orders_.answer_for(sequence, WebhookId("webhook"), wait,
                           [&](const HttpResponse& answer) { answers_.push_back(answer); });
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

TEST_F(OrdersTest, OfADryRunAreAnsweredAtOnce) {
    thread_.on_loop([&] {
        incident_.standing = Standing::quiet;
        incident_.reason = Reason::dry_run;
    });
    begin(hours(1));
    EXPECT_THAT(statuses(), ElementsAre(202U));
}

TEST_F(OrdersTest, WaitForThePageThatIsRehearsedMeanwhile) {
    take();
    thread_.on_loop([&] { delivery_->statuspage_id = dry_run_id; });
    begin(hours(1));
    EXPECT_THAT(statuses(), IsEmpty());
}

TEST_F(OrdersTest, AreToldThatAPersonGaveThemUp) {
    begin(hours(1));
    thread_.on_loop([&] {
        delivery_.emplace();
        delivery_->dead_letter = DeadLetter{incident_.desired,
                                            "create",
                                            DeadLetter::dropped,
                                            "cancelled by alice at 192.0.2.1",
                                            1,
                                            {}};
        orders_.look();
    });
    EXPECT_THAT(statuses(), ElementsAre(422U));
    EXPECT_THAT(answers_.front().body, Not(HasSubstr("alice")));
    answers_.clear();
    thread_.on_loop([&] {
        delivery_.reset();
        incident_.standing = Standing::quiet;
    });
    begin(hours(1));
    EXPECT_THAT(statuses(), ElementsAre(422U));
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

TEST_F(OrdersTest, AreSentAwayByAStopJudgedOrNot) {
    begin(hours(1));
    thread_.on_loop([&] {
        answer_for({2}, hours(1));
        orders_.stop_waiting();
        answer_for({3}, hours(1));
    });
    EXPECT_THAT(statuses(), ElementsAre(202U, 202U, 202U));
    EXPECT_THAT(answers_.front().body, HasSubstr("01J"));
    EXPECT_THAT(answers_.back().body, HasSubstr("webhook"));
    thread_.on_loop([&] { orders_.judged({2}, {Reason::ordered, IncidentId("01J")}); });
    EXPECT_EQ(statuses().size(), 3U);
}

TEST_F(OrdersTest, WaitNoLongerThanTheyMayThoughNobodyHasJudgedThem) {
    thread_.on_loop([&] { answer_for({1}, Duration(0)); });
    EXPECT_TRUE(thread_.until([&] { return !answers_.empty(); }));
    EXPECT_THAT(statuses(), ElementsAre(202U));
}

TEST_F(OrdersTest, ThatAreLostAreSaidToBe) {
    thread_.on_loop([&] {
        answer_for({1}, hours(1));
        orders_.lost({1});
        orders_.lost({2});
    });
    EXPECT_THAT(statuses(), ElementsAre(503U));
}

TEST_F(OrdersTest, BeyondTheMostThatWaitAreSentAwayAtOnce) {
    thread_.on_loop([&] {
        for (std::uint64_t n = 1; n <= Orders::waiting_max; ++n) answer_for({n}, hours(1));
        EXPECT_THAT(answers_, IsEmpty());
        answer_for({Orders::waiting_max + 1}, hours(1));
    });
    EXPECT_THAT(statuses(), ElementsAre(202U));
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
