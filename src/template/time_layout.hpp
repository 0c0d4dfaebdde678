// time_layout: a time written as a Go layout says.
//
// A layout shows how one certain moment would be written, Mon Jan 2 15:04:05 -0700 MST 2006; each
// part of it that is recognised is replaced, everything else stands as it is.  All of Go's parts
// are known: years, months and days in every form, day of the year, 12 and 24 hours, fractions
// after ".", ",", offsets with Z or sign, the zone's abbreviation.
#pragma once

#include <string>
#include <string_view>

#include "base/time.hpp"
#include "template/value.hpp"

namespace tocsin {

std::string format_time(WallTime time, const ZoneOffset& zone, std::string_view layout);

}  // namespace tocsin
