#include "admin/users.hpp"

#include <gtest/gtest.h>

#include "tests/admin/bcrypt.hpp"

namespace tocsin {
namespace {

TEST(Users, MayDoWhatTheirRoleSays) {
    const auto deeds = [](Role role) {
        std::string all;
        for (const auto& [deed, letter] : {std::pair(Deed::see_metrics, 'm'),
                                           {Deed::see, 's'},
                                           {Deed::decide, 'd'},
                                           {Deed::administer, 'a'}}) {
            if (may(role, deed)) all += letter;
        }
        return all;
    };
    EXPECT_EQ(deeds(Role::metrics), "m");
    EXPECT_EQ(deeds(Role::viewer), "ms");
    EXPECT_EQ(deeds(Role::approver), "msd");
    EXPECT_EQ(deeds(Role::admin), "msda");
}

TEST(Users, HaveBcryptHashesAndNoOther) {
    const std::string good = bcrypt("x");
    ASSERT_EQ(good.size(), 60U);
    EXPECT_TRUE(is_bcrypt_hash(good));
    for (const char* cost : {"04", "09", "10", "17"}) {
        std::string other = good;
        EXPECT_TRUE(is_bcrypt_hash(other.replace(4, 2, cost))) << cost;
    }
    for (const char* cost : {"03", "18", "31", "1x", "x1", "  "}) {
        std::string other = good;
        EXPECT_FALSE(is_bcrypt_hash(other.replace(4, 2, cost))) << cost;
    }
    std::string md5 = good;
    EXPECT_FALSE(is_bcrypt_hash(md5.replace(0, 4, "$1y$")));
    EXPECT_FALSE(is_bcrypt_hash(good + "a"));
    EXPECT_FALSE(is_bcrypt_hash(good.substr(0, 59)));
    EXPECT_FALSE(is_bcrypt_hash(good.substr(0, 59) + "*"));
    EXPECT_FALSE(is_bcrypt_hash(good.substr(0, 59) + std::string(1, '\0')));
    EXPECT_FALSE(is_bcrypt_hash(""));
}

TEST(Users, OfferNameAndPasswordByBasicAuthentication) {
    const auto offered = [](const std::string& value) {
        return basic_credentials({{"Authorization", value}});
    };
    // "alice:se:crét"
    const auto alice = offered("basic YWxpY2U6c2U6Y3LDqXQ=");
    ASSERT_TRUE(alice);
    EXPECT_EQ(alice->name, "alice");
    EXPECT_EQ(alice->password.reveal(), "se:cr\u00e9t");
    EXPECT_TRUE(offered("Basic YWxpY2U6")) << "an empty password is one that nobody has";
    EXPECT_FALSE(offered("Basic YWxpY2U="));
    EXPECT_FALSE(offered("Basic ????"));
    EXPECT_FALSE(offered("Bearer YWxpY2U6"));
    EXPECT_FALSE(basic_credentials({}));
}

}  // namespace
}  // namespace tocsin
