// SimRules: the rules of one seed, and its [guard].
//
// The fixed ones (fixed_rules.hpp), and those of the ingredients that the seed has: teams whose
// incidents wait for a person, teams that are braked, teams whose alerts go without a word, and
// teams whose rules are drawn at random.
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>
#include <vector>

#include "base/rng.hpp"
#include "rules/guard.hpp"
#include "rules/rule_book.hpp"

namespace tocsin {

// "asked": everything waits for a person, and is discarded after a while.
// "risen": what is not critical waits, and is published after a while.
// "guarded": its text shows a host, which [guard] may deny.
// "holey": the same, and a text without a host waits.
// "capped": a limit, and what is over it waits.
const std::vector<std::string_view>& sim_asking_teams();

// "held-open", "flap-asked", "suppressed": what flaps is held, asked about, suppressed.
// "muted", "active": silent in every second stretch of the day.
const std::vector<std::string_view>& sim_braked_teams();

// "stale", "slow": an alert of which nothing is heard is over after a while.
const std::vector<std::string_view>& sim_absent_teams();

// "drawn", "drafted": everything that has a number or a choice is drawn.
const std::vector<std::string_view>& sim_drawn_teams();

// What no text may say unless a person approved it.
inline constexpr std::string_view denied_pattern = "secret-[a-z]+";
// What "holey" says of an alert that lacks a host.
inline constexpr std::string_view hole = "on host ().";

// What somebody made of the rules: one is gone, one speaks otherwise and takes no "info" any more.
struct RuleEdit {
    std::optional<std::size_t> gone, changed;  // Places in sim_teams().
};

// The chance of each ingredient; nothing: the seed has none of it.
struct RuleChances {
    std::optional<Rng> asking, braked, absent, drawn;
};

class SimRules {
public:
    explicit SimRules(const RuleChances& chances = {});

    RuleBook book(const RuleEdit& edit = {}) const;
    const Guard& guard() const { return guard_; }

    // Any version of any rule, as config would read it back; nothing for a version of nobody's.
    RulePtr stored(const RuleVersion& version) const;

    // As it is without an edit; nothing: no team of this seed's.
    RulePtr of_team(std::string_view team) const;

private:
    void add_asking(Rng rng);
    void add_braked(Rng rng);
    void add_absent(Rng rng);

    std::vector<RulePtr> more_;
    Guard guard_;
};

// A rule of that team of which all is drawn that may be, but for the page and its texts.
RulePtr drawn_rule(std::string_view team, Rng& rng);

}  // namespace tocsin
