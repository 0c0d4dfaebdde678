// Log: levels, sinks and the counting of repeats, seen through a sink of the test's own.
#include "telemetry/log.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <charconv>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "telemetry/repeats.hpp"

namespace tocsin {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::StartsWith;

// What a Log wrote.  Writes come one at a time, so no lock of its own.
struct Lines {
    std::vector<std::string> lines;

    Log::Write sink() {
        return [this](std::string_view line) { lines.emplace_back(line); };
    }
};

TEST(Log, WritesNothingBelowItsLevel) {
    Lines written;
    Log log(LogLevel::info, LogFormat::logfmt, written.sink());
    log.debug("store", "opened");
    log.trace("store", "opened");
    EXPECT_FALSE(log.enabled(LogLevel::debug));
    EXPECT_TRUE(log.enabled(LogLevel::warn));
    log.info("store", "opened", {{"page", "main"}});
    log.error("store", "failed", {{"err", "disk full"}});
    EXPECT_THAT(written.lines,
                ElementsAre(HasSubstr("level=info msg=opened component=store page=main"),
                            HasSubstr("level=error msg=failed component=store err=\"disk full\"")));
}

TEST(Log, ChangesItsLevelWhileItRuns) {
    Lines written;
    Log log(LogLevel::error, LogFormat::logfmt, written.sink());
    log.info("a", "unseen");
    log.set_level(LogLevel::trace);
    log.trace("a", "seen");
    EXPECT_THAT(written.lines, ElementsAre(AllOf(StartsWith("ts=2"), HasSubstr(" level=trace "))));
}

TEST(Log, WritesJsonWhereThatIsItsFormat) {
    Lines written;
    Log log(LogLevel::info, LogFormat::json, written.sink());
    log.info("a", "seen");
    EXPECT_THAT(written.lines, ElementsAre(StartsWith("{\"ts\":\"2")));
}

TEST(Log, WritesOneLineOnStandardErrorForEachCall) {
    testing::internal::CaptureStderr();
    {
        Log log(LogLevel::info, LogFormat::logfmt);
        log.info("daemon", "started\nforged line", {{"note", "{} %v"}});
        log.info("daemon", "stopped");
    }
    const std::string text = testing::internal::GetCapturedStderr();
    EXPECT_THAT(text, HasSubstr("msg=\"started\\nforged line\" component=daemon note=\"{} %v\"\n"));
    EXPECT_THAT(text, testing::EndsWith("msg=stopped component=daemon\n"));
    EXPECT_EQ(std::count(text.begin(), text.end(), '\n'), 2);
}

TEST(Log, GoesOnWhenALineCannotBeWritten) {
    int calls = 0;
    Log log(LogLevel::info, LogFormat::logfmt, [&calls](std::string_view) {
        if (++calls == 1) throw std::runtime_error("disk full");
    });
    log.info("a", "lost");
    log.info("a", "written");
    EXPECT_EQ(calls, 2);
}

std::uint64_t suppressed_in(const std::vector<std::string>& lines) {
    std::uint64_t sum = 0;
    for (const std::string& line : lines) {
        const std::size_t at = line.find("suppressed=");
        if (at == std::string::npos) continue;
        std::uint64_t count = 0;
        std::from_chars(line.data() + at + 11, line.data() + line.size(), count);
        sum += count;
    }
    return sum;
}

// However slow the machine is: what was not written is counted, from every thread.
TEST(Log, LosesNoRepeatWithoutCountingIt) {
    constexpr std::size_t threads = 4;
    constexpr std::size_t calls = 2000;
    Lines written;
    {
        Log log(LogLevel::info, LogFormat::logfmt, written.sink());
        std::vector<std::jthread> writers;
        for (std::size_t i = 0; i < threads; ++i) {
            writers.emplace_back([&log] {
                for (std::size_t call = 0; call < calls; ++call) {
                    log.warn("delivery", "page refused", {{"attempt", call}});
                }
            });
        }
        writers.clear();
        log.warn("delivery", "another message");
    }
    std::size_t plain = 0;
    for (const std::string& line : written.lines) plain += line.find("attempt=") != line.npos;
    EXPECT_GE(plain, repeats_written_max);
    EXPECT_LT(plain, threads * calls / 2);
    EXPECT_EQ(plain + suppressed_in(written.lines), threads * calls);
    EXPECT_THAT(written.lines, testing::Contains(HasSubstr("msg=\"another message\"")));
    EXPECT_THAT(written.lines.back(),
                HasSubstr("level=warn msg=\"repeats suppressed\" component=delivery "
                          "message=\"page refused\" suppressed="));
}

}  // namespace
}  // namespace tocsin
