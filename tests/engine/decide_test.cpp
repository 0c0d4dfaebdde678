#include "engine/decide.hpp"

#include <gtest/gtest.h>

#include "base/rng.hpp"
#include "tests/engine/life.hpp"

namespace tocsin {
namespace {

TEST(BeginIncident, NamesItAsBeforeWhenTheStepIsRepeatedAfterACrash) {
    const Rule rule = a_rule();
    const Labels group({{"service", "checkout"}});
    const IncidentKey key("key");
    const Incident first = begin_incident(rule, key, group, nullptr, false, at(0s));
    EXPECT_EQ(begin_incident(rule, key, group, nullptr, false, at(0s)), first);
    EXPECT_NE(begin_incident(rule, key, group, nullptr, false, at(1s)).id, first.id);
    EXPECT_NE(begin_incident(rule, key, group, &first, true, at(0s)).id, first.id);
    EXPECT_NE(begin_incident(rule, IncidentKey("other"), group, nullptr, false, at(0s)).id,
              first.id);
}

TEST(BeginIncident, IsSeenByNobody) {
    const Incident incident =
        begin_incident(a_rule(), IncidentKey("key"), {}, nullptr, false, at(0s));
    EXPECT_EQ(incident.phase, Phase::pending);
    EXPECT_EQ(incident.standing, Standing::held);
    EXPECT_EQ(incident.desired.text, 0U);
}

// It is over for the public, whatever fires: what comes now begins no other.
TEST(TakesAlerts, AfterAPersonEndedItHere) {
    Incident incident = an_incident().resolved();
    incident.is_ended_by_hand = true;
    const DeliveryRecord told = delivered(incident, "p1");
    EXPECT_TRUE(takes_alerts(incident, &told, at(1000h)));
}

TEST(TakesAlerts, AsLongAsItIsOpenOrQuiet) {
    Incident incident = an_incident();
    EXPECT_TRUE(takes_alerts(incident, nullptr, at(1000h)));
    incident.phase = Phase::resolved;
    incident.standing = Standing::quiet;
    EXPECT_TRUE(takes_alerts(incident, nullptr, at(1000h)));
    incident.phase = Phase::closed;
    EXPECT_FALSE(takes_alerts(incident, nullptr, at(0s)));
}

TEST(NextJudgement, IsNotHiddenByADueTimeThatWasReached) {
    Dues dues;
    EXPECT_EQ(next_judgement(dues, at(0s)), std::nullopt);
    dues.hold = at(-1h);
    dues.claims = at(5s);
    dues.gone = at(3s);
    EXPECT_EQ(next_judgement(dues, at(0s)), at(3s));
    EXPECT_EQ(next_judgement(dues, at(3s)), at(5s));
    EXPECT_EQ(next_judgement(dues, at(5s)), std::nullopt);
}

// ---- Any rule, any story ----------------------------------------------------------------------

RuleBuilder any_rule(Rng& rng) {
    const auto seconds_below = [&](std::uint64_t bound) {
        return Duration(std::chrono::seconds(rng.below(bound)));
    };
    RuleBuilder rule = a_rule();
    rule.waits(seconds_below(90)).keeps_firing(seconds_below(180));
    rule.reopens_within(seconds_below(1200));
    if (rng.below(2) == 0) rule.reopens_the_same();
    if (rng.below(2) == 0) rule.monitors(seconds_below(400));
    if (rng.below(3) != 0) {
        std::set<Reason> on;
        for (const Reason reason : {Reason::severity_up, Reason::severity_down,
                                    Reason::components_changed, Reason::alerts_changed}) {
            if (rng.below(2) == 0) on.insert(reason);
        }
        rule.updates(on, seconds_below(300), "{{ .Severity }}, {{ len .Alerts.Firing }} fire.");
    }
    if (rng.below(4) == 0) {
        const auto overflow = rng.below(2) == 0 ? Overflow::queue : Overflow::drop;
        rule.limits(1, 5min, overflow);
    }
    if (rng.below(5) == 0) rule.publishes(Publish::record);
    if (rng.below(5) == 0) rule.tells_afterwards(seconds_below(120));
    return rule;
}

// One step of a story; what Life checks after each judgement is checked all the way.
void take_step(Life& life, Rng& rng, std::set<std::string>& firing) {
    static const std::vector<std::string> names{"A", "B", "C"};
    static const std::vector<std::string> severities{"critical", "warning", "info"};
    static const std::vector<std::string> aliases{"", "api", "web"};
    const std::string& name = names[rng.below(names.size())];
    const std::size_t of = static_cast<std::size_t>(name[0] - 'A');
    switch (rng.below(8)) {
        case 0:
        case 1:
            life.fire(name, severities[rng.below(3)], aliases[of]);
            firing.insert(name);
            return;
        case 2:
        case 3:
            if (firing.erase(name) > 0) life.resolve(name);
            return;
        case 4:
            life.tell();
            return;
        case 5:
            if (rng.below(2) == 0) life.quiet_until(life.time() + 100s);
            return;
        case 6:
            life.begin_telling();
            return;
        default:
            life.pass(std::chrono::seconds(rng.below(400)));
    }
}

TEST(Decide, ChangesNothingWhenItIsRepeatedAndLeavesNoDueTimeBehind) {
    for (std::uint64_t seed = 0; seed < 400; ++seed) {
        SCOPED_TRACE("seed " + std::to_string(seed));
        Rng rng(seed);
        Life life(any_rule(rng));
        std::set<std::string> firing{"A"};
        life.fire("A");
        for (int step = 0; step < 40 && life.phase() != Phase::closed; ++step) {
            if (life.next_generations > 0) break;
            take_step(life, rng, firing);
            if (HasFailure()) return;
        }
    }
}

// The promise: no "resolved" while one of its alerts fires, whatever happens.
TEST(Decide, NeverSaysResolvedWhileAnAlertFires) {
    for (std::uint64_t seed = 1000; seed < 1400; ++seed) {
        Rng rng(seed);
        Life life(any_rule(rng));
        std::set<std::string> firing{"A"};
        life.fire("A");
        for (int step = 0; step < 40 && life.phase() != Phase::closed; ++step) {
            if (life.next_generations > 0) break;
            take_step(life, rng, firing);
            if (firing.empty() || life.phase() == Phase::closed || life.next_generations > 0)
                continue;
            EXPECT_NE(life.desired().status, IncidentStatus::resolved) << "seed " << seed;
            EXPECT_NE(life.phase(), Phase::resolved) << "seed " << seed;
            EXPECT_NE(life.phase(), Phase::monitoring) << "seed " << seed;
        }
    }
}

// And the other way round: what is over is told to be over and closed in the end.
TEST(Decide, EndsEverythingThatStopsFiring) {
    for (std::uint64_t seed = 2000; seed < 2400; ++seed) {
        Rng rng(seed);
        Life life(any_rule(rng));
        std::set<std::string> firing{"A"};
        life.fire("A");
        for (int step = 0; step < 30 && life.phase() != Phase::closed; ++step) {
            if (life.next_generations > 0) break;
            take_step(life, rng, firing);
        }
        if (life.phase() == Phase::closed || life.next_generations > 0) continue;
        for (const std::string& name : firing) life.resolve(name);
        for (int hours = 0; hours < 10 && life.phase() != Phase::closed; ++hours) {
            // Delivery comes to an end as well.
            if (life.now().standing == Standing::public_)
                life.tell();
            else
                life.never_told();
            life.pass(1h);
        }
        EXPECT_EQ(life.phase(), Phase::closed) << "seed " << seed;
    }
}

}  // namespace
}  // namespace tocsin
