#include "rules/rule_book.hpp"

#include <re2/re2.h>

#include <algorithm>
#include <boost/container/small_vector.hpp>
#include <map>
#include <string>
#include <unordered_map>
#include <utility>

#include "base/assert.hpp"
#include "base/digest.hpp"

namespace tocsin {
namespace {

// A matcher without its name.  A regular expression that is only a list of texts ("a|b|c", the
// most usual one) needs no automaton.
struct Check {
    enum class Test : std::uint8_t { equal, any_of, regex };

    std::size_t slot = 0;  // Which of the values that are looked up once for each alert.
    Test test = Test::equal;
    bool wanted = true;  // What the test must say: false for != and !~.
    std::string_view value{};
    const re2::RE2* pattern = nullptr;
};

struct Line {
    std::size_t begin = 0, end = 0;  // Of the rule's checks.
    bool continues = false;
};

// What some rule asks for.
using Asked = std::pair<MatchField, std::string>;

Check check_of(const Matcher& matcher, std::size_t slot) {
    Check check;
    check.slot = slot;
    check.value = matcher.value;
    check.wanted = matcher.op == MatchOp::equal || matcher.op == MatchOp::regex;
    if (matcher.op == MatchOp::equal || matcher.op == MatchOp::not_equal) return check;
    if (is_list_of_texts(matcher.value)) {
        check.test = Check::Test::any_of;
        return check;
    }
    TOCSIN_ASSERT(matcher.compiled != nullptr);
    check.test = Check::Test::regex;
    check.pattern = matcher.compiled.get();
    return check;
}

bool passes(const Check& check, std::string_view seen) {
    switch (check.test) {
        case Check::Test::equal:
            return (seen == check.value) == check.wanted;
        case Check::Test::any_of:
            return is_in_list(check.value, seen) == check.wanted;
        case Check::Test::regex:
            return re2::RE2::FullMatch(re2::StringPiece(seen.data(), seen.size()),
                                       *check.pattern) == check.wanted;
    }
    TOCSIN_ASSERT(false);
    return false;
}

void add_text(std::string& all, std::string_view text) {
    all += std::to_string(text.size());
    all += ':';
    all += text;
}

std::uint64_t digest_of(const std::vector<RulePtr>& rules, const SeverityScale& scale) {
    std::string all;
    add_text(all, scale.label);
    for (const Severity& severity : scale.order) add_text(all, severity.value);
    all += '/';
    for (const auto& [alias, severity] : scale.aliases) {
        add_text(all, alias);
        add_text(all, severity.value);
    }
    add_text(all, scale.fallback.value);
    for (const RulePtr& rule : rules) {
        add_text(all, rule->name.value);
        add_text(all, rule->version.value);
    }
    const Sha256 hash = sha256(all);
    std::uint64_t digest = 0;
    for (std::size_t i = 0; i < sizeof digest; ++i) digest = digest << 8 | hash[i];
    return digest == 0 ? 1 : digest;
}

}  // namespace

struct RuleBook::Plan {
    std::vector<Asked> slots;
    std::vector<Check> checks;
    std::vector<Line> lines;                                    // One for each rule.
    std::unordered_map<std::string_view, std::size_t> by_name;  // Of several, the first.

    explicit Plan(const std::vector<RulePtr>& rules) {
        std::map<Asked, std::size_t> known;
        for (const RulePtr& rule : rules) {
            Line line{checks.size(), 0, rule->continue_};
            for (const Matcher& matcher : rule->matchers) {
                const auto [entry, is_new] =
                    known.try_emplace({matcher.field, matcher.name}, slots.size());
                if (is_new) slots.push_back(entry->first);
                checks.push_back(check_of(matcher, entry->second));
            }
            line.end = checks.size();
            by_name.try_emplace(rule->name.value, lines.size());
            lines.push_back(line);
        }
    }
};

RuleBook::RuleBook(std::vector<RulePtr> rules, SeverityScale scale)
    : rules_(std::move(rules)),
      scale_(std::move(scale)),
      digest_(digest_of(rules_, scale_)),
      plan_(std::make_shared<const Plan>(rules_)) {}

RulePtr RuleBook::find(const RuleName& name) const {
    if (!plan_) return nullptr;
    const auto found = plan_->by_name.find(name.value);
    return found != plan_->by_name.end() ? rules_[found->second] : nullptr;
}

std::vector<RulePtr> RuleBook::match(const SourceName& source, std::string_view source_kind,
                                     const Labels& labels, const Labels& annotations) const {
    std::vector<RulePtr> taking;
    if (!plan_) return taking;
    boost::container::small_vector<std::string_view, 32> seen;
    for (const auto& [field, name] : plan_->slots) {
        switch (field) {
            case MatchField::label:
                seen.push_back(labels.get(name));
                break;
            case MatchField::annotation:
                seen.push_back(annotations.get(name));
                break;
            case MatchField::source:
                seen.push_back(source.value);
                break;
            case MatchField::kind:
                seen.push_back(source_kind);
                break;
            case MatchField::severity:
                seen.push_back(severity_named(scale_, labels.get(scale_.label)).value);
                break;
            case MatchField::state_reason:
                seen.push_back(annotations.get(state_reason_annotation));
                break;
        }
    }
    for (std::size_t i = 0; i < rules_.size(); ++i) {
        const Line& line = plan_->lines[i];
        const bool matches =
            std::all_of(plan_->checks.begin() + static_cast<std::ptrdiff_t>(line.begin),
                        plan_->checks.begin() + static_cast<std::ptrdiff_t>(line.end),
                        [&](const Check& check) { return passes(check, seen[check.slot]); });
        if (!matches) continue;
        taking.push_back(rules_[i]);
        if (!line.continues) break;
    }
    return taking;
}

}  // namespace tocsin
