#include "daemon/explanation/explain_alert.hpp"

#include <algorithm>

#include "base/assert.hpp"

namespace tocsin {
namespace {

std::vector<std::string> missing_for(const Rule& rule, Reason reason, const AlertRecord& alert) {
    std::vector<std::string> missing;
    const auto look = [&](const Labels& labels, const std::string& name, const char* prefix) {
        if (labels.get(name).empty()) missing.push_back(prefix + name);
    };
    if (reason == Reason::group_label_missing) {
        for (const std::string& name : rule.group_by) look(alert.labels, name, "");
    } else if (reason == Reason::requirement_missing) {
        for (const Requirement& needed : rule.requirements) {
            if (needed.annotation)
                look(alert.annotations, needed.name, "annotations.");
            else
                look(alert.labels, needed.name, "");
        }
    } else if (reason == Reason::component_unmapped) {
        for (const ComponentClaim& claim : rule.components) {
            if (claim.on_unmapped == OnUnmapped::error && claim.from_label)
                missing.push_back(*claim.from_label);
        }
    }
    return missing;
}

// What the engine makes of it under this rule alone, which has taken it.
void look_where_it_goes(RuleLook& look, const AlertExplanation& explained,
                        const SeverityScale& scale) {
    const RuleBook only({look.rule}, scale);
    Placements placements = place(only, explained.alert, explained.source_kind);
    if (!placements.placed.empty()) {
        look.placement = std::move(placements.placed.front());
        return;
    }
    const Reason reason = placements.unroutable.front();
    look.unroutable = Unroutable{reason, missing_for(*look.rule, reason, explained.alert)};
}

}  // namespace

bool look_alike(const std::vector<RuleLook>& a, const std::vector<RuleLook>& b) {
    return std::equal(
        a.begin(), a.end(), b.begin(), b.end(), [](const RuleLook& one, const RuleLook& other) {
            const bool same_reason =
                one.unroutable.has_value() == other.unroutable.has_value() &&
                (!one.unroutable || (one.unroutable->reason == other.unroutable->reason &&
                                     one.unroutable->missing == other.unroutable->missing));
            return one.matchers == other.matchers && one.taken == other.taken && same_reason;
        });
}

AlertExplanation explain_alert(const RuleBook& book, const AlertRecord& alert,
                               std::string_view source_kind) {
    AlertExplanation explained{
        alert, std::string(source_kind), severity_of(book.scale(), alert.labels), {}};
    const MatchSubject subject{alert.labels, alert.annotations, alert.source.value, source_kind,
                               explained.severity.value};
    const auto takers = book.match(alert.source, source_kind, alert.labels, alert.annotations);
    for (const RulePtr& rule : book.rules()) {
        RuleLook look;
        look.rule = rule;
        for (const Matcher& matcher : rule->matchers) {
            MatcherLook one{matcher.to_text(), std::string(matcher.value_in(subject)),
                            matcher.matches(subject)};
            one.wants_severity = !one.matched && matcher.field == MatchField::label &&
                                 matcher.name == book.scale().label &&
                                 matcher.accepts(explained.severity.value);
            look.matchers.push_back(std::move(one));
        }
        look.matched = std::all_of(look.matchers.begin(), look.matchers.end(),
                                   [](const MatcherLook& one) { return one.matched; });
        look.taken = std::find(takers.begin(), takers.end(), rule) != takers.end();
        TOCSIN_ASSERT(look.matched || !look.taken);
        if (look.taken) look_where_it_goes(look, explained, book.scale());
        explained.rules.push_back(std::move(look));
    }
    return explained;
}

}  // namespace tocsin
