// log_line: one event is one line, whatever senders put into it.
#include "telemetry/log_line.hpp"

#include <gtest/gtest.h>

#include <boost/json.hpp>
#include <limits>
#include <type_traits>
#include <vector>

#include "base/rng.hpp"
#include "base/secret.hpp"
#include "base/text.hpp"
#include "domain/names.hpp"

namespace tocsin {
namespace {

static_assert(!std::is_constructible_v<LogValue, Secret>, "a secret must not reach the log");

const WallTime ten_o_clock = *parse_rfc3339("2026-10-03T10:00:00.25Z");

std::string line(LogFormat format, std::string_view message, const std::vector<LogField>& fields) {
    return log_line(format, {ten_o_clock, LogLevel::warn, "delivery", message, fields});
}

std::string logfmt(const std::vector<LogField>& fields) {
    return line(LogFormat::logfmt, "said", fields);
}

boost::json::object json(const std::vector<LogField>& fields) {
    return boost::json::parse(line(LogFormat::json, "said", fields)).as_object();
}

const std::string logfmt_head =
    "ts=2026-10-03T10:00:00.250Z level=warn msg=said component=delivery";

TEST(LogLine, NamesTheTimeTheLevelTheMessageAndTheComponentFirst) {
    EXPECT_EQ(logfmt({}), logfmt_head);
    EXPECT_EQ(line(LogFormat::json, "said it", {}),
              R"({"ts":"2026-10-03T10:00:00.250Z","level":"warn","msg":"said it",)"
              R"("component":"delivery"})");
}

TEST(LogLine, WritesTheKeysOfTheContractInItsOrderAndOthersBehind) {
    EXPECT_EQ(logfmt({{"zeal", 1},
                      {"err", "no route"},
                      {"page", PageName("main")},
                      {"source", SourceName("am")},
                      {"beta", true}}),
              logfmt_head + " source=am page=main err=\"no route\" zeal=1 beta=true");
}

TEST(LogLine, WritesNumbersAndTruthsAsSuch) {
    const auto object = json({{"least", std::numeric_limits<std::int64_t>::min()},
                              {"most", std::numeric_limits<std::uint64_t>::max()},
                              {"part", 0.5},
                              {"none", std::numeric_limits<double>::quiet_NaN()},
                              {"so", false}});
    EXPECT_EQ(object.at("least").as_int64(), std::numeric_limits<std::int64_t>::min());
    EXPECT_EQ(object.at("most").as_uint64(), std::numeric_limits<std::uint64_t>::max());
    EXPECT_EQ(object.at("part").as_double(), 0.5);
    EXPECT_EQ(object.at("none").as_string(), "nan");
    EXPECT_FALSE(object.at("so").as_bool());
}

TEST(LogLine, QuotesWhatWouldBreakAField) {
    EXPECT_EQ(logfmt({{"a", ""}}), logfmt_head + R"( a="")");
    EXPECT_EQ(logfmt({{"a", "b=c"}}), logfmt_head + R"( a="b=c")");
    EXPECT_EQ(logfmt({{"a", "say \"x\" \\"}}), logfmt_head + R"( a="say \"x\" \\")");
    EXPECT_EQ(logfmt({{"a", "héllo"}}), logfmt_head + " a=héllo");
}

TEST(LogLine, EscapesWhatDrivesATerminalOrHidesText) {
    EXPECT_EQ(logfmt({{"a", "x\ny\r\t\x1b[31m"}}), logfmt_head + R"( a="x\ny\r\t\u001b[31m")");
    EXPECT_EQ(logfmt({{"a", std::string("\0", 1)}}), logfmt_head + R"( a="\u0000")");
    EXPECT_EQ(logfmt({{"a", "\xC2\x9B\xE2\x80\xAE\xE2\x80\xA8"}}),
              logfmt_head + R"( a="\u009b\u202e\u2028")");
    EXPECT_EQ(logfmt({{"a", "\U000E0041"}}), logfmt_head + R"( a="\udb40\udc41")");
}

TEST(LogLine, ReplacesWhatIsNotUtf8) {
    EXPECT_EQ(logfmt({{"a", "x\xFF\xC3"}}), logfmt_head + " a=\"x\uFFFD\uFFFD\"");
    EXPECT_EQ(json({{"a", "x\xFF"}}).at("a").as_string(), "x\uFFFD");
}

TEST(LogLine, CapsAValueBetweenCharacters) {
    const std::string whole(log_value_bytes_max, 'x');
    EXPECT_EQ(json({{"a", whole}}).at("a").as_string(), whole);
    EXPECT_EQ(json({{"a", whole + "y"}}).at("a").as_string(), whole + "…");
    // The last character would lie across the cap.
    const std::string wide = std::string(log_value_bytes_max - 1, 'x') + "é" + "tail";
    EXPECT_EQ(json({{"a", wide}}).at("a").as_string(),
              std::string(log_value_bytes_max - 1, 'x') + "…");
    EXPECT_LT(logfmt({{"a", std::string(1U << 20, '\n')}}).size(), 3 * log_value_bytes_max);
}

TEST(LogLine, CapsTheNumberOfFieldsAndSaysSo) {
    std::vector<LogField> fields(log_fields_max, {"a", 1});
    EXPECT_FALSE(logfmt(fields).ends_with("fields_cut=0"));
    fields.insert(fields.end(), 3, {"b", 1});
    EXPECT_TRUE(logfmt(fields).ends_with("a=1 fields_cut=3")) << logfmt(fields);
}

TEST(LogLine, LetsNoKeyBreakTheLineOrTakeTheNameOfAnother) {
    EXPECT_EQ(logfmt({{"Content-Type", 1}, {"", 2}, {"ts", 3}, {"a b=\"", 4}}),
              logfmt_head + " _ontent__ype=1 _=2 ts_=3 a_b__=4");
}

// Any bytes at all: one line, valid UTF-8, and JSON gives back what was not replaced.
TEST(LogLine, StaysOneLineForAnyBytes) {
    Rng rng(7);
    for (int round = 0; round < 3000; ++round) {
        std::string bytes;
        for (auto left = rng.below(40); left > 0; --left) {
            bytes += static_cast<char>(rng.below(3) == 0 ? rng.below(256) : rng.below(128));
        }
        for (const LogFormat format : {LogFormat::logfmt, LogFormat::json}) {
            const std::string text = line(format, bytes, {{"a", bytes}});
            ASSERT_TRUE(is_utf8(text));
            for (const char c : text) ASSERT_TRUE(static_cast<unsigned char>(c) >= 0x20) << text;
        }
        std::string replaced;
        for (std::string_view rest = bytes; !rest.empty();) {
            append_code_point(replaced, take_code_point(rest));
        }
        ASSERT_EQ(json({{"a", bytes}}).at("a").as_string(), replaced);
    }
}

TEST(LogLine, KnowsItsWords) {
    for (const LogLevel level :
         {LogLevel::trace, LogLevel::debug, LogLevel::info, LogLevel::warn, LogLevel::error}) {
        EXPECT_EQ(log_level_from(to_string(level)), level);
    }
    EXPECT_EQ(log_level_from("INFO"), std::nullopt);
    EXPECT_EQ(log_format_from("auto", false), LogFormat::logfmt);
    EXPECT_EQ(log_format_from("auto", true), LogFormat::journal);
    EXPECT_EQ(log_format_from("logfmt", true), LogFormat::logfmt);
    EXPECT_EQ(log_format_from("json", true), LogFormat::json);
    EXPECT_EQ(log_format_from("journal", false), LogFormat::journal);
    EXPECT_EQ(log_format_from("syslog", true), std::nullopt);
}

}  // namespace
}  // namespace tocsin
