// See take_item.hpp.
//
// Of a state that several lists could mean: a word is more exact than a pattern, and firing goes
// before ignored before resolved, for an alert too many is better than a false all-clear.
#include "decode/take_item.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <boost/json/array.hpp>

#include "base/digest.hpp"
#include "base/text.hpp"
#include "decode/sent_time.hpp"
#include "decode/source_labels.hpp"

namespace tocsin {
namespace json = boost::json;
namespace {

// What a sender names an alert by is kept as it is if it is short and can be shown.
constexpr std::size_t key_bytes_max = 192;

// Code points of a state in a message to a person.
constexpr std::size_t shown_state_max = 64;

using Pairs = std::vector<Labels::Pair>;

// ---- State --------------------------------------------------------------------------------------

enum class Meaning { firing, resolved, ignored, absent, unlisted };

bool has_word(const StateValues& values, std::string_view state) {
    return std::any_of(values.words.begin(), values.words.end(),
                       [&](const std::string& word) { return equal_ignoring_case(word, state); });
}

bool has_pattern(const StateValues& values, std::string_view state) {
    return std::any_of(values.patterns.begin(), values.patterns.end(),
                       [&](const Pattern& pattern) { return pattern.is_in(state); });
}

Meaning meaning_of(const Extract& extract, std::optional<std::string_view> state,
                   WallTime received_at) {
    if (!state) return Meaning::absent;
    if (extract.resolved_if_past) {
        const auto time = parse_sent_time(*state, extract.time_zone);
        if (!time) return Meaning::unlisted;
        return *time <= received_at ? Meaning::resolved : Meaning::firing;
    }
    for (const auto fits : {has_word, has_pattern}) {
        if (fits(extract.firing, *state)) return Meaning::firing;
        if (fits(extract.ignore, *state)) return Meaning::ignored;
        if (fits(extract.resolved, *state)) return Meaning::resolved;
    }
    return Meaning::unlisted;
}

std::string describe(std::optional<std::string_view> state) {
    if (!state) return "the state is missing";
    return fmt::format("the state \"{}\" is not listed",
                       truncate(without_invisible(*state), shown_state_max));
}

Result<std::variant<AlertState, Ignored>> read_state(const Extract& extract, LookUp& item,
                                                     WallTime received_at) {
    const auto state = item.text(extract.state);
    switch (meaning_of(extract, state, received_at)) {
        case Meaning::firing:
            return AlertState::firing;
        case Meaning::resolved:
            return AlertState::resolved;
        case Meaning::ignored:
            return Ignored{false,
                           fmt::format("the state \"{}\" is to be ignored",
                                       truncate(without_invisible(*state), shown_state_max))};
        case Meaning::absent:
        case Meaning::unlisted:
            break;
    }
    switch (extract.missing_state) {
        case MissingState::firing:
            return AlertState::firing;
        case MissingState::resolved:
            return AlertState::resolved;
        case MissingState::reject:
            return refused(": " + describe(state));
        case MissingState::ignore:
            break;
    }
    return Ignored{true, describe(state)};
}

// ---- Name ---------------------------------------------------------------------------------------

std::string with_escapes(std::string_view text) {
    std::string escaped;
    for (const char c : text) {
        if (c == '|' || c == '\\') escaped += '\\';
        escaped += c;
    }
    return escaped;
}

std::optional<std::string> read_key(const Extract& extract, LookUp& item) {
    if (!extract.key_joined) {
        const auto key = item.text(extract.key);
        return key ? std::optional<std::string>(*key) : std::nullopt;
    }
    std::string joined;
    bool found_any = false;
    for (const Pointer& pointer : extract.key) {
        const auto part = item.text(pointer);
        found_any = found_any || part;
        if (&pointer != &extract.key.front()) joined += '|';
        joined += with_escapes(part.value_or(""));
    }
    return found_any ? std::optional(joined) : std::nullopt;
}

Fingerprint fingerprint_of_key(const std::string& key) {
    const bool is_plain = key.size() <= key_bytes_max && without_invisible(key) == key;
    return Fingerprint(is_plain ? "key:" + key : "key#" + to_hex(sha256(key)));
}

// ---- Labels -------------------------------------------------------------------------------------

void add(std::string_view name, std::string_view value, Pairs& pairs) {
    if (!name.empty() && !value.empty()) pairs.emplace_back(name, value);
}

void add_object(const json::value& value, LookUp& item, Pairs& pairs) {
    if (!value.is_object()) return;
    for (const auto& field : value.get_object()) {
        add(field.key(), item.text_of(field.value()), pairs);
    }
}

void add_pairs(const LabelPairs& from, LookUp& item, Pairs& pairs) {
    const json::value* at = item.value(from.at);
    if (at == nullptr || !at->is_array()) return;
    for (const json::value& element : at->get_array()) {
        const json::value* name = find_value(element, from.name);
        const json::value* value = find_value(element, from.value);
        if (name != nullptr && value != nullptr)
            add(item.text_of(*name), item.text_of(*value), pairs);
    }
}

void add_element(const LabelList& from, std::string_view element, Pairs& pairs) {
    element = trim(element);
    const std::size_t end = from.pair.empty() ? std::string_view::npos : element.find(from.pair);
    if (end == std::string_view::npos) return add(element, "true", pairs);
    add(trim(element.substr(0, end)), trim(element.substr(end + from.pair.size())), pairs);
}

void add_list(const LabelList& from, LookUp& item, Pairs& pairs) {
    const json::value* at = item.value(from.at);
    if (at != nullptr && at->is_array()) {
        for (const json::value& element : at->get_array()) {
            add_element(from, item.text_of(element), pairs);
        }
        return;
    }
    std::string_view rest = item.text(from.at).value_or("");
    while (!rest.empty()) {
        const std::size_t end = from.split.empty() ? std::string_view::npos : rest.find(from.split);
        add_element(from, rest.substr(0, end), pairs);
        rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + from.split.size());
    }
}

// Of several with one name the last counts: what the configuration names goes before what it finds.
Pairs read_labels(const Extract& extract, LookUp& item) {
    Pairs pairs;
    for (const Pointer& pointer : extract.labels_from_object) {
        if (const json::value* value = item.value({pointer})) add_object(*value, item, pairs);
    }
    for (const LabelPairs& from : extract.labels_from_pairs) add_pairs(from, item, pairs);
    for (const LabelList& from : extract.labels_from_list) add_list(from, item, pairs);
    for (const LabelFrom& label : extract.labels) {
        if (const auto* constant = std::get_if<std::string>(&label.from)) {
            add(label.label, *constant, pairs);
        } else if (const auto value = item.text(std::get<Pointers>(label.from))) {
            add(label.label, *value, pairs);
        }
    }
    return pairs;
}

std::optional<std::string_view> read_severity(const Extract& extract, LookUp& item) {
    const auto sent = item.text(extract.severity);
    if (!sent) return std::nullopt;
    for (const auto& [value, severity] : extract.severity_map) {
        if (equal_ignoring_case(value, *sent)) return severity;
    }
    return sent;
}

Labels read_annotations(const Extract& extract, LookUp& item) {
    Pairs pairs;
    add("summary", item.text(extract.title).value_or(""), pairs);
    add("description", item.text(extract.description).value_or(""), pairs);
    add("generatorURL", item.text(extract.url).value_or(""), pairs);
    return Labels::from_views(pairs);
}

std::optional<WallTime> read_time(const Extract& extract, const Pointers& at, LookUp& item) {
    const auto text = item.text(at);
    return text ? parse_sent_time(*text, extract.time_zone) : std::nullopt;
}

}  // namespace

Result<std::variant<Alert, Ignored>> take_item(const Extract& extract, const Labels& source_labels,
                                               LookUp& item, WallTime received_at) {
    TRY(auto state, read_state(extract, item, received_at));
    if (auto* ignored = std::get_if<Ignored>(&state)) return std::move(*ignored);
    Alert alert;
    alert.state = std::get<AlertState>(state);
    Pairs pairs = read_labels(extract, item);
    if (const auto key = read_key(extract, item)) {
        alert.fingerprint = fingerprint_of_key(*key);
    } else {
        // Without the severity, which is another one when the alert is over.
        const Labels named = Labels::from_views(pairs);
        if (named.empty()) return refused(": neither a key nor labels");
        alert.fingerprint = Fingerprint(fingerprint_of(named));
    }
    if (const auto severity = read_severity(extract, item)) add("severity", *severity, pairs);
    add_where_missing(source_labels, pairs);
    alert.labels = Labels::from_views(pairs);
    alert.annotations = read_annotations(extract, item);
    alert.starts_at = read_time(extract, extract.starts_at, item);
    if (alert.state == AlertState::resolved)
        alert.ends_at = read_time(extract, extract.ends_at, item);
    return alert;
}

}  // namespace tocsin
