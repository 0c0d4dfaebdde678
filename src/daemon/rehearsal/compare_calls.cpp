#include "daemon/rehearsal/compare_calls.hpp"

#include <re2/re2.h>

#include <algorithm>
#include <functional>
#include <map>
#include <set>

#include "base/text.hpp"
#include "config/toml_text.hpp"
#include "daemon/rehearsal/call_words.hpp"

namespace tocsin {
namespace {

constexpr std::string_view absent = "(none)";
// A search that looks at more than this has met incidents that are all alike and none that fits.
constexpr std::size_t searched_max = 200'000;

std::string shown(const std::optional<std::string>& text) {
    return text ? toml_quoted(*text) : std::string(absent);
}

template <class Enum>
std::string shown(const std::optional<Enum>& word) {
    return word ? toml_quoted(to_string(*word)) : std::string(absent);
}

std::string shown(const std::optional<PageName>& name) {
    return name ? toml_quoted(name->value) : std::string(absent);
}

std::string shown(bool value) {
    return value ? "true" : "false";
}

// By id: two aliases may mean one component.
std::optional<ComponentStates> by_id(const Config& config, const PageName& page,
                                     const std::map<ComponentAlias, ComponentStatus>& components) {
    const auto known = config.pages.find(page);
    if (known == config.pages.end()) return std::nullopt;
    ComponentStates states;
    for (const auto& [alias, status] : components) {
        const auto at = known->second.components.find(alias);
        if (at == known->second.components.end()) return std::nullopt;
        states.emplace(at->second, status);
    }
    return states;
}

class Comparison {
public:
    explicit Comparison(const ExpectedCall& expected) : expected_(expected) {}

    template <class T>
    void key(std::string_view name, const std::optional<T>& expected,
             const std::optional<T>& made) {
        if (expected && expected != made) add(name, shown(expected), shown(made));
    }
    void add(std::string_view name, std::string expected, std::string made) {
        found_.push_back({std::string(name), std::move(expected), std::move(made)});
    }
    void body(const std::string& made);
    void components(const Config& config, const RehearsedCall& call, const CallInWords& words);

    std::vector<KeyDifference> found() && { return std::move(found_); }

private:
    const ExpectedCall& expected_;
    std::vector<KeyDifference> found_;
};

void Comparison::body(const std::string& made) {
    if (expected_.body && *expected_.body != made)
        add("body", toml_quoted(*expected_.body), toml_quoted(made));
    if (expected_.body_contains && made.find(*expected_.body_contains) == std::string::npos)
        add("body_contains", toml_quoted(*expected_.body_contains), toml_quoted(made));
    if (expected_.body_like && !re2::RE2::FullMatch(made, *expected_.body_like->compiled))
        add("body_like", toml_quoted(expected_.body_like->text), toml_quoted(made));
}

void Comparison::components(const Config& config, const RehearsedCall& call,
                            const CallInWords& words) {
    if (!expected_.components) return;
    const auto wanted = by_id(config, call.page, *expected_.components);
    if (wanted && call.call && *wanted == components_written_by(*call.call)) return;
    add("components", to_toml(*expected_.components), to_toml(words.components));
}

// Places in `calls` of each incident's, in order; a call of no incident stands alone.
std::vector<std::vector<std::size_t>> queues_of(std::span<const RehearsedCall> calls) {
    std::map<IncidentId, std::vector<std::size_t>> by_incident;
    std::vector<std::vector<std::size_t>> queues;
    for (std::size_t i = 0; i < calls.size(); ++i) {
        if (calls[i].incident)
            by_incident[*calls[i].incident].push_back(i);
        else
            queues.push_back({i});
    }
    for (auto& [id, queue] : by_incident) queues.push_back(std::move(queue));
    return queues;
}

using Fits = std::vector<std::vector<bool>>;  // By expectation, then by call.

// The most expectations that can have a call of their own, in any order (augmenting paths).
std::vector<std::optional<std::size_t>> match_in_any_order(const Fits& fits, std::size_t calls) {
    std::vector<std::optional<std::size_t>> expectation_of(calls);
    std::vector<bool> tried;
    const std::function<bool(std::size_t)> place = [&](std::size_t expectation) {
        for (std::size_t call = 0; call < calls; ++call) {
            if (!fits[expectation][call] || tried[call]) continue;
            tried[call] = true;
            if (expectation_of[call] && !place(*expectation_of[call])) continue;
            expectation_of[call] = expectation;
            return true;
        }
        return false;
    };
    for (std::size_t expectation = 0; expectation < fits.size(); ++expectation) {
        tried.assign(calls, false);
        place(expectation);
    }
    std::vector<std::optional<std::size_t>> call_of(fits.size());
    for (std::size_t call = 0; call < calls; ++call) {
        if (expectation_of[call]) call_of[*expectation_of[call]] = call;
    }
    return call_of;
}

// All expectations in their order, each by a call of its own that comes after those of the same
// incident before.
class OrderedSearch {
public:
    OrderedSearch(const Fits& fits, std::vector<std::vector<std::size_t>> queues, bool exhaustive)
        : fits_(fits),
          queues_(std::move(queues)),
          exhaustive_(exhaustive),
          next_(queues_.size(), 0),
          call_of_(fits.size()) {}

