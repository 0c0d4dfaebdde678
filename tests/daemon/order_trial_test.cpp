// What `tocsin webhooks test-source` shows of an order.
#include "daemon/order_trial.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>

#include "config/load.hpp"

namespace tocsin {
namespace {

using testing::HasSubstr;
using testing::Not;

constexpr const char* files = R"(version = 1
[page.main]
id = "kctbh9vrtdwd"
api_key = { file = "/run/page" }
[page.main.components]
api = "cApi"
[source.seed]
kind = "statuspage"
auth = "none"
)";

Config config(const std::string& more = "") {
    const std::vector<SourceFile> main{{"tocsin.toml", files + more, FileRole::main}};
    Loaded loaded = load(main);
    EXPECT_TRUE(loaded.config) << format_diagnostics(loaded.diagnostics, main, "text");
    return *loaded.config;
}

Result<OrderTrial> tried(const Config& config, const std::string& body,
                         const std::string& page = "") {
    return try_order(config, config.sources.at(SourceName("seed")), PageName(page),
                     {"", "/webhooks/seed?incident[wants_twitter_update]=t", body});
}

TEST(OrderTrial, ShowsWhatWouldBeOrdered) {
    const OrderTrial trial =
        tried(config(), "incident[name]=Slow%1b%5b2J&incident[component_ids]=api").value();
    EXPECT_THAT(format_trial(trial), HasSubstr("answered with 422"));
    const OrderTrial right =
        tried(config(), "incident[name]=Slow&incident[component_ids]=api").value();
    const std::string text = format_trial(right);
    EXPECT_THAT(text, HasSubstr("source seed, kind statuspage, page main: answered with 201"));
    EXPECT_THAT(text, HasSubstr("\"Slow\""));
    EXPECT_THAT(text, HasSubstr("cApi"));
    const auto json = boost::json::parse(trial_json(right)).as_object();
    EXPECT_EQ(json.at("answer"), 201);
    EXPECT_TRUE(json.at("error").is_null());
    EXPECT_EQ(json.at("order").at("name"), "Slow");
    EXPECT_EQ(json.at("order").at("wants_twitter_update"), true);
}

TEST(OrderTrial, NamesTheTimesAndTheDayOfWhatHasThem) {
    const OrderTrial planned =
        tried(config(),
              "incident[name]=x&incident[scheduled_for]=2026-12-01T10:00:00Z&"
              "incident[scheduled_until]=2026-12-01T11:00:00Z")
            .value();
    EXPECT_THAT(format_trial(planned), HasSubstr("2026-12-01T11:00:00"));
    const OrderTrial past =
        tried(config(),
              "incident[name]=x&incident[backfilled]=t&incident[backfill_date]=2026-10-03")
            .value();
    EXPECT_THAT(trial_json(past), HasSubstr("\"backfill_date\":\"2026-10-03\""));
}

TEST(OrderTrial, SaysWhyNot) {
    const OrderTrial trial = tried(config(), "incident[colour]=red").value();
    EXPECT_THAT(format_trial(trial), HasSubstr("answered with 422, incident[name]"));
    const auto json = boost::json::parse(trial_json(trial)).as_object();
    EXPECT_EQ(json.at("answer"), 422);
    EXPECT_TRUE(json.at("order").is_null());
    EXPECT_EQ(boost::json::parse(trial_json(tried(config(), "{").value())).at("answer"), 400);
}

TEST(OrderTrial, AsksForThePageWhereThereIsMoreThanOne) {
    const Config two = config("[page.other]\nid = \"x123456789\"\napi_key = { file = \"/k\" }\n");
    EXPECT_THAT(tried(two, "incident[name]=x").error().message, HasSubstr("--page"));
    EXPECT_THAT(tried(two, "incident[name]=x", "nobody").error().message, HasSubstr("nobody"));
    EXPECT_EQ(tried(two, "incident[name]=x", "other").value().page, PageName("other"));
    EXPECT_THAT(
        format_trial(tried(two, "incident[name]=x&incident[component_ids]=api", "other").value()),
        HasSubstr("[page.other.components]"));
}

}  // namespace
}  // namespace tocsin
