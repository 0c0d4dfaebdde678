#include "intake/authenticate.hpp"

#include <gtest/gtest.h>

namespace tocsin {
namespace {

std::vector<Credential> bearer(std::vector<std::string> tokens) {
    Credential credential;
    for (std::string& token : tokens) credential.secrets.emplace_back(std::move(token));
    return {credential};
}

// By the header and a token of the path alone.
bool is_authentic(const Credentials& credentials, const Headers& headers, std::string_view token) {
    return tocsin::is_authentic(credentials, Offer{headers, token, "", {}});
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

TEST(Authenticate, TakesATokenOfTheQueryAndLeavesItOutOfTheRecord) {
    Credential query{Credential::Kind::query_token, "to ken", {}};
    query.secrets.emplace_back("a+b c");
    const Headers none;
    const auto takes = [&](std::string_view text) {
        return tocsin::is_authentic({query}, Offer{none, "", text, {}});
    };
    EXPECT_TRUE(takes("x=1&to%20ken=a%2Bb+c&y=2"));
    EXPECT_FALSE(takes("to%20ken=a%2Bb"));
    EXPECT_FALSE(takes("x=to%20ken=a%2Bb+c"));
    EXPECT_FALSE(takes("to%20ken=%zz"));
    EXPECT_FALSE(takes("to%20ken"));
    EXPECT_FALSE(takes(""));
    EXPECT_EQ(query_without_tokens({query}, "x=1&to%20ken=secret&y=2&to+ken=secret"), "x=1&y=2");
}

TEST(Authenticate, TakesAClientCertificateByAnyOfItsNames) {
    Credential mtls;
    mtls.kind = Credential::Kind::mtls;
    mtls.client_names = {"am.example", "spiffe://cluster/am"};
    const Headers none;
    const auto takes = [&](std::vector<std::string> names) {
        return tocsin::is_authentic({mtls}, Offer{none, "", "", names});
    };
    EXPECT_TRUE(takes({"other.example", "spiffe://cluster/am"}));
    EXPECT_FALSE(takes({"other.example", "x.am.example"}));
    EXPECT_FALSE(takes({}));
}

}  // namespace
}  // namespace tocsin
