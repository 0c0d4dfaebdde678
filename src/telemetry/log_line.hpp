// log_line: one event of the log as one line of text, in logfmt or as a JSON object.
//
//   ts=2026-10-03T10:00:00.000Z level=info msg="incident created" component=delivery page=main
//
// Values come from senders and pages, so the line owns the escaping: whatever they hold, an event
// is one line, a field is one field, and a terminal that shows it is not driven by it.  Control
// and invisible characters are escaped, broken UTF-8 becomes U+FFFD, values are capped.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "base/time.hpp"
#include "telemetry/log_value.hpp"

namespace tocsin {

enum class LogLevel : std::uint8_t { trace, debug, info, warn, error };
enum class LogFormat : std::uint8_t { logfmt, json, journal };

std::string_view to_string(LogLevel level);

// "trace", "debug", "info", "warn", "error"; nothing for any other word.
std::optional<LogLevel> log_level_from(std::string_view word);

// "logfmt", "json", "journal", and "auto", which is the journal where standard error leads there
// and logfmt elsewhere; nothing for any other word.
std::optional<LogFormat> log_format_from(std::string_view word, bool to_journal);

// More bytes of a value than that make no line clearer; a whole webhook is in the store.
constexpr std::size_t log_value_bytes_max = 2048;
// Of more fields the rest is left out, and counted in `fields_cut`.
constexpr std::size_t log_fields_max = 24;

struct LogEvent {
    WallTime at;
    LogLevel level = LogLevel::info;
    std::string_view component;
    std::string_view message;
    std::span<const LogField> fields;
};

// Without a line break at its end.  Keys in the order of contract.md section 6, then the others
// in the order of the call.  For the journal it is logfmt without time and level, which the journal
// has itself (telemetry/journal.hpp).
std::string log_line(LogFormat format, const LogEvent& event);

// At most log_value_bytes_max bytes of `text`, and then "…"; broken UTF-8 becomes U+FFFD.
std::string capped(std::string_view text);

}  // namespace tocsin
