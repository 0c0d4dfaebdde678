// Places in files: code points, line ends, and bytes inside TOML strings.
#include "config/file_text.hpp"

#include <gtest/gtest.h>

#include "config/toml_document.hpp"

namespace tocsin {
namespace {

// The place of `length` bytes at `offset` of the value of the key `a`, as "line:column-end".
std::string place_in(const std::string& text, std::size_t offset, std::size_t length) {
    Report report;
    const TomlDocument document = read_toml({"f", text, FileRole::main}, report);
    if (!document.root) return "syntax error";
    const Place whole = place_of(*document.file, *document.root->get("a"));
    const Place place = document.file->in_string(whole, offset, length);
    return std::to_string(place.line) + ':' + std::to_string(place.column) + '-' +
           std::to_string(place.end);
}

TEST(FileText, CountsColumnsInCodePoints) {
    EXPECT_EQ(place_in("a = 'bär'", 0, 1), "1:6-7");
    EXPECT_EQ(place_in("a = 'bär'", 3, 1), "1:8-9");
    EXPECT_EQ(place_in("a = \"🙂x\"", 4, 1), "1:7-8");
}

TEST(FileText, IsExactBehindEscapes) {
    EXPECT_EQ(place_in(R"(a = "x\ty")", 1, 1), "1:7-9");
    EXPECT_EQ(place_in(R"(a = "x\ty")", 2, 1), "1:9-10");
    EXPECT_EQ(place_in(R"(a = "\u00e4y")", 2, 1), "1:12-13");
    EXPECT_EQ(place_in(R"(a = "\U0001F642y")", 4, 1), "1:16-17");
    EXPECT_EQ(place_in(R"(a = 'x\ty')", 2, 1), "1:8-9");
}

TEST(FileText, IsExactInTextsOfSeveralLines) {
    EXPECT_EQ(place_in("a = '''\nx\nyz'''", 0, 1), "2:1-2");
    EXPECT_EQ(place_in("a = '''\nx\nyz'''", 3, 1), "3:2-3");
    EXPECT_EQ(place_in("a = '''x\nyz'''", 2, 2), "2:1-3");
    EXPECT_EQ(place_in("a = \"\"\"\nx \\\n   yz\"\"\"", 2, 1), "3:4-5");
    EXPECT_EQ(place_in("a = '''\nx\nyz'''", 0, 4), "2:1-2");
}

TEST(FileText, TakesOffAByteOrderMarkAndCarriageReturns) {
    EXPECT_EQ(place_in("\xEF\xBB\xBF"
                       "a = 'xy'\r\n",
                       1, 1),
              "1:7-8");
    EXPECT_EQ(place_in("b = 1\r\na = '''\r\nx\r\nyz'''\r\n", 3, 1), "4:2-3");
    const FileText text("f",
                        "\xEF\xBB\xBF"
                        "a\r\nb\r\n");
    EXPECT_EQ(text.text(), "a\nb\n");
    EXPECT_EQ(text.line(1), "a");
    EXPECT_EQ(text.line(2), "b");
    EXPECT_EQ(text.line(3), "");
    EXPECT_EQ(text.line(99), "");
}

TEST(FileText, CountsATabAsOneColumn) {
    EXPECT_EQ(place_in("\ta\t=\t'xy'", 1, 1), "1:8-9");
}

TEST(FileText, GivesTheWholeWhereNoStringStands) {
    EXPECT_EQ(place_in("a = 12345", 1, 1), "1:5-10");
}

TEST(FileText, StaysInsideTheTextWhateverIsAsked) {
    EXPECT_EQ(place_in("a = 'xy'", 2, 1), "1:8-9");
    EXPECT_EQ(place_in("a = 'xy'", 99, 5), "1:5-9");
    EXPECT_EQ(place_in("a = ''", 0, 1), "1:6-7");
}

}  // namespace
}  // namespace tocsin
