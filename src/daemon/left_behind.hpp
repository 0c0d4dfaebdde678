// left_behind: what would stay wrong on a page for ever if this configuration were in force?
//
// An incident lives as long as somebody can end it: its page must be there to be told, and the
// sources of its alerts to say that they are over.  A reload that takes one of these away is
// refused; after a start, for which it is too late, each is an error of the log.
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "config/config.hpp"
#include "domain/incident.hpp"

namespace tocsin {

using IncidentsById = std::map<IncidentId, Incident>;

// One sentence for each page and source that is missed.  `incidents`: those that are not closed;
// `held`: by source, those that its alerts hold open.
std::vector<std::string> left_behind(const Config& config, const IncidentsById& incidents,
                                     const std::map<SourceName, std::set<IncidentId>>& held);

// "01ARZ… (Checkout is down), 01ARY… and 7 more".
std::string format_incidents(const std::set<IncidentId>& ids, const IncidentsById& incidents);

}  // namespace tocsin
