// PageScene: what a plan is made of, with all that it points to, and a page that shows it.
#pragma once

#include <string>
#include <vector>

#include "engine/case.hpp"
#include "engine/plan.hpp"
#include "tests/support/builders.hpp"

namespace tocsin {

struct PageScene {
    std::vector<Incident> incidents;
    Deliveries deliveries;
    PageRecord page;
    std::optional<PageView> view;
    std::set<ComponentId> unsure;
    WallTime changed_at = at(0s);
    WallTime now = at(10s);
    Duration reconcile = 10min;

    PageScene() {
        page.page = PageName("main");
        view.emplace();
        view->read_at = at(5s);
        for (const char* alias : {"api", "web", "db"}) shows(alias, ComponentStatus::operational);
    }

    // An incident of ours, not on the page yet.
    PageScene& holds(const Incident& incident) {
        incidents.push_back(incident);
        return *this;
    }
    // One that the page shows as `shown` says.
    PageScene& holds(const Incident& incident, const Incident& shown, const std::string& id) {
        incidents.push_back(incident);
        deliveries[incident.id] = delivered(shown, id);
        const PageIncident there = page_incident(shown, id);
        view->incidents.insert_or_assign(there.id, there);
        return *this;
    }
    PageScene& shows(const std::string& alias, ComponentStatus status) {
        view->components[component(alias)] = {component(alias), alias, status, false};
        return *this;
    }
    // We raised the component and the page says so.
    PageScene& raised(const std::string& alias, ComponentStatus to,
                      ComponentStatus found = ComponentStatus::operational) {
        ComponentRecord record;
        record.found = found;
        record.written = to;
        page.components[component(alias)] = record;
        return shows(alias, to);
    }
    PageScene& foreign(const std::string& id, const std::string& alias) {
        PageIncident theirs;
        theirs.id = StatuspageId(id);
        theirs.name = "Somebody else's";
        theirs.status = IncidentStatus::investigating;
        theirs.components = {component(alias)};
        view->incidents.emplace(theirs.id, theirs);
        return *this;
    }

    PagePlan plan() const {
        std::vector<const Incident*> all;
        for (const Incident& incident : incidents) all.push_back(&incident);
        return tocsin::plan({page, view, all, deliveries, changed_at, reconcile, unsure}, now);
    }
};

// The calls of that kind in a plan.
template <class Call>
std::vector<Call> calls_of(const PagePlan& plan) {
    std::vector<Call> calls;
    for (const PlannedCall& planned : plan.calls) {
        if (const auto* call = std::get_if<Call>(&planned.call)) calls.push_back(*call);
    }
    return calls;
}

}  // namespace tocsin
