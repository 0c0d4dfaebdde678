#include "daemon/rehearsal/run_rule_test.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <span>

#include "config/toml_text.hpp"
#include "daemon/rehearsal/call_words.hpp"
#include "daemon/rehearsal/compare_calls.hpp"
#include "daemon/rehearsal/test_stage.hpp"

namespace tocsin {
namespace {

TestState state_of(const Incident& incident) {
    switch (incident.phase) {
        case Phase::pending:
            return TestState::pending;
        case Phase::open:
            return TestState::open;
        case Phase::monitoring:
            return TestState::monitoring;
        case Phase::resolved:
            return TestState::resolved;
        case Phase::closed:
            break;
    }
    return TestState::none;
}

// The most lively of the rule's incidents; of a test without a rule, of all but those that are only
// recorded.
TestState state_of(const std::map<IncidentId, Incident>& incidents,
                   const std::optional<RuleName>& rule) {
    TestState state = TestState::none;
    for (const auto& [id, incident] : incidents) {
        const bool counts = rule ? incident.rule == *rule : incident.standing != Standing::recorded;
        if (counts) state = std::max(state, state_of(incident));
    }
    return state;
}

// [rule.open], [rule.update], …: which of them spoke in this call; empty for none.
std::string_view phase_told(const RehearsedCall& call) {
    if (!call.call) return "";
    if (is_final(call.shown.status)) return "resolved";
    if (call.phase == Phase::monitoring) return "monitoring";
    if (std::holds_alternative<CreateCall>(*call.call)) return "open";
    const auto* update = std::get_if<UpdateCall>(&*call.call);
    const bool speaks = update != nullptr && (update->body || update->status || update->name);
    return speaks ? "update" : "";
}

std::string time_of(const RuleTest& test, WallTime at) {
    return format_duration(at - test.start);
}

// `at 2m: create "Checkout: outage" of rule "service-errors"`.  Requires: it is no tweet.
std::string title_of(const Config& config, const RuleTest& test, const RehearsedCall& call) {
    const auto words = in_words(config, call);
    const std::string at = time_of(test, call.at);
    if (words->call == CallWord::component) {
        const auto& [alias, status] = *words->components.begin();
        return fmt::format("at {}: component {} = {}", at, alias.value, to_string(status));
    }
    return fmt::format("at {}: {} {} of rule \"{}\"", at, to_string(words->call),
                       toml_quoted(call.shown.name), call.rule.value);
}

std::string title_of(const ExpectedCall& expected) {
    std::string title(to_string(expected.call));
    if (expected.name) title += " " + toml_quoted(*expected.name);
    if (expected.status) title += fmt::format(" with status {}", to_string(*expected.status));
    return title;
}

class StepJudge {
public:
    StepJudge(const Config& config, TestOutcome& outcome, const StepCalls& step)
        : config_(config), outcome_(outcome), step_(step) {}

    void judge();

private:
    std::span<const RehearsedCall> calls() const {
        return {outcome_.calls.data() + step_.begin, step_.end - step_.begin};
    }
    const RuleTest& test() const { return *outcome_.test; }
    std::string when() const { return "at " + format_duration(step_.step->time); }
    std::optional<std::size_t> nearest_call(const ExpectedCall& expected,
                                            const std::set<std::size_t>& taken) const;
    void tell_unmet(const ExpectedCall& expected, std::set<std::size_t>& taken);
    void tell_missing(const ExpectedCall& expected);
    void tell_unexpected(const std::set<std::size_t>& taken);
    void tell_order(const CallMatch& match);
    void tell_calls();

