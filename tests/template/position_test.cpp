#include "template/position.hpp"

#include <gtest/gtest.h>

namespace tocsin {
namespace {

TEST(Position, CountsLinesAndCodePoints) {
    const std::string_view text = "äö x\nzweite {{ y }}";
    EXPECT_EQ(locate(text, 0), (Position{1, 1}));
    EXPECT_EQ(locate(text, text.find('x')), (Position{1, 4}));
    EXPECT_EQ(locate(text, text.find("zweite")), (Position{2, 1}));
    EXPECT_EQ(locate(text, text.find('y')), (Position{2, 11}));
    EXPECT_EQ(locate(text, text.size()), (Position{2, 15}));
}

TEST(Position, JoinsFromTheFirstByteToTheLast) {
    EXPECT_EQ(joined({3, 2}, {10, 4}), (Span{3, 11}));
    EXPECT_EQ(joined({3, 2}, {3, 2}), (Span{3, 2}));
}

}  // namespace
}  // namespace tocsin
