#include "daemon/explanation/foretell.hpp"

#include <algorithm>

#include "engine/place.hpp"

namespace tocsin {
namespace {

// After everything has opened the alerts fire on for as long.
constexpr Duration fires_on = std::chrono::minutes(10);
// Until everything is closed, and no further: what a rule with a longer timer does is not told.
constexpr Duration looks_ahead = std::chrono::hours(24 * 60);
constexpr Duration looks_at_once = std::chrono::minutes(10);
constexpr Duration after_its_end = std::chrono::minutes(1);

// How long they must fire for the slowest of their rules.
Duration slowest(const Config& config, const SourceName& source, const AlertGroup& group) {
    Duration longest{};
    const std::string_view kind = to_string(config.sources.at(source).kind);
    for (const Alert& alert : group.alerts) {
        AlertRecord record;
        record.source = source;
        record.labels = alert.labels;
        record.annotations = alert.annotations;
        for (const Placement& placement : place(config.rules, record, kind).placed) {
            longest = std::max({longest, placement.rule->for_, placement.rule->min_duration});
        }
    }
    return longest;
}

AlertGroup with_state(AlertGroup group, AlertState state, WallTime starts_at,
                      std::optional<WallTime> ends_at) {
    for (Alert& alert : group.alerts) {
        alert.state = state;
        alert.starts_at = starts_at;
        alert.ends_at = ends_at;
    }
    return group;
}

// A call for a component alone is of no incident: of all that claimed it.
bool concerns(const Incident& incident, const RehearsedCall& call) {
    const auto* component = call.call ? std::get_if<ComponentCall>(&*call.call) : nullptr;
    return component != nullptr && call.page == incident.page &&
           incident.desired.concerned.contains(component->component);
}

class Foreteller {
public:
    Foreteller(const Config& config, WallTime start)
        : start_(start), rehearsal_(config, start, hooks()) {}

    Foretelling run(const SourceName& source, const AlertGroup& group, Duration slowest) {
        Foretelling told;
        rehearsal_.receive(source, with_state(group, AlertState::firing, start_, std::nullopt),
                           start_);
        WallTime end = start_ + slowest + fires_on;
        rehearsal_.run_until(start_ + slowest);
        // A maintenance's alert lasts as long as the work does.
        for (const auto& [id, incident] : rehearsal_.incidents()) {
            const auto& plan = incident.desired.maintenance;
            if (plan) end = std::max(end, plan->ends_at + after_its_end);
        }
        rehearsal_.run_until(end);
        rehearsal_.receive(source, with_state(group, AlertState::resolved, start_, end), end);
        while (!all_closed() && rehearsal_.now() < end + looks_ahead) {
            rehearsal_.run_until(rehearsal_.now() + looks_at_once);
        }
        told.fires_for = end - start_;
        for (const IncidentId& id : order_) told.incidents.push_back(finished(id));
        return told;
    }

private:
    bool all_closed() const {
        const auto& incidents = rehearsal_.incidents();
        return std::all_of(incidents.begin(), incidents.end(),
                           [](const auto& entry) { return entry.second.phase == Phase::closed; });
    }

    RehearsalHooks hooks() {
        RehearsalHooks hooks;
        hooks.judge.step = [this](const Incident& incident, Reason reason) {
            ForetoldIncident& known = incident_of(incident);
            // They are told before the step that they belong to.
            for (const TextProblem problem : problems_) add(known, TextTrouble{problem});
            problems_.clear();
            known.waited_for.insert(incident.held_by.begin(), incident.held_by.end());
            add(known, reason);
        };
        hooks.judge.text_problem = [this](const RuleName&, TextProblem problem) {
            problems_.push_back(problem);
        };
        return hooks;
    }

    ForetoldIncident& incident_of(const Incident& incident) {
        const auto [known, is_new] = told_.try_emplace(incident.id);
        if (is_new) order_.push_back(incident.id);
        known->second.incident = incident;
        return known->second;
    }

    template <class What>
    void add(ForetoldIncident& incident, What what) {
        incident.happenings.push_back({rehearsal_.now() - start_, std::move(what)});
    }

    // With its calls, each behind what was judged at the same time.
    ForetoldIncident finished(const IncidentId& id) {
        ForetoldIncident done = std::move(told_.at(id));
        const auto seen = rehearsal_.incidents().find(id);
        if (seen != rehearsal_.incidents().end()) done.incident = seen->second;
        for (const RehearsedCall& call : rehearsal_.calls()) {
            if (call.incident ? *call.incident != id : !concerns(done.incident, call)) continue;
            const auto* create = call.call ? std::get_if<CreateCall>(&*call.call) : nullptr;
            if (create != nullptr) {
                done.name = create->name;
                done.body = create->body;
            } else if (call.asked && done.name.empty()) {
                done.name = call.asked->name;
                done.body = call.asked->body;
            }
            done.happenings.push_back({call.at - start_, call});
        }
        std::stable_sort(done.happenings.begin(), done.happenings.end(),
                         [](const Happening& a, const Happening& b) { return a.after < b.after; });
        return done;
    }

    WallTime start_;
    std::map<IncidentId, ForetoldIncident> told_;
    std::vector<IncidentId> order_;
    std::vector<TextProblem> problems_;
    Rehearsal rehearsal_;  // Last: its hooks use all of the above.
};

}  // namespace

Foretelling foretell(const Config& config, const SourceName& source, const AlertGroup& group,
                     WallTime start) {
    return Foreteller(config, start).run(source, group, slowest(config, source, group));
}

bool is_of(const Incident& incident, const IncidentKey& key) {
    return incident.key == key || incident.merged_keys.contains(key);
}

}  // namespace tocsin
