// Pointers: RFC 6901 to the letter, and the two pseudo-pointers.
#include "decode/pointer.hpp"

#include <gtest/gtest.h>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include "base/rng.hpp"

namespace tocsin {
namespace {

namespace json = boost::json;

// The JSON text of what is there; "nothing" if nothing is.
std::string found(const json::value& root, std::string_view pointer) {
    const json::value* value = find_value(root, parse_pointer(pointer).value());
    return value == nullptr ? "nothing" : json::serialize(*value);
}

// RFC 6901 section 5.
TEST(Pointer, FindsWhatTheExamplesOfTheRfcFind) {
    const json::value root =
        json::parse(R"({"foo":["bar","baz"],"":0,"a/b":1,"c%d":2,"e^f":3,"g|h":4,)"
                    R"("i\\j":5,"k\"l":6," ":7,"m~n":8})");
    EXPECT_EQ(found(root, ""), json::serialize(root));
    EXPECT_EQ(found(root, "/foo"), R"(["bar","baz"])");
    EXPECT_EQ(found(root, "/foo/0"), R"("bar")");
    const char* by_value[] = {"/",     "/a~1b", "/c%d", "/e^f", "/g|h",
                              "/i\\j", "/k\"l", "/ ",   "/m~0n"};
    for (int i = 0; i < 9; ++i) EXPECT_EQ(found(root, by_value[i]), std::to_string(i));
}

TEST(Pointer, UnescapesTheSlashBeforeTheTilde) {
    const json::value root = json::parse(R"({"~1":"right","/":"wrong"})");
    EXPECT_EQ(found(root, "/~01"), R"("right")");
}

TEST(Pointer, CountsElementsOnlyByPlainNumbers) {
    const json::value root = json::parse(R"({"a":[10,11,12],"t":"text"})");
    EXPECT_EQ(found(root, "/a/2"), "12");
    for (const char* none : {"/a/3", "/a/01", "/a/-1", "/a/-", "/a/+1", "/a/1e0", "/a/", "/a/ 1",
                             "/a/18446744073709551616", "/t/0", "/a/1/0", "/b", "/A"}) {
        EXPECT_EQ(found(root, none), "nothing") << none;
    }
}

TEST(Pointer, NamesHeadersAndParametersOfTheQuery) {
    EXPECT_EQ(parse_pointer("header:X-Kind").value(),
              (Pointer{Pointer::Place::header, {}, "X-Kind"}));
    EXPECT_EQ(parse_pointer("query:a b/c").value(), (Pointer{Pointer::Place::query, {}, "a b/c"}));
}

TEST(Pointer, SaysWhatIsWrongWithOne) {
    for (const char* wrong : {"a", "a/b", "$.a", "/a~2", "/a~", "header:", "query:", "header:a b",
                              "headers:x", " /a"}) {
        const auto pointer = parse_pointer(wrong);
        ASSERT_FALSE(pointer) << wrong;
        EXPECT_EQ(pointer.error().code, ErrorCode::malformed);
    }
}

TEST(Pointer, IsKnownFromATextByItsBeginning) {
    for (const char* pointer : {"/a", "/", "header:x", "query:x"})
        EXPECT_TRUE(looks_like_pointer(pointer)) << pointer;
    for (const char* text : {"", "a", "on {/a}", "headers:x"})
        EXPECT_FALSE(looks_like_pointer(text)) << text;
}

std::string random_name(Rng& rng) {
    static constexpr std::string_view letters = "~/01a \"\\é";
    std::string name;
    for (std::uint64_t n = rng.below(4); n > 0; --n) name += letters[rng.below(8)];
    return name;
}

json::value random_value(Rng& rng, int depth) {
    if (depth == 0 || rng.below(4) == 0) return rng.below(100);
    if (rng.below(2) == 0) {
        json::array array;
        for (std::uint64_t n = rng.below(4); n > 0; --n)
            array.push_back(random_value(rng, depth - 1));
        return array;
    }
    json::object object;
    for (std::uint64_t n = rng.below(4); n > 0; --n)
        object[random_name(rng)] = random_value(rng, depth - 1);
    return object;
}

// Every value of a document is found by the pointer to it, written and read again.
void check_all(const json::value& root, const json::value& value, const Pointer& pointer) {
    const auto again = parse_pointer(to_text(pointer));
    ASSERT_TRUE(again) << to_text(pointer);
    ASSERT_EQ(again.value(), pointer);
    ASSERT_EQ(find_value(root, again.value()), &value) << to_text(pointer);
    const auto below = [&](std::string step) {
        Pointer longer = pointer;
        longer.steps.push_back(std::move(step));
        return longer;
    };
    if (value.is_object()) {
        for (const auto& field : value.get_object())
            check_all(root, field.value(), below(std::string(field.key())));
    } else if (value.is_array()) {
        std::size_t i = 0;
        for (const json::value& element : value.get_array())
            check_all(root, element, below(std::to_string(i++)));
    }
}

TEST(Pointer, ComesBackFromItsTextAndFindsEachValueOfAnyDocument) {
    Rng rng(7);
    for (int i = 0; i < 2'000; ++i) {
        const json::value root = random_value(rng, 4);
        check_all(root, root, {});
    }
    EXPECT_EQ(to_text(parse_pointer("header:X-A").value()), "header:X-A");
    EXPECT_EQ(to_text(parse_pointer("query:a").value()), "query:a");
}

}  // namespace
}  // namespace tocsin
