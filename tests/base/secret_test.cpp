// Secret: it cannot be printed, and leaves no copy behind where it has been.
//
// The bytes of a living but emptied object may be read; those of a dead one may not, so the
// destructor is seen through the same function that move and assignment use.
#include "base/secret.hpp"

#include <gtest/gtest.h>

#include <concepts>
#include <ostream>
#include <string>
#include <type_traits>
#include <utility>

namespace tocsin {
namespace {

template <class T>
concept Printable = requires(std::ostream& out, const T& value) {
    out << value;
};

static_assert(Printable<std::string> && !Printable<Secret>);
static_assert(!std::equality_comparable<Secret>, "a comparison with == would take telling time");
static_assert(!std::is_convertible_v<std::string, Secret>);
static_assert(!std::is_convertible_v<Secret, std::string_view>);

const std::string short_text = "hunter2 hunter";  // Fits into the string object itself.
const std::string long_text = "a token that is much longer than any string object can hold";

// What is left of an object that was moved from is the very question here.
// NOLINTBEGIN(bugprone-use-after-move)

// The bytes of the object itself, where a short string keeps its text.
std::string object_bytes(const Secret& secret) {
    return {reinterpret_cast<const char*>(&secret), sizeof secret};
}

TEST(Secret, MatchesOnlyTheSameText) {
    const Secret secret(short_text);
    EXPECT_TRUE(secret.matches(short_text));
    EXPECT_FALSE(secret.matches("hunter3 hunter"));
    EXPECT_FALSE(secret.matches("hunter2 hunter "));
    EXPECT_FALSE(secret.matches(""));
    EXPECT_TRUE(Secret().matches(""));
    EXPECT_TRUE(Secret().empty());
    EXPECT_FALSE(secret.empty());
}

TEST(Secret, IsCopiedAndMovedWhole) {
    for (const std::string& text : {short_text, long_text}) {
        Secret first{text};
        Secret copy(first);
        EXPECT_EQ(copy.reveal(), text);
        Secret moved(std::move(first));
        EXPECT_EQ(moved.reveal(), text);
        Secret assigned("before");
        assigned = copy;
        EXPECT_EQ(assigned.reveal(), text);
        EXPECT_EQ(copy.reveal(), text);
        Secret taken("before");
        taken = std::move(copy);
        EXPECT_EQ(taken.reveal(), text);
    }
}

TEST(Secret, LeavesNothingWhereItWasMovedFrom) {
    Secret first{short_text};
    ASSERT_NE(object_bytes(first).find("unter2"), std::string::npos) << "the test looks nowhere";
    const Secret second(std::move(first));
    EXPECT_TRUE(first.empty());
    EXPECT_EQ(object_bytes(first).find("unter"), std::string::npos);

    Secret third{short_text};
    Secret fourth;
    fourth = std::move(third);
    EXPECT_TRUE(third.empty());
    EXPECT_EQ(object_bytes(third).find("unter"), std::string::npos);
}

TEST(Secret, LeavesNothingOfTheTextThatAnAssignmentReplaces) {
    Secret secret{short_text};
    secret = Secret("x");
    EXPECT_EQ(secret.reveal(), "x");
    EXPECT_EQ(object_bytes(secret).find("unter"), std::string::npos);
    const Secret other("y");
    Secret copied{short_text};
    copied = other;
    EXPECT_EQ(object_bytes(copied).find("unter"), std::string::npos);
}

TEST(Secret, SurvivesAssignmentToItself) {
    Secret secret{long_text};
    Secret& same = secret;
    secret = same;
    EXPECT_EQ(secret.reveal(), long_text);
    secret = std::move(same);
    EXPECT_EQ(secret.reveal(), long_text);
}

// NOLINTEND(bugprone-use-after-move)

TEST(Cover, LeavesNoSecretInAText) {
    const Secret secret("abc");
    EXPECT_EQ(cover("abc, ab, xabcabcabx", secret), "********, ab, x****************abx");
    EXPECT_EQ(cover("", secret), "");
    EXPECT_EQ(cover("abc", Secret()), "abc") << "none";
}

}  // namespace
}  // namespace tocsin
