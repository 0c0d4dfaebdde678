#include "template/collection_functions.hpp"

#include <gtest/gtest.h>

#include "base/text.hpp"
#include "tests/template/sample.hpp"

namespace tocsin {
namespace {

using sample::plain;

TEST(CollectionFunctions, SliceCutsTextsAndLists) {
    EXPECT_EQ(plain("{{ slice \"abcdef\" 1 3 }} {{ slice \"abc\" 1 }} {{ slice \"abc\" }}"),
              "bc bc abc");
    EXPECT_EQ(plain("{{ slice .Components 0 1 }} {{ slice .Components 1 }} "
                    "{{ slice .Components 0 1 2 }}"),
              "[api] [web] [api]");
    EXPECT_EQ(plain("[{{ slice \"abc\" 3 }}{{ slice \"\" 0 0 }}]"), "[]");
    EXPECT_EQ(plain("{{ range (slice .Alerts 0 2).Firing }}{{ .Fingerprint }}{{ end }}"), "f1");
}

TEST(CollectionFunctions, SliceIsBounded) {
    EXPECT_EQ(plain("{{ slice \"abc\" 4 }}"), "FAILED: 1:4: slice: 4 is out of range, there are 3");
    EXPECT_EQ(plain("{{ slice \"abc\" -1 }}"),
              "FAILED: 1:4: slice: -1 is out of range, there are 3");
    EXPECT_EQ(plain("{{ slice \"abc\" 2 1 }}"),
              "FAILED: 1:4: slice: 1 is out of range, there are 3");
    EXPECT_EQ(plain("{{ slice \"abc\" 0 1 2 }}"),
              "FAILED: 1:4: a text is sliced with at most two numbers");
    EXPECT_NE(sample::complaint("{{ slice .CommonLabels 1 }}"), "");
}

TEST(CollectionFunctions, SliceKeepsWhatIsKnownOfAText) {
    const Value outside[] = {Value::untrusted("<b>"), Value::integer(0), Value::integer(1)};
    EXPECT_TRUE(call_slice(outside).value().is_untrusted());
}

// A byte of a character alone is no UTF-8, and the page would refuse the whole call.
TEST(CollectionFunctions, SliceNeverPutsHalfACharacterOnAPage) {
    EXPECT_EQ(plain("{{ slice \"ä\" 0 1 }}"), "\xc3");
    for (const Purpose purpose : {Purpose::name, Purpose::body}) {
        const auto result = sample::rendered("a{{ slice \"ä\" 0 1 }}", sample::incident(), purpose);
        EXPECT_EQ(result.value().text, "a\uFFFD");
    }
}

}  // namespace
}  // namespace tocsin
