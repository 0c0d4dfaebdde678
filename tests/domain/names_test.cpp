// How an alert is named: one digest for each pair of source and fingerprint.
#include "domain/names.hpp"

#include <gtest/gtest.h>

namespace tocsin {
namespace {

AlertId id_of(const char* source, const char* fingerprint) {
    return alert_id_of(SourceName(source), Fingerprint(fingerprint));
}

// Written down once and never to change: rows of the store bear these ids.
TEST(AlertIdOf, StaysAsItIs) {
    EXPECT_EQ(to_text(id_of("alertmanager", "a1b2c3d4e5f60718")),
              "a3c7f0d4383f97858ebf6153e4a71ec9");
}

TEST(AlertIdOf, TellsSourceAndFingerprintApart) {
    EXPECT_EQ(id_of("a", "b"), id_of("a", "b"));
    EXPECT_NE(id_of("a", "b"), id_of("b", "a"));
    EXPECT_NE(id_of("ab", "c"), id_of("a", "bc"));
    EXPECT_NE(id_of("1:a", "b"), id_of("1", ":ab"));
    EXPECT_NE(id_of("", "ab"), id_of("ab", ""));
}

TEST(AlertId, IsWrittenInThirtyTwoHexDigits) {
    EXPECT_EQ(to_text(AlertId{0, 1}), "00000000000000000000000000000001");
    EXPECT_EQ(to_text(AlertId{1, 2}), "00000000000000010000000000000002");
    EXPECT_EQ(to_text(AlertId{~0ULL, ~0ULL}), "ffffffffffffffffffffffffffffffff");
}

}  // namespace
}  // namespace tocsin
