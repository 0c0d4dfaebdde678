// See retry_after.hpp.  A date that cannot be read is answered by waiting a minute, which is safe.
#include "statuspage/retry_after.hpp"

#include <algorithm>
#include <optional>
#include <string_view>

#include "base/text.hpp"
#include "statuspage/protocol.hpp"

namespace tocsin {
namespace {

constexpr Duration when_not_said = std::chrono::seconds(60);

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
