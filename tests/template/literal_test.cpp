#include "template/literal.hpp"

#include <gtest/gtest.h>

namespace tocsin {
namespace {

std::string number(std::string_view text) {
    const auto value = read_number(text);
    if (!value) return "none";
    return value->kind() == Kind::integer ? std::to_string(value->as_integer())
                                          : "real " + std::to_string(value->as_real());
}

TEST(Literal, ReadsNumbers) {
    EXPECT_EQ(number("0"), "0");
    EXPECT_EQ(number("+12"), "12");
    EXPECT_EQ(number("-12"), "-12");
    EXPECT_EQ(number("0x1f"), "31");
    EXPECT_EQ(number("-0x10"), "-16");
    EXPECT_EQ(number("1.5"), "real 1.500000");
    EXPECT_EQ(number("1e3"), "real 1000.000000");
    EXPECT_EQ(number("-9223372036854775808"), "-9223372036854775808");
}

TEST(Literal, RefusesWhatIsNoNumberOrMisleads) {
    for (const std::string_view text :
         {"", "-", "+", "--1", "1x", "1..2", "0x", "0x-1", "010", "1_000", "9223372036854775808",
          "inf", "nan", "1e999", "0xFFFFFFFFFFFFFFFF", ".", "e5", "1e"}) {
        EXPECT_EQ(number(text), "none") << text;
    }
}

TEST(Literal, ReadsEscapes) {
    EXPECT_EQ(read_quoted(R"("a\n\t\\\"")"), "a\n\t\\\"");
    EXPECT_EQ(read_quoted(R"("\u00e4\U0001F600\x41\101")"), "ä😀AA");
    EXPECT_EQ(read_quoted("`a\\n\r\nb`"), "a\\n\nb");
    EXPECT_EQ(read_quoted("\"\""), "");
}

TEST(Literal, RefusesEscapesThatAreUnknownOrBreakUtf8) {
    for (const std::string_view text :
         {R"("\q")", R"("\'")", R"("\x4")", R"("\xff")", R"("\377")", R"("\400")", R"("\ud800")",
          R"("\U00110000")", R"("\u12")", R"("\U-0000001")", R"("\08")"}) {
        EXPECT_EQ(read_quoted(text), std::nullopt) << text;
    }
}

}  // namespace
}  // namespace tocsin
