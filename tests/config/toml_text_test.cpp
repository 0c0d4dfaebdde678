// Texts written in TOML are read back as they were.
#include "config/toml_text.hpp"

#include <gtest/gtest.h>
#include <toml++/toml.h>

namespace tocsin {
namespace {

TEST(TomlText, IsReadBackAsItWas) {
    for (const std::string text : {"", "plain", "two\nlines", "\"quoted\" and \\slashed", "tab\t",
                                   "ü 🙂", "bell\x07 and \x7F", "'''", "\r\n"}) {
        const auto table = toml::parse("x = " + toml_quoted(text));
        EXPECT_EQ(table["x"].value<std::string>(), text);
        EXPECT_EQ(toml_quoted(text).find('\n'), std::string::npos);
    }
}

TEST(TomlText, QuotesOnlyTheKeysThatNeedIt) {
    EXPECT_EQ(toml_key("a-b_C9"), "a-b_C9");
    EXPECT_EQ(toml_key(""), "\"\"");
    EXPECT_EQ(toml_key("a.b"), "\"a.b\"");
    EXPECT_EQ(toml_key("größe"), "\"größe\"");
}

}  // namespace
}  // namespace tocsin
