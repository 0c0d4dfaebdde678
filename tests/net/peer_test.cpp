#include "net/peer.hpp"

#include <gtest/gtest.h>

namespace tocsin {
namespace {

TEST(Peer, IsAnAddressOfIpv4AndANetworkOfIpv6) {
    EXPECT_EQ(peer_block("192.0.2.1"), "192.0.2.1");
    EXPECT_EQ(peer_block("2001:db8:1:2:3:4:5:6"), "2001:db8:1:2::/64");
    EXPECT_EQ(peer_block("2001:db8:1:2::1"), peer_block("2001:db8:1:2:ffff::1"));
    EXPECT_NE(peer_block("2001:db8:1:2::1"), peer_block("2001:db8:1:3::1"));
    EXPECT_EQ(peer_block("fe80::1%eth0"), "fe80::/64");
    EXPECT_EQ(peer_block("gone"), "gone");
}

}  // namespace
}  // namespace tocsin
