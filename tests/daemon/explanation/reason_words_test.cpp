#include "daemon/explanation/reason_words.hpp"

#include <gtest/gtest.h>

#include "tests/support/builders.hpp"

namespace tocsin {
namespace {

TEST(ReasonWords, SaysTheTimesOfTheRule) {
    const Rule rule = a_rule().waits(90s).keeps_firing(3min).monitors(10min);
    EXPECT_EQ(words_for(Reason::first_alert, &rule),
              "the first alert fires: pending until it has fired for 1m30s (for)");
    EXPECT_EQ(words_for(Reason::nothing_fires, &rule),
              "nothing fires any more: if that lasts 3m (keep_firing_for), monitoring begins");
    EXPECT_EQ(words_for(Reason::recovering, &rule), "monitoring begins, for 10m (hold)");
    const Rule plain = a_rule();
    EXPECT_EQ(words_for(Reason::first_alert, &plain), "the first alert fires");
    EXPECT_EQ(words_for(Reason::nothing_fires, &plain),
              "nothing fires any more: if that lasts 2m (keep_firing_for), it is over");
}

// A reason that somebody adds tomorrow is at least readable.
TEST(ReasonWords, LeavesNoReasonWithoutWordsAndNoWordWithUnderscores) {
    for (int i = 0; i <= static_cast<int>(Reason::letter_dropped); ++i) {
        const std::string words = words_for(static_cast<Reason>(i), nullptr);
        EXPECT_FALSE(words.empty()) << i;
        if (words.find('`') == std::string::npos && words.find('(') == std::string::npos) {
            EXPECT_EQ(words.find('_'), std::string::npos) << words;
        }
    }
    EXPECT_EQ(words_for(Reason::rate_limited, nullptr), "rate limited");
}

}  // namespace
}  // namespace tocsin
