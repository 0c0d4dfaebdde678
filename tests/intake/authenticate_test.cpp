#include "intake/authenticate.hpp"

#include <gtest/gtest.h>

namespace tocsin {
namespace {

std::vector<Credential> bearer(std::vector<std::string> tokens) {
    Credential credential;
    for (std::string& token : tokens) credential.secrets.emplace_back(std::move(token));
    return {credential};
}

Headers authorization(const std::string& value) {
    return {{"Authorization", value}};
}

TEST(Authenticate, TakesTheBearerTokenWhateverTheCaseOfTheScheme) {
    EXPECT_TRUE(is_authentic(bearer({"token"}), authorization("Bearer token"), ""));
    EXPECT_TRUE(is_authentic(bearer({"token"}), authorization("bearer token"), ""));
}

TEST(Authenticate, RefusesAnotherTokenSchemeOrNone) {
    EXPECT_FALSE(is_authentic(bearer({"token"}), authorization("Bearer toke"), ""));
    EXPECT_FALSE(is_authentic(bearer({"token"}), authorization("Bearer token2"), ""));
    EXPECT_FALSE(is_authentic(bearer({"token"}), authorization("Token token"), ""));
    EXPECT_FALSE(is_authentic(bearer({"token"}), authorization("Bearer"), ""));
    EXPECT_FALSE(is_authentic(bearer({"token"}), {}, ""));
    EXPECT_FALSE(is_authentic({}, authorization("Bearer token"), ""));
}

TEST(Authenticate, TakesEachOfSeveralSecretsSoThatTheyCanBeRotated) {
    const auto both = bearer({"old", "new"});
    EXPECT_TRUE(is_authentic(both, authorization("Bearer old"), ""));
    EXPECT_TRUE(is_authentic(both, authorization("Bearer new"), ""));
    EXPECT_FALSE(is_authentic(both, authorization("Bearer other"), ""));
}

TEST(Authenticate, NeverTakesAnEmptySecret) {
    EXPECT_FALSE(is_authentic(bearer({""}), authorization("Bearer "), ""));
    EXPECT_FALSE(is_authentic(bearer({""}), {}, ""));
}

TEST(Authenticate, TakesBasicCredentialsInUtf8) {
    Credential basic{Credential::Kind::basic, "am", {}};
    basic.secrets.emplace_back("pässword");
    EXPECT_TRUE(is_authentic({basic}, authorization("Basic YW06cMOkc3N3b3Jk"), ""));
    EXPECT_FALSE(is_authentic({basic}, authorization("Basic YW06cMOkc3N3b3J"), ""));
    EXPECT_FALSE(is_authentic({basic}, authorization("Basic ????"), ""));
}

TEST(Authenticate, TakesAHeaderFieldByItsNameWithoutCase) {
    Credential field{Credential::Kind::header, "X-Token", {}};
    field.secrets.emplace_back("abc");
    EXPECT_TRUE(is_authentic({field}, {{"x-token", "abc"}}, ""));
    EXPECT_FALSE(is_authentic({field}, {{"x-token", "abd"}}, ""));
}

TEST(Authenticate, TakesATokenOfThePath) {
    Credential path{Credential::Kind::path_token, "", {}};
    path.secrets.emplace_back("abc");
    EXPECT_TRUE(is_authentic({path}, {}, "abc"));
    EXPECT_FALSE(is_authentic({path}, {}, "abcd"));
    EXPECT_FALSE(is_authentic({path}, {}, ""));
}

TEST(Authenticate, AnyMethodOfSeveralWillDo) {
    Credential field{Credential::Kind::header, "X-Token", {}};
    field.secrets.emplace_back("abc");
    std::vector<Credential> both = bearer({"token"});
    both.push_back(field);
    EXPECT_TRUE(is_authentic(both, {{"X-Token", "abc"}}, ""));
    EXPECT_TRUE(is_authentic(both, authorization("Bearer token"), ""));
}

TEST(DecodeBase64, ReadsTheVectorsOfRfc4648) {
    EXPECT_EQ(decode_base64(""), "");
    EXPECT_EQ(decode_base64("Zg=="), "f");
    EXPECT_EQ(decode_base64("Zm8="), "fo");
    EXPECT_EQ(decode_base64("Zm9vYmFy"), "foobar");
    EXPECT_EQ(decode_base64("Z"), std::nullopt);
    EXPECT_EQ(decode_base64("Zm 9"), std::nullopt);
}

}  // namespace
}  // namespace tocsin
