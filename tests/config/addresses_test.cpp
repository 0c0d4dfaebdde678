#include "config/addresses.hpp"

#include <gtest/gtest.h>

namespace tocsin {
namespace {

TEST(Addresses, TakesAnIpAddressWithAPortAndNoName) {
    for (const auto* good : {"127.0.0.1:9487", "[::1]:9487", "[::]:0", ":9487", "0.0.0.0:65535"}) {
        EXPECT_EQ(wrong_with_listen_address(good), "") << good;
    }
    for (const auto* bad : {"", "127.0.0.1", "localhost:9487", "::1:9487", "127.0.0.1:65536",
                            "127.0.0.1:", "127.0.0.1:x", "[127.0.0.1]:1", "1.2.3:4", "[::1:9"}) {
        EXPECT_NE(wrong_with_listen_address(bad), "") << bad;
    }
}

TEST(Addresses, KnowsWhatOnlyThisHostReaches) {
    for (const auto* near : {"127.0.0.1:1", "127.9.9.9:1", "[::1]:1"}) {
        EXPECT_TRUE(is_loopback_address(near)) << near;
    }
    for (const auto* far : {":1", "[::]:1", "0.0.0.0:1", "10.0.0.1:1", "[fe80::1]:1"}) {
        EXPECT_FALSE(is_loopback_address(far)) << far;
    }
}

TEST(Addresses, TakesHttpsAndPlainHttpOnlyToThisHost) {
    for (const auto* good :
         {"https://api.statuspage.io/v1", "https://api.statuspage.io", "https://10.0.0.1:8443/v1/",
          "http://127.0.0.1:8080/v1", "http://localhost:1", "http://[::1]:8080"}) {
        EXPECT_EQ(wrong_with_base_url(good), "") << good;
    }
    for (const auto* bad :
         {"", "api.statuspage.io", "http://api.statuspage.io/v1", "ftp://a/",
          "http://127.0.0.1.evil.example/v1", "https://user:pass@a/", "https://a/?q=1",
          "https://a/#f", "https://a:0/", "https://a:65536/", "https:///v1", "https://a b/"}) {
        EXPECT_NE(wrong_with_base_url(bad), "") << bad;
    }
}

TEST(Addresses, SeesAPasswordInAUrl) {
    EXPECT_TRUE(has_credentials("https://user:pass@host/"));
    EXPECT_TRUE(has_credentials("https://user@host"));
    EXPECT_FALSE(has_credentials("https://host/a@b"));
    EXPECT_FALSE(has_credentials("host"));
}

}  // namespace
}  // namespace tocsin
