// What the journal is given: fields that can be searched for, and a message for who reads.
//
// That it arrives there is tested with a journal's socket: tests/e2e/test_systemd.py.
#include "telemetry/journal.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>

namespace tocsin {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::EndsWith;
using testing::SizeIs;

std::vector<std::string> fields_of(LogLevel level, std::vector<LogField> fields) {
    return journal_fields({from_micros(0), level, "delivery", "call answered", fields});
}

TEST(Journal, MakesAFieldOfEachFieldAndAMessageWithoutTimeAndLevel) {
    EXPECT_THAT(fields_of(LogLevel::info, {{"attempt", 2},
                                           {"incident", "01K"},
                                           {"trace_id", "4bf9"},
                                           {"ahead_s", -1.5},
                                           {"tls", true}}),
                ElementsAre("PRIORITY=6", "SYSLOG_IDENTIFIER=tocsin",
                            "MESSAGE=msg=\"call answered\" component=delivery incident=01K "
                            "attempt=2 trace_id=4bf9 ahead_s=-1.5 tls=true",
                            "TOCSIN_COMPONENT=delivery", "TOCSIN_ATTEMPT=2", "TOCSIN_INCIDENT=01K",
                            "TRACE_ID=4bf9", "TOCSIN_AHEAD_S=-1.5", "TOCSIN_TLS=true"));
}

TEST(Journal, HasThePrioritiesOfSyslog) {
    const std::pair<LogLevel, const char*> cases[] = {{LogLevel::trace, "PRIORITY=7"},
                                                      {LogLevel::debug, "PRIORITY=7"},
                                                      {LogLevel::info, "PRIORITY=6"},
                                                      {LogLevel::warn, "PRIORITY=4"},
                                                      {LogLevel::error, "PRIORITY=3"}};
    for (const auto& [level, priority] : cases) EXPECT_EQ(fields_of(level, {})[0], priority);
}

// Journald counts bytes and no line ends; MESSAGE is for terminals and stays one line.
TEST(Journal, KeepsAValueAsItIsInItsFieldAndEscapedInTheMessage) {
    const auto fields = fields_of(LogLevel::error, {{"err", "a\nPRIORITY=0"}});
    EXPECT_THAT(fields, Contains("TOCSIN_ERR=a\nPRIORITY=0"));
    EXPECT_THAT(fields[2], EndsWith("err=\"a\\nPRIORITY=0\""));
}

TEST(Journal, CutsWhatIsTooLongOrTooMuch) {
    const std::string longer(log_value_bytes_max + 1, 'x');
    EXPECT_THAT(fields_of(LogLevel::info, {{"err", longer}}),
                Contains("TOCSIN_ERR=" + std::string(log_value_bytes_max, 'x') + "…"));
    const std::vector<LogField> many(log_fields_max + 5, {"page", "main"});
    EXPECT_THAT(fields_of(LogLevel::info, many), SizeIs(4 + log_fields_max));
}

TEST(Journal, TellsWhereStandardErrorLeadsByDeviceAndInode) {
    struct stat status {};
    ASSERT_EQ(fstat(STDERR_FILENO, &status), 0);
    const std::string here = std::to_string(status.st_dev) + ":" + std::to_string(status.st_ino);
    unsetenv("JOURNAL_STREAM");
    EXPECT_FALSE(stderr_is_journal());
    setenv("JOURNAL_STREAM", here.c_str(), 1);
    EXPECT_TRUE(stderr_is_journal());
    // What a shell redirected meanwhile.
    setenv("JOURNAL_STREAM", (here + "1").c_str(), 1);
    EXPECT_FALSE(stderr_is_journal());
    unsetenv("JOURNAL_STREAM");
}

}  // namespace
}  // namespace tocsin
