// Orders of incidents: each parameter of the table in contract.md section 7, and what fits
// together.
#include "decode/order.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace tocsin {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;

DecodeOptions options() {
    const OrderPage page{PageName("main"),
                         {{ComponentAlias("api"), ComponentId("cApi")},
                          {ComponentAlias("web"), ComponentId("cWeb")}}};
    DecodeOptions with_page;
    with_page.kind = SenderKind::statuspage;
    with_page.pages = std::make_shared<OrderPages>(OrderPages{{PageId("p1"), page}});
    return with_page;
}

Envelope sent(const std::string& body, const std::string& key = "") {
    Envelope envelope{"", "/webhooks/seed/pages/p1/incidents", body};
    if (!key.empty()) envelope.kept.add("idempotency-key", key);
    return envelope;
}

CreateOrder ordered(const std::string& body, const std::string& key = "") {
    return decode_order(options(), sent(body, key)).value();
}

std::string refusal(const std::string& body) {
    const auto order = decode_order(options(), sent(body));
    return order ? "taken" : order.error().message;
}

TEST(Order, IsWhatWasAskedForAndNothingElse) {
    const CreateOrder order = ordered(
        "incident[name]=Slow&incident[message]=Sorry.%0D%0ASoon.&incident[status]=identified&"
        "incident[impact_override]=major&incident[component_ids][]=web&"
        "incident[components][cApi]=partial_outage&incident[wants_twitter_update]=t");
    EXPECT_EQ(order.page, PageName("main"));
    EXPECT_EQ(order.page_id, PageId("p1"));
    EXPECT_EQ(order.kind, RuleKind::incident);
    EXPECT_EQ(order.name, "Slow");
    EXPECT_EQ(order.body, "Sorry.\nSoon.");
    EXPECT_EQ(order.status, IncidentStatus::identified);
    EXPECT_EQ(order.impact, Impact::major);
    EXPECT_EQ(order.components,
              (ComponentStates{{ComponentId("cApi"), ComponentStatus::partial_outage}}));
    EXPECT_EQ(order.concerned, (std::set{ComponentId("cApi"), ComponentId("cWeb")}));
    EXPECT_TRUE(order.tweet);
    EXPECT_TRUE(order.notify);
    EXPECT_FALSE(order.maintenance);
}

TEST(Order, IsAnOpenIncidentThatNotifiesUnlessItSaysOtherwise) {
    const CreateOrder order = ordered("incident[name]=Slow");
    EXPECT_EQ(order.status, IncidentStatus::investigating);
    EXPECT_FALSE(order.impact);
    EXPECT_TRUE(order.notify);
    EXPECT_FALSE(order.tweet);
    EXPECT_THAT(order.concerned, IsEmpty());
    EXPECT_FALSE(ordered("incident[name]=x&incident[deliver_notifications]=f").notify);
}

TEST(Order, OfAMaintenanceHasItsTimesAndSwitches) {
    const std::string times =
        "incident[name]=x&incident[scheduled_for]=2026-12-01T10:00:00Z&"
        "incident[scheduled_until]=2026-12-01T11:00:00Z";
    const CreateOrder plain = ordered(times);
    EXPECT_EQ(plain.kind, RuleKind::maintenance);
    EXPECT_EQ(plain.status, IncidentStatus::scheduled);
    EXPECT_EQ(plain.maintenance, (MaintenancePlan{*parse_rfc3339("2026-12-01T10:00:00Z"),
                                                  *parse_rfc3339("2026-12-01T11:00:00Z"), false,
                                                  false, false, false}));
    const CreateOrder whole = ordered(
        times +
        "&incident[scheduled_remind_prior]=t&incident[scheduled_auto_in_progress]=t&"
        "incident[scheduled_auto_completed]=1&incident[auto_transition_to_maintenance_state]=true&"
        "incident[auto_transition_to_operational_state]=true&incident[component_ids]=api&"
        "incident[status]=in_progress");
    EXPECT_EQ(whole.status, IncidentStatus::in_progress);
    EXPECT_EQ(whole.maintenance,
              (MaintenancePlan{plain.maintenance->starts_at, plain.maintenance->ends_at, true, true,
                               true, true}));
}

