// Parameters of Statuspage's create call: three ways to send them, one way to read them.
#include "decode/order_parameters.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "domain/words.hpp"

namespace tocsin {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Pair;

Envelope sent(const std::string& body, const std::string& query = "") {
    return {"", "/webhooks/seed/pages/p/incidents" + (query.empty() ? "" : "?" + query), body};
}

OrderParameters parameters(const std::string& body, const std::string& query = "") {
    return OrderParameters::read(sent(body, query)).value();
}

std::string refusal(const std::string& body, const std::string& query = "") {
    const auto read = OrderParameters::read(sent(body, query));
    return read ? "taken" : read.error().message;
}

TEST(OrderParameters, AreTheSameFromFormJsonAndQuery) {
    const std::string form =
        "incident[name]=A+b&incident%5Bcomponent_ids%5D%5B%5D=c&incident[component_ids][]=d&"
        "incident[components][c]=major_outage&incident[backfilled]=t";
    const std::string json = R"({"incident":{"name":"A b","component_ids":["c","d"],)"
                             R"("components":{"c":"major_outage"},"backfilled":true,"body":null}})";
    for (OrderParameters given :
         {parameters(form), parameters(json), parameters("", form), parameters(" \n" + json)}) {
        EXPECT_EQ(given.text("name").value(), "A b");
        EXPECT_THAT(given.list("component_ids"), ElementsAre("c", "d"));
        EXPECT_THAT(given.map("components").value(), ElementsAre(Pair("c", "major_outage")));
        EXPECT_EQ(given.flag("backfilled").value(), true);
        EXPECT_EQ(given.text("body").value(), std::nullopt);
        EXPECT_TRUE(given.end());
    }
}

TEST(OrderParameters, AreTakenByEitherNameAndOnlyOnce) {
    OrderParameters given = parameters("incident[message]=m");
    EXPECT_EQ(given.text("body", "message").value(), "m");
    EXPECT_EQ(given.text("body", "message").value(), std::nullopt);
    EXPECT_EQ(
        parameters("incident[message]=m&incident[body]=b").text("body", "message").error().message,
        "incident[message]: given more than once");
    EXPECT_FALSE(parameters("incident[name]=a", "incident[name]=a").text("name"));
    EXPECT_FALSE(
        parameters("incident[components][c]=a&incident[components][c]=b").map("components"));
}

TEST(OrderParameters, AreReadAsWhatTheyAre) {
    for (const auto& [word, value] : std::map<std::string, bool>{{"t", true},
                                                                 {"true", true},
                                                                 {"1", true},
                                                                 {"f", false},
                                                                 {"false", false},
                                                                 {"0", false}})
        EXPECT_EQ(parameters("incident[x]=" + word).flag("x").value(), value);
    EXPECT_THAT(parameters("incident[x]=yes").flag("x").error().message,
                HasSubstr("neither true nor false"));
    EXPECT_EQ(parameters("incident[x]=identified").word<IncidentStatus>("x").value(),
              IncidentStatus::identified);
    EXPECT_THAT(parameters("incident[x]=odd").word<IncidentStatus>("x").error().message,
                HasSubstr("incident[x]: \"odd\""));
    EXPECT_TRUE(parameters("incident[x]=2026-11-24T10:00:00Z").time("x").value());
    EXPECT_THAT(parameters("incident[x]=tomorrow").time("x").error().message,
                HasSubstr("tomorrow"));
}

TEST(OrderParameters, AreNotLeftOut) {
    OrderParameters given = parameters("incident[a]=1&incident[b]=2");
    EXPECT_TRUE(given.text("b"));
    EXPECT_THAT(given.end().error().message, HasSubstr("incident[a]"));
}

TEST(OrderParameters, AreRefusedWhereTheyAreNone) {
    EXPECT_THAT(refusal("name=a"), HasSubstr("name: no parameter"));
    EXPECT_THAT(refusal("incident[]=a"), HasSubstr("no parameter"));
    EXPECT_THAT(refusal("", "token=a"), HasSubstr("no parameter"));
    EXPECT_THAT(refusal(R"({"incident":{"name":{"a":{"b":1}}}})"), HasSubstr("too deep"));
    EXPECT_THAT(refusal(R"({"incident":{},"more":1})"), HasSubstr("more"));
    EXPECT_THAT(refusal(R"({"incident":[]})"), HasSubstr("incident"));
    EXPECT_THAT(refusal("[]"), HasSubstr("expected an object"));
    EXPECT_EQ(OrderParameters::read(sent("{")).error().code, ErrorCode::malformed);
    EXPECT_EQ(OrderParameters::read(sent("incident[name]=%ff")).error().code, ErrorCode::malformed);
    EXPECT_EQ(shown_value("a\x1b[2Jb"), "a[2Jb");
}

}  // namespace
}  // namespace tocsin
