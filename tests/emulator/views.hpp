// Views: the records as the JSON that Statuspage answers (same keys, nulls included).
//
// Incidents have whole seconds, their updates milliseconds, both UTC with a "Z"; the other form
// that was seen, the page's own offset, is a switch (behaviour 21).
#pragma once

#include <boost/json/object.hpp>
#include <string>

#include "tests/emulator/options.hpp"
#include "tests/emulator/records.hpp"

namespace tocsin {

// Which answer an incident is shown in: behaviour 20 lets lists lack the metadata.
enum class IncidentPlace { single, list };

boost::json::object view_page(const EmulatedPage& page, const ModelOptions& options);
boost::json::object view_component(const EmulatedPage& page, const EmulatedComponent& component,
                                   const ModelOptions& options);
boost::json::object view_group(const EmulatedPage& page, const EmulatedComponent& group,
                               const ModelOptions& options);
boost::json::object view_incident(const EmulatedPage& page, const EmulatedIncident& incident,
                                  const ModelOptions& options, IncidentPlace place);
boost::json::object view_update(const EmulatedPage& page, const EmulatedIncident& incident,
                                const EmulatedUpdate& update, const ModelOptions& options);
boost::json::object view_postmortem(const EmulatedPage& page, const EmulatedPostmortem& postmortem,
                                    const ModelOptions& options);
boost::json::object view_template(const EmulatedPage& page, const EmulatedTemplate& shown,
                                  const ModelOptions& options);

}  // namespace tocsin
