// plan: which calls would make a page agree with the record, and in which order?
//
// desired against acknowledged, for every incident of the page, on a fresh view of it; at most one
// call per incident, the components that no such call can write on their own.  A storm has become
// one call by the time it is planned.  It plans only; whether and when a call may go is pace.hpp's.
#pragma once

#include <map>
#include <optional>
#include <vector>

#include "domain/call.hpp"
#include "domain/delivery.hpp"
#include "domain/incident.hpp"
#include "domain/webhook.hpp"
#include "engine/aim.hpp"
#include "engine/page_view.hpp"

namespace tocsin {

struct PlannedCall {
    PageCall call;
    CallPriority priority = CallPriority::update;
    std::optional<IncidentId> incident;  // Whose it is; nothing: a component, or a twin.
    PageState target;                    // What is acknowledged when it succeeds.
    std::map<ComponentId, ComponentRecord> records;  // Of the components that it writes.
    WallTime waits_since;
    Reason reason = Reason::update_due;
};

// What a plan is made of.
struct PageFacts {
    const PageRecord& page;
    const std::optional<PageView>& view;
    const std::vector<const Incident*>& incidents;  // All of this page on record.
    const Deliveries& deliveries;
    WallTime changed_at;             // An incident changed last.
    Duration reconcile;              // The page is read at least so often.
    std::set<ComponentId> unsure{};  // What calls beside incidents may still write.
};

struct PagePlan {
    std::vector<PlannedCall> calls;        // The most urgent first.
    std::optional<CallPriority> view_due;  // Read the page first, as urgently as this.
    std::vector<StatuspageId> view_wants;  // Incidents to read, the most wanted first.
    std::vector<DeliveryRecord> rows;      // True without a call.
    std::optional<PageRecord> page;        // Likewise.
    std::vector<Finding> findings;         // For dispatch to judge; before `rows`.
    std::optional<WallTime> next;          // When it is worth planning again.
    std::vector<std::pair<IncidentId, Reason>> waiting;  // Who waits for what.
};

PagePlan plan(const PageFacts& facts, WallTime now);

}  // namespace tocsin
