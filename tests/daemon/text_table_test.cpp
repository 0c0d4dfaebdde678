#include "daemon/text_table.hpp"

#include <gtest/gtest.h>

namespace tocsin {
namespace {

TEST(TextTable, PutsColumnsBelowEachOther) {
    TextTable table({"NAME", "KIND", "LAST"});
    table.add({"größer", "a", "x"});
    table.add({"b", "longer", ""});
    EXPECT_EQ(table.text(),
              "NAME    KIND    LAST\n"
              "größer  a       x\n"
              "b       longer\n");
}

}  // namespace
}  // namespace tocsin
