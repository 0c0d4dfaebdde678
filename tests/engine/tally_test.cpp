#include "engine/tally.hpp"

#include <gtest/gtest.h>

#include "base/rng.hpp"
#include "tests/support/builders.hpp"

namespace tocsin {
namespace {

// Compares all that a tally can be asked.
void expect_same(const Tally& a, const Tally& b, const Rule& rule, std::uint64_t seed) {
    EXPECT_EQ(a.members(), b.members()) << "seed " << seed;
    EXPECT_EQ(a.firing(), b.firing()) << "seed " << seed;
    EXPECT_EQ(a.may_fire(), b.may_fire()) << "seed " << seed;
    EXPECT_EQ(a.worst(rule.severity), b.worst(rule.severity)) << "seed " << seed;
    EXPECT_EQ(a.publish(), b.publish()) << "seed " << seed;
    EXPECT_EQ(a.sources(), b.sources()) << "seed " << seed;
    EXPECT_EQ(a.doubtful_claims(rule.open), b.doubtful_claims(rule.open)) << "seed " << seed;
    for (const Duration since : {-1s, 0s, 3s, 7s, 100s}) {
        EXPECT_EQ(a.claims(rule.open, at(since)), b.claims(rule.open, at(since)));
        EXPECT_EQ(a.next_end_after(at(since)), b.next_end_after(at(since)));
    }
}

AlertRecord any_record(Rng& rng) {
    static const std::vector<std::string> severities{"critical", "warning", "info", "odd"};
    static const std::vector<std::string> aliases{"api", "web", "db", "nowhere", ""};
    AlertBuilder alert = an_alert().severity(severities[rng.below(severities.size())]);
    alert.component(aliases[rng.below(aliases.size())]);
    alert.label("instance", std::to_string(rng.below(1000)));
    AlertRecord record = alert.record(at(std::chrono::seconds(rng.below(10))));
    record.source = SourceName(rng.below(2) == 0 ? "a" : "b");
    if (rng.below(2) == 0) {
        record.state = AlertState::resolved;
        if (rng.below(3) == 0) record.doubtful_until = at(600s);
    }
    return record;
}

TEST(Tally, IsAfterAnyAddsAndRemovesWhatOneMadeFromScratchIs) {
    const RulePtr one = a_rule("one");
    const RulePtr two = a_rule("two").publishes(Publish::record);
    for (std::uint64_t seed = 0; seed < 100; ++seed) {
        Rng rng(seed);
        Tally worked;
        std::vector<std::pair<RulePtr, AlertRecord>> members;
        for (int step = 0; step < 60; ++step) {
            if (!members.empty() && rng.below(5) < 2) {
                const auto gone =
                    members.begin() + static_cast<std::ptrdiff_t>(rng.below(members.size()));
                worked.remove(gone->first, gone->second, "");
                members.erase(gone);
            } else {
                members.emplace_back(rng.below(2) == 0 ? one : two, any_record(rng));
                worked.add(members.back().first, members.back().second, "");
            }
        }
        Tally fresh;
        for (const auto& [rule, record] : members) fresh.add(rule, record, "");
        expect_same(worked, fresh, *one, seed);
        for (const auto& [rule, record] : members) worked.remove(rule, record, "");
        expect_same(worked, Tally(), *one, seed);
    }
}

TEST(Tally, CountsWhatMayFireBesideWhatFires) {
    const RulePtr rule = a_rule();
    Tally tally;
    tally.add(rule, an_alert().record(), "");
    AlertRecord doubtful = an_alert().resolved("Other").record();
    doubtful.doubtful_until = at(600s);
    tally.add(rule, doubtful, "");
    tally.add(rule, an_alert().resolved("Third").record(), "");
    EXPECT_EQ(tally.members(), 3U);
    EXPECT_EQ(tally.firing(), 1U);
    EXPECT_EQ(tally.may_fire(), 2U);
}

TEST(Tally, TakesTheWorstSeverityOfThoseThatFire) {
    const RulePtr rule = a_rule();
    Tally tally;
    EXPECT_EQ(tally.worst(rule->severity), std::nullopt);
    tally.add(rule, an_alert().firing("A").severity("info").record(), "");
    tally.add(rule, an_alert().firing("B").severity("warning").record(), "");
    tally.add(rule, an_alert().resolved("C").severity("critical").record(), "");
    EXPECT_EQ(tally.worst(rule->severity), warning());
}

TEST(Tally, TakesTheMostOpenPublishOfThoseThatFire) {
    const RulePtr graded = a_rule().with([](Rule& rule) {
        rule.publish.values = {{critical(), Publish::auto_}};
        rule.publish.fallback = Publish::record;
    });
    Tally tally;
    EXPECT_EQ(tally.publish(), Publish::record);
    tally.add(graded, an_alert().firing("A").severity("warning").record(), "");
    EXPECT_EQ(tally.publish(), Publish::record);
    const AlertRecord bad = an_alert().firing("B").severity("critical").record();
    tally.add(graded, bad, "");
    EXPECT_EQ(tally.publish(), Publish::auto_);
}

TEST(Tally, ClaimsForEachComponentTheWorstOfItsOwnAlerts) {
    const RulePtr rule = a_rule();
    Tally tally;
    tally.add(rule, an_alert().firing("A").component("api").severity("warning").record(), "");
    tally.add(rule, an_alert().firing("B").component("web").severity("critical").record(), "");
    tally.add(rule, an_alert().firing("C").component("api").severity("info").record(), "");
    EXPECT_EQ(tally.claims(rule->open, at(100s)),
              (ComponentStates{{component("api"), ComponentStatus::partial_outage},
                               {component("web"), ComponentStatus::major_outage}}));
}

TEST(Tally, ClaimsForWhatEndedSince) {
    const RulePtr rule = a_rule();
    Tally tally;
    tally.add(rule, an_alert().resolved("A").component("api").record(at(10s)), "");
    EXPECT_EQ(tally.claims(rule->open, at(9s)).size(), 1U);
    EXPECT_EQ(tally.claims(rule->open, at(10s)).size(), 0U);
    EXPECT_EQ(tally.next_end_after(at(9s)), at(10s));
    EXPECT_EQ(tally.next_end_after(at(10s)), std::nullopt);
}

}  // namespace
}  // namespace tocsin
