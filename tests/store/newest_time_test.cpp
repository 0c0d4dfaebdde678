// newest_time: the past counts wherever it stands, what is due does not.
#include "store/newest_time.hpp"

#include <gtest/gtest.h>

namespace tocsin {
namespace {

const WallTime early = from_micros(1'000);
const WallTime late = from_micros(2'000);
const WallTime future = from_micros(9'000);

TEST(NewestTime, IsNothingForChangesWithoutTimes) {
    EXPECT_EQ(newest_time({}), std::nullopt);
    Changes changes;
    changes.cursor = Sequence{5};
    changes.pages.push_back({PageName("main"), {}, future, ""});
    EXPECT_EQ(newest_time(changes), std::nullopt);
}

TEST(NewestTime, SeesEveryKindOfRow) {
    Changes changes;
    changes.alive_at = early;
    EXPECT_EQ(newest_time(changes), early);

    Changes with_alert = changes;
    with_alert.alerts.emplace_back().received_at = late;
    EXPECT_EQ(newest_time(with_alert), late);

    Changes with_incident = changes;
    with_incident.incidents.emplace_back().updated_at = late;
    with_incident.incidents.back().dues.close = future;
    EXPECT_EQ(newest_time(with_incident), late);

    Changes with_bucket = changes;
    with_bucket.buckets.emplace_back().begun = {early, late};
    with_bucket.buckets.back().blocked_until = future;
    EXPECT_EQ(newest_time(with_bucket), late);

    Changes with_tokens = changes;
    with_tokens.tokens.push_back({RuleName("r"), 1, late});
    EXPECT_EQ(newest_time(with_tokens), late);
}

TEST(NewestTime, SeesWhatDeliveryDid) {
    for (const auto place : {0, 1, 2, 3, 4}) {
        Changes changes;
        DeliveryRecord& row = changes.deliveries.emplace_back();
        row.next_try_at = future;
        if (place <= 2) row.intent.emplace().prepared_at = early;
        if (place == 0) row.intent->prepared_at = late;
        if (place == 1) row.intent->sent_at = late;
        if (place == 2) row.intent->looked_at = late;
        if (place == 3) row.failing_since = late;
        if (place == 4) row.dead_letter.emplace().at = late;
        EXPECT_EQ(newest_time(changes), late) << place;
    }
}

}  // namespace
}  // namespace tocsin
