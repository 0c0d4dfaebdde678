// Time: the one clock of the record, the clock of waits, and how both are written.
//
// WallTime is a point on tocsin's own time line (semantics.md section 4, "clock"): at start the
// later of system time and the newest time on record, then moved by CLOCK_BOOTTIME.  It never
// goes back, is what due times and received_at are made of, and is what the store keeps.
// SteadyTime is for waits and budgets inside one process.  The two do not convert.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace tocsin {

using Duration = std::chrono::microseconds;

struct WallClock {
    using duration = Duration;
    using rep = duration::rep;
    using period = duration::period;
    using time_point = std::chrono::time_point<WallClock, duration>;
    static constexpr bool is_steady = true;
};
struct SteadyClock {
    using duration = Duration;
    using rep = duration::rep;
    using period = duration::period;
    using time_point = std::chrono::time_point<SteadyClock, duration>;
    static constexpr bool is_steady = true;
};

using WallTime = WallClock::time_point;      // Microseconds since 1970-01-01T00:00:00Z.
using SteadyTime = SteadyClock::time_point;  // Microseconds since some moment before start.

// Where the time comes from: the system's clocks in the daemon, virtual time in the simulation.
// Both are safe to call from any thread.
class Clock {
public:
    virtual ~Clock() = default;
    virtual WallTime wall() const = 0;
    virtual SteadyTime steady() const = 0;
};

// Microseconds since the epoch, as the store keeps them, and back.
std::int64_t to_micros(WallTime time);
WallTime from_micros(std::int64_t micros);

// RFC 3339 with 0 to 9 digits of a second and any offset ("Z", "+02:00", also "+0200").  Digits
// beyond the microsecond are cut.  Year 0001 (Go's zero time) and what cannot be read give
// nothing: both mean "unknown" (senders.md section 2.3, point 5).
std::optional<WallTime> parse_rfc3339(std::string_view text);

// "Sun, 06 Nov 1994 08:49:37 GMT": of the three forms of an HTTP date the only one that may be sent
// (IMF-fixdate, RFC 9110 section 5.6.7).  The two obsolete ones give nothing.
std::optional<WallTime> parse_http_date(std::string_view text);

// "2026-10-03T10:00:00.000Z": UTC, milliseconds.
std::string format_rfc3339(WallTime time);

// "2026-10-03T10:00:00Z": UTC, whole seconds, for calls to the page.
std::string format_rfc3339_seconds(WallTime time);

// A duration in Prometheus' form: "90s", "1h30m", "1d", "250ms", "0" or "0s".  Units y w d h m s
// ms, each at most once and in that order, no sign.  Nothing if it is not one, or exceeds 100 y.
std::optional<Duration> parse_duration(std::string_view text);

// A text that parse_duration reads back as the same time ("1m30s", "14d"; days are the largest
// unit), rounded down to the millisecond; "0s" for what is less than one.
std::string format_duration(Duration duration);

}  // namespace tocsin
