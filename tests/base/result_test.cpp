// Result: failures travel as values, and a failure that nobody looked at ends the process.
#include "base/result.hpp"

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <type_traits>

namespace tocsin {
namespace {

Result<int> parse_digit(char c) {
    if (c < '0' || c > '9') return malformed(std::string("not a digit: ") + c);
    return c - '0';
}

Result<int> sum_of_digits(std::string_view text) {
    int sum = 0;
    for (const char c : text) {
        TRY(const int digit, parse_digit(c));
        sum += digit;
    }
    return sum;
}

Result<void> require_even(int number) {
    if (number % 2 != 0) return refused("odd");
    return success();
}

Result<std::string> describe_even_digit(char c) {
    TRY(const int digit, parse_digit(c));
    TRYV(require_even(digit));
    return std::to_string(digit);
}

TEST(Result, CarriesAValueOrTheErrorAsItWasGiven) {
    EXPECT_EQ(parse_digit('7').value(), 7);
    const Result<int> failed = parse_digit('x');
    ASSERT_TRUE(failed.has_error());
    EXPECT_EQ(failed.error(), (Error{ErrorCode::malformed, "not a digit: x"}));
}

TEST(Result, TryTakesTheValueOrReturnsTheFailureUnchanged) {
    EXPECT_EQ(sum_of_digits("123").value(), 6);
    EXPECT_EQ(sum_of_digits("1x3").error().message, "not a digit: x");
}

TEST(Result, TryvReturnsTheFailureOfAResultWithoutAValue) {
    EXPECT_EQ(describe_even_digit('4').value(), "4");
    EXPECT_EQ(describe_even_digit('5').error(), refused("odd"));
    EXPECT_EQ(describe_even_digit('y').error().code, ErrorCode::malformed);
}

TEST(Result, CarriesWhatCanOnlyBeMoved) {
    const auto make = []() -> Result<std::unique_ptr<int>> { return std::make_unique<int>(3); };
    const auto take = [&]() -> Result<int> {
        TRY(const auto pointer, make());
        return *pointer;
    };
    EXPECT_EQ(take().value(), 3);
}

TEST(Result, EachMakerOfAnErrorGivesItsOwnCode) {
    EXPECT_EQ(malformed("m").code, ErrorCode::malformed);
    EXPECT_EQ(refused("r").code, ErrorCode::refused);
    EXPECT_EQ(unavailable("u").code, ErrorCode::unavailable);
    EXPECT_EQ(unknown_outcome("o").code, ErrorCode::unknown);
    EXPECT_EQ(unavailable("disk full").message, "disk full");
}

TEST(ResultDeathTest, AskingAFailureForItsValueEndsTheProcess) {
    const Result<int> failed = parse_digit('x');
    EXPECT_DEATH(static_cast<void>(failed.value()), "");
}

TEST(ResultDeathTest, AskingASuccessForItsErrorEndsTheProcess) {
    const Result<int> fine = 3;
    EXPECT_DEATH(static_cast<void>(fine.error()), "");
}

}  // namespace
}  // namespace tocsin
