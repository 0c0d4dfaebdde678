#include "template/value.hpp"

#include <gtest/gtest.h>

namespace tocsin {
namespace {

TEST(Value, IsTrueAsInGo) {
    EXPECT_FALSE(is_true(Value()));
    EXPECT_FALSE(is_true(Value::boolean(false)));
    EXPECT_FALSE(is_true(Value::integer(0)));
    EXPECT_FALSE(is_true(Value::real(0)));
    EXPECT_FALSE(is_true(Value::text("")));
    EXPECT_FALSE(is_true(Value::list({})));
    EXPECT_FALSE(is_true(Value::map({})));
    EXPECT_FALSE(is_true(Value::duration(Duration(0))));
    EXPECT_FALSE(is_true(Value::absent()));
    EXPECT_TRUE(is_true(Value::boolean(true)));
    EXPECT_TRUE(is_true(Value::integer(-1)));
    EXPECT_TRUE(is_true(Value::real(0.1)));
    EXPECT_TRUE(is_true(Value::text("false")));
    EXPECT_TRUE(is_true(Value::list({Value()})));
    EXPECT_TRUE(is_true(Value::map({{"a", Value()}})));
    EXPECT_TRUE(is_true(Value::record({})));
    EXPECT_TRUE(is_true(Value::time(WallTime())));
}

TEST(Value, RemembersWhereATextCameFrom) {
    EXPECT_FALSE(Value::text("a").is_untrusted());
    EXPECT_TRUE(Value::untrusted("a").is_untrusted());
    EXPECT_TRUE(Value::absent().is_untrusted());
    EXPECT_TRUE(Value::absent().is_absent());
    EXPECT_FALSE(Value::untrusted("").is_absent());
}

TEST(Value, IsAsUntrustedAsWhatItWasComputedFrom) {
    const Value own = Value::text("a");
    const Value pair[] = {own, Value::untrusted("b")};
    EXPECT_FALSE(Value::derived("x", &own, 1).is_untrusted());
    EXPECT_TRUE(Value::derived("x", pair, 2).is_untrusted());
    EXPECT_FALSE(Value::derived("x", pair, 2).is_absent());
    const Value list = Value::list({Value::untrusted("b")});
    EXPECT_TRUE(Value::derived("x", &list, 1).is_untrusted());
}

TEST(Value, IsAsAbsentAsWhatItWasComputedFrom) {
    const Value absent = Value::absent();
    const Value nil;
    EXPECT_TRUE(Value::derived("x", &absent, 1).is_absent());
    EXPECT_TRUE(Value::derived("x", &nil, 1).is_absent());
}

TEST(Value, CarriesUntrustedTextInsideListsMapsAndRecords) {
    EXPECT_TRUE(carries_untrusted(Value::list({Value::text("a"), Value::untrusted("b")})));
    EXPECT_FALSE(carries_untrusted(Value::list({Value::text("a")})));
    EXPECT_TRUE(carries_untrusted(Value::map({})));
    EXPECT_TRUE(carries_untrusted(Value::record({{"A", Value::untrusted("b")}})));
    EXPECT_FALSE(carries_untrusted(Value::integer(1)));
}

}  // namespace
}  // namespace tocsin
