#include "engine/compose.hpp"

#include <gtest/gtest.h>

#include "tests/support/builders.hpp"

namespace tocsin {
namespace {

using Status = ComponentStatus;

Aim writes(Status status) {
    return {status, status, ComponentRecord{}};
}
Aim leaves(Status status) {
    return {std::nullopt, status, ComponentRecord{}};
}
Aim is_not_ours() {
    return {};
}

std::optional<UpdateCall> update_of(const Incident& desired, const Incident& acknowledged,
                                    const PageIncident& shown,
                                    const std::map<ComponentId, Aim>& aims = {}) {
    return compose_update(desired, delivered(acknowledged, "p1"), shown, aims);
}
std::optional<UpdateCall> update_of(const Incident& desired, const Incident& acknowledged,
                                    const std::map<ComponentId, Aim>& aims = {}) {
    return update_of(desired, acknowledged, page_incident(acknowledged, "p1"), aims);
}

TEST(ComposeCreate, SaysEverythingAndSetsWhatChanges) {
    const Incident incident =
        an_incident().claims("api", Status::major_outage).claims("web", Status::partial_outage);
    const CreateCall call = compose_create(incident, CallId("c1"),
                                           {{component("api"), writes(Status::major_outage)},
                                            {component("web"), leaves(Status::partial_outage)}});
    EXPECT_EQ(call.marker, (Marker{incident.key, incident.id, CallId("c1")}));
    EXPECT_EQ(call.name, incident.desired.name);
    EXPECT_EQ(call.body, incident.desired.body);
    EXPECT_EQ(call.impact, Impact::major);
    EXPECT_TRUE(call.notify);
    EXPECT_EQ(call.component_ids, (std::vector{component("api"), component("web")}));
    EXPECT_EQ(call.components, (ComponentStates{{component("api"), Status::major_outage}}));
}

TEST(ComposeCreate, NotifiesNobodyIfTheRuleSaysSo) {
    const Incident incident = an_incident().with([](Incident& made) { made.desired.notice = 0; });
    EXPECT_FALSE(compose_create(incident, CallId("c1"), {}).notify);
}

TEST(ComposeCreate, SetsNoComponentsOfAMaintenance) {
    const Incident incident = an_incident().with([](Incident& made) {
        made.kind = RuleKind::maintenance;
        made.desired.concerned = {component("api")};
        made.desired.maintenance = MaintenancePlan{at(1h), at(2h)};
        made.desired.tweet = 1;
    });
    const CreateCall call = compose_create(incident, CallId("c1"),
                                           {{component("api"), writes(Status::under_maintenance)}});
    EXPECT_TRUE(call.components.empty());
    EXPECT_EQ(call.component_ids, std::vector{component("api")});
    EXPECT_EQ(call.maintenance, incident.desired.maintenance);
    EXPECT_TRUE(call.tweet_maintenance);
}

TEST(ComposeCreate, NamesNoComponentsOfABackfill) {
    const Incident incident = an_incident().resolved().with([](Incident& made) {
        made.kind = RuleKind::backfill;
        made.desired.concerned = {component("api")};
        made.backfill_date = "2026-10-03";
    });
    const CreateCall call = compose_create(incident, CallId("c1"), {});
    EXPECT_TRUE(call.component_ids.empty());
    EXPECT_TRUE(call.components.empty());
    EXPECT_EQ(call.backfill_date, "2026-10-03");
    EXPECT_EQ(call.status, IncidentStatus::resolved);
}

TEST(ComposeUpdate, SendsNothingWhereNothingDiffers) {
    EXPECT_EQ(update_of(an_incident(), an_incident()), std::nullopt);
}

TEST(ComposeUpdate, SendsTheNewestTextOfSeveral) {
    const auto call = update_of(an_incident().says("second").says("third"), an_incident());
    ASSERT_TRUE(call.has_value());
    EXPECT_EQ(call->body, "third");
    EXPECT_EQ(call->status, std::nullopt);
    EXPECT_EQ(call->name, std::nullopt);
    EXPECT_FALSE(call->notify);
}

TEST(ComposeUpdate, NotifiesIfAnyOfTheTextsThatItStandsForDoes) {
    IncidentBuilder desired = an_incident().says("second").says("third");
    desired.with([](Incident& made) { ++made.desired.notice; });
    EXPECT_TRUE(update_of(desired, an_incident())->notify);
}

TEST(ComposeUpdate, NeverNotifiesForStateAlone) {
    const Incident desired =
        an_incident().claims("api", Status::major_outage).with([](Incident& made) {
            made.desired.impact = Impact::critical;
            made.desired.name = "another name";
            ++made.desired.notice;
        });
    const auto call =
        update_of(desired, an_incident(), {{component("api"), writes(Status::major_outage)}});
    ASSERT_TRUE(call.has_value());
    EXPECT_FALSE(call->notify);
    EXPECT_EQ(call->body, std::nullopt);
    EXPECT_EQ(call->impact, Impact::critical);
    EXPECT_EQ(call->name, "another name");
    EXPECT_EQ(call->component_ids, std::vector{component("api")});
    EXPECT_EQ(call->components, (ComponentStates{{component("api"), Status::major_outage}}));
}

TEST(ComposeUpdate, SendsTheStatusOnlyWhereItChanges) {
    const Incident monitoring = an_incident().says("watching").with([](Incident& made) {
        made.desired.status = IncidentStatus::monitoring;
    });
    EXPECT_EQ(update_of(monitoring, an_incident())->status, IncidentStatus::monitoring);
    // A person was there before.
    EXPECT_EQ(update_of(monitoring, an_incident(), page_incident(monitoring, "p1"))->status,
              std::nullopt);
}

TEST(ComposeUpdate, NeverMovesAPersonsStatusBackwardsAndGoesOnForwards) {
    PageIncident shown = page_incident(an_incident(), "p1");
    shown.status = IncidentStatus::monitoring;
    const Incident identified = an_incident().says("we know").with(
        [](Incident& made) { made.desired.status = IncidentStatus::identified; });
    const auto call = update_of(identified, an_incident(), shown);
    EXPECT_EQ(call->status, std::nullopt);
    EXPECT_EQ(call->body, "we know");
    EXPECT_EQ(update_of(an_incident().resolved(), an_incident(), shown)->status,
              IncidentStatus::resolved);
}

TEST(ComposeUpdate, MovesOurOwnStatusBack) {
    const Incident monitoring = an_incident().with(
        [](Incident& made) { made.desired.status = IncidentStatus::monitoring; });
    EXPECT_EQ(update_of(an_incident().says("back"), monitoring)->status,
              IncidentStatus::investigating);
}

TEST(ComposeUpdate, LeavesAPersonsNameAndImpact) {
    PageIncident shown = page_incident(an_incident(), "p1");
    shown.name = "A person's words";
    shown.impact_override = Impact::none;
    const Incident worse = an_incident().says("worse").with([](Incident& made) {
        made.desired.name = "our new name";
        made.desired.impact = Impact::critical;
    });
    const auto call = update_of(worse, an_incident(), shown);
    EXPECT_EQ(call->name, std::nullopt);
    EXPECT_EQ(call->impact, std::nullopt);
}

TEST(ComposeUpdate, LeavesAnImpactThatAPersonSetWhereItWasComputed) {
    const Incident computed =
        an_incident().with([](Incident& made) { made.desired.impact.reset(); });
    PageIncident shown = page_incident(computed, "p1");
    shown.impact_override = Impact::minor;
    EXPECT_EQ(update_of(an_incident(), computed, shown), std::nullopt);
}

TEST(ComposeUpdate, KeepsComponentsThatPeopleAdded) {
    PageIncident shown = page_incident(an_incident(), "p1");
    shown.components = {component("db")};
    const auto call =
        update_of(an_incident().claims("api", Status::major_outage), an_incident(), shown);
    EXPECT_EQ(call->component_ids, (std::vector{component("api"), component("db")}));
}

TEST(ComposeUpdate, WritesAllConcernedComponentsOnResolve) {
    const Incident open =
        an_incident().claims("api", Status::major_outage).claims("web", Status::partial_outage);
    const Incident over = IncidentBuilder(an_incident())
                              .claims("api", Status::major_outage)
                              .claims("web", Status::partial_outage)
                              .resolved();
    const auto call = update_of(over, open,
                                {{component("api"), writes(Status::operational)},
                                 {component("web"), leaves(Status::degraded_performance)}});
    EXPECT_EQ(call->components,
              (ComponentStates{{component("api"), Status::operational},
                               {component("web"), Status::degraded_performance}}));
    EXPECT_TRUE(call->notify);
}

TEST(ComposeUpdate, WritesNoComponentThatIsNotOursOnResolve) {
    const Incident open = an_incident().claims("api", Status::major_outage);
    const Incident over = an_incident().claims("api", Status::major_outage).resolved();
    EXPECT_TRUE(update_of(over, open, {{component("api"), is_not_ours()}})->components.empty());
}

TEST(ComposeUpdate, SendsNewTimesOfAMaintenance) {
    const auto planned = [](WallTime from) {
        return an_incident().with([from](Incident& made) {
            made.kind = RuleKind::maintenance;
            made.desired.status = IncidentStatus::scheduled;
            made.desired.maintenance = MaintenancePlan{from, from + 1h};
        });
    };
    const auto call = update_of(planned(at(5h)), planned(at(3h)));
    ASSERT_TRUE(call.has_value());
    EXPECT_EQ(call->maintenance->starts_at, at(5h));
    EXPECT_FALSE(call->notify);
}

TEST(ComposeUpdate, FollowsAMaintenanceThatThePageMovesItself) {
    const auto planned = [](IncidentStatus status) {
        return an_incident().with([status](Incident& made) {
            made.kind = RuleKind::maintenance;
            made.desired.status = status;
        });
    };
    const Incident scheduled = planned(IncidentStatus::scheduled);
    PageIncident shown = page_incident(scheduled, "p1");
    shown.status = IncidentStatus::in_progress;
    EXPECT_EQ(update_of(scheduled, scheduled, shown), std::nullopt);
    EXPECT_EQ(update_of(planned(IncidentStatus::completed), scheduled, shown)->status,
              IncidentStatus::completed);
}

TEST(ComposeUpdate, SaysStatusAndNotifyAloneWhenAResolveWasRefused) {
    const Incident over = an_incident().claims("api", Status::major_outage).resolved();
    DeliveryRecord row = delivered(an_incident(), "p1");
    row.bare_resolve = true;
    const auto call = compose_update(over, row, page_incident(an_incident(), "p1"),
                                     {{component("api"), writes(Status::operational)}});
    UpdateCall expected;
    expected.incident = StatuspageId("p1");
    expected.status = IncidentStatus::resolved;
    expected.notify = true;
    EXPECT_EQ(call, expected);
}

TEST(ComposeUpdate, SaysAllAgainOfWhatFiresAgainAfterARefusedResolve) {
    const Incident watched = an_incident().with(
        [](Incident& made) { made.desired.status = IncidentStatus::monitoring; });
    DeliveryRecord row = delivered(watched, "p1");
    row.bare_resolve = true;
    const auto call =
        compose_update(an_incident().says("It is back."), row, page_incident(watched, "p1"), {});
    ASSERT_TRUE(call.has_value());
    EXPECT_EQ(call->body, "It is back.");
}

}  // namespace
}  // namespace tocsin
