#include "tests/config/files.hpp"

namespace tocsin::testing {
namespace {

TEST(ReadSettings, HasTheDefaultsOfTheContract) {
    const Config config = config_of({});
    EXPECT_EQ(config.delivery.connect_timeout, std::chrono::seconds(5));
    EXPECT_EQ(config.delivery.request_timeout, std::chrono::seconds(20));
    EXPECT_EQ(config.delivery.settle, std::chrono::seconds(60));
    EXPECT_EQ(config.delivery.retry.initial, std::chrono::seconds(1));
    EXPECT_EQ(config.delivery.retry.max, std::chrono::minutes(5));
    EXPECT_EQ(config.delivery.retry.multiplier, 2.0);
    EXPECT_EQ(config.delivery.retry.jitter, 0.5);
    EXPECT_EQ(config.delivery.retry.give_up_after, std::chrono::hours(24));
    EXPECT_EQ(config.delivery.breaker_failures, 5u);
    EXPECT_EQ(config.delivery.breaker_open_for, std::chrono::seconds(30));
    EXPECT_EQ(config.store.path, "/var/lib/tocsin/tocsin.db");
    EXPECT_EQ(config.drain, std::chrono::seconds(25));
    EXPECT_EQ(config.log.level, "info");
    EXPECT_EQ(config.log.format, "auto");
}

TEST(ReadSettings, ReadsEachKey) {
    const Config config = config_of({.main = smallest_main + R"(
[delivery]
connect_timeout = "1s"
request_timeout = "2s"
settle = "3s"
retry = { initial = "4s", max = "5s", multiplier = 3, jitter = 0.25, give_up_after = "6s" }
breaker = { failures = 7, open_for = "8s" }
[store]
driver = "sqlite"
path = "/x.db"
[shutdown]
drain = "9s"
[log]
level = "debug"
format = "json"
)"});
    EXPECT_EQ(config.delivery.connect_timeout, std::chrono::seconds(1));
    EXPECT_EQ(config.delivery.request_timeout, std::chrono::seconds(2));
    EXPECT_EQ(config.delivery.settle, std::chrono::seconds(3));
    EXPECT_EQ(config.delivery.retry.initial, std::chrono::seconds(4));
    EXPECT_EQ(config.delivery.retry.max, std::chrono::seconds(5));
    EXPECT_EQ(config.delivery.retry.multiplier, 3.0);
    EXPECT_EQ(config.delivery.retry.jitter, 0.25);
    EXPECT_EQ(config.delivery.retry.give_up_after, std::chrono::seconds(6));
    EXPECT_EQ(config.delivery.breaker_failures, 7u);
    EXPECT_EQ(config.delivery.breaker_open_for, std::chrono::seconds(8));
    EXPECT_EQ(config.store.path, "/x.db");
    EXPECT_EQ(config.drain, std::chrono::seconds(9));
    EXPECT_EQ(config.log.level, "debug");
    EXPECT_EQ(config.log.format, "json");
}

TEST(ReadSettings, RefusesAnUnknownVersion) {
    EXPECT_EQ(found_in({.main = "version = 2\n"}), Found{"tocsin.toml:1:11-12 E207"});
    EXPECT_EQ(found_in({.main = ""}), Found{"tocsin.toml:1:1-2 E205"});
}

TEST(ReadSettings, RefusesARetryThatEndsBeforeItBegins) {
    EXPECT_EQ(found_in_main(smallest_main + "[delivery]\nretry = { initial = \"10m\" }\n"),
              Found{"tocsin.toml:12:21-26 E207"});
}

}  // namespace
}  // namespace tocsin::testing
