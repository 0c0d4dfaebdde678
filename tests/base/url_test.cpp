#include "base/url.hpp"

#include <gtest/gtest.h>

namespace tocsin {
namespace {

TEST(ParseBaseUrl, ReadsSchemeHostPortAndPath) {
    const auto page = parse_base_url("https://api.statuspage.io/v1");
    ASSERT_TRUE(page);
    EXPECT_EQ(page.value(), (BaseUrl{true, "api.statuspage.io", 443, "/v1"}));
    const auto other = parse_base_url("HTTPS://host.example:8443/a/b/");
    ASSERT_TRUE(other);
    EXPECT_EQ(other.value(), (BaseUrl{true, "host.example", 8443, "/a/b"}));
    const auto bare = parse_base_url("https://host.example");
    ASSERT_TRUE(bare);
    EXPECT_EQ(bare.value().path_prefix, "");
}

TEST(ParseBaseUrl, AllowsHttpOnlyToLoopback) {
    for (const char* good : {"http://127.0.0.1:8080/v1", "http://localhost", "http://[::1]:80"}) {
        EXPECT_TRUE(parse_base_url(good)) << good;
    }
    for (const char* bad : {"http://api.statuspage.io/v1", "http://128.0.0.1", "http://[::2]",
                            "http://127.0.0.1.evil.example", "http://localhost.example"}) {
        EXPECT_FALSE(parse_base_url(bad)) << bad;
    }
    EXPECT_EQ(parse_base_url("http://[::1]:80").value().host, "::1");
}

TEST(ParseBaseUrl, RefusesWhatIsNotAnAddressOrHidesASecret) {
    for (const char* bad :
         {"", "api.statuspage.io", "ftp://a.example/", "https://user:word@a.example/",
          "https://a.example/?key=1", "https://a.example/#x", "https://a.example:0/",
          "https://a.example:65536/", "https:///v1", "https://a b/", "https://a.example:x/"}) {
        EXPECT_FALSE(parse_base_url(bad)) << bad;
    }
}

TEST(ParseListenAddress, ReadsAddressesAndPorts) {
    EXPECT_EQ(parse_listen_address("127.0.0.1:9487").value(), (ListenAddress{"127.0.0.1", 9487}));
    EXPECT_EQ(parse_listen_address("[::]:9487").value(), (ListenAddress{"::", 9487}));
    EXPECT_EQ(parse_listen_address("[::1]:0").value(), (ListenAddress{"::1", 0}));
    EXPECT_EQ(parse_listen_address(":9487").value(), (ListenAddress{"::", 9487}));
}

TEST(ParseListenAddress, RefusesNamesAndBrokenPorts) {
    for (const char* bad : {"", "127.0.0.1", "9487", "localhost:9487", "::1:9487", "[127.0.0.1]:1",
                            "127.0.0.1:", "127.0.0.1:65536", "127.0.0.1:-1", "1.2.3:80", "[::1]"}) {
        EXPECT_FALSE(parse_listen_address(bad)) << bad;
    }
}

TEST(IsLoopbackHost, KnowsTheWholeNetwork) {
    EXPECT_TRUE(is_loopback_host("127.8.9.10"));
    EXPECT_TRUE(is_loopback_host("::1"));
    EXPECT_TRUE(is_loopback_host("LocalHost"));
    EXPECT_FALSE(is_loopback_host("10.0.0.1"));
    EXPECT_FALSE(is_loopback_host("::"));
    EXPECT_FALSE(is_loopback_host(std::string_view("127.0.0.1\0.evil.example", 23)));
}

TEST(FormatHostPort, PutsIpv6InBrackets) {
    EXPECT_EQ(format_host_port("::1", 80), "[::1]:80");
    EXPECT_EQ(format_host_port("a.example", 443), "a.example:443");
}

}  // namespace
}  // namespace tocsin
