// sent_time: the time that a sender wrote, in any of the forms that they use.
//
//   2026-10-03T10:00:00.123+02:00    RFC 3339, as base/time.hpp reads it
//   1791021600, 1791021600.5         seconds since 1970
//   1791021600123                    milliseconds, known by their size
//   2026-10-03 10:00:00.123          without a zone: of `zone`
//
// What is none of these, zero, or a time without a zone where none is configured, is unknown and
// never an error.
#pragma once

#include <optional>
#include <string_view>

#include "base/time.hpp"

namespace date {
class time_zone;
}

namespace tocsin {

// `zone` may be null.  Where clocks were set back the earlier of two times is meant.
std::optional<WallTime> parse_sent_time(std::string_view text, const date::time_zone* zone);

}  // namespace tocsin
