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

// A component can be called anything.
TEST(TextTable, ShowsNothingThatATerminalWouldObey) {
    TextTable table({"NAME", "LAST"});
    table.add({"a\x1b[2J\nb",
               "\xc2\x9b"
               "31m\xe2\x80\xaex"});
    EXPECT_EQ(table.text(),
              "NAME    LAST\n"
              "a[2J b  31mx\n");
}

}  // namespace
}  // namespace tocsin
