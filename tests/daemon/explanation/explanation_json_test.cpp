#include <boost/json.hpp>

#include "tests/daemon/explanation/explained.hpp"

namespace tocsin::testing {
namespace {

namespace json = boost::json;

json::value json_of(const Config& config, const std::vector<Labels>& alerts) {
    return json::parse(explanation_json(config, explained(config, alerts)));
}

std::vector<std::string> keys_of(const json::value& object) {
    std::vector<std::string> keys;
    for (const auto& member : object.as_object()) keys.emplace_back(member.key());
    return keys;
}

const Labels cart{{"alertname", "Down"}, {"service", "cart"}, {"severity", "critical"}};

// Contract.md section 4.4.
TEST(ExplanationJson, HasTheFieldsThatProgramsCountOn) {
    const json::value whole = json_of(shop_config(), {cart});
    EXPECT_EQ(keys_of(whole), (std::vector<std::string>{"alerts"}));
    const json::value& alert = whole.at("alerts").at(0);
    EXPECT_EQ(keys_of(alert), (std::vector<std::string>{"labels", "rules", "incidents"}));
    EXPECT_EQ(alert.at("labels").at("service"), json::value("cart"));

    const json::value& rule = alert.at("rules").at(1);
    EXPECT_EQ(keys_of(rule), (std::vector<std::string>{"rule", "matched", "taken", "matchers"}));
    EXPECT_EQ(rule.at("rule"), json::value("services"));
    EXPECT_EQ(rule.at("matchers").at(1), json::parse(R"({"matcher": "service=~\"cart|search\"",
        "value": "cart", "matched": true})"));
    EXPECT_EQ(alert.at("rules").at(4).at("matched"), json::value(true));
    EXPECT_EQ(alert.at("rules").at(4).at("taken"), json::value(false));

    ASSERT_EQ(alert.at("incidents").as_array().size(), 2U);
    const json::value& incident = alert.at("incidents").at(1);
    EXPECT_EQ(keys_of(incident),
              (std::vector<std::string>{"rule", "key", "name", "body", "calls"}));
    EXPECT_EQ(incident.at("name"), json::value("Cart: outage"));
    EXPECT_EQ(incident.at("body"), json::value("We look at cart."));
    EXPECT_EQ(incident.at("key").as_string().size(), 32U);
    ASSERT_EQ(incident.at("calls").as_array().size(), 3U);
    EXPECT_EQ(incident.at("calls").at(0), json::parse(R"({"call": "create", "page": "shop",
        "name": "Cart: outage", "status": "investigating", "impact": "critical",
        "body": "We look at cart.",
        "components": {"cart": "major_outage", "website": "major_outage"}, "notify": true})"));
}

TEST(ExplanationJson, SaysNothingOfWhatACallLeavesAsItIs) {
    const json::value whole = json_of(shop_config(), {cart});
    const json::value& update = whole.at("alerts").at(0).at("incidents").at(1).at("calls").at(1);
    EXPECT_EQ(update.at("status"), json::value("monitoring"));
    EXPECT_TRUE(update.at("name").is_null());
    EXPECT_TRUE(update.at("impact").is_null());
}

TEST(ExplanationJson, GivesEachAlertItsOwnIncidentsOnly) {
    const json::value whole = json_of(
        shop_config(), {{{"alertname", "Edge"}}, {{"alertname", "Down"}, {"service", "search"}}});
    const auto rule_of = [&](std::size_t alert) {
        const json::array& incidents = whole.at("alerts").at(alert).at("incidents").as_array();
        EXPECT_EQ(incidents.size(), 1U);
        return incidents.at(0).at("rule");
    };
    EXPECT_EQ(rule_of(0), json::value("edge"));
    EXPECT_EQ(rule_of(1), json::value("services"));
}

TEST(ExplanationJson, OfAnIncidentThatIsOnlyRecordedHasNoNameAndNoCalls) {
    const json::value whole = json_of(shop_config(), {{{"alertname", "Other"}}});
    const json::value& incident = whole.at("alerts").at(0).at("incidents").at(0);
    EXPECT_TRUE(incident.at("name").is_null());
    EXPECT_TRUE(incident.at("body").is_null());
    EXPECT_TRUE(incident.at("calls").as_array().empty());
}

}  // namespace
}  // namespace tocsin::testing
