#include "config/read_extract.hpp"

#include <date/tz.h>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <stdexcept>

#include "base/text.hpp"
#include "config/extract_parts.hpp"

namespace tocsin {
namespace {

constexpr std::string_view pattern_prefix = "re:";

StateValues read_values(const Layers& layers, std::string_view key, Report& report) {
    StateValues values;
    const Found found = layers.find(key);
    const auto* array = found ? found.node->as_array() : nullptr;
    if (array == nullptr) return values;
    for (const toml::node& node : *array) {
        const auto text = text_in(&node);
        if (!text) continue;
        if (!text->starts_with(pattern_prefix)) {
            values.words.emplace_back(*text);
        } else if (auto pattern = read_pattern(*found.file, node, pattern_prefix.size(), report)) {
            values.patterns.push_back(std::move(*pattern));
        }
    }
    return values;
}

// One value must not mean two things.
void check_values_differ(const Layers& layers, Report& report) {
    std::map<std::string, std::string_view> meanings;
    for (const std::string_view key : {"firing", "resolved", "ignore"}) {
        const Found found = layers.find(key);
        const auto* array = found ? found.node->as_array() : nullptr;
        if (array == nullptr) continue;
        for (const toml::node& node : *array) {
            const auto text = text_in(&node);
            if (!text) continue;
            const auto [at, is_new] = meanings.emplace(to_lower_ascii(*text), key);
            if (is_new || at->second == key) continue;
            report.error("E207", place_of(*found.file, node),
                         fmt::format("\"{}\" stands in \"{}\" already", *text, at->second));
        }
    }
}

MissingState read_missing_state(const Layers& layers) {
    const std::string word = layers.text("missing_state");
    if (word == "firing") return MissingState::firing;
    if (word == "resolved") return MissingState::resolved;
    if (word == "reject") return MissingState::reject;
    return MissingState::ignore;
}

BodyFormat read_format(const Layers& layers) {
    const std::string word = layers.text("format");
    if (word == "json") return BodyFormat::json;
    return word == "form" ? BodyFormat::form : BodyFormat::by_content_type;
}

const date::time_zone* read_zone(const Layers& layers) {
    if (!layers.has("time_zone")) return nullptr;
    try {
        return date::locate_zone(layers.text("time_zone"));
    } catch (const std::runtime_error&) {
        return nullptr;  // check_value has refused it.
    }
}

Place header_place(const Layers& layers) {
    const Layer& layer = layers.all().front();
    return place_of(*layer.file, *layer.table);
}

// The key alone would be ignored.
void check_use(const Layers& layers, std::string_view key, bool is_of_use, const std::string& why,
               Report& report) {
    const Found found = layers.find(key);
    if (!found || is_of_use) return;
    report.error("E207", found.place(), fmt::format("\"{}\" is of no use {}", key, why));
}

bool has_some(const Layers& layers, std::string_view key) {
    const Found found = layers.find(key);
    const auto* array = found ? found.node->as_array() : nullptr;
    return array != nullptr && !array->empty();
}

void check_states(const Layers& layers, const Extract& extract, Report& report) {
    check_values_differ(layers, report);
    if (extract.resolved_if_past) {
        for (const std::string_view key : {"firing", "resolved", "ignore"})
            check_use(layers, key, false, "with resolved_if_past, which reads a time", report);
    }
    const bool has_lists =
        has_some(layers, "firing") || has_some(layers, "resolved") || has_some(layers, "ignore");
    if (!layers.has("state") && (has_lists || extract.resolved_if_past)) {
        report.error("E205", header_place(layers),
                     "\"state\" is missing: nothing says where the values stand");
        return;
    }
    check_use(layers, "state", has_lists || extract.resolved_if_past,
              "without \"firing\", \"resolved\" or \"resolved_if_past\"", report);
    const bool can_fire = extract.resolved_if_past || has_some(layers, "firing") ||
                          extract.missing_state == MissingState::firing;
    if (!can_fire) {
        report.error("E205", header_place(layers),
                     "\"firing\" is missing: no message could say that an alert fires",
                     "name the values of \"state\" that do, or say missing_state = \"firing\"");
    }
    const bool may_resolve = extract.resolved_if_past || layers.has("resolved") ||
                             extract.missing_state == MissingState::resolved;
    if (can_fire && !may_resolve) {
        report.warning("W412", header_place(layers),
                       "no message can say that an alert is over: its incidents stay open",
                       "name the values of \"state\" that do in \"resolved\"; if the sender has "
                       "none, say resolved = [] and give the rules that take it a stale_after");
    }
}

void read_state(const Layers& layers, Extract& extract, Report& report) {
    extract.state = read_pointers(layers, "state", report);
    extract.firing = read_values(layers, "firing", report);
    extract.resolved = read_values(layers, "resolved", report);
    extract.ignore = read_values(layers, "ignore", report);
    extract.missing_state = read_missing_state(layers);
    extract.resolved_if_past = layers.boolean("resolved_if_past");
    check_states(layers, extract, report);
}

void read_key(const Layers& layers, Extract& extract, Report& report) {
    extract.key_joined = layers.has("key_join");
    check_use(layers, "key", !extract.key_joined, "beside \"key_join\"", report);
    extract.key = read_pointers(layers, extract.key_joined ? "key_join" : "key", report);
    static constexpr std::array names{
        "key", "key_join", "labels", "labels_from_object", "labels_from_pairs", "labels_from_list"};
    if (std::any_of(names.begin(), names.end(), [&](const char* key) { return layers.has(key); }))
        return;
    report.error("E205", header_place(layers),
                 "\"key\" is missing: nothing would tell one alert from another",
                 "point at what the sender calls it by, or name \"labels\"");
}

}  // namespace

std::shared_ptr<const Extract> read_extract(const Layers& layers, Report& report) {
    auto extract = std::make_shared<Extract>();
    extract->format = read_format(layers);
    extract->embedded_json = read_body_pointers(layers, "embedded_json", report);
    extract->only_if = read_conditions(layers, report);
    const Pointers items = read_body_pointers(layers, "items", report);
    if (!items.empty()) extract->items = items.front();
    read_state(layers, *extract, report);
    read_key(layers, *extract, report);
    extract->title = read_text_from(layers, "title", report);
    extract->description = read_text_from(layers, "description", report);
    extract->url = read_pointers(layers, "url", report);
    extract->severity = read_pointers(layers, "severity", report);
    extract->severity_map = layers.map("severity_map");
    check_use(layers, "severity_map", layers.has("severity"), "without \"severity\"", report);
    extract->starts_at = read_pointers(layers, "starts_at", report);
    extract->ends_at = read_pointers(layers, "ends_at", report);
    extract->time_zone = read_zone(layers);
    extract->labels = read_extract_labels(layers, report);
    extract->labels_from_object = read_body_pointers(layers, "labels_from_object", report);
    extract->labels_from_pairs = read_label_pairs(layers, report);
    extract->labels_from_list = read_label_lists(layers, report);
    return extract;
}

}  // namespace tocsin
