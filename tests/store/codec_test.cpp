// codec: decode(encode(row)) == row, whatever the row holds, and nothing else is taken.
#include "store/codec.hpp"

#include <gtest/gtest.h>

#include "tests/store/any.hpp"

namespace tocsin {
namespace {

// A row whose columns are those of `row`, and whose detail is still to come.
Incident without_detail(Incident row) {
    const Incident blank;
    row.merged_keys = blank.merged_keys;
    row.held_by = blank.held_by;
    row.started_at = blank.started_at;
    row.gone_at = blank.gone_at;
    row.text_at = blank.text_at;
    row.text_reasons = blank.text_reasons;
    row.predecessor = blank.predecessor;
    row.backfill_date = blank.backfill_date;
    row.publish_over = blank.publish_over;
    row.desired = blank.desired;
    row.dues = blank.dues;
    return row;
}

DeliveryRecord without_detail(DeliveryRecord row) {
    row.acknowledged.reset();
    row.attempt.reset();
    row.intent.reset();
    row.dead_letter.reset();
    row.tweet_update.reset();
    row.own_updates.clear();
    row.bare_resolve = false;
    return row;
}

PageRecord without_detail(PageRecord row) {
    row.components.clear();
    return row;
}

BucketRecord without_detail(BucketRecord row) {
    row.begun.clear();
    return row;
}

Absence without_detail(Absence row) {
    row.alerts.clear();
    return row;
}

template <class Row>
void expect_round_trip(const Row& row) {
    const std::string text = encode_detail(row);
    Row decoded = without_detail(row);
    const Result<void> done = decode_detail(text, decoded);
    ASSERT_TRUE(done.has_value()) << done.error().message << "\n" << text;
    EXPECT_TRUE(decoded == row) << text;
}

TEST(Codec, GivesBackEveryRowExactly) {
    Rng rng(11);
    for (int round = 0; round < 2000 && !testing::Test::HasFailure(); ++round) {
        expect_round_trip(any::incident(rng));
        expect_round_trip(any::delivery(rng));
        expect_round_trip(any::page(rng));
        expect_round_trip(any::bucket(rng));
        expect_round_trip(any::finding(rng).absence);
    }
}

TEST(Codec, OverwritesWhatTheRowHeldBefore) {
    Rng rng(12);
    for (int round = 0; round < 300; ++round) {
        const DeliveryRecord row = any::delivery(rng);
        DeliveryRecord target = any::delivery(rng);
        ASSERT_TRUE(decode_detail(encode_detail(row), target).has_value());
        EXPECT_TRUE(target.intent == row.intent);
        EXPECT_TRUE(target.acknowledged == row.acknowledged);
        EXPECT_EQ(target.own_updates, row.own_updates);
    }
}

TEST(Codec, IsTextThatAPersonCanRead) {
    BucketRecord bucket;
    bucket.begun = {from_micros(5), from_micros(-1)};
    EXPECT_EQ(encode_detail(bucket), R"({"begun":[5,-1]})");
    PageRecord page;
    page.components[ComponentId("c1")].written = ComponentStatus::major_outage;
    EXPECT_EQ(encode_detail(page),
              R"({"components":{"c1":{"found":"operational","found_listed":false,)"
              R"("written":"major_outage","maybe_written":[]}}})");
    page = {};
    page.place = "status.example:443/v1/pages/p1";
    EXPECT_EQ(encode_detail(page), R"({"components":{},"place":"status.example:443/v1/pages/p1"})");
    ASSERT_TRUE(decode_detail(R"({"components":{}})", page).has_value());
    EXPECT_FALSE(page.place) << "of a store from before";
    const Absence absence{SourceName("am"), from_micros(5), {Fingerprint("a1"), Fingerprint("b2")}};
    EXPECT_EQ(encode_detail(absence), R"({"asked_at":5,"alerts":["a1","b2"]})");
}

TEST(Codec, RefusesWhatItDidNotWrite) {
    for (const char* const text : {
             "",
             "[]",
             "{",
             R"({})",
             R"({"begun":5})",
             R"({"begun":["5"]})",
             R"({"begun":[5.5]})",
             R"({"begun":[99999999999999999999]})",
             R"({"begun":[],"more":1})",
         }) {
        BucketRecord bucket;
        const Result<void> done = decode_detail(text, bucket);
        ASSERT_FALSE(done.has_value()) << text;
        EXPECT_EQ(done.error().code, ErrorCode::malformed);
    }
}

TEST(Codec, RefusesACallOrAWordThatItDoesNotKnow) {
    DeliveryRecord row;
    row.intent.emplace();
    row.intent->what = TweetCall{StatuspageId("p"), UpdateId("u")};
    const std::string good = encode_detail(row);
    const auto with = [&good](std::string_view was, std::string_view is) {
        std::string text = good;
        const std::size_t at = text.find(was);
        EXPECT_NE(at, std::string::npos) << text;
        return text.replace(at, was.size(), is);
    };
    DeliveryRecord target;
    EXPECT_TRUE(decode_detail(good, target).has_value());
    EXPECT_FALSE(decode_detail(with(":\"tweet\"", ":\"toot\""), target).has_value());
    EXPECT_FALSE(decode_detail(with("\"prepared\"", "\"hoped\""), target).has_value());
    EXPECT_FALSE(decode_detail(with("\"update\":\"u\"", "\"update\":1"), target).has_value());
    EXPECT_FALSE(decode_detail(with("\"looks\":0", "\"looks\":-1"), target).has_value());
    EXPECT_FALSE(decode_detail(with(",\"looks\":0", ""), target).has_value());
}

}  // namespace
}  // namespace tocsin
