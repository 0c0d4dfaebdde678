// Log: what the impure rooms say to the operator, line by line on standard error or to the journal.
//
// Structured and levelled (telemetry/log_line.hpp), over spdlog.  One Log is made in main and
// handed by reference to whoever speaks; there is no global one, and a test gives its own sink.
// Pure rooms do not log, they return a Reason.
//
//     log.info("delivery", "incident created", {{"incident", id}, {"page", page}});
//
// A message is a constant of the program; what varies goes into fields.  That is what makes lines
// searchable, and what lets repeats be counted (telemetry/repeats.hpp).  It never writes secrets:
// a Secret is no LogValue.
#pragma once

#include <functional>
#include <initializer_list>
#include <memory>
#include <span>
#include <string_view>

#include "telemetry/log_line.hpp"
#include "telemetry/log_value.hpp"

namespace tocsin {

// Safe to call from any thread.  A line that cannot be written is lost, silently.
class Log {
public:
    // Takes one line without its line break; from any thread, one call at a time.
    using Write = std::function<void(std::string_view line)>;
    using Fields = std::initializer_list<LogField>;

    // Writes to standard error, or where that is the format to systemd's journal.
    Log(LogLevel level, LogFormat format);
    Log(LogLevel level, LogFormat format, Write write);
    Log(const Log&) = delete;
    Log& operator=(const Log&) = delete;
    // Says how many repeats were swallowed and not yet told.
    ~Log();

    // Lines below `level` are not written.  May be changed at any time.
    void set_level(LogLevel level);

    // For callers whose fields cost something to make.
    bool enabled(LogLevel level) const;

    void write(LogLevel level, std::string_view component, std::string_view message,
               std::span<const LogField> fields);

    void trace(std::string_view component, std::string_view message, Fields fields = {}) {
        write(LogLevel::trace, component, message, {fields.begin(), fields.size()});
    }
    void debug(std::string_view component, std::string_view message, Fields fields = {}) {
        write(LogLevel::debug, component, message, {fields.begin(), fields.size()});
    }
    void info(std::string_view component, std::string_view message, Fields fields = {}) {
        write(LogLevel::info, component, message, {fields.begin(), fields.size()});
    }
    void warn(std::string_view component, std::string_view message, Fields fields = {}) {
        write(LogLevel::warn, component, message, {fields.begin(), fields.size()});
    }
    void error(std::string_view component, std::string_view message, Fields fields = {}) {
        write(LogLevel::error, component, message, {fields.begin(), fields.size()});
    }

private:
    struct Core;
    std::unique_ptr<Core> core_;
};

}  // namespace tocsin
