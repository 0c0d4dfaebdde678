// The order of rules: names twice, a catch_all that is not last, rules that no alert reaches.
#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>
#include <unordered_map>

#include "config/read_rules.hpp"

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

// Matchers as numbers, equal ones as one, so that sets of them compare fast.
class MatcherNumbers {
public:
    std::vector<std::size_t> of(const Rule& rule) {
        std::set<std::size_t> numbers;
        for (const Matcher& matcher : rule.matchers) {
            const auto [entry, is_new] = numbers_.try_emplace(matcher.to_text(), numbers_.size());
            numbers.insert(entry->second);
        }
        return {numbers.begin(), numbers.end()};
    }

private:
    std::unordered_map<std::string, std::size_t> numbers_;
};

bool only_equal(const Rule& rule) {
    return std::all_of(rule.matchers.begin(), rule.matchers.end(),
                       [](const Matcher& matcher) { return matcher.op == MatchOp::equal; });
}

// A rule before another, without `continue`, that asks for nothing but what the other asks for
// too, takes all that the other could.  It is looked for under its smallest number only: each rule
// asks for few things, so this stays near linear.
void check_reach(std::span<const RuleEntry> entries,
                 const std::vector<std::shared_ptr<Rule>>& rules, Report& report) {
    MatcherNumbers numbers;
    std::vector<std::vector<std::size_t>> sets;
    std::unordered_map<std::size_t, std::vector<std::size_t>> by_first;
    for (std::size_t i = 0; i < rules.size(); ++i) {
        sets.push_back(numbers.of(*rules[i]));
        const auto& wanted = sets.back();
        bool found = false;
        for (const std::size_t number : wanted) {
            for (const std::size_t j : by_first[number]) {
                if (found ||
                    !std::includes(wanted.begin(), wanted.end(), sets[j].begin(), sets[j].end())) {
                    continue;
                }
                found = true;
                const Place& before = entries[j].place;
                const std::string message = fmt::format(
                    "rule \"{}\" is never reached: rule \"{}\" at {} takes all that it could",
                    rules[i]->name.value, rules[j]->name.value, before.file->line_name(before));
                if (only_equal(*rules[j]))
                    report.error("E312", entries[i].place, message, "put it before that one");
                else
                    report.warning("W312", entries[i].place, message, "put it before that one");
            }
        }
        if (!rules[i]->continue_ && !wanted.empty()) by_first[wanted.front()].push_back(i);
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
