// Each reason has a word of its own, which reads back.
#include "domain/reason.hpp"

#include <gtest/gtest.h>

#include <set>
#include <string>

namespace tocsin {
namespace {

constexpr int count = static_cast<int>(Reason::letter_dropped) + 1;

TEST(Reason, ReadsBackFromItsWord) {
    std::set<std::string_view> words;
    for (int i = 0; i < count; ++i) {
        const auto reason = static_cast<Reason>(i);
        EXPECT_EQ(reason_from(to_string(reason)), reason);
        words.insert(to_string(reason));
    }
    EXPECT_EQ(words.size(), static_cast<std::size_t>(count));
}

// The list of words and the enumeration must not slip against each other.
TEST(Reason, IsSpelledAsItIsNamed) {
#define TOCSIN_SPELLED(word) EXPECT_EQ(to_string(Reason::word), #word)
    TOCSIN_SPELLED(no_rule);
    TOCSIN_SPELLED(component_unmapped);
    TOCSIN_SPELLED(gap);
    TOCSIN_SPELLED(opened);
    TOCSIN_SPELLED(fires_again);
    TOCSIN_SPELLED(limit_freed);
    TOCSIN_SPELLED(severity_down);
    TOCSIN_SPELLED(resolved);
    TOCSIN_SPELLED(told_afterwards);
    TOCSIN_SPELLED(deleted_by_person);
    TOCSIN_SPELLED(create_due);
    TOCSIN_SPELLED(tweet_due);
    TOCSIN_SPELLED(not_found_yet);
    TOCSIN_SPELLED(outcome_unknown);
    TOCSIN_SPELLED(incident_missing);
    TOCSIN_SPELLED(dry_run);
    TOCSIN_SPELLED(superseded);
    TOCSIN_SPELLED(retried);
    TOCSIN_SPELLED(cancelled);
    TOCSIN_SPELLED(requeued);
    TOCSIN_SPELLED(letter_dropped);
#undef TOCSIN_SPELLED
}

// They are label values of metrics and columns of tables.
TEST(Reason, IsAWordOfLowerCaseLetters) {
    for (int i = 0; i < count; ++i) {
        const std::string word(to_string(static_cast<Reason>(i)));
        EXPECT_EQ(word.find_first_not_of("abcdefghijklmnopqrstuvwxyz_"), std::string::npos) << word;
        EXPECT_FALSE(word.empty());
    }
}

TEST(Reason, IsNoOtherWord) {
    for (const char* word : {"", "Opened", "opened ", "open", "no_rules"}) {
        EXPECT_EQ(reason_from(word), std::nullopt) << word;
    }
}

}  // namespace
}  // namespace tocsin
