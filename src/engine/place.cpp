#include "engine/place.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/digest.hpp"
#include "engine/claims.hpp"

namespace tocsin {
namespace {

// Length first, so that no two lists of texts give one string.
void append_counted(std::string& to, std::string_view text) {
    to += fmt::format("{}:", text.size());
    to += text;
}

std::optional<Labels> group_labels_of(const Rule& rule, const Labels& labels) {
    std::vector<Labels::Pair> pairs;
    for (const std::string& name : rule.group_by) {
        const auto value = labels.find(name);
        if (!value || value->empty()) return std::nullopt;
        pairs.emplace_back(name, *value);
    }
    return Labels::from_views(pairs);
}

bool has_all(const std::vector<Requirement>& requirements, const AlertRecord& alert) {
    return std::all_of(requirements.begin(), requirements.end(), [&](const Requirement& needed) {
        return !(needed.annotation ? alert.annotations : alert.labels).get(needed.name).empty();
    });
}

}  // namespace

IncidentKey key_of(const Rule& rule, const Labels& group_labels) {
    std::string seed;
    append_counted(seed, rule.page.id.value);
    append_counted(seed, rule.key);
    for (const auto [name, value] : group_labels) {
        append_counted(seed, name);
        append_counted(seed, value);
    }
    return IncidentKey(to_hex(sha256(seed)).substr(0, 32));
}

Placements place(const RuleBook& book, const AlertRecord& alert, std::string_view source_kind) {
    Placements result;
    const auto rules = book.match(alert.source, source_kind, alert.labels, alert.annotations);
    for (const RulePtr& rule : rules) {
        auto group_labels = group_labels_of(*rule, alert.labels);
        if (!group_labels) {
            result.unroutable.push_back(Reason::group_label_missing);
        } else if (!has_all(rule->requirements, alert)) {
            result.unroutable.push_back(Reason::requirement_missing);
        } else if (names_unmapped_component(*rule, alert, source_kind)) {
            result.unroutable.push_back(Reason::component_unmapped);
        } else {
            IncidentKey key = key_of(*rule, *group_labels);
            result.placed.push_back({rule, std::move(key), std::move(*group_labels)});
        }
    }
    if (rules.empty()) result.unroutable.push_back(Reason::no_rule);
    return result;
}

}  // namespace tocsin
