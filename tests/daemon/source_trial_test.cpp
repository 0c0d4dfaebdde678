// What `tocsin webhooks test-source` shows of a message.
#include "daemon/source_trial.hpp"

#include <gtest/gtest.h>

#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>

#include "config/load.hpp"

namespace tocsin {
namespace {

constexpr const char* files = R"(version = 1
[page.main]
id = "kctbh9vrtdwd"
api_key = { file = "/run/page" }
[source.shop]
kind = "generic"
auth = "none"
labels = { env = "prod" }
[source.shop.extract]
items = "/alerts"
state = "/state"
firing = ["down"]
resolved = ["up"]
key = ["/id", "header:X-Id"]
title = "{/name} at {query:site}"
starts_at = "/since"
ends_at = "/until"
labels = { alertname = "/name" }
[source.prom]
kind = "prometheus"
auth = "none"
)";

SourceTrial trial(const std::string& source, const std::string& body) {
    const std::vector<SourceFile> main{{"tocsin.toml", files, FileRole::main}};
    const Loaded loaded = load(main);
    EXPECT_TRUE(loaded.config) << format_diagnostics(loaded.diagnostics, main, "text");
    Envelope envelope{"application/json", "/webhooks/shop?site=eu", body};
    envelope.kept.add("X-Id", "from-header");
    return try_source(loaded.config->sources.at(SourceName(source)), envelope,
                      *parse_rfc3339("2026-10-03T10:00:00Z"));
}

constexpr const char* mixed = R"({"alerts":[
  {"id":7,"state":"down","name":"API\u001b[31m","since":1791021000},
  {"state":"up","name":"DB","until":"2026-10-03T09:59:00Z"},
  {"id":8,"state":"odd"},3]})";

TEST(SourceTrial, ShowsEachAlertAndWhatWasLeftOut) {
    EXPECT_EQ(format_trial(trial("shop", mixed)),
              "source shop, kind generic: answered with 200, 2 taken, 1 unusable, 1 ignored for a "
              "state that is absent or not listed\n"
              R"(
state               firing
fingerprint         key:7
starts_at           2026-10-03T09:50:00.000Z
label alertname     "API[31m"
label env           "prod"
annotation summary  "API[31m at eu"

state               resolved
fingerprint         key:from-header
starts_at           unknown
ends_at             2026-10-03T09:59:00.000Z
label alertname     "DB"
label env           "prod"
annotation summary  "DB at eu"

left out:
  /alerts/2: the state "odd" is not listed
  /alerts/3: expected an object, not a number
)");
}

TEST(SourceTrial, ShowsWhenAnAlertOfPrometheusIsOver) {
    const std::string text = format_trial(
        trial("prom", R"([{"labels":{"alertname":"A"},"endsAt":"2026-10-03T10:04:00Z"}])"));
    EXPECT_NE(text.find("over at          2026-10-03T10:04:00.000Z\n"), std::string::npos) << text;
}

TEST(SourceTrial, SaysWhatTheSenderWouldBeAnswered) {
    EXPECT_EQ(format_trial(trial("shop", "{}")),
              "source shop, kind generic: answered with 422, /alerts: missing\n");
    EXPECT_EQ(answer_of(trial("shop", "{")), 400U);
    EXPECT_EQ(answer_of(trial("shop", R"({"alerts":[]})")), 200U);
}

TEST(SourceTrial, IsTheSameAsJsonForPrograms) {
    const auto shown = boost::json::parse(trial_json(trial("shop", mixed))).as_object();
    EXPECT_EQ(shown.at("source"), "shop");
    EXPECT_EQ(shown.at("kind"), "generic");
    EXPECT_EQ(shown.at("answer"), 200);
    EXPECT_EQ(shown.at("error"), nullptr);
    EXPECT_EQ(shown.at("unlisted"), 1);
    EXPECT_EQ(shown.at("unusable"), 1);
    EXPECT_EQ(shown.at("left_out").as_array().size(), 2U);
    const auto& alert = shown.at("alerts").as_array().at(0).as_object();
    EXPECT_EQ(alert.at("state"), "firing");
    EXPECT_EQ(alert.at("fingerprint"), "key:7");
    EXPECT_EQ(alert.at("starts_at"), "2026-10-03T09:50:00.000Z");
    EXPECT_EQ(alert.at("ends_at"), nullptr);
    EXPECT_EQ(alert.at("labels").as_object().at("env"), "prod");
    EXPECT_EQ(alert.at("annotations").as_object().size(), 1U);
    const auto refused_ = boost::json::parse(trial_json(trial("shop", "{"))).as_object();
    EXPECT_EQ(refused_.at("answer"), 400);
    EXPECT_TRUE(refused_.at("error").is_string());
    EXPECT_TRUE(refused_.at("alerts").as_array().empty());
}

}  // namespace
}  // namespace tocsin
