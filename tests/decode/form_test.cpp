// Forms: percent-encoding and plus signs, bounded, UTF-8 only.
#include "decode/form.hpp"

#include <gtest/gtest.h>

#include "base/http.hpp"
#include "base/rng.hpp"

namespace tocsin {
namespace {

using Fields = std::vector<FormField>;

TEST(Form, DecodesNamesAndValues) {
    EXPECT_EQ(parse_form("a=1&b+c=d%26e%3D+f&%C3%A9=%E2%9C%93").value(),
              (Fields{{"a", "1"}, {"b c", "d&e= f"}, {"é", "✓"}}));
    EXPECT_EQ(parse_form("a=b=c").value(), (Fields{{"a", "b=c"}}));
}

TEST(Form, TakesAFieldWithoutAValueForAnEmptyOneAndLeavesOutNone) {
    EXPECT_EQ(parse_form("&&a&=b&c=&").value(), (Fields{{"a", ""}, {"", "b"}, {"c", ""}}));
    EXPECT_EQ(parse_form("").value(), Fields{});
}

TEST(Form, RefusesBrokenEscapesAndBytesThatAreNoText) {
    for (const char* wrong : {"a=%", "a=%4", "a=%zz", "%=a", "a=%ff", "a=%C3", "x=1&a=\xff"}) {
        const auto fields = parse_form(wrong);
        ASSERT_FALSE(fields) << wrong;
        EXPECT_EQ(fields.error().code, ErrorCode::malformed);
    }
    EXPECT_EQ(parse_form("ok=1&a=%zz").error().message,
              "not a form: a broken escape behind byte 5");
}

TEST(Form, IsBounded) {
    std::string body;
    for (std::size_t i = 0; i < form_fields_max; ++i) body += "a&";
    EXPECT_EQ(parse_form(body).value().size(), form_fields_max);
    EXPECT_FALSE(parse_form(body + "a"));
}

TEST(Form, ComesBackFromWhatWasEncoded) {
    Rng rng(3);
    for (int i = 0; i < 2'000; ++i) {
        Fields fields;
        std::string body;
        for (std::uint64_t n = rng.below(4); n > 0; --n) {
            FormField field{"n", ""};
            for (std::uint64_t c = rng.below(6); c > 0; --c)
                field.name += static_cast<char>(rng.below(128));
            for (std::uint64_t c = rng.below(6); c > 0; --c)
                field.value += static_cast<char>(rng.below(128));
            if (!body.empty()) body += '&';
            body += percent_encode(field.name) + '=' + percent_encode(field.value);
            fields.push_back(field);
        }
        ASSERT_EQ(parse_form(body).value(), fields) << body;
    }
}

}  // namespace
}  // namespace tocsin
