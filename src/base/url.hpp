// Addresses as an operator writes them: where to call and where to listen.
//
// Wrong ones are refused with a reason, and the configuration and the sockets read them here alike:
// what is a loopback address decides who may go without TLS or without a password, so there is one
// parser and no second opinion.  Nothing here looks up a name or opens a socket.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace tocsin {

// The page's API: "https://api.statuspage.io/v1".
struct BaseUrl {
    bool tls = true;
    std::string host;  // A name, an IPv4 address, or an IPv6 address without brackets.
    std::uint16_t port = 443;
    std::string path_prefix;  // Empty, or begins with "/" and does not end with one.

    bool operator==(const BaseUrl&) const = default;
};

// https, or http to a loopback host (contract.md section 5).  Refuses user information, a query
// and a fragment: a secret in an address would end up in a log.
Result<BaseUrl> parse_base_url(std::string_view text);

// Where a listener waits: an address, never a name.
struct ListenAddress {
    std::string host;        // IPv4, or IPv6 without brackets.
    std::uint16_t port = 0;  // 0: the kernel chooses.

    bool operator==(const ListenAddress&) const = default;
};

// "127.0.0.1:9487", "[::1]:9487", "[::]:0"; ":9487" is every address, IPv6 and IPv4.
Result<ListenAddress> parse_listen_address(std::string_view text);

// 127.0.0.0/8, ::1 and "localhost".
bool is_loopback_host(std::string_view host);

// "host:port", with brackets around an IPv6 address.
std::string format_host_port(std::string_view host, std::uint16_t port);

}  // namespace tocsin
