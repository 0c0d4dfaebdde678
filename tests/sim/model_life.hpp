// LifeModel: the life of incidents as semantics.md section 4 tells it, slowly and without the
// engine.
//
// For rules of the plain kind: one rule, grouped by service; for, keep_firing_for, monitoring,
// reopen_within, reopen_as, publish by severity, approval.  It keeps all alerts of a service and
// asks all of them anew each time; what the page has heard is told to it.  It includes nothing of
// engine/ or dispatch/: what it says is compared with what they say (life_run.hpp).
#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/time.hpp"
#include "domain/words.hpp"
#include "rules/rule.hpp"

namespace tocsin {

// How a generation stands, for comparison; the older ones first.
using LifeState = std::vector<std::pair<Phase, Standing>>;

class LifeModel {
public:
    explicit LifeModel(const Rule& rule) : rule_(rule) {}

    // Everything that time alone does up to `now`.
    void move_to(WallTime now);

    // At `now`, after move_to(now).
    void hear(const std::string& service, const std::string& alert, const Severity& severity,
              bool fires, WallTime now);
    // The page knows all of this generation that there is to say.
    void page_hears(const std::string& service, std::size_t generation);
    // Acts on the newest generation; an approval or a refusal is of the text that waits.
    void approve(const std::string& service, WallTime now);
    void discard(const std::string& service, WallTime now);
    void resolve(const std::string& service, WallTime now);

    LifeState state_of(const std::string& service) const;

private:
    enum class Page { nothing, open, over };

    struct Generation {
        Phase phase = Phase::pending;
        Standing standing = Standing::held;
        WallTime began_at;
        bool is_relapse = false;
        std::optional<WallTime> asked_until;  // A person is asked; until then.
        bool waived = false, timed_out = false;
        std::optional<Severity> shown;        // Its severity.
        std::optional<WallTime> lower_since;  // What fires is less bad than that.
        std::optional<WallTime> gone_since;   // Nothing fires.
        std::optional<WallTime> watched_since, closes_at;
        Page page = Page::nothing;  // What it shows.
        bool is_told = false;       // And that is all there is to say.
    };
    struct Service {
        std::map<std::string, Severity> firing;  // Alerts that fire.
        std::vector<Generation> generations;     // That are not closed.
    };

    void live(Service& service, WallTime now);
    void live_once(Service& service, Generation& one, bool is_newest, WallTime now);
    void live_pending(const Service& service, Generation& one, WallTime now);
    void time_out(Generation& one) const;
    void live_open(const Service& service, Generation& one, WallTime now);
    void live_quiet(const Service& service, Generation& one, WallTime now);
    void live_resolved(Service& service, Generation& one, bool is_newest, WallTime now);
    void follow_severity(const Service& service, Generation& one, WallTime now) const;
    void come_out(const Service& service, Generation& one, WallTime now) const;
    void be_over(Generation& one, WallTime now) const;
    void come_back(const Service& service, Generation& one, WallTime now) const;
    std::vector<WallTime> looks_at(const Generation& one) const;
    std::optional<Severity> worst(const Service& service) const;
    Publish publish(const Service& service) const;
    static void go_public(Generation& one);

    const Rule& rule_;
    WallTime now_{};
    std::map<std::string, Service> services_;
    std::optional<Generation> next_;  // Begun by what is being lived.
};

}  // namespace tocsin
