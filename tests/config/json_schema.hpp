// A small validator of JSON Schema, for the words that our schema uses and no others.
#pragma once

#include <boost/json/value.hpp>
#include <string>
#include <vector>

namespace tocsin::testing {

// What does not fit, each with a pointer to the place; empty if all fits.  A word of the schema
// that this validator does not know is said too: it would check nothing.
std::vector<std::string> misfits(const boost::json::value& schema,
                                 const boost::json::value& instance);

}  // namespace tocsin::testing
