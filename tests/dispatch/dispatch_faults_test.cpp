// Each operation of the store may fail, or the process may die around it: nothing is judged twice,
// nothing is lost.
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <tuple>

#include "tests/dispatch/line_two.hpp"

namespace tocsin {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;

std::vector<RulePtr> the_rules() {
    return {a_rule()
                .waits(1min)
                .monitors(5min)
                .updates({Reason::severity_up, Reason::alerts_changed}, 0s,
                         "{{ .Severity }}: {{ len .Alerts.Firing }}.")
                .limits(3, 24h, Overflow::merge)};
}

// How often each incident was heard of, whatever moment that was: its key, texts and notices.
using Story = std::vector<std::tuple<std::string, std::uint64_t, std::uint64_t, std::string>>;

struct Outcome {
    Story public_ones;
    double tokens = 0;
    std::size_t entries = 0;
    std::size_t still_open = 0;

    bool operator==(const Outcome&) const = default;
};

// What is durable, noted after each step.
class Watch {
public:
    void note(const Ledger& durable) {
        for (const auto& [id, incident] : durable.incidents) seen_[id] = incident;
    }
    Story story() const {
        Story told;
        for (const auto& [id, incident] : seen_) {
            if (incident.desired.text == 0) continue;
            told.emplace_back(incident.group_labels.get("service"), incident.desired.text,
                              incident.desired.notice, incident.desired.body);
        }
        std::sort(told.begin(), told.end());
        return told;
    }

private:
    std::map<IncidentId, Incident> seen_;
};

// Two problems from beginning to end, a third that is over before it was shown, one over `limit`.
Outcome live(std::optional<std::size_t> wrong_step, Mishap mishap, std::size_t* steps = nullptr) {
    LineTwo line(the_rules());
    Watch watch;
    line.wrong_step = wrong_step;
    line.mishap = mishap;
    const auto pass = [&](Duration time) {
        for (; time > Duration(0); time -= 30s) {
            line.pass(30s);
            watch.note(line.durable());
        }
    };
    line.fire("Slow");
    line.fire("Full", "search");
    line.fire("Blip", "login");
    pass(30s);
    line.resolve("Blip", "login");
    pass(5min);
    line.fire("Errors", "checkout", "critical");
    pass(2min);
    line.fire("Down", "images");
    pass(5min);
    line.fire("Late", "mail");  // The fourth: joined to another.
    pass(5min);
    for (const auto& [name, service] : {std::pair{"Slow", "checkout"},
                                        {"Errors", "checkout"},
                                        {"Full", "search"},
                                        {"Down", "images"},
                                        {"Late", "mail"}})
        line.resolve(name, service);
    // Less than reopen_within, so that they are still on record when they are compared.
    pass(20min);
    Outcome outcome;
    outcome.public_ones = watch.story();
    outcome.tokens = line.durable().tokens.at(RuleName("services")).tokens;
    pass(90min);
    outcome.still_open = line.durable().incidents.size() + line.durable().alerts.size();
    outcome.entries = line.durable().cursor.value - line.store.entries().size();
    if (steps != nullptr) *steps = line.steps;
    line.pass(2s);  // The very last operation may have failed.
    EXPECT_TRUE(line.dispatch->is_idle());
    return outcome;
}

std::string words(const Outcome& outcome) {
    std::string text = fmt::format("{} tokens;", outcome.tokens);
    for (const auto& [service, texts, notices, body] : outcome.public_ones)
        text += fmt::format(" {}: {} texts, {} notices, \"{}\";", service, texts, notices, body);
    return text + fmt::format(" {} open", outcome.still_open);
}

class DispatchFaults : public testing::TestWithParam<Mishap> {};

TEST_P(DispatchFaults, OfOneOperationChangeNothingInTheEnd) {
    std::size_t steps = 0;
    const Outcome as_it_should = live(std::nullopt, Mishap::none, &steps);
    ASSERT_EQ(as_it_should.public_ones.size(), 3U) << words(as_it_should);
    ASSERT_EQ(as_it_should.still_open, 0U);
    ASSERT_LT(as_it_should.tokens, 1.0);
    for (std::size_t step = 0; step < steps; ++step) {
        Outcome outcome = live(step, GetParam());
        // A second more or less of refilling is none of a token.
        EXPECT_NEAR(outcome.tokens, as_it_should.tokens, 0.01) << "step " << step;
        outcome.tokens = as_it_should.tokens;
        ASSERT_EQ(outcome, as_it_should)
            << "step " << step << "\n  is " << words(outcome) << "\n  not " << words(as_it_should);
    }
}

INSTANTIATE_TEST_SUITE_P(Each, DispatchFaults,
                         testing::Values(Mishap::fails, Mishap::dies_before_it_is_durable,
                                         Mishap::dies_before_it_is_told),
                         [](const testing::TestParamInfo<Mishap>& mishap) -> std::string {
                             switch (mishap.param) {
                                 case Mishap::fails:
                                     return "Fails";
                                 case Mishap::dies_before_it_is_durable:
                                     return "DiesBeforeItIsDurable";
                                 case Mishap::dies_before_it_is_told:
                                     return "DiesBeforeItIsTold";
                                 case Mishap::none:
                                     break;
                             }
                             return "None";
                         });

// ---- One by one -----------------------------------------------------------------------------

TEST(DispatchAfterAFailedCommit, ReadsTheRecordAnewAndJudgesAgain) {
    LineTwo line({a_rule()});
    line.fire("Slow");
    line.record({an_alert().firing("Errors").since(at(0s))});
    AlertGroup group;
    group.alerts = {an_alert().firing("Errors").since(at(0s))};
    line.dispatch->offer(Sequence{2}, the_source(), at(0s), group);
    line.dispatch->pump();
    ASSERT_EQ(line.store.next(), "commit");
    line.store.fail_next(unavailable("the disk is full"));
    EXPECT_THAT(line.problems, ElementsAre(HasSubstr("the disk is full")));
    EXPECT_EQ(line.durable().cursor, Sequence{1});
    // Not at once: a full disk is full a moment later as well.
    line.dispatch->pump();
    EXPECT_EQ(line.store.waiting(), 0U);
    EXPECT_EQ(line.dispatch->next_due(), at(1s));
    line.clock.move_to(at(1s));
    line.dispatch->pump();
    EXPECT_EQ(line.store.next(), "load");
    line.settle();
    EXPECT_EQ(line.durable().cursor, Sequence{2});
    EXPECT_EQ(line.durable().members.at(line.only().id).size(), 2U);
}

TEST(DispatchAfterAFailedCommit, IsNotIdleBeforeAllIsDurable) {
    LineTwo line({a_rule()});
    AlertGroup group;
    group.alerts = {an_alert().since(at(0s))};
    line.record(group.alerts);
    line.dispatch->offer(Sequence{1}, the_source(), at(0s), group);
    line.dispatch->pump();
    EXPECT_FALSE(line.dispatch->is_idle());
    line.store.fail_next(unavailable("the disk is full"));
    EXPECT_FALSE(line.dispatch->is_idle());
    line.clock.move_to(at(1s));
    line.dispatch->pump();
    line.store.fail_next(unavailable("the disk is full"));  // The load.
    EXPECT_FALSE(line.dispatch->is_idle());
    EXPECT_THAT(line.problems, Contains(HasSubstr("reading the record failed")));
    EXPECT_EQ(line.dispatch->next_due(), at(2s));
    line.pass(1s);
    EXPECT_TRUE(line.dispatch->is_idle());
    EXPECT_EQ(line.durable().cursor, Sequence{1});
}

TEST(DispatchAfterAFailedCommit, TellsDeliveryNothingOfIt) {
    LineTwo line({a_rule()});
    AlertGroup group;
    group.alerts = {an_alert().since(at(0s))};
    line.record(group.alerts);
    line.dispatch->offer(Sequence{1}, the_source(), at(0s), group);
    line.dispatch->pump();
    line.store.fail_next(unavailable("the disk is full"));
    EXPECT_TRUE(line.told.empty());
    line.pass(1s);
    EXPECT_EQ(line.told.size(), 1U);
}

TEST(DispatchAfterAFailedCommit, TellsOperatorsOnlyWhatIsDurableAndOnlyOnce) {
    LineTwo line({a_rule()});
    AlertGroup group;
    group.alerts = {an_alert().since(at(0s))};
    line.record(group.alerts);
    line.dispatch->offer(Sequence{1}, the_source(), at(0s), group);
    line.dispatch->pump();
    EXPECT_TRUE(line.steps_taken.empty());
    line.store.fail_next(unavailable("the disk is full"));
    line.pass(1s);
    EXPECT_THAT(line.steps_taken, ElementsAre("first_alert", "opened"));
}

TEST(DispatchAfterAFailedCommit, JudgesAgainAtTheTimeOfTheFirstJudgement) {
    LineTwo line({a_rule()});
    line.clock.move_to(at(5s));
    AlertGroup group;
    group.alerts = {an_alert().since(at(5s))};
    line.record(group.alerts);
    line.clock.move_to(at(8s));
    line.dispatch->offer(Sequence{1}, the_source(), at(5s), group);
    line.dispatch->pump();
    line.store.fail_next(unavailable("the disk is full"));
    line.pass(10s);
    EXPECT_EQ(line.only().created_at, at(5s));
}

TEST(DispatchAfterAFailedCommit, RunsDueTimesAgain) {
    LineTwo line({a_rule().waits(1min)});
    line.fire("Slow");
    line.clock.move_to(at(1min));
    line.dispatch->pump();
    ASSERT_EQ(line.store.next(), "commit");
    line.store.fail_next(unavailable("the disk is full"));
    line.pass(1s);
    EXPECT_EQ(line.only().phase, Phase::open);
    EXPECT_EQ(line.told.back().phase, Phase::open);
}

TEST(DispatchAfterAFailedCommit, GoesOnWithWhatCameMeanwhile) {
    LineTwo line({a_rule()});
    line.fire("A");
    line.wrong_step = line.steps + 1;  // The append of the next is one step before its commit.
    line.mishap = Mishap::fails;
    line.fire("B");
    EXPECT_EQ(line.durable().cursor, Sequence{1});
    line.fire("C");
    line.pass(2s);
    EXPECT_EQ(line.durable().cursor, Sequence{3});
    EXPECT_THAT(line.alerts_on_record(), ElementsAre("A", "B", "C"));
}

}  // namespace
}  // namespace tocsin
