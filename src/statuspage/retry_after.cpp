// See retry_after.hpp.  Of the three forms of an HTTP date only the one that may be sent is read
// (IMF-fixdate, RFC 9110 section 5.6.7); the two obsolete ones count as unreadable, and a minute is
// a safe answer to these.
#include "statuspage/retry_after.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>
#include <string_view>

#include "base/text.hpp"
#include "statuspage/protocol.hpp"

namespace tocsin {
namespace {

constexpr Duration when_not_said = std::chrono::seconds(60);

// "Sun, 06 Nov 1994 08:49:37 GMT".
std::optional<WallTime> parse_http_date(std::string_view text) {
    static constexpr std::array<std::string_view, 12> months{
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    if (text.size() != 29 || text.substr(3, 2) != ", " || text.substr(25) != " GMT") {
        return std::nullopt;
    }
    const auto month = std::find(months.begin(), months.end(), text.substr(8, 3));
    if (month == months.end() || text[7] != ' ' || text[11] != ' ' || text[16] != ' ') {
        return std::nullopt;
    }
    return parse_rfc3339(fmt::format("{}-{:02}-{}T{}Z", text.substr(12, 4),
                                     month - months.begin() + 1, text.substr(5, 2),
                                     text.substr(17, 8)));
}

std::optional<Duration> parse_seconds(std::string_view text) {
    if (text.empty()) return std::nullopt;
    std::int64_t seconds = 0;
    for (const char c : text) {
        if (c < '0' || c > '9') return std::nullopt;
        // More digits than this are capped anyway.
        if (seconds < 1'000'000) seconds = seconds * 10 + (c - '0');
    }
    return std::chrono::seconds(seconds);
}

std::optional<Duration> until_date(std::string_view text, const Headers& headers, WallTime now) {
    const auto date = parse_http_date(text);
    if (!date) return std::nullopt;
    const auto answered_at = parse_http_date(trim(headers.find("Date").value_or("")));
    return *date - answered_at.value_or(now);
}

}  // namespace

Duration retry_after(const Headers& headers, WallTime now) {
    const std::string_view text = trim(headers.find("Retry-After").value_or(""));
    auto wait = parse_seconds(text);
    if (!wait) wait = until_date(text, headers, now);
    if (!wait || *wait <= Duration::zero()) return when_not_said;
    return std::min(*wait, retry_after_max);
}

}  // namespace tocsin