    const Config& config_;
    TestOutcome& outcome_;
    const StepCalls step_;
};

void StepJudge::judge() {
    const std::vector<ExpectedCall>& expects = step_.step->expects;
    const std::size_t failures = outcome_.failures.size();
    const CallMatch match = match_calls(config_, expects, calls(), test().exhaustive);
    std::set<std::size_t> taken;
    for (const auto& call : match.call_of) {
        if (call) taken.insert(*call);
    }
    for (std::size_t i = 0; i < expects.size(); ++i) {
        if (!match.call_of[i]) tell_unmet(expects[i], taken);
    }
    if (match.is_out_of_order) tell_order(match);
    if (test().exhaustive) tell_unexpected(taken);
    if (outcome_.failures.size() > failures) tell_calls();
}

// Of those that nothing else is met by: the one of its kind that differs the least.
std::optional<std::size_t> StepJudge::nearest_call(const ExpectedCall& expected,
                                                   const std::set<std::size_t>& taken) const {
    std::optional<std::size_t> nearest;
    std::size_t fewest = 0;
    for (std::size_t i = 0; i < calls().size(); ++i) {
        const auto words = in_words(config_, calls()[i]);
        if (taken.contains(i) || !words || words->call != expected.call) continue;
        const std::size_t count = differences(config_, expected, calls()[i]).size();
        if (nearest && count >= fewest) continue;
        nearest = i;
        fewest = count;
    }
    return nearest;
}

void StepJudge::tell_unmet(const ExpectedCall& expected, std::set<std::size_t>& taken) {
    const auto nearest = nearest_call(expected, taken);
    if (!nearest) return tell_missing(expected);
    taken.insert(*nearest);
    const RehearsedCall& call = calls()[*nearest];
    TestFailure failure{
        expected.place, title_of(config_, test(), call) + " is not as expected", {}};
    for (const KeyDifference& differs : differences(config_, expected, call)) {
        failure.details.push_back(fmt::format("- {} = {}", differs.key, differs.expected));
        failure.details.push_back(fmt::format("+ {} = {}", differs.key, differs.made));
    }
    outcome_.failures.push_back(std::move(failure));
}

void StepJudge::tell_missing(const ExpectedCall& expected) {
    TestFailure failure{expected.place,
                        fmt::format("{}: no such call was made: {}", when(), title_of(expected)),
                        {}};
    for (const RehearsedCall& call : outcome_.calls) {
        if (!differences(config_, expected, call).empty()) continue;
        failure.details.push_back("made at another time, " + title_of(config_, test(), call));
    }
    outcome_.failures.push_back(std::move(failure));
}

void StepJudge::tell_unexpected(const std::set<std::size_t>& taken) {
    for (std::size_t i = 0; i < calls().size(); ++i) {
        if (taken.contains(i)) continue;
        outcome_.failures.push_back(
            {step_.step->place, title_of(config_, test(), calls()[i]) + " is not expected", {}});
    }
}

void StepJudge::tell_order(const CallMatch& match) {
    TestFailure failure{step_.step->place,
                        when() + ": the calls of one incident come in another order than expected",
                        {}};
    for (std::size_t i = 0; i < calls().size(); ++i) {
        const auto expectation = std::find(match.call_of.begin(), match.call_of.end(), i);
        const std::string number =
            expectation == match.call_of.end()
                ? "not expected"
                : fmt::format("expected as number {}", expectation - match.call_of.begin() + 1);
        failure.details.push_back(
            fmt::format("{} ({})", title_of(config_, test(), calls()[i]), number));
    }
    outcome_.failures.push_back(std::move(failure));
}

void StepJudge::tell_calls() {
    std::vector<std::string>& details = outcome_.failures.back().details;
    if (calls().empty()) {
        details.push_back("no call was made since the step before");
        return;
    }
    details.push_back("the calls that were made since the step before:");
    for (const RehearsedCall& call : calls()) {
        details.push_back(fmt::format("    # {}", title_of(config_, test(), call)));
        const auto words = in_words(config_, call);
        std::string block = to_toml(*words, "    ");
        while (!block.empty()) {
            const std::size_t end = block.find('\n');
            details.push_back(block.substr(0, end));
            block.erase(0, end + 1);
        }
    }
}

void note_reached(const RehearsedCall& call, Reached& reached) {
    if (!call.incident || !call.call) return;
    const std::string_view phase = phase_told(call);
    if (!phase.empty()) reached.phases.emplace(call.rule, phase);
    for (const ComponentId& id : call.shown.concerned) reached.components.emplace(call.rule, id);
}

}  // namespace

void Reached::add(const Reached& other) {
    rules.insert(other.rules.begin(), other.rules.end());
    components.insert(other.components.begin(), other.components.end());
    phases.insert(other.phases.begin(), other.phases.end());
}

TestOutcome run_rule_test(const Config& config, const RuleTest& test) {
    TestOutcome outcome;
    outcome.test = &test;
    RehearsalHooks hooks;
    hooks.judge.rule_matched = [&](const RuleName& rule) { outcome.reached.rules.insert(rule); };
    hooks.problem = [&](const std::string& problem) {
        outcome.failures.push_back({test.place, problem, {}});
    };
    Rehearsal rehearsal(config, test.start, std::move(hooks));
    TestStage stage(config, test, rehearsal, outcome.failures);
    std::size_t seen = 0;
    for (const TestStep& step : test.steps) {
        rehearsal.run_until(test.start + step.time);
        stage.perform(step);
        StepCalls calls{&step, outcome.calls.size(), 0};
        for (; seen < rehearsal.calls().size(); ++seen) {
            const RehearsedCall& call = rehearsal.calls()[seen];
            note_reached(call, outcome.reached);
            if (in_words(config, call)) outcome.calls.push_back(call);
        }
        calls.end = outcome.calls.size();
        outcome.steps.push_back(calls);
        if (!step.state) continue;
        const TestState state = state_of(rehearsal.incidents(), test.rule);
        if (state == *step.state) continue;
        outcome.failures.push_back(
            {step.state_place,
             fmt::format("at {}: the state is {}, not {}", format_duration(step.time),
                         to_string(state), to_string(*step.state)),
             {}});
    }
    for (const StepCalls& step : outcome.steps) StepJudge(config, outcome, step).judge();
    std::stable_sort(
        outcome.failures.begin(), outcome.failures.end(),
        [](const TestFailure& a, const TestFailure& b) { return a.place.line < b.place.line; });
    return outcome;
}

}  // namespace tocsin
