#include "template/letter_case.hpp"

#include <gtest/gtest.h>

#include "base/text.hpp"

namespace tocsin {
namespace {

TEST(LetterCase, ChangesTheAlphabetsThatItLists) {
    EXPECT_EQ(to_upper(std::string_view("azäöüàÿéñčšžłıșțαωςάώабвёєґўա")),
              "AZÄÖÜÀŸÉÑČŠŽŁIȘȚΑΩΣΆΏАБВЁЄҐЎԱ");
    EXPECT_EQ(to_lower(std::string_view("AZÄÖÜÀŸÉÑČŠŽŁİȘȚΑΩΣΆΏАБВЁЄҐЎԱ")),
              "azäöüàÿéñčšžłișțαωσάώабвёєґўա");
}

TEST(LetterCase, LeavesTheRestAlone) {
    const std::string_view rest = "0123 !?-_ß × ÷ 日本 … € 😀";
    EXPECT_EQ(to_upper(rest), rest);
    EXPECT_EQ(to_lower(rest), rest);
}

TEST(LetterCase, UndoesItself) {
    for (char32_t c = 0; c < 0x3000; ++c) {
        if (c == 0x130) continue;  // "İ" becomes "i", whose capital is "I".
        const char32_t lower = to_lower(c);
        if (lower == c || c == 0x1E9E) continue;  // "ẞ" becomes "ß", which has no single capital.
        EXPECT_EQ(to_upper(lower), c) << std::hex << static_cast<unsigned>(c);
    }
}

TEST(LetterCase, TitlesEachWord) {
    EXPECT_EQ(to_title("hELLO wORLD"), "Hello World");
    EXPECT_EQ(to_title("foo-bar foo_bar foo.bar foo..bar"), "Foo-Bar Foo_bar Foo.bar Foo..Bar");
    EXPECT_EQ(to_title("it's don’t 3rd"), "It's Don’t 3Rd");
    EXPECT_EQ(to_title("ΟΔΟΣ привет"), "Οδος Привет");
    EXPECT_EQ(to_title(""), "");
    EXPECT_EQ(to_title("\xff"
                       "a"),
              "\xEF\xBF\xBD"
              "A");
}

}  // namespace
}  // namespace tocsin
