// explain_alert: what does each rule make of this alert, and why?
//
// All rules in the order in which they are tried, each with every matcher and the value that it
// sees, also those that no alert reaches any more because a rule before them has taken it.  Which
// rules take it, and which incident it then joins, the shipped functions say (RuleBook::match,
// place); what is added here are only the values.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "domain/alert.hpp"
#include "engine/place.hpp"
#include "rules/rule_book.hpp"

namespace tocsin {

struct MatcherLook {
    std::string matcher;  // As it would be written.
    std::string value;    // What the alert has there; empty also where it has nothing.
    bool matched = false;
    bool wants_severity = false;  // It would match what [severity] makes of the label.

    bool operator==(const MatcherLook&) const = default;
};

// Why an alert that a rule has taken joins no incident.
struct Unroutable {
    Reason reason;
    std::vector<std::string> missing;  // Labels; `annotations.NAME` for annotations.
};

struct RuleLook {
    RulePtr rule;
    std::vector<MatcherLook> matchers;
    bool matched = false;                // All of them, and it has some or is the catch-all.
    bool taken = false;                  // And no rule before it ended the search.
    std::optional<Placement> placement;  // Of one that has taken it.
    std::optional<Unroutable> unroutable;
};

// Whether there is nothing to tell apart: the same rules with the same values.
bool look_alike(const std::vector<RuleLook>& a, const std::vector<RuleLook>& b);

struct AlertExplanation {
    AlertRecord alert;
    std::string source_kind;
    Severity severity;  // __severity__
    std::vector<RuleLook> rules;
};

AlertExplanation explain_alert(const RuleBook& book, const AlertRecord& alert,
                               std::string_view source_kind);

}  // namespace tocsin
