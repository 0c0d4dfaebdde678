#include "config/extract_parts.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/text.hpp"
#include "rules/matcher.hpp"

namespace tocsin {
namespace {

// Header fields that hold secrets, which are never kept.
constexpr std::array<std::string_view, 3> secret_headers{"authorization", "cookie",
                                                         "proxy-authorization"};

enum class Places { any, body };

std::optional<Pointer> read_pointer(const Place& place, std::string_view text, Places places,
                                    Report& report) {
    auto pointer = parse_pointer(text);
    if (!pointer) {
        report.error("E207", place,
                     fmt::format("\"{}\" is not a pointer: {}", text, pointer.error().message),
                     "for example \"/data/0/name\", \"header:X-Name\", \"query:name\"");
        return std::nullopt;
    }
    const Pointer& read = pointer.value();
    if (read.place == Pointer::Place::body) return read;
    if (places == Places::body) {
        report.error("E207", place, fmt::format("\"{}\" must point into the body", text));
        return std::nullopt;
    }
    const std::string name = to_lower_ascii(read.name);
    const bool is_secret =
        std::find(secret_headers.begin(), secret_headers.end(), name) != secret_headers.end();
    if (read.place == Pointer::Place::header && is_secret) {
        report.error("E320", place, fmt::format("\"{}\" would keep a secret on record", text));
        return std::nullopt;
    }
    return read;
}

Pointers read_node(const FileText& file, const toml::node* node, Places places, Report& report) {
    Pointers pointers;
    const auto add = [&](const toml::node& one) {
        const auto text = text_in(&one);
        if (!text) return;
        if (auto pointer = read_pointer(place_of(file, one), *text, places, report))
            pointers.push_back(std::move(*pointer));
    };
    if (node == nullptr) return pointers;
    if (const auto* array = node->as_array()) {
        for (const toml::node& element : *array) add(element);
    } else {
        add(*node);
    }
    return pointers;
}

// The tables of an array; `where` names their rows.
std::vector<Layers> tables_in(const Layers& layers, std::string_view key) {
    std::vector<Layers> tables;
    const Found found = layers.find(key);
    const auto* array = found ? found.node->as_array() : nullptr;
    if (array == nullptr) return tables;
    for (const toml::node& element : *array) {
        if (const auto* table = element.as_table())
            tables.emplace_back(layers.where() + '.' + std::string(key),
                                std::vector<Layer>{{found.file, table}});
    }
    return tables;
}

Pointer first_or_none(Pointers pointers) {
    return pointers.empty() ? Pointer{} : std::move(pointers.front());
}

}  // namespace

Pointers read_pointers(const Layers& layers, std::string_view key, Report& report) {
    const Found found = layers.find(key);
    if (!found) return {};
    return read_node(*found.file, found.node, Places::any, report);
}

Pointers read_body_pointers(const Layers& layers, std::string_view key, Report& report) {
    const Found found = layers.find(key);
    if (!found) return {};
    return read_node(*found.file, found.node, Places::body, report);
}

std::optional<Pattern> read_pattern(const FileText& file, const toml::node& node,
                                    std::size_t skipped, Report& report) {
    const auto text = text_in(&node);
    if (!text) return std::nullopt;
    const Place place = place_of(file, node);
    const std::string_view written = text->substr(skipped);
    const auto control = std::find_if(written.begin(), written.end(), [](char c) {
        return static_cast<unsigned char>(c) < 0x20 && c != '\t' && c != '\n' && c != '\r';
    });
    if (control != written.end()) {
        const auto offset = static_cast<std::size_t>(control - written.begin());
        report.error("E302", file.in_string(place, skipped + offset, 1),
                     "control character in a pattern", "write it in single quotes: '\\b'");
        return std::nullopt;
    }
    if (written.size() > pattern_bytes_max) {
        report.error("E301", place,
                     fmt::format("a regular expression of {} bytes; at most {} fit", written.size(),
                                 pattern_bytes_max));
        return std::nullopt;
    }
    PatternCheck check = compile_pattern(written);
    if (check.pattern.compiled) return std::move(check.pattern);
    const Place where =
        check.piece.empty()
            ? place
            : file.in_string(place, static_cast<std::size_t>(check.piece.data() - text->data()),
                             check.piece.size());
    report.error("E301", where, check.problem);
    return std::nullopt;
}

TextFrom read_text_from(const Layers& layers, std::string_view key, Report& report) {
    const Found found = layers.find(key);
    const auto text = text_in(found.node);
    if (!text || looks_like_pointer(*text)) return read_pointers(layers, key, report);
    auto filled = parse_filled_text(*text);
    if (filled) return std::move(filled).value();
    report.error("E207", found.place(),
                 fmt::format("\"{}\" cannot be read: {}", key, filled.error().message),
                 "for example \"{/monitor/name} is down\"");
    return Pointers{};
}

std::vector<OnlyIf> read_conditions(const Layers& layers, Report& report) {
    std::vector<OnlyIf> conditions;
    const Found found = layers.find("only_if");
    const auto* table = found ? found.node->as_table() : nullptr;
    if (table == nullptr) return conditions;
    for (const auto& [key, node] : *table) {
        auto pointer = read_pointer(place_of(*found.file, key), key.str(), Places::any, report);
        auto pattern = read_pattern(*found.file, node, 0, report);
        if (pointer && pattern) conditions.push_back({std::move(*pointer), std::move(*pattern)});
    }
    return conditions;
}

std::vector<LabelFrom> read_extract_labels(const Layers& layers, Report& report) {
    std::vector<LabelFrom> labels;
    const Found found = layers.find("labels");
    const auto* table = found ? found.node->as_table() : nullptr;
    if (table == nullptr) return labels;
    for (const auto& [key, node] : *table) {
        if (key.str().empty()) {
            report.error("E207", place_of(*found.file, key), "a label needs a name");
            continue;
        }
        LabelFrom label{std::string(key.str()), {}};
        const auto* constant = node.as_table();
        if (constant != nullptr)
            label.from = std::string(text_in(constant->get("const")).value_or(""));
        else
            label.from = read_node(*found.file, &node, Places::any, report);
        labels.push_back(std::move(label));
    }
    return labels;
}

std::vector<LabelPairs> read_label_pairs(const Layers& layers, Report& report) {
    std::vector<LabelPairs> all;
    for (const Layers& table : tables_in(layers, "labels_from_pairs")) {
        all.push_back({read_body_pointers(table, "at", report),
                       first_or_none(read_body_pointers(table, "name", report)),
                       first_or_none(read_body_pointers(table, "value", report))});
    }
    return all;
}

std::vector<LabelList> read_label_lists(const Layers& layers, Report& report) {
    std::vector<LabelList> all;
    for (const Layers& table : tables_in(layers, "labels_from_list")) {
        all.push_back(
            {read_pointers(table, "at", report), table.text("split"), table.text("pair")});
    }
    return all;
}

}  // namespace tocsin
