#include "template/compare.hpp"

#include <gtest/gtest.h>

#include "tests/template/sample.hpp"

namespace tocsin {
namespace {

using sample::plain;

TEST(Compare, EqAsksForAnyOfTheOthers) {
    EXPECT_EQ(plain("{{ eq .Status \"x\" \"firing\" }} {{ eq .Status \"x\" \"y\" }}"),
              "true false");
}

TEST(Compare, RefusesKindsThatDiffer) {
    EXPECT_EQ(plain("{{ $x := 1 }}{{ $x = 2 }}{{ eq $x \"2\" }}"),
              "FAILED: 1:29: cannot compare a whole number with a text");
    EXPECT_EQ(plain("{{ $x := 1 }}{{ $x = 2 }}{{ lt $x 2.5 }}"),
              "FAILED: 1:29: cannot compare a whole number with a number");
}

TEST(Compare, TakesANumberBesideADurationAsSeconds) {
    EXPECT_EQ(plain("{{ gt .Duration 3600 }} {{ lt .Duration 3725.5 }} {{ eq .Duration 3725 }}"),
              "true true true");
    EXPECT_EQ(plain("{{ gt 3600 .Duration }} {{ le .Duration .Duration }}"), "false true");
}

TEST(Compare, FindsAnUnknownTimeByNil) {
    EXPECT_EQ(plain("{{ eq .EndsAt nil }} {{ eq .StartsAt nil }} {{ ne .StartsAt nil }}"),
              "true false true");
}

}  // namespace
}  // namespace tocsin
