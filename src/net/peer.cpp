#include "net/peer.hpp"

#include <arpa/inet.h>

#include <algorithm>
#include <array>

namespace tocsin {

std::string peer_block(std::string_view peer) {
    std::string text(peer.substr(0, peer.find('%')));
    in6_addr address{};
    if (inet_pton(AF_INET6, text.c_str(), &address) != 1) return std::string(peer);
    std::fill(std::begin(address.s6_addr) + 8, std::end(address.s6_addr), std::uint8_t{0});
    std::array<char, INET6_ADDRSTRLEN> block{};
    inet_ntop(AF_INET6, &address, block.data(), block.size());
    return std::string(block.data()) + "/64";
}

}  // namespace tocsin
