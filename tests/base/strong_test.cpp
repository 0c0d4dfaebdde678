// Strong: two kinds of names never meet, and one kind works wherever a key must.
#include "base/strong.hpp"

#include <gtest/gtest.h>

#include <concepts>
#include <map>
#include <type_traits>
#include <unordered_set>

namespace tocsin {
namespace {

using Harbour = Strong<struct HarbourTag>;
using Ship = Strong<struct ShipTag>;

static_assert(!std::is_convertible_v<Harbour, Ship>);
static_assert(!std::is_constructible_v<Harbour, Ship>);
static_assert(!std::is_convertible_v<std::string, Harbour>, "a bare text must be named first");
static_assert(!std::is_convertible_v<Harbour, std::string>);
static_assert(!std::equality_comparable_with<Harbour, Ship>);

TEST(Strong, ComparesAndOrdersByItsText) {
    EXPECT_EQ(Harbour("hull"), Harbour("hull"));
    EXPECT_NE(Harbour("hull"), Harbour("Hull"));
    EXPECT_LT(Harbour("aarhus"), Harbour("bergen"));
    EXPECT_TRUE(Harbour().empty());
    EXPECT_FALSE(Harbour("x").empty());
}

TEST(Strong, IsAKeyOfOrderedAndOfHashedContainers) {
    const std::map<Harbour, int> depths{{Harbour("bergen"), 11}, {Harbour("aarhus"), 9}};
    EXPECT_EQ(depths.begin()->first, Harbour("aarhus"));
    const std::unordered_set<Ship> ships{Ship("argo"), Ship("argo"), Ship("beagle")};
    EXPECT_EQ(ships.size(), 2U);
    EXPECT_TRUE(ships.contains(Ship("beagle")));
}

}  // namespace
}  // namespace tocsin
