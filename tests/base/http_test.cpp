// Header fields find each other whatever their case; percent-coding loses no byte.
#include "base/http.hpp"

#include <gtest/gtest.h>

#include <string>

#include "base/rng.hpp"

namespace tocsin {
namespace {

std::string random_bytes(Rng& rng) {
    std::string bytes(rng.below(64), '\0');
    for (char& byte : bytes) byte = static_cast<char>(rng.below(256));
    return bytes;
}

TEST(Headers, FindsTheFirstFieldOfANameWithoutCase) {
    const Headers headers{{"Retry-After", "7"}, {"X-Other", "a"}, {"retry-after", "60"}};
    EXPECT_EQ(headers.find("RETRY-AFTER"), "7");
    EXPECT_EQ(headers.find("x-other"), "a");
    EXPECT_EQ(headers.find("retry"), std::nullopt);
    EXPECT_EQ(headers.find(""), std::nullopt);
}

TEST(Headers, TellsAnEmptyValueFromAMissingField) {
    const Headers headers{{"Host", ""}};
    EXPECT_EQ(headers.find("host"), "");
    EXPECT_EQ(headers.find("hosts"), std::nullopt);
}

TEST(Headers, RemovesEveryFieldOfANameAndKeepsTheOrderOfTheOthers) {
    Headers headers{{"A", "1"}, {"Authorization", "x"}, {"B", "2"}, {"AUTHORIZATION", "y"}};
    headers.add("C", "3");
    headers.remove("authorization");
    EXPECT_EQ(headers, (Headers{{"A", "1"}, {"B", "2"}, {"C", "3"}}));
    EXPECT_EQ(headers.size(), 3U);
}

TEST(IsToken, KnowsWhatANameMayBeMadeOf) {
    for (const char* good : {"GET", "X-Rate-Limit", "a", "1!#$%&'*+-.^_`|~9"}) {
        EXPECT_TRUE(is_token(good)) << good;
    }
    for (const char* bad : {"", " ", "a b", "a:", "a\t", "a\r", "a\"", "a,b", "(a)", "\xC3\xA9"}) {
        EXPECT_FALSE(is_token(bad)) << bad;
    }
    EXPECT_FALSE(is_token(std::string_view("a\0", 2)));
}

TEST(PercentEncode, LeavesOnlyTheUnreservedCharactersOfRfc3986) {
    EXPECT_EQ(percent_encode("AZaz09-._~"), "AZaz09-._~");
    EXPECT_EQ(percent_encode("a b/c?d&e=f+g%"), "a%20b%2Fc%3Fd%26e%3Df%2Bg%25");
    EXPECT_EQ(percent_encode("\xC3\xA9"), "%C3%A9");
    EXPECT_EQ(percent_encode(std::string_view("\0\x7f", 2)), "%00%7F");
}

TEST(PercentDecode, TakesDigitsOfEitherCase) {
    EXPECT_EQ(percent_decode("%2f%2F%c3%A9", false), "//\xC3\xA9");
    EXPECT_EQ(percent_decode("", false), "");
}

TEST(PercentDecode, TakesAPlusForASpaceOnlyWhereAsked) {
    EXPECT_EQ(percent_decode("a+b%2Bc", true), "a b+c");
    EXPECT_EQ(percent_decode("a+b%2Bc", false), "a+b+c");
}

TEST(PercentDecode, RefusesABrokenEscape) {
    for (const std::string_view text : {"%", "%4", "a%", "a%4", "%zz", "%4g", "%g4", "%%41", "%+1"})
        EXPECT_EQ(percent_decode(text, false), std::nullopt) << text;
}

// Any bytes come back as they were, in either mode: a space is always written as %20.
TEST(PercentDecode, UndoesPercentEncodeForAnyBytes) {
    Rng rng(1);
    for (int i = 0; i < 2000; ++i) {
        const std::string bytes = random_bytes(rng);
        EXPECT_EQ(percent_decode(percent_encode(bytes), false), bytes);
        EXPECT_EQ(percent_decode(percent_encode(bytes), true), bytes);
    }
}

}  // namespace
}  // namespace tocsin
