// read_time_intervals: [[time_interval]] → TimeIntervals by name, and the names that rules use.
//
// Zones are located here, when a configuration is loaded; who asks an interval later reads no
// files.  A rule gets its intervals by value, so that its stored text needs no other.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "config/layers.hpp"
#include "config/report.hpp"
#include "config/toml_document.hpp"
#include "rules/time_interval.hpp"

namespace tocsin {

using TimeIntervals = std::map<std::string, TimeInterval>;

// Of the main file, or of the text of one rule.  E207 for what is no time, weekday, day, month or
// year, E310 for a name that stands twice.
TimeIntervals read_time_intervals(const TomlDocument& document, Report& report);

// The intervals that the key names, in its order; E310 for a name that is not there.
std::vector<TimeInterval> named_intervals(const Layers& rule, std::string_view key,
                                          const TimeIntervals& known, Report& report);

}  // namespace tocsin
