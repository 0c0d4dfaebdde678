// Severities by name, for whoever reads a table of them.
//
// A name that is in no `order` would silently never apply; so each use is checked against it.
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "config/layers.hpp"
#include "config/report.hpp"
#include "rules/rule.hpp"

namespace tocsin {

// E310 with the nearest name.
void report_unknown_severity(const SeverityScale& scale, const Place& place, std::string_view name,
                             Report& report);

// The key `aliases` of `layers`; E310 for what is not in the scale's order.
std::map<std::string, Severity> read_aliases(const Layers& layers, const SeverityScale& scale,
                                             Report& report);

}  // namespace tocsin
