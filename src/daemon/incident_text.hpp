// incident_text: the API's incidents for people at a terminal.
//
// Programs take the JSON (--output=json); nothing here is kept stable.
#pragma once

#include <boost/json/fwd.hpp>
#include <string>

namespace tocsin {

// {"items":[…]} as a table, a line each; a sentence if there is none.
std::string incidents_as_table(const boost::json::object& list);

// One incident: its fields, what a person is asked about, its alerts and what happened.  What the
// answer does not have is left out.
std::string incident_as_text(const boost::json::object& incident);

}  // namespace tocsin
