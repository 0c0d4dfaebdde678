#include "config/toml_document.hpp"

#include <fmt/format.h>

#include <string>

#include "base/text.hpp"

namespace tocsin {
namespace {

// "Error while parsing inline table: expected key, saw '\n'" → "expected key, saw '\n'".
std::string_view without_preamble(std::string_view description) {
    static constexpr std::string_view preamble = "Error while parsing ";
    if (description.substr(0, preamble.size()) != preamble) return description;
    const std::size_t colon = description.find(": ");
    return colon == std::string_view::npos ? description : description.substr(colon + 2);
}

bool contains(std::string_view text, std::string_view part) {
    return text.find(part) != std::string_view::npos;
}

bool ends_in_duration_unit(std::string_view line) {
    const std::size_t equals = line.find('=');
    if (equals == std::string_view::npos) return false;
    std::string_view value = trim(line.substr(equals + 1));
    value = trim(value.substr(0, value.find('#')));
    return !value.empty() && value.front() >= '0' && value.front() <= '9' &&
           parse_duration(value).has_value();
}

struct SyntaxKind {
    std::string_view code;
    std::string_view hint;
};

// The traps of validation.md; what remains is E101 with toml++'s own words.
SyntaxKind kind_of(std::string_view description, std::string_view line) {
    if (contains(description, "invalid utf-8")) return {"E102", "files are UTF-8"};
    if (contains(description, "cannot redefine") || contains(description, "cannot insert") ||
        contains(description, "cannot append")) {
        return {"E103", "each key and each [table] once; [[…]] is for lists of tables"};
    }
    if (contains(description, "expected a comment or whitespace") && contains(line, "'")) {
        return {"E101", "an apostrophe cannot stand in '…': write the text in '''…''' or in \"…\""};
    }
    if (contains(description, "inline table")) {
        return {"E101", "an inline table {…} stands on one line, without a comma at its end"};
    }
    if (ends_in_duration_unit(line)) {
        return {"E101", "a duration is a string, for example \"5m\""};
    }
    if (contains(description, "unknown escape")) {
        return {"E101", "write regular expressions in '…', where \\ is only a \\"};
    }
    if (contains(description, "control character")) {
        return {"E101", "a text in \"…\" or '…' ends on its line; longer ones stand in '''…'''"};
    }
    return {"E101", ""};
}

// toml++ stops one character early at bytes that are none.
std::optional<Place> not_utf8(const FileText& file) {
    for (std::string_view rest = file.text(); !rest.empty();) {
        const std::string_view before = rest;
        take_code_point(rest);
        if (is_utf8(before.substr(0, before.size() - rest.size()))) continue;
        return file.in_text(file.text().size() - before.size(), 1);
    }
    return std::nullopt;
}

}  // namespace

TomlDocument read_toml(const SourceFile& source, Report& report) {
    TomlDocument document;
    document.file = std::make_unique<const FileText>(source.name, source.text);
    document.role = source.role;
    const FileText& file = *document.file;
    try {
        document.root = toml::parse(file.text(), std::string_view(source.name));
    } catch (const toml::parse_error& error) {
        const std::string_view description = error.description();
        const auto at = error.source().begin;
        const SyntaxKind kind = kind_of(description, file.line(at.line));
        const Place place = file.between(at.line, at.column, at.line, at.column + 1);
        report.error(kind.code, kind.code == "E102" ? not_utf8(file).value_or(place) : place,
                     std::string(without_preamble(description)), std::string(kind.hint));
    }
    return document;
}

Place place_of(const FileText& file, const toml::node& node) {
    const toml::source_region& region = node.source();
    return file.between(region.begin.line, region.begin.column, region.end.line, region.end.column);
}

Place place_of(const FileText& file, const toml::key& key) {
    const toml::source_region& region = key.source();
    return file.between(region.begin.line, region.begin.column, region.end.line, region.end.column);
}

std::optional<std::string_view> text_in(const toml::node* node) {
    const auto* value = node == nullptr ? nullptr : node->as_string();
    return value == nullptr ? std::nullopt : std::optional<std::string_view>(value->get());
}

std::string_view type_name(const toml::node& node) {
    switch (node.type()) {
        case toml::node_type::table:
            return "a table";
        case toml::node_type::array:
            return "an array";
        case toml::node_type::string:
            return "a text";
        case toml::node_type::integer:
            return "a whole number";
        case toml::node_type::floating_point:
            return "a number with a fraction";
        case toml::node_type::boolean:
            return "true or false";
        case toml::node_type::none:
            break;
        default:
            break;
    }
    return "a date or a time";
}

}  // namespace tocsin
