// Any text, as TOML reads it back.
#include "config/quoted.hpp"

#include <gtest/gtest.h>
#include <toml++/toml.h>

namespace tocsin {
namespace {

TEST(Quoted, StandsOnOneLine) {
    EXPECT_EQ(quoted("plain"), "\"plain\"");
    EXPECT_EQ(quoted("a \"b\" \\"), R"("a \"b\" \\")");
    EXPECT_EQ(quoted("a\nb\tc\x7f"), R"("a\nb\u0009c\u007F")");
    EXPECT_EQ(quoted("ünschön"), "\"ünschön\"");
}

TEST(Quoted, IsReadBackAsTheSameText) {
    std::string all;
    for (char c = 1; c > 0; ++c) all += c;
    for (const std::string& text : {all, std::string(), std::string("\\u0041 '''\"\"\"")}) {
        const toml::table table = toml::parse("t = " + tocsin::quoted(text));
        EXPECT_EQ(table["t"].value<std::string>(), text);
    }
}

TEST(Quoted, LeavesPlainKeysAsTheyAre) {
    EXPECT_EQ(quoted_key("a-b_C9"), "a-b_C9");
    EXPECT_EQ(quoted_key(""), "\"\"");
    EXPECT_EQ(quoted_key("a.b"), "\"a.b\"");
    EXPECT_EQ(quoted_key("größe"), "\"größe\"");
}

}  // namespace
}  // namespace tocsin
