// time_interval_text: a time interval as the [[time_interval]] that it is read back from.
//
// The stored text of a rule holds its intervals whole (rule_text.hpp): an incident goes on with
// those that it was judged by.
#pragma once

#include <string>

#include "rules/time_interval.hpp"

namespace tocsin {

// Whole lines, the header first.
std::string time_interval_text(const TimeInterval& interval);

}  // namespace tocsin