TEST(Order, OfAMaintenanceIsRefusedWhereItDoesNotFit) {
    const std::string from = "incident[name]=x&incident[scheduled_for]=2026-12-01T10:00:00Z";
    const std::string times = from + "&incident[scheduled_until]=2026-12-01T11:00:00Z";
    EXPECT_THAT(refusal(from), HasSubstr("incident[scheduled_until]"));
    EXPECT_THAT(refusal(from + "&incident[scheduled_until]=2026-12-01T10:00:00Z"),
                HasSubstr("not after"));
    EXPECT_THAT(refusal(times + "&incident[status]=resolved"), HasSubstr("incident[status]"));
    EXPECT_THAT(refusal(times + "&incident[components][api]=major_outage"),
                HasSubstr("incident[components]"));
    EXPECT_THAT(refusal(times + "&incident[auto_transition_to_maintenance_state]=t"),
                HasSubstr("both or none"));
    EXPECT_THAT(refusal("incident[name]=x&incident[scheduled_remind_prior]=t"),
                HasSubstr("incident[scheduled_for]"));
    EXPECT_THAT(refusal(times + "&incident[backfilled]=t&incident[backfill_date]=2026-10-03"),
                HasSubstr("a maintenance cannot be one"));
}

TEST(Order, OfThePastHasADayAndNoComponents) {
    const std::string past =
        "incident[name]=x&incident[backfilled]=true&incident[backfill_date]=2026-10-03";
    const CreateOrder order = ordered(past);
    EXPECT_EQ(order.kind, RuleKind::backfill);
    EXPECT_EQ(order.status, IncidentStatus::resolved);
    EXPECT_EQ(order.backfill_date, "2026-10-03");
    EXPECT_THAT(refusal(past + "&incident[component_ids]=api"),
                HasSubstr("incident[component_ids]"));
    EXPECT_THAT(refusal(past + "&incident[status]=investigating"), HasSubstr("incident[status]"));
    for (const char* const day :
         {"", "&incident[backfill_date]=2026-13-03", "&incident[backfill_date]=yesterday",
          "&incident[backfill_date]=2026-10-03T10:00:00Z"}) {
        EXPECT_THAT(refusal(std::string("incident[name]=x&incident[backfilled]=t") + day),
                    HasSubstr("incident[backfill_date]"));
    }
    EXPECT_THAT(refusal("incident[name]=x&incident[backfill_date]=2026-10-03"),
                HasSubstr("needs incident[backfilled]"));
    EXPECT_EQ(ordered("incident[name]=x&incident[backfilled]=f").kind, RuleKind::incident);
}

TEST(Order, IsRefusedWithoutANameAndBeyondTheLimits) {
    EXPECT_THAT(refusal(""), HasSubstr("incident[name]"));
    EXPECT_THAT(refusal("incident[name]=+"), HasSubstr("incident[name]"));
    EXPECT_THAT(refusal("incident[name]=a%0Ab"), HasSubstr("control character"));
    EXPECT_THAT(refusal("incident[name]=x&incident[body]=a%00b"), HasSubstr("incident[body]"));
    EXPECT_EQ(ordered("incident[name]=x&incident[body]=a%0A%09b").body, "a\n\tb");
    const std::string longest(name_code_points_max, 'n');
    EXPECT_EQ(ordered("incident[name]=" + longest).name, longest);
    EXPECT_THAT(refusal("incident[name]=n" + longest), HasSubstr("255"));
    const std::string body(body_code_points_max, 'b');
    EXPECT_EQ(ordered("incident[name]=x&incident[body]=" + body).body, body);
    EXPECT_THAT(refusal("incident[name]=x&incident[body]=b" + body), HasSubstr("25000"));
}

TEST(Order, IsRefusedWithAParameterThatNobodyKnows) {
    EXPECT_THAT(refusal("incident[name]=x&incident[colour]=red"), HasSubstr("incident[colour]"));
    EXPECT_THAT(refusal("incident[name]=x&incident[reminder_intervals]=1"),
                HasSubstr("incident[reminder_intervals]"));
}

