// Digests against the published vectors of FIPS 180-2, and a comparison that must not be clever.
#include "base/digest.hpp"

#include <gtest/gtest.h>

namespace tocsin {
namespace {

std::string sha256_hex(std::string_view bytes) {
    return to_hex(sha256(bytes));
}

TEST(Digest, GivesThePublishedValues) {
    EXPECT_EQ(sha256_hex(""), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    EXPECT_EQ(sha256_hex("abc"),
              "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    EXPECT_EQ(sha256_hex("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq"),
              "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
    EXPECT_EQ(sha256_hex(std::string(1'000'000, 'a')),
              "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

TEST(Digest, TakesAViewOfNothingLikeAnEmptyText) {
    EXPECT_EQ(sha256(std::string_view{}), sha256(""));
}

TEST(Digest, DoesNotStopAtAZeroByte) {
    EXPECT_NE(sha256(std::string_view("a\0b", 3)), sha256(std::string_view("a\0c", 3)));
}

TEST(Digest, WritesHexInLowerCaseWithTwoDigitsAByte) {
    const std::array<std::uint8_t, 4> bytes{0x00, 0x0a, 0xA0, 0xff};
    EXPECT_EQ(to_hex(bytes), "000aa0ff");
    EXPECT_EQ(to_hex({}), "");
}

TEST(Digest, TellsEqualTextsFromDifferentOnes) {
    EXPECT_TRUE(equal_in_constant_time("", ""));
    EXPECT_TRUE(equal_in_constant_time("bearer", std::string("bea") + "rer"));
    EXPECT_FALSE(equal_in_constant_time("bearer", "bearer "));
    EXPECT_FALSE(equal_in_constant_time("bearer", "Bearer"));
    EXPECT_FALSE(equal_in_constant_time("bearer", ""));
    EXPECT_FALSE(equal_in_constant_time(std::string_view("a\0b", 3), "a"));
}

TEST(Digest, ReadsHexadecimalDigitsOfEitherCase) {
    EXPECT_EQ(decode_hex(""), "");
    EXPECT_EQ(decode_hex("00aAff"), std::string_view("\0\xaa\xff", 3));
    EXPECT_EQ(decode_hex("0"), std::nullopt);
    EXPECT_EQ(decode_hex("0g"), std::nullopt);
    EXPECT_EQ(decode_hex("0x"), std::nullopt);
}

TEST(Digest, ReadsBase64AsInRfc4648) {
    EXPECT_EQ(decode_base64(""), "");
    EXPECT_EQ(decode_base64("Zg=="), "f");
    EXPECT_EQ(decode_base64("Zm8="), "fo");
    EXPECT_EQ(decode_base64("Zm9vYmFy"), "foobar");
    EXPECT_EQ(decode_base64("Z"), std::nullopt);
    EXPECT_EQ(decode_base64("Zm 9"), std::nullopt);
}

// RFC 4231, test cases 1, 2 and 6 (a key longer than a block).
TEST(Digest, AuthenticatesAsInRfc4231) {
    const auto code = [](std::string_view key, std::vector<std::string_view> pieces) {
        return to_hex(hmac_sha256(key, pieces));
    };
    EXPECT_EQ(code(std::string(20, '\x0b'), {"Hi There"}),
              "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7");
    EXPECT_EQ(code("Jefe", {"what do ya want ", "", "for nothing?"}),
              "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
    EXPECT_EQ(
        code(std::string(131, '\xaa'), {"Test Using Larger Than Block-Size Key - Hash Key First"}),
        "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54");
    EXPECT_EQ(code("", {}), "b613679a0814d9ec772f95d778c35fc5ff1697c493715653c6c712144292c5ad");
}

}  // namespace
}  // namespace tocsin
