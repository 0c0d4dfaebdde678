#include "config/rule_parts.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "template/data.hpp"

namespace tocsin {
namespace {

bool is_regex(MatchOp op) {
    return op == MatchOp::regex || op == MatchOp::not_regex;
}

void warn_of_plain_regex(const RulePart& part, const Place& place, const Matcher& matcher) {
    if (!is_regex(matcher.op)) return;
    if (matcher.value.find_first_of("\\.+*?()|[]{}^$") != std::string::npos) return;
    const std::string_view plain = matcher.op == MatchOp::regex ? "=" : "!=";
    part.report().warning(
        "W409", place,
        fmt::format("\"{}\" is a regular expression without any sign of one", matcher.value),
        fmt::format("use {}", plain));
}

bool is_fixed(const std::vector<Matcher>& matchers, MatchField field, std::string_view name) {
    return std::any_of(matchers.begin(), matchers.end(), [&](const Matcher& matcher) {
        return matcher.field == field && matcher.name == name && matcher.op == MatchOp::equal &&
               !matcher.value.empty();
    });
}

// Whether every alert of the incident brings it, the same everywhere or of each its own.
bool is_guaranteed(const Rule& rule, const LabelUse& use) {
    const bool annotation = use.map.find("Annotations") != std::string::npos;
    const bool grouped =
        std::find(rule.group_by.begin(), rule.group_by.end(), use.name) != rule.group_by.end();
    if (use.map == "GroupLabels") return grouped;
    if (!annotation && grouped) return true;
    const Requirement wanted{annotation, use.name};
    if (std::find(rule.requirements.begin(), rule.requirements.end(), wanted) !=
        rule.requirements.end()) {
        return true;
    }
    return is_fixed(rule.matchers, annotation ? MatchField::annotation : MatchField::label,
                    use.name);
}

void warn_of_missing_labels(const RulePart& part, const Found& found, const Template& text) {
    if (is_recorded_only(part.rule)) return;
    for (const LabelUse& use : text.unguarded_labels()) {
        if (is_guaranteed(part.rule, use)) continue;
        const Place place = found.file->in_string(found.place(), use.span.offset, use.span.length);
        const std::string hint =
            use.map == "GroupLabels"
                ? "only labels of group_by are there"
                : fmt::format("add it to group_by or requires, or write {{{{ with .{}.{} }}}}",
                              use.map, use.name);
        part.report().warning("W401", place,
                              fmt::format("rule \"{}\": \"{}\" may be missing in .{}",
                                          part.rule.name.value, use.name, use.map),
                              hint);
    }
}

// In the text itself, or in a file of templates that it calls.
void report_template_error(const RulePart& part, const Found& found, const TemplateError& error) {
    const auto in_text = [&](Span span) {
        return found.file->in_string(found.place(), span.offset,
                                     std::max<std::size_t>(span.length, 1));
    };
    if (error.file.empty()) {
        part.report().error(error.code, in_text({error.offset, error.length}), error.message,
                            error.hint);
        return;
    }
    const std::string caller = error.call ? found.file->line_name(in_text(*error.call)) : "";
    part.report().error(error.code, part.context.templates.place_of(error),
                        fmt::format("{} (called at {})", error.message, caller), error.hint);
}

}  // namespace

bool is_recorded_only(const Rule& rule) {
    return rule.publish.fallback == Publish::record &&
           std::all_of(rule.publish.values.begin(), rule.publish.values.end(),
                       [](const auto& entry) { return entry.second == Publish::record; });
}

Place header_place(const RulePart& part) {
    const Layer& own = part.layers.all().front();
    return place_of(*own.file, *own.table);
}

std::vector<Matcher> read_matchers(const RulePart& part, const Found& found) {
    std::vector<Matcher> matchers;
    const auto* array = found ? found.node->as_array() : nullptr;
    if (array == nullptr) return matchers;
    for (const toml::node& element : *array) {
        const auto text = text_in(&element);
        if (!text) continue;
        const Place place = place_of(*found.file, element);
        auto parsed = parse_matcher(*text);
        if (const auto* error = std::get_if<MatcherError>(&parsed)) {
            part.report().error(error->code,
                                found.file->in_string(place, error->offset, error->length),
                                error->message, error->hint);
            continue;
        }
        auto& matcher = std::get<Matcher>(parsed);
        warn_of_plain_regex(part, place, matcher);
        matchers.push_back(std::move(matcher));
    }
    return matchers;
}

std::optional<Template> read_template(const RulePart& part, const Found& found) {
    const auto text = text_in(found.node);
    if (!text || trim(*text).empty()) return std::nullopt;
    auto parsed = Template::parse(*text, incident_fields(), part.context.templates.library);
    if (!parsed) {
        report_template_error(part, found, parsed.error());
        return std::nullopt;
    }
    warn_of_missing_labels(part, found, parsed.value());
    return std::move(parsed).value();
}

void check_length(const RulePart& part, const Found& found, std::size_t code_points_max) {
    const auto text = text_in(found.node);
    if (!text || text->find("{{") != std::string_view::npos) return;
    const std::size_t length = count_code_points(trim(*text));
    if (length <= code_points_max) return;
    part.report().error("E207", found.place(),
                        fmt::format("\"{}\" has {} characters; the page takes {}", found.key->str(),
                                    length, code_points_max));
}

BySeverity<ComponentStatus> read_component_status(const RulePart& part, const Found& found) {
    return read_by_severity<ComponentStatus>(part, found, from_word<ComponentStatus>);
}

}  // namespace tocsin
