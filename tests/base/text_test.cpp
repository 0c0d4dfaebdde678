// Text: what of foreign bytes may stand in public, and where a text may be cut.
#include "base/text.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <string>
#include <vector>

#include "base/rng.hpp"

namespace tocsin {
namespace {

using namespace std::string_view_literals;

std::string encode(char32_t code_point) {
    std::string text;
    append_code_point(text, code_point);
    return text;
}

bool is_surrogate(char32_t c) {
    return c >= 0xD800 && c <= 0xDFFF;
}

// Every code point there is, so that no boundary can be forgotten.
TEST(CodePoint, ComesBackFromItsBytesForEveryCodePoint) {
    for (char32_t c = 0; c <= 0x10FFFF; ++c) {
        if (is_surrogate(c)) continue;
        const std::string bytes = encode(c);
        std::string_view rest = bytes;
        ASSERT_EQ(take_code_point(rest), c);
        ASSERT_TRUE(rest.empty()) << std::hex << static_cast<unsigned>(c);
        ASSERT_TRUE(is_utf8(bytes)) << std::hex << static_cast<unsigned>(c);
    }
}

// The table of RFC 3629 section 4, from outside: a first byte alone, cut sequences, overlong
// forms, surrogates, beyond U+10FFFF, continuation bytes without a first one.
TEST(IsUtf8, RefusesEveryKindOfMalformedText) {
    const std::array broken{"\x80"sv,
                            "\xBF"sv,
                            "\xC0\x80"sv,
                            "\xC1\xBF"sv,
                            "\xC3"sv,
                            "\xC3("sv,
                            "\xE0\x80\x80"sv,
                            "\xE0\x9F\xBF"sv,
                            "\xE2\x82"sv,
                            "\xE2\x28\xA1"sv,
                            "\xED\xA0\x80"sv,
                            "\xED\xBF\xBF"sv,
                            "\xF0\x80\x80\x80"sv,
                            "\xF0\x8F\xBF\xBF"sv,
                            "\xF4\x90\x80\x80"sv,
                            "\xF5\x80\x80\x80"sv,
                            "\xF0\x9F\x98"sv,
                            "\xFF"sv,
                            "\xFE"sv};
    for (const std::string_view text : broken) {
        EXPECT_FALSE(is_utf8(text));
        EXPECT_FALSE(is_utf8("fine " + std::string(text)));
        EXPECT_FALSE(is_utf8(std::string(text) + " fine"));
        std::string_view rest = text;
        EXPECT_EQ(take_code_point(rest), char32_t{0xFFFD});
        EXPECT_EQ(rest.size(), text.size() - 1) << "only the broken byte is taken";
    }
}

TEST(IsUtf8, AcceptsAReplacementCharacterThatIsReallyThere) {
    EXPECT_TRUE(is_utf8("\xEF\xBF\xBD"));
    EXPECT_TRUE(is_utf8(""));
    EXPECT_TRUE(is_utf8("\0"sv));
}

// Any bytes at all: the loop ends, and what is cleaned is always well formed.
TEST(WithoutInvisible, GivesUtf8ForAnyBytes) {
    Rng rng(3);
    for (int i = 0; i < 3000; ++i) {
        std::string bytes(rng.below(40), '\0');
        for (char& byte : bytes) byte = static_cast<char>(rng.below(256));
        const std::string clean = without_invisible(bytes);
        EXPECT_TRUE(is_utf8(clean));
        EXPECT_EQ(without_invisible(clean), clean);
        EXPECT_LE(count_code_points(clean), count_code_points(bytes));
        EXPECT_TRUE(is_utf8(truncate(clean, rng.below(20))));
    }
}

TEST(WithoutInvisible, TakesOutControlsAndWhatTurnsOrHidesText) {
    EXPECT_EQ(without_invisible("a\x1b[31mb\x07\x7f"), "a[31mb");
    EXPECT_EQ(without_invisible("a\0b"sv), "ab");
    EXPECT_EQ(without_invisible("\xC2\x85"), "") << "a C1 control";
    for (const char32_t c : {0x00ADU, 0x061CU, 0x180EU, 0x200BU, 0x200DU, 0x200EU, 0x200FU, 0x2028U,
                             0x202AU, 0x202EU, 0x2060U, 0x2066U, 0x2069U, 0xFEFFU, 0xE0041U}) {
        EXPECT_EQ(without_invisible("a" + encode(c) + "b"), "ab")
            << std::hex << static_cast<unsigned>(c);
    }
}

TEST(ForTerminal, KeepsLinesAndColumnsAndNothingElseThatATerminalObeys) {
    EXPECT_EQ(for_terminal("a\x1b[2J\n\tb\r\xC2\x9B"
                           "c\xE2\x80\xAE\xFFö"),
              "a[2J\n\tbc\xEF\xBF\xBDö");
}

TEST(WithoutInvisible, KeepsWhatPeopleWrite) {
    const std::string text = "Zahlung gestört · оплата · 支払い · 😀 \xC2\xA0";
    EXPECT_EQ(without_invisible(text), text);
}

TEST(WithoutInvisible, TurnsLineBreaksAndTabsIntoSpaces) {
    EXPECT_EQ(without_invisible("a\nb\rc\td"), "a b c d");
}

TEST(WithoutInvisible, ShowsABrokenByteAsAReplacementCharacter) {
    EXPECT_EQ(without_invisible("a\xFF"
                                "b"),
              "a\xEF\xBF\xBD"
              "b");
}

TEST(Truncate, CountsCodePointsAndNotBytes) {
    EXPECT_EQ(truncate("äöü", 3), "äöü");
    EXPECT_EQ(truncate("äöüß", 3), "äö…");
    EXPECT_EQ(truncate("abc", 3), "abc");
    EXPECT_EQ(truncate("abcd", 3), "ab…");
    EXPECT_EQ(truncate("abcd", 1), "…");
    EXPECT_EQ(truncate("abcd", 0), "");
    EXPECT_EQ(truncate("", 0), "");
    EXPECT_EQ(count_code_points(truncate(std::string(300, 'x'), 255)), 255U);
}

TEST(Trim, TakesWhiteSpaceFromBothEndsOnly) {
    EXPECT_EQ(trim(" \t\r\n a b \v\f"), "a b");
    EXPECT_EQ(trim(" \n "), "");
    EXPECT_EQ(trim(""), "");
    EXPECT_EQ(trim("x"), "x");
}

TEST(WithPlainLineEnds, TakesACarriageReturnOnlyBeforeALineFeed) {
    EXPECT_EQ(with_plain_line_ends("a\r\nb\n\r\n"), "a\nb\n\n");
    EXPECT_EQ(with_plain_line_ends("\ra\rb\r\r\n\r"), "\ra\rb\r\n\r");
    EXPECT_EQ(with_plain_line_ends(""), "");
}

TEST(WithoutBlanks, TakesSpacesAndTabsAndNoOtherWhiteSpace) {
    EXPECT_EQ(without_blanks(" \ta b\t "), "a b");
    EXPECT_EQ(without_blanks("\v a\r"), "\v a\r");
    EXPECT_EQ(without_blanks(" \t"), "");
    EXPECT_EQ(without_blanks(""), "");
}

TEST(NextElement, TakesAListApartAtItsCommas) {
    const auto elements = [](std::string_view list) {
        std::vector<std::string> found;
        while (!list.empty()) found.emplace_back(next_element(list));
        return found;
    };
    using List = std::vector<std::string>;
    EXPECT_EQ(elements("close"), List{"close"});
    EXPECT_EQ(elements(" a ,\tb b,c"), (List{"a", "b b", "c"}));
    EXPECT_EQ(elements(",a,,b"), (List{"", "a", "", "b"}));
    EXPECT_EQ(elements("a,"), List{"a"});
    EXPECT_EQ(elements("a, "), (List{"a", ""}));
    EXPECT_EQ(elements(""), List{});
}

TEST(LowerAscii, LeavesEveryOtherByteAlone) {
    EXPECT_EQ(to_lower_ascii("Content-TYPE Ä [@`{"), "content-type Ä [@`{");
}

TEST(EqualIgnoringCase, IgnoresTheCaseOfAsciiLettersOnly) {
    EXPECT_TRUE(equal_ignoring_case("Retry-After", "rEtRy-aFtEr"));
    EXPECT_FALSE(equal_ignoring_case("retry-after", "retry-afte"));
    EXPECT_FALSE(equal_ignoring_case("@", "`")) << "they differ by the same bit as letters do";
    EXPECT_FALSE(equal_ignoring_case("Ä", "ä"));
    EXPECT_TRUE(equal_ignoring_case("", ""));
}

TEST(EditDistance, CountsTheFewestSingleChanges) {
    EXPECT_EQ(edit_distance("kitten", "sitting", 10), 3U);
    EXPECT_EQ(edit_distance("", "abc", 10), 3U);
    EXPECT_EQ(edit_distance("abc", "", 10), 3U);
    EXPECT_EQ(edit_distance("same", "same", 10), 0U);
    EXPECT_EQ(edit_distance("flaw", "lawn", 10), 2U);
}

TEST(EditDistance, StopsCountingAtItsLimit) {
    EXPECT_EQ(edit_distance("kitten", "sitting", 2), 3U);
    EXPECT_EQ(edit_distance("a", "abcdefgh", 2), 3U);
    EXPECT_EQ(edit_distance("abc", "xyz", 0), 1U);
}

// A distance is symmetric, zero only between equals, and never more than the longer text.
TEST(EditDistance, IsADistanceForAnyTexts) {
    Rng rng(4);
    const auto word = [&rng] {
        std::string text(rng.below(8), 'a');
        for (char& c : text) c = static_cast<char>('a' + rng.below(3));
        return text;
    };
    for (int i = 0; i < 2000; ++i) {
        const std::string a = word();
        const std::string b = word();
        const std::string c = word();
        const std::size_t ab = edit_distance(a, b, 100);
        EXPECT_EQ(ab, edit_distance(b, a, 100));
        EXPECT_EQ(ab == 0, a == b);
        EXPECT_LE(ab, std::max(a.size(), b.size()));
        EXPECT_LE(edit_distance(a, c, 100), ab + edit_distance(b, c, 100));
    }
}

TEST(Nearest, OffersTheWordThatWasProbablyMeant) {
    const std::vector<std::string> keys{"matchers", "group_by", "publish", "page"};
    EXPECT_EQ(nearest("matcher", keys), "matchers");
    EXPECT_EQ(nearest("groupby", keys), "group_by");
    EXPECT_EQ(nearest("pulbish", keys), "publish") << "two neighbours changed places";
    EXPECT_EQ(nearest("pag", keys), "page");
}

TEST(Nearest, OffersNothingWhereNoWordIsNear) {
    const std::vector<std::string> keys{"matchers", "page"};
    EXPECT_EQ(nearest("severity", keys), std::nullopt);
    EXPECT_EQ(nearest("xy", keys), std::nullopt);
    EXPECT_EQ(nearest("page", std::vector<std::string>{}), std::nullopt);
}

TEST(Nearest, PrefersTheNearerOfTwoAndTheFirstOfEquals) {
    const std::vector<std::string> words{"timeouts", "timeout", "timeons"};
    EXPECT_EQ(nearest("timeout", words), "timeout");
    EXPECT_EQ(nearest("cat", std::vector<std::string>{"bat", "hat"}), "bat");
}

TEST(CodePointDeathTest, RefusesToTakeFromNothing) {
    std::string_view nothing;
    EXPECT_DEATH(static_cast<void>(take_code_point(nothing)), "!text.empty\\(\\)");
}

}  // namespace
}  // namespace tocsin
