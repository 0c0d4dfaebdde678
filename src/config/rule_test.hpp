// RuleTest: one [[test]] of a rule file, with all names resolved.
//
// What happens when, and which calls to the pages are expected to follow (semantics.md section 7).
// Made by load() with the rules; `tocsin test` runs it, the daemon never looks at it.  Everything
// that can be found wrong in it without running it was found.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.hpp"
#include "config/file_place.hpp"
#include "domain/labels.hpp"
#include "domain/names.hpp"
#include "domain/words.hpp"

namespace re2 {
class RE2;
}

namespace tocsin {

// An alert that a step names, by its labels; nothing: what it had before.
struct TestAlert {
    Labels labels;
    std::optional<Labels> annotations;
    SourceName source;
    bool is_source_given = false;
    std::optional<WallTime> starts_at;
    FilePlace place;
};

// `fire`, `resolve`, `approve` or `discard` of one step.
struct TestAlerts {
    bool all = false;  // "*"
    std::vector<TestAlert> alerts;
    FilePlace place;  // Of the array.

    bool empty() const { return !all && alerts.empty(); }
};

// How far a problem is, as a test may ask for it, the most lively one last.
enum class TestState : std::uint8_t { none, resolved, pending, monitoring, open };

std::string_view to_string(TestState state);

// What a call is in the words of [[test.at.expect]].
enum class CallWord : std::uint8_t { create, update, component, approval };

std::string_view to_string(CallWord word);

// A regular expression that the whole text has to match; `.` also matches line breaks.
struct TextPattern {
    std::string text;
    std::shared_ptr<const re2::RE2> compiled;
};

// [[test.at.expect]]: what is given must be equal, the rest is not looked at.
struct ExpectedCall {
    CallWord call = CallWord::create;
    std::optional<PageName> page;
    std::optional<std::string> name;
    std::optional<IncidentStatus> status;
    std::optional<Impact> impact;
    std::optional<std::string> body;  // Without white space at its ends.
    std::optional<std::string> body_contains;
    std::optional<TextPattern> body_like;
    std::optional<std::map<ComponentAlias, ComponentStatus>> components;  // All that it writes.
    std::optional<bool> notify;
    FilePlace place;
};

// [[test.at]]: a moment.
struct TestStep {
    Duration time{};  // Since the start; never less than that of the step before.
    TestAlerts fire, resolve, approve, discard;
    std::optional<TestState> state;
    std::vector<ExpectedCall> expects;
    FilePlace place;
    FilePlace state_place;
};

// The start of a test that names none: a Monday, at noon in UTC.
inline constexpr WallTime usual_test_start{std::chrono::seconds(1767614400)};

struct RuleTest {
    std::string name;
    std::optional<RuleName> rule;  // Must take every alert that is fired.
    WallTime start = usual_test_start;
    bool exhaustive = true;  // A call that no step expects is a failure.
    std::vector<TestStep> steps;
    FilePlace place;  // Of its name.
};

}  // namespace tocsin
