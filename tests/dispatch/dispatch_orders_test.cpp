// Orders are entries of the sequence like any other: judged in their place, once, and told when
// that is durable.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/dispatch/line_two.hpp"

namespace tocsin {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

TEST(DispatchOrders, AreToldWhenTheirIncidentIsDurable) {
    LineTwo line({a_rule()});
    const Sequence sequence = line.order("Slow");
    EXPECT_THAT(line.orders, IsEmpty());
    line.settle();
    ASSERT_THAT(line.orders, SizeIs(1));
    EXPECT_EQ(line.orders.front().first, sequence);
    EXPECT_EQ(line.orders.front().second, (OrderOutcome{Reason::ordered, line.only().id}));
    EXPECT_EQ(line.only().desired.name, "Slow");
    EXPECT_EQ(line.durable().cursor, sequence);
    EXPECT_THAT(line.dispatch->orphans(), IsEmpty());
}

TEST(DispatchOrders, ThatWereRecordedAndNotOfferedAreReadBack) {
    LineTwo line({a_rule()});
    line.order("Slow", "key", false);
    line.die();
    line.start();
    line.settle();
    ASSERT_THAT(line.orders, SizeIs(1));
    EXPECT_EQ(line.only().desired.name, "Slow");
    EXPECT_TRUE(line.only().order->mark.is_keyed);
}

TEST(DispatchOrders, MakeOneIncidentWhereverTheProcessDies) {
    for (const Mishap mishap :
         {Mishap::fails, Mishap::dies_before_it_is_durable, Mishap::dies_before_it_is_told}) {
        for (std::size_t wrong = 1; wrong < 8; ++wrong) {
            LineTwo line({a_rule()});
            line.order("Slow", "key");
            line.order("Slow", "key");
            line.steps = 0;
            line.wrong_step = wrong;
            line.mishap = mishap;
            line.settle();
            line.pass(5s);
            EXPECT_EQ(line.only().desired.name, "Slow") << wrong;
            ASSERT_FALSE(line.orders.empty()) << wrong;
            EXPECT_EQ(line.orders.back().second.incident, line.only().id) << wrong;
        }
    }
}

TEST(DispatchOrders, OfASourceThatIsGoneAreSaidToBeLost) {
    LineTwo line({a_rule()});
    const Sequence sequence = line.order("Slow", "", false);
    line.die();
    line.sources.erase(SourceName("seed"));
    line.start();
    line.settle();
    EXPECT_THAT(line.orders, IsEmpty());
    EXPECT_THAT(line.problems, SizeIs(1));
    EXPECT_THAT(line.lost, ElementsAre(sequence));
    EXPECT_EQ(line.durable().cursor, sequence) << "it stops nothing";
}

TEST(DispatchOrders, GoToNoPageThatIsAnotherByNow) {
    LineTwo line({a_rule()});
    const Sequence sequence = line.order("Slow");
    line.sources[SourceName("seed")].decode.pages =
        std::make_shared<OrderPages>(OrderPages{{PageId("p2"), OrderPage{PageName("main"), {}}}});
    line.reload({a_rule()});
    line.settle();
    EXPECT_THAT(line.orders, IsEmpty());
    EXPECT_THAT(line.lost, ElementsAre(sequence));
    EXPECT_TRUE(line.durable().incidents.empty());
}

}  // namespace
}  // namespace tocsin
