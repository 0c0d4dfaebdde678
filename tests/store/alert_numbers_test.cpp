// Numbers are stable, never given twice, and come back with a transaction that is undone.
#include "store/alert_numbers.hpp"

#include <gtest/gtest.h>

namespace tocsin {
namespace {

AlertId alert(std::string_view name) {
    return alert_id_of(SourceName("am"), Fingerprint(std::string(name)));
}

TEST(AlertNumbers, RiseWithTheOrderOfAppearanceAndStay) {
    AlertNumbers numbers;
    const std::int64_t first = numbers.of(alert("a"));
    EXPECT_EQ(numbers.of(alert("b")), first + 1);
    EXPECT_EQ(numbers.of(alert("a")), first);
}

TEST(AlertNumbers, NeverFallOnOneThatIsStored) {
    AlertNumbers numbers;
    EXPECT_TRUE(numbers.restore(alert("a"), 7));
    EXPECT_TRUE(numbers.restore(alert("a"), 7)) << "its member's row says so too";
    EXPECT_TRUE(numbers.restore(alert("b"), 3));
    EXPECT_EQ(numbers.of(alert("c")), 8);
    EXPECT_EQ(numbers.of(alert("b")), 3);
    EXPECT_FALSE(numbers.restore(alert("a"), 9));
}

TEST(AlertNumbers, AreNotGivenAgainInOneLife) {
    AlertNumbers numbers;
    const std::int64_t first = numbers.of(alert("a"));
    numbers.forget(alert("a"));
    numbers.forget(alert("unknown"));
    numbers.committed();
    EXPECT_EQ(numbers.of(alert("a")), first + 1);
}

// The row is still there under its old number: another would make it two.
TEST(AlertNumbers, ComeBackWhenTheirForgettingIsUndone) {
    AlertNumbers numbers;
    const std::int64_t first = numbers.of(alert("a"));
    numbers.committed();
    numbers.forget(alert("a"));
    EXPECT_NE(numbers.of(alert("a")), first);
    numbers.rolled_back();
    EXPECT_EQ(numbers.of(alert("a")), first);
    numbers.rolled_back();
    EXPECT_EQ(numbers.of(alert("a")), first);
}

}  // namespace
}  // namespace tocsin
