// Rule: what an alert means to customers, with every name resolved.
//
// The configuration makes it (config/), match() chooses by it, and the engine reads its timers,
// texts and maps.  It is immutable; an open incident whose rule changes or goes keeps the version
// it was judged by (semantics.md section 4, "reload").
//
// Keys and defaults: contract.md section 5.1.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.hpp"
#include "domain/labels.hpp"
#include "domain/names.hpp"
#include "domain/reason.hpp"
#include "domain/words.hpp"
#include "rules/matcher.hpp"
#include "rules/time_interval.hpp"
#include "template/template.hpp"

namespace tocsin {

// [severity], or a rule's own: how a label becomes one of the ordered severities.
struct SeverityScale {
    std::string label = "severity";
    std::vector<Severity> order;  // Worst first; never empty.
    std::map<std::string, Severity> aliases;
    Severity fallback;  // Label absent or unknown.

    bool operator==(const SeverityScale&) const = default;
};

// Place in `order`: 0 is the worst; order.size() for a name that is not in it.
std::size_t rank(const SeverityScale& scale, const Severity& severity);
bool is_worse(const SeverityScale& scale, const Severity& a, const Severity& b);

// By the value of the scale's label: an alias first, then a name in `order`, else the fallback.
Severity severity_of(const SeverityScale& scale, const Labels& labels);

// The same for a value at hand.  The reference lives as long as the scale.
const Severity& severity_named(const SeverityScale& scale, std::string_view value);

// A value that depends on the severity: by name, else the default, else nothing.
template <class T>
struct BySeverity {
    std::map<Severity, T> values;
    std::optional<T> fallback;

    std::optional<T> at(const Severity& severity) const {
        const auto found = values.find(severity);
        return found != values.end() ? std::optional<T>(found->second) : fallback;
    }
    bool operator==(const BySeverity&) const = default;
};

enum class Publish : std::uint8_t { record, approval, auto_ };  // In order of openness.
enum class ReopenAs : std::uint8_t { new_, same };
enum class Missing : std::uint8_t { fallback, approval, empty };
enum class Overflow : std::uint8_t { merge, queue, approval, drop };
enum class OnUnmapped : std::uint8_t { ignore, error };

// [rule.open], [rule.update], [rule.monitoring], [rule.resolved].
struct PhaseText {
    std::optional<IncidentStatus> status;  // Nothing (update only): unchanged.
    bool notify = false;
    bool twitter = false;
    std::optional<Template> body;  // Nothing: no text.
    std::optional<BySeverity<ComponentStatus>> component_status;

    bool operator==(const PhaseText&) const = default;
};

struct UpdatePhase : PhaseText {
    std::set<Reason> on;  // Of severity_up, severity_down, components_changed, alerts_changed.
    Duration every{};

    bool operator==(const UpdatePhase&) const = default;
};

struct MonitoringPhase : PhaseText {
    Duration hold{};

    bool operator==(const MonitoringPhase&) const = default;
};

// [[rule.component]]: which components an alert claims.
struct ComponentClaim {
    std::optional<ComponentAlias> name;         // This one, or
    std::optional<std::string> from_label;      // the one that this label's value names,
    std::map<std::string, ComponentAlias> map;  // by this map; empty: the value is the alias.
    OnUnmapped on_unmapped = OnUnmapped::ignore;
    std::vector<Matcher> when;                          // Only for alerts that match all of these.
    std::optional<BySeverity<ComponentStatus>> status;  // Nothing: the phase's or the rule's.

    bool operator==(const ComponentClaim&) const = default;
};

// [rule.schedule], kind maintenance.
struct Schedule {
    Template starts_at, ends_at;  // Must render to RFC 3339.
    Duration min_notice{};
    bool remind_prior = false;
    bool auto_start = true;
    bool auto_complete = true;
    bool under_maintenance = true;

    bool operator==(const Schedule&) const = default;
};

// limit = { … }: a token bucket of `incidents` tokens, refilled evenly over `per`.
struct Limit {
    std::uint32_t incidents = 0;
    Duration per{};
    Overflow overflow = Overflow::merge;
    std::string into;  // Empty: the host's name stays.

    bool operator==(const Limit&) const = default;
};

// approval = { … }: what happens if nobody decides in time.
struct ApprovalRules {
    Duration timeout = std::chrono::hours(1);
    bool publish_on_timeout = false;  // Else it is discarded.

    bool operator==(const ApprovalRules&) const = default;
};

enum class FlapAction : std::uint8_t { hold, approval, suppress };

// [rule.flap]: the `opens`-th opening of one key within `within`.
struct Flap {
    std::uint32_t opens = 0;
    Duration within{};
    FlapAction action = FlapAction::hold;
    Duration release_after{};  // Quiet for so long, and it is no flapping any more.

    bool operator==(const Flap&) const = default;
};

// `requires`: NAME or annotations.NAME.
struct Requirement {
    bool annotation = false;
    std::string name;

    bool operator==(const Requirement&) const = default;
};

// What a rule needs to know of its page.
struct PageTarget {
    PageName name;
    PageId id;
    std::string timezone;  // IANA name; "UTC" by default.
    std::map<ComponentAlias, ComponentId> components;

    bool operator==(const PageTarget&) const = default;
};

struct Rule {
    RuleName name;
    RuleVersion version;  // Digest of `text`.
    std::string text;     // This one rule as TOML that config reads back.
    std::string file;     // Where it stands, for people.
    RuleKind kind = RuleKind::incident;
    std::vector<Matcher> matchers;  // All must match.
    bool continue_ = false;
    bool catch_all = false;
    PageTarget page;
    std::string key;  // The rule's name unless it says otherwise.
    std::vector<std::string> group_by;
    std::vector<Requirement> requirements;
    Duration for_{}, keep_firing_for{}, reopen_within{}, min_duration{};
    Duration stale_after{};  // 0: an alert without a "resolved" fires for ever.
    ReopenAs reopen_as = ReopenAs::new_;
    BySeverity<Publish> publish;
    bool publish_over = false;
    ApprovalRules approval;
    SeverityScale severity;
    std::optional<BySeverity<Impact>> impact;  // Nothing: "computed".
    BySeverity<ComponentStatus> component_status;
    std::optional<Template> incident_name;  // Set unless everything is recorded.
    std::string fallback_name;
    Missing missing = Missing::fallback;
    std::vector<TimeInterval> mute_intervals, active_intervals;  // rules/muted_times.hpp
    std::optional<Limit> limit;
    std::optional<Flap> flap;
    std::vector<ComponentClaim> components;
    PhaseText open;
    std::optional<UpdatePhase> update;
    std::optional<MonitoringPhase> monitoring;
    PhaseText resolved;
    std::optional<Schedule> schedule;

    bool operator==(const Rule&) const = default;
};

}  // namespace tocsin
