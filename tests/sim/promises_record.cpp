// That the record agrees with itself: what `tocsin store check` holds of the rows of a sound store
// (store/check_store.cpp), asked after everything that becomes durable.
#include <set>

#include "tests/sim/promises.hpp"

namespace tocsin {

void Promises::the_record_agrees_with_itself() {
    const Ledger& ledger = evidence_.store.ledger();
    const auto broken = [this](const IncidentId& id, const char* how) {
        break_by("the record agrees with itself: " + id.value + " " + how);
    };
    for (const auto& [id, incident] : ledger.incidents) {
        const auto members = ledger.members.find(id);
        if (members == ledger.members.end()) continue;
        for (const auto& [alert, rule] : members->second) {
            if (!ledger.alerts.contains(alert)) broken(id, "holds an alert that is not there");
        }
    }
    std::set<std::pair<PageName, StatuspageId>> shown;
    for (const auto& [id, row] : ledger.deliveries) {
        const auto incident = ledger.incidents.find(id);
        if (incident == ledger.incidents.end()) continue;  // Closed: this store keeps none of them.
        if (row.statuspage_id && !row.over && !row.gone &&
            !shown.emplace(row.page, *row.statuspage_id).second)
            broken(id, "is shown as another one is");
    }
}

}  // namespace tocsin
