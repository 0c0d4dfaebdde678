// incident_json: an incident as the API and `--output=json` show it.
//
// The fields that contract.md section 4.4 names are stable; the others explain: what a person is
// asked about (`approval`, with the mark of the text that an approval must name), and singly the
// alerts and what happened.
#pragma once

#include <boost/json/fwd.hpp>
#include <cstddef>
#include <optional>
#include <string_view>
#include <vector>

#include "domain/alert.hpp"
#include "domain/changes.hpp"
#include "domain/incident.hpp"

namespace tocsin {

// An incident with what others know of it.
struct IncidentView {
    Incident incident;
    std::size_t alerts_firing = 0;
    std::optional<StatuspageId> statuspage_id;
    std::string_view delivery;  // delivery_word()
    bool is_orphan = false;     // Its rule is in none of today's files.
    // Its create waits until a person ends another store's incident with its key.
    bool waits_for_foreign = false;
};

// What is shown of one incident only.
struct IncidentDetail {
    std::vector<AlertRecord> alerts;  // At most alerts_shown_max of them, those that fire first.
    std::size_t alerts_total = 0;
    std::vector<TimelineRow> timeline;  // Oldest first.
};
constexpr std::size_t alerts_shown_max = 100;

boost::json::object incident_json(const IncidentView& view);
boost::json::object incident_json(const IncidentView& view, const IncidentDetail& detail);

// What is shown as the name: what the public reads, or would read.
std::string_view shown_name(const Incident& incident);

}  // namespace tocsin
