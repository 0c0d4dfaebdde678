#include "telemetry/log.hpp"

#include <spdlog/logger.h>
#include <spdlog/sinks/base_sink.h>
#include <spdlog/sinks/stdout_sinks.h>

#include <array>
#include <chrono>
#include <mutex>

#include "telemetry/journal.hpp"
#include "telemetry/repeats.hpp"

namespace tocsin {
namespace {

constexpr std::array<spdlog::level::level_enum, 5> spdlog_levels{
    spdlog::level::trace, spdlog::level::debug, spdlog::level::info, spdlog::level::warn,
    spdlog::level::err};

spdlog::level::level_enum to_spdlog(LogLevel level) {
    return spdlog_levels[static_cast<std::size_t>(level)];
}

class WriteSink final : public spdlog::sinks::base_sink<std::mutex> {
public:
    explicit WriteSink(Log::Write write) : write_(std::move(write)) {}

private:
    void sink_it_(const spdlog::details::log_msg& message) override {
        write_({message.payload.data(), message.payload.size()});
    }
    void flush_() override {}

    Log::Write write_;
};

// A log is read beside those of other machines: it shows the system's time, not the record's.
WallTime system_time() {
    return WallTime(
        std::chrono::duration_cast<Duration>(std::chrono::system_clock::now().time_since_epoch()));
}

SteadyTime steady_time() {
    return SteadyTime(
        std::chrono::duration_cast<Duration>(std::chrono::steady_clock::now().time_since_epoch()));
}

}  // namespace

struct Log::Core {
    Core(spdlog::sink_ptr sink, LogLevel level, LogFormat given_format)
        : logger("tocsin", std::move(sink)), format(given_format) {
        logger.set_level(to_spdlog(level));
        logger.set_pattern("%v");
        logger.set_error_handler([](const std::string&) {});
    }

    void tell(const std::vector<Repeats::Swallowed>& swallowed) {
        for (const Repeats::Swallowed& one : swallowed) {
            const std::array<LogField, 2> fields{
                {{"message", one.message}, {"suppressed", one.count}}};
            put({system_time(), LogLevel::warn, one.component, "repeats suppressed", fields});
        }
    }

    void put(const LogEvent& event) {
        if (format == LogFormat::journal) return write_to_journal(event);
        const std::string line = log_line(format, event);
        logger.log(to_spdlog(event.level), spdlog::string_view_t(line.data(), line.size()));
    }

    spdlog::logger logger;
    const LogFormat format;
    std::mutex mutex;
    Repeats repeats;  // Under `mutex`.
};

Log::Log(LogLevel level, LogFormat format)
    : core_(std::make_unique<Core>(std::make_shared<spdlog::sinks::stderr_sink_mt>(), level,
                                   format)) {}

Log::Log(LogLevel level, LogFormat format, Write write)
    : core_(std::make_unique<Core>(std::make_shared<WriteSink>(std::move(write)), level, format)) {}

Log::~Log() {
    core_->tell(core_->repeats.take_ended(SteadyTime::max()));
}

void Log::set_level(LogLevel level) {
    core_->logger.set_level(to_spdlog(level));
}

bool Log::enabled(LogLevel level) const {
    return core_->logger.should_log(to_spdlog(level));
}

void Log::write(LogLevel level, std::string_view component, std::string_view message,
                std::span<const LogField> fields) {
    if (!enabled(level)) return;
    std::vector<Repeats::Swallowed> swallowed;
    bool admitted = false;
    {
        const std::lock_guard lock(core_->mutex);
        const SteadyTime now = steady_time();
        swallowed = core_->repeats.take_ended(now);
        admitted = core_->repeats.admits(component, message, now);
    }
    core_->tell(swallowed);
    if (admitted) core_->put({system_time(), level, component, message, fields});
}

}  // namespace tocsin
