// Which "resolved" of Grafana's is true, and which says nothing.
#include "decode/grafana.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

namespace tocsin {
namespace {

// Alerts and missing alerts of a message with one alert of that status and reason.
std::pair<std::size_t, std::uint32_t> counts(const char* status, const char* reason) {
    const auto group =
        decode_grafana({},
                       fmt::format(R"({{"alerts":[{{"status":"{}","labels":{{"alertname":"A"}},)"
                                   R"("annotations":{{"grafana_state_reason":"{}"}}}}]}})",
                                   status, reason),
                       *parse_rfc3339("2026-10-03T10:00:00Z"));
    if (!group) return {99, 99};
    return {group.value().alerts.size(), group.value().missing_count};
}

TEST(Grafana, NeverTakesAPausedEditedOrUnreadableRuleForAllClear) {
    for (const char* reason : {"NoData", "Error", "Paused", "Updated", "NoData, KeepLast",
                               "KeepLast,Error", " Paused "}) {
        EXPECT_EQ(counts("resolved", reason), std::pair(std::size_t{0}, 1U)) << reason;
    }
}

TEST(Grafana, TakesEveryOtherResolvedAsSaid) {
    for (const char* reason : {"", "MissingSeries", "RuleDeleted", "KeepLast", "Something new",
                               "NoDataAtAll", ",", ", ,"}) {
        EXPECT_EQ(counts("resolved", reason), std::pair(std::size_t{1}, 0U)) << reason;
    }
}

TEST(Grafana, NeverDropsAFiringAlert) {
    for (const char* reason : {"NoData", "Error", "Paused", "Updated"}) {
        EXPECT_EQ(counts("firing", reason), std::pair(std::size_t{1}, 0U)) << reason;
    }
}

}  // namespace
}  // namespace tocsin
