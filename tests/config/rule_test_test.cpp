// The words of tests: those of the table of keys, each for one value.
#include "config/rule_test.hpp"

#include <gtest/gtest.h>

#include "config/keys.hpp"

namespace tocsin {
namespace {

TEST(RuleTest, HasTheWordsThatFilesMayHold) {
    const std::vector<std::string_view> states{
        to_string(TestState::none), to_string(TestState::pending), to_string(TestState::open),
        to_string(TestState::monitoring), to_string(TestState::resolved)};
    EXPECT_EQ(split_words(key_of("test.at", "state").words), states);
    const Key& row = key_of("test.at.expect", "call");
    std::vector<std::string_view> known = split_words(row.words);
    for (const std::string_view word : split_words(row.later)) known.push_back(word);
    const std::vector<std::string_view> calls{
        to_string(CallWord::create), to_string(CallWord::update), to_string(CallWord::component),
        to_string(CallWord::approval)};
    EXPECT_EQ(known, calls);
}

}  // namespace
}  // namespace tocsin
