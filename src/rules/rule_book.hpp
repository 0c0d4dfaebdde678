// RuleBook: all rules in matching order, and the choice among them.
//
// Rules are tried in the order of files, then of position; the first that matches takes the
// alert unless it says `continue` (semantics.md section 3).
//
// Which rules are tried at all an index says (rules/rule_index.hpp), so that the number of rules
// does not matter; it leaves out only rules that cannot match.  A name that several of them ask
// for is looked up once, and a matcher is then one comparison of texts.
#pragma once

#include <cstdint>
#include <memory>
#include <string_view>
#include <vector>

#include "domain/alert.hpp"
#include "rules/rule.hpp"

namespace tocsin {

using RulePtr = std::shared_ptr<const Rule>;

class RuleBook {
public:
    RuleBook() = default;
    // `scale` is [severity], by which __severity__ is named.
    RuleBook(std::vector<RulePtr> rules, SeverityScale scale);

    const std::vector<RulePtr>& rules() const { return rules_; }
    const SeverityScale& scale() const { return scale_; }

    // The rule of that name, or nothing.
    RulePtr find(const RuleName& name) const;

    // A number that differs where the rules, their order or [severity] differ; never 0.
    std::uint64_t digest() const { return digest_; }

    // The rules that take the alert, in order: all that say `continue` and match, up to and with
    // the first that matches and does not.  `source_kind` is the source's kind as written.  Safe
    // to call from many threads.
    std::vector<RulePtr> match(const SourceName& source, std::string_view source_kind,
                               const Labels& labels, const Labels& annotations) const;

private:
    struct Plan;

    std::vector<RulePtr> rules_;
    SeverityScale scale_;
    std::uint64_t digest_ = 1;
    std::shared_ptr<const Plan> plan_;  // Points into rules_, which never change.
};

}  // namespace tocsin