    bool find(std::size_t expectation = 0) {
        if (expectation == fits_.size()) return true;
        const std::pair here(expectation, next_);
        if (failed_.contains(here) || failed_.size() > searched_max) return false;
        for (std::size_t q = 0; q < queues_.size(); ++q) {
            const std::size_t before = next_[q];
            const std::size_t end =
                exhaustive_ ? std::min(before + 1, queues_[q].size()) : queues_[q].size();
            for (std::size_t at = before; at < end; ++at) {
                const std::size_t call = queues_[q][at];
                if (!fits_[expectation][call]) continue;
                next_[q] = at + 1;
                call_of_[expectation] = call;
                if (find(expectation + 1)) return true;
                next_[q] = before;
            }
        }
        failed_.insert(here);
        return false;
    }

    const std::vector<std::optional<std::size_t>>& call_of() const { return call_of_; }

private:
    const Fits& fits_;
    const std::vector<std::vector<std::size_t>> queues_;
    const bool exhaustive_;
    std::vector<std::size_t> next_;  // Place in each queue.
    std::vector<std::optional<std::size_t>> call_of_;
    std::set<std::pair<std::size_t, std::vector<std::size_t>>> failed_;
};

}  // namespace

std::vector<KeyDifference> differences(const Config& config, const ExpectedCall& expected,
                                       const RehearsedCall& call) {
    Comparison comparison(expected);
    const auto words = in_words(config, call);
    if (!words) {
        comparison.add("call", toml_quoted(to_string(expected.call)), "(a tweet)");
        return std::move(comparison).found();
    }
    comparison.key("call", std::optional(expected.call), std::optional(words->call));
    comparison.key("page", expected.page, std::optional(words->page));
    if (words->call == CallWord::component) {
        comparison.key("name", expected.name, words->name);
        comparison.key("status", expected.status, words->status);
        comparison.key("impact", expected.impact, words->impact);
    } else {
        comparison.key("name", expected.name, std::optional(call.shown.name));
        comparison.key("status", expected.status, std::optional(call.shown.status));
        comparison.key("impact", expected.impact, call.shown.impact);
    }
    comparison.body(words->body.value_or(""));
    comparison.components(config, call, *words);
    if (expected.notify && expected.notify != words->notify)
        comparison.add("notify", shown(*expected.notify), shown(words->notify.value_or(false)));
    return std::move(comparison).found();
}

CallMatch match_calls(const Config& config, std::span<const ExpectedCall> expects,
                      std::span<const RehearsedCall> calls, bool exhaustive) {
    Fits fits;
    for (const ExpectedCall& expected : expects) {
        std::vector<bool>& row = fits.emplace_back();
        for (const RehearsedCall& call : calls)
            row.push_back(differences(config, expected, call).empty());
    }
    CallMatch match{match_in_any_order(fits, calls.size()), false};
    const bool all_met = std::all_of(match.call_of.begin(), match.call_of.end(),
                                     [](const auto& call) { return call.has_value(); });
    if (!all_met || (exhaustive && expects.size() != calls.size())) return match;
    OrderedSearch search(fits, queues_of(calls), exhaustive);
    match.is_out_of_order = !search.find();
    if (!match.is_out_of_order) match.call_of = search.call_of();
    return match;
}

}  // namespace tocsin
