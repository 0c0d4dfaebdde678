// The order of rules: names twice, a catch_all that is not last, rules that no alert reaches.
#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>
#include <unordered_map>

#include "config/read_rules.hpp"
#include "rules/rule_index.hpp"

namespace tocsin {
namespace {

void check_names(std::span<const RuleEntry> entries, Report& report) {
    std::unordered_map<std::string_view, const RuleEntry*> first;
    for (const RuleEntry& entry : entries) {
        if (entry.name.empty()) continue;
        const auto [there, is_new] = first.try_emplace(entry.name, &entry);
        if (is_new) continue;
        const Place& other = there->second->place;
        report.error("E310", entry.place,
                     fmt::format("rule \"{}\" is there already, at {}", entry.name,
                                 other.file->line_name(other)));
    }
}

void check_catch_all(std::span<const RuleEntry> entries,
                     const std::vector<std::shared_ptr<Rule>>& rules, Report& report) {
    for (std::size_t i = 0; i + 1 < rules.size(); ++i) {
        if (!rules[i]->catch_all) continue;
        report.error(
            "E311", entries[i].place,
            fmt::format("rule \"{}\" is a catch_all and not the last rule", rules[i]->name.value),
            fmt::format("rule \"{}\" comes after it", rules[i + 1]->name.value));
    }
}

bool only_equal(const Rule& rule) {
    return std::all_of(rule.matchers.begin(), rule.matchers.end(),
                       [](const Matcher& matcher) { return matcher.op == MatchOp::equal; });
}

// Whether every alert that `rule` takes fits `wanted`: the rule asks for the same, or for one value
// that fits.
bool implies(const Rule& rule, const Matcher& wanted) {
    return std::any_of(rule.matchers.begin(), rule.matchers.end(), [&](const Matcher& own) {
        if (own == wanted) return true;
        return own.op == MatchOp::equal && own.field == wanted.field && own.name == wanted.name &&
               wanted.accepts(own.value);
    });
}

bool takes_all_of(const Rule& before, const Rule& rule) {
    return std::all_of(before.matchers.begin(), before.matchers.end(),
                       [&](const Matcher& wanted) { return implies(rule, wanted); });
}

// Which rules may take all that a rule could, without a look at each pair.  Such a one asks for a
// thing that the rule asks for too, and is filed under the rarest of these, a value if it asks for
// any; or it asks only for patterns that the rule's own values fit, and then the index tries it for
// an alert of nothing but these values.
class Broader {
public:
    explicit Broader(const std::vector<std::shared_ptr<Rule>>& rules)
        : index_({rules.begin(), rules.end()}) {
        std::unordered_map<std::string, std::size_t> shared;
        for (const auto& rule : rules) {
            for (const Matcher& matcher : rule->matchers) ++shared[matcher.to_text()];
        }
        for (std::size_t i = 0; i < rules.size(); ++i) {
            const auto& all = rules[i]->matchers;
            const auto rarest = std::min_element(all.begin(), all.end(), [&](auto& a, auto& b) {
                const bool a_value = a.op == MatchOp::equal, b_value = b.op == MatchOp::equal;
                if (a_value != b_value) return a_value;
                return shared.at(a.to_text()) < shared.at(b.to_text());
            });
            if (rarest != all.end()) by_rarest_[rarest->to_text()].push_back(i);
        }
    }

    // Places in the order of rules.
    std::set<std::size_t> of(const Rule& rule) const {
        std::set<std::size_t> places;
        std::vector<std::pair<std::string, std::string>> labels, annotations;
        std::string source, kind;
        for (const Matcher& matcher : rule.matchers) {
            const auto same = by_rarest_.find(matcher.to_text());
            if (same != by_rarest_.end()) places.insert(same->second.begin(), same->second.end());
            if (matcher.op != MatchOp::equal) continue;
            if (matcher.field == MatchField::label)
                labels.emplace_back(matcher.name, matcher.value);
            if (matcher.field == MatchField::annotation) {
                annotations.emplace_back(matcher.name, matcher.value);
            }
            if (matcher.field == MatchField::source) source = matcher.value;
            if (matcher.field == MatchField::kind) kind = matcher.value;
        }
        const Labels of_labels(std::move(labels)), of_annotations(std::move(annotations));
        Candidates candidates = index_.candidates(of_labels, of_annotations, source, kind);
        while (const auto candidate = candidates.next()) places.insert(*candidate);
        return places;
    }

private:
    std::unordered_map<std::string, std::vector<std::size_t>> by_rarest_;
    RuleIndex index_;
};

// A rule before another, without `continue`, that asks for nothing but what the other asks for
// too, takes all that the other could.
void check_reach(std::span<const RuleEntry> entries,
                 const std::vector<std::shared_ptr<Rule>>& rules, Report& report) {
    const Broader broader(rules);
    for (std::size_t i = 0; i < rules.size(); ++i) {
        for (const std::size_t j : broader.of(*rules[i])) {
            if (j >= i) break;
            const Rule& before = *rules[j];
            if (before.continue_ || before.matchers.empty() || !takes_all_of(before, *rules[i])) {
                continue;
            }
            const Place& place = entries[j].place;
            const std::string message = fmt::format(
                "rule \"{}\" is never reached: rule \"{}\" at {} takes all that it could",
                rules[i]->name.value, before.name.value, place.file->line_name(place));
            if (only_equal(before))
                report.error("E312", entries[i].place, message, "put it before that one");
            else
                report.warning("W312", entries[i].place, message, "put it before that one");
            break;
        }
    }
}

// The digits at the front of a file's name.
std::string prefix_of(const std::string& path) {
    const std::string name = path.substr(path.rfind('/') + 1);
    return name.substr(0, std::min(name.find_first_not_of("0123456789"), name.size()));
}

}  // namespace

void check_order(std::span<const RuleEntry> entries,
                 const std::vector<std::shared_ptr<Rule>>& rules, Report& report) {
    check_names(entries, report);
    check_catch_all(entries, rules, report);
    check_reach(entries, rules, report);
}

void check_file_names(std::span<const TomlDocument> documents, Report& report) {
    std::map<std::size_t, const TomlDocument*> by_width;
    for (const TomlDocument& document : documents) {
        const std::string prefix = prefix_of(document.file->name());
        if (document.role == FileRole::rules && !prefix.empty()) {
            by_width.try_emplace(prefix.size(), &document);
        }
    }
    if (by_width.size() < 2) return;
    const TomlDocument& narrow = *by_width.begin()->second;
    const TomlDocument& wide = *by_width.rbegin()->second;
    report.warning("W402", narrow.file->whole(),
                   fmt::format("\"{}\" and \"{}\" have numbers of different width",
                               narrow.file->name(), wide.file->name()),
                   "files are read in byte order: 9- comes after 10-");
}

}  // namespace tocsin
