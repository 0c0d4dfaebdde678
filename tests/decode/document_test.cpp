// Strict JSON, places of errors, and texts of scalars.
#include "decode/document.hpp"

#include <gtest/gtest.h>

#include <boost/json/object.hpp>
#include <string>
#include <vector>

namespace tocsin {
namespace {

TEST(Document, SaysAtWhichByteJsonEnds) {
    Document document;
    const auto value = document.read("{\"a\": tru}");
    ASSERT_FALSE(value);
    EXPECT_EQ(value.error().code, ErrorCode::malformed);
    EXPECT_TRUE(value.error().message.ends_with("at byte 7")) << value.error().message;
}

TEST(Document, RefusesWhatIsNearlyJson) {
    for (const std::string_view text :
         {"", " ", "{'a':1}", "{\"a\":1,}", "[1 2]", "// c\n{}", "{}x", "{\"a\":01}", "NaN",
          "\"\\ud800\"", "\"\x01\"", "\"\xC0\x80\"", "\xEF\xBB\xBF{}"}) {
        Document document;
        EXPECT_FALSE(document.read(text)) << text;
    }
}

TEST(Document, NestsToItsLimitAndNoDeeper) {
    const auto nested = [](std::size_t depth) {
        return std::string(depth, '[') + std::string(depth, ']');
    };
    Document fits;
    EXPECT_TRUE(fits.read(nested(Document::depth_max)));
    Document too_deep;
    EXPECT_FALSE(too_deep.read(nested(Document::depth_max + 1)));
    Document hostile;
    EXPECT_FALSE(hostile.read(std::string(1'000'000, '[')));
}

TEST(Document, HoldsMoreThanItsOwnBlock) {
    const std::string text = "[\"" + std::string(100'000, 'x') + "\",\"y\"]";
    Document document;
    const auto value = document.read(text);
    ASSERT_TRUE(value);
    EXPECT_EQ(value.value()->at(0).as_string().size(), 100'000U);
    EXPECT_EQ(value.value()->at(1).as_string(), "y");
}

TEST(Document, ParsesATextInItsPlaceAndLeavesAnyOther) {
    Document document;
    const auto value = document.read(R"({"a":"{\"b\":[1,2]}","c":"plain","d":"\"text\"","e":7})");
    ASSERT_TRUE(value);
    boost::json::object& object = value.value()->get_object();
    EXPECT_TRUE(document.embed(object["a"]));
    EXPECT_EQ(json_text(object["a"]), R"({"b":[1,2]})");
    EXPECT_FALSE(document.embed(object["c"]));
    EXPECT_EQ(json_text(object["c"]), R"("plain")");
    EXPECT_TRUE(document.embed(object["d"]));
    EXPECT_EQ(json_text(object["d"]), R"("text")");
    EXPECT_FALSE(document.embed(object["e"]));
}

TEST(Document, HoldsAValueThatWasMadeAndReadsAgainAfterAFailure) {
    Document document;
    EXPECT_FALSE(document.read("{"));
    EXPECT_EQ(json_text(*document.hold({1, "a"})), R"([1,"a"])");
    Document again;
    EXPECT_FALSE(again.read("["));
    EXPECT_TRUE(again.read("[]"));
}

TEST(ScalarText, IsTheJsonTextOfNumbersAndBooleans) {
    Document document;
    const auto value = document.read(
        R"(["a", 0, -7, 18446744073709551615, 1.50, 1e300, 0.1, true, false, null, [], {}])");
    ASSERT_TRUE(value);
    std::list<std::string> texts;
    std::vector<std::string> seen;
    for (const auto& item : value.value()->as_array()) {
        seen.emplace_back(scalar_text(item, texts).value_or("(none)"));
    }
    EXPECT_EQ(seen,
              (std::vector<std::string>{"a", "0", "-7", "18446744073709551615", "1.5", "1e+300",
                                        "0.1", "true", "false", "", "(none)", "(none)"}));
}

TEST(PointerStep, EscapesAndNeverBreaksALine) {
    EXPECT_EQ(pointer_step("a/b~c"), "/a~1b~0c");
    EXPECT_EQ(pointer_step("a\nb\x1b[0m"), "/a b[0m");
    EXPECT_LE(pointer_step(std::string(10'000, 'x')).size(), 80U);
}

// A value for each two bytes: the tree would be 25 times the body.
TEST(Document, RefusesATreeThatIsFarLargerThanItsBody) {
    for (const char* const value : {"0,", "{},", "[],", "\"\","}) {
        std::string body = "[";
        while (body.size() < (4U << 20)) body += value;
        body += "0]";
        Document document;
        const auto read = document.read(body);
        ASSERT_FALSE(read.has_value()) << value;
        EXPECT_EQ(read.error(), refused("too large to read: it has too many values for its size"));
    }
}

TEST(Document, ReadsWhatHasManyValuesAndIsSmall) {
    std::string body = "[";
    while (body.size() < 20'000) body += "0,";
    Document document;
    EXPECT_TRUE(document.read(body + "0]").has_value());
}

// As many and as short labels as a sender may have.
TEST(Document, ReadsAnyBodyThatASenderWouldSend) {
    for (const std::string name : {"l", "a_label_of_usual_length_"}) {
        std::string body = R"({"alerts":[)";
        while (body.size() < (16U << 20)) {
            body += R"({"status":"firing","labels":{)";
            for (int label = 0; label < 12; ++label)
                body += '"' + name + std::to_string(label) + R"(":"v",)";
            body += R"("x":""},"annotations":{},"startsAt":"","fingerprint":"a"},)";
        }
        Document document;
        EXPECT_TRUE(document.read(body + "{}]}").has_value()) << name;
    }
}

}  // namespace
}  // namespace tocsin
