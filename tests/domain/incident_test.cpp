// The next due time of an incident is the earliest of all of its timers.
#include "domain/incident.hpp"

#include <gtest/gtest.h>

#include <initializer_list>

namespace tocsin {
namespace {

TEST(NextDue, IsNothingWhereNothingRuns) {
    EXPECT_EQ(next_due(Dues{}), std::nullopt);
}

// A timer that is forgotten here never fires.
TEST(NextDue, ForgetsNoTimer) {
    const auto timers = {&Dues::open,     &Dues::text,  &Dues::severity_down, &Dues::claims,
                         &Dues::gone,     &Dues::hold,  &Dues::close,         &Dues::token,
                         &Dues::approval, &Dues::unmute};
    // Another timer in Dues makes this fail until it is named above.
    EXPECT_EQ(timers.size() * sizeof(std::optional<WallTime>), sizeof(Dues));
    for (const auto timer : timers) {
        Dues dues;
        for (const auto other : timers) dues.*other = from_micros(2'000);
        dues.*timer = from_micros(1'000);
        EXPECT_EQ(next_due(dues), from_micros(1'000));
        Dues alone;
        alone.*timer = from_micros(5);
        EXPECT_EQ(next_due(alone), from_micros(5));
    }
}

}  // namespace
}  // namespace tocsin
