#include "template/output.hpp"

#include <gtest/gtest.h>

namespace tocsin {
namespace {

TEST(Output, IsFullAtItsLimitAndNotBefore) {
    Output output(Purpose::body, 10);
    EXPECT_TRUE(output.add_text("12345"));
    EXPECT_TRUE(output.add_value(Value::text("67890")));
    EXPECT_FALSE(output.add_text("1"));
    EXPECT_TRUE(output.add_text(""));
    EXPECT_EQ(std::move(output).finish().text, "1234567890");
}

TEST(Output, CountsWhatItWritesNotWhatItIsGiven) {
    Output output(Purpose::body, 10);
    EXPECT_FALSE(output.add_value(Value::untrusted("<<<")));  // Twelve bytes when escaped.
    EXPECT_TRUE(output.add_value(Value::untrusted("<<")));
}

TEST(Output, EscapesOnlyWhatComesFromOutside) {
    Output output(Purpose::body, 100);
    EXPECT_TRUE(output.add_text("<b>"));
    EXPECT_TRUE(output.add_value(Value::text("<i>")));
    EXPECT_TRUE(output.add_value(Value::untrusted("<u>")));
    EXPECT_EQ(std::move(output).finish().text, "<b><i>&lt;u&gt;");
}

TEST(Output, NotesWhatIsMissing) {
    for (const Value& value : {Value(), Value::absent(), Value::untrusted("")}) {
        Output output(Purpose::name, 100);
        EXPECT_TRUE(output.add_value(value));
        EXPECT_TRUE(std::move(output).finish().missing_in_output);
    }
    Output output(Purpose::name, 100);
    EXPECT_TRUE(output.add_value(Value::text("")));
    EXPECT_FALSE(std::move(output).finish().missing_in_output);
}

}  // namespace
}  // namespace tocsin
