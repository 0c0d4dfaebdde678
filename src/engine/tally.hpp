// Tally: the sums over an incident's members that a judgement needs.
//
// An incident may hold a hundred thousand alerts, and every webhook is judged: so what is asked of
// all members at every judgement is kept as sums, added to and taken from as members change, and
// never counted anew.  It is not durable: at start it is made from the members.
#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <string_view>
#include <vector>

#include "domain/alert.hpp"
#include "domain/page_state.hpp"
#include "engine/claims.hpp"
#include "rules/rule_book.hpp"

namespace tocsin {

class Tally {
public:
    // Takes the member in, resp. out again: with the record and rule it was added with.
    void add(const RulePtr& rule, const AlertRecord& alert, std::string_view source_kind);
    void remove(const RulePtr& rule, const AlertRecord& alert, std::string_view source_kind);

    std::size_t members() const { return members_; }
    // Members that fire, resp. fire or may fire.
    std::size_t firing() const { return firing_; }
    std::size_t may_fire() const { return firing_ + doubtful_; }

    // The worst severity among the members that fire; nothing if none does.
    std::optional<Severity> worst(const SeverityScale& scale) const;

    // The most open `publish` among the rules of the members that fire; record if none does.
    Publish publish() const;

    // The claims of all members that fire or ended after `since`, each component with the worst
    // that is said of it; operational claims are kept, so that the component counts as concerned.
    // `phase` is the incident's present text.
    ComponentStates claims(const PhaseText& phase, WallTime since) const;

    // The same of the doubtful ones: they may keep a claim up, but raise none.
    ComponentStates doubtful_claims(const PhaseText& phase) const;

    // When the next member that ended after `since` did so; nothing if there is none.
    std::optional<WallTime> next_end_after(WallTime since) const;

    // The sources of its members.
    std::vector<SourceName> sources() const;

private:
    struct ClaimKey {
        const Rule* rule;
        ClaimedComponent claimed;
        Severity severity;
        auto operator<=>(const ClaimKey&) const = default;
    };
    struct LevelKey {
        const Rule* rule;
        Severity severity;
        auto operator<=>(const LevelKey&) const = default;
    };
    using ClaimCounts = std::map<ClaimKey, std::size_t>;

    ClaimCounts& counts_of(const AlertRecord& alert);
    static void take(const ClaimCounts& counts, const PhaseText& phase, ComponentStates& into);
    void count(const RulePtr& rule, const AlertRecord& alert, std::string_view source_kind, int by);

    std::size_t members_ = 0, firing_ = 0, doubtful_ = 0;
    std::map<LevelKey, std::size_t> levels_;  // Of members that fire.
    ClaimCounts active_;                      // Of members that fire.
    ClaimCounts doubted_;                     // Of members that may fire.
    std::map<WallTime, ClaimCounts> ended_;   // Of members that are over, by when they ended.
    std::map<SourceName, std::size_t> sources_;
    std::map<const Rule*, std::pair<RulePtr, std::size_t>> rules_;  // Keeps them alive.
};

}  // namespace tocsin
