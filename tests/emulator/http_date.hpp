// HTTP dates: "Sat, 03 Oct 2026 10:00:00 GMT" (RFC 9110 section 5.6.7).
#pragma once

#include <string>

#include "base/time.hpp"

namespace tocsin {

// Whole seconds, cut.  Requires: a time from 1970 to 9999.
std::string format_http_date(WallTime time);

}  // namespace tocsin