TEST(Order, SetsNoStatusOfAComponentWhereNothingWouldTakeItBack) {
    EXPECT_THAT(
        refusal(
            "incident[name]=x&incident[status]=resolved&incident[components][api]=major_outage"),
        HasSubstr("only an incident that goes on"));
    EXPECT_EQ(ordered("incident[name]=x&incident[status]=resolved&incident[component_ids]=api")
                  .concerned.size(),
              1U);
}

TEST(Order, NamesOnlyComponentsOfTheConfiguration) {
    EXPECT_THAT(refusal("incident[name]=x&incident[component_ids]=cOther"),
                HasSubstr("no component of [page.main.components]"));
    EXPECT_THAT(refusal("incident[name]=x&incident[components][cOther]=major_outage"),
                HasSubstr("incident[components]"));
    EXPECT_THAT(refusal("incident[name]=x&incident[components][api]=bad"),
                HasSubstr("\"bad\" is no status of a component"));
    EXPECT_THAT(refusal("incident[name]=x&incident[components][api]=operational"),
                HasSubstr("it sets what is worse"));
    EXPECT_THAT(refusal("incident[name]=x&incident[components][api]=major_outage&"
                        "incident[components][cApi]=partial_outage"),
                HasSubstr("one component by two names"));
}

TEST(Order, IsKnownAgainByItsKeyOrElseByItsContent) {
    const OrderMark first = ordered("incident[name]=x").mark;
    EXPECT_EQ(ordered("incident[name]=x").mark, first);
    EXPECT_FALSE(first.is_keyed);
    EXPECT_NE(ordered("incident[name]=y").mark.name, first.name);
    const OrderMark keyed = ordered("incident[name]=x", "k").mark;
    EXPECT_TRUE(keyed.is_keyed);
    EXPECT_NE(keyed.name, first.name);
    EXPECT_EQ(keyed.content, first.content);
    const OrderMark other = ordered("incident[name]=y", "k").mark;
    EXPECT_EQ(other.name, keyed.name);
    EXPECT_NE(other.content, keyed.content);
    Envelope elsewhere = sent("incident[name]=x", "k");
    elsewhere.target = "/webhooks/other/pages/p1/incidents";
    EXPECT_NE(decode_order(options(), elsewhere).value().mark.name, keyed.name);
    EXPECT_FALSE(decode_order(options(), sent("incident[name]=x", std::string(256, 'k'))));
}

TEST(Order, IsOfAPageThatIsConfigured) {
    Envelope elsewhere = sent("incident[name]=x");
    elsewhere.target = "/webhooks/seed/pages/p2/incidents";
    EXPECT_THAT(decode_order(options(), elsewhere).error().message, HasSubstr("\"p2\""));
    elsewhere.target = "/webhooks/seed";
    EXPECT_FALSE(decode_order(options(), elsewhere));
}

TEST(Order, IsFoundWhereStatuspageWouldBe) {
    for (const char* const rest : {"pages/p1/incidents", "pages/p1/incidents.json",
                                   "v1/pages/p1/incidents", "v1/pages/p1/incidents.json"}) {
        const auto path = split_order_path(rest);
        ASSERT_TRUE(path) << rest;
        EXPECT_EQ(path->page, PageId("p1")) << rest;
        EXPECT_TRUE(path->token.empty()) << rest;
    }
    for (const char* const rest :
         {"to%2Fken/pages/p1/incidents", "to%2Fken/v1/pages/p1/incidents"}) {
        const auto path = split_order_path(rest);
        ASSERT_TRUE(path) << rest;
        EXPECT_EQ(path->token, "to%2Fken") << rest;
    }
    for (const char* const rest :
         {"", "pages", "pages/p1", "pages//incidents", "p1/incidents", "pages/p1/incidents/i1",
          "xpages/p1/incidents", "pages/%zz/incidents", "incidents"})
        EXPECT_FALSE(split_order_path(rest)) << rest;
    EXPECT_EQ(order_path(PageId("p 1")), "/pages/p%201/incidents");
    EXPECT_EQ(split_order_path(order_path(PageId("p 1")).substr(1))->page, PageId("p 1"));
}

}  // namespace
}  // namespace tocsin
