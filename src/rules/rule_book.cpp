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
#include "rules/rule_index.hpp"

namespace tocsin {
namespace {

// A matcher without its name.  A regular expression that is only a list of texts ("a|b|c", the
// most usual one) needs no automaton.
struct Check {
    enum class Test : std::uint8_t { equal, any_of, regex };

    std::size_t slot = 0;  // Which of the values that are looked up at most once for each alert.
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
    RuleIndex index;

    explicit Plan(const std::vector<RulePtr>& rules) : index(rules) {
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
    const auto look_at = [&](const Asked& asked) -> std::string_view {
        switch (asked.first) {
            case MatchField::label:
                return labels.get(asked.second);
            case MatchField::annotation:
                return annotations.get(asked.second);
            case MatchField::source:
                return source.value;
            case MatchField::kind:
                return source_kind;
            case MatchField::severity:
                return severity_named(scale_, labels.get(scale_.label)).value;
            case MatchField::state_reason:
                return annotations.get(state_reason_annotation);
        }
        TOCSIN_ASSERT(false);
        return {};
    };
    // A view of nothing is a value that no check has asked for yet.
    boost::container::small_vector<std::string_view, 32> seen(plan_->slots.size());
    const auto fits = [&](const Check& check) {
        std::string_view& value = seen[check.slot];
        if (value.data() == nullptr) value = look_at(plan_->slots[check.slot]);
        return passes(check, value);
    };
    auto candidates = plan_->index.candidates(labels, annotations, source.value, source_kind);
    while (const auto place = candidates.next()) {
        const Line& line = plan_->lines[*place];
        const auto first = plan_->checks.begin();
        if (!std::all_of(first + static_cast<std::ptrdiff_t>(line.begin),
                         first + static_cast<std::ptrdiff_t>(line.end), fits)) {
            continue;
        }
        taking.push_back(rules_[*place]);
        if (!line.continues) break;
    }
    return taking;
}

}  // namespace tocsin
