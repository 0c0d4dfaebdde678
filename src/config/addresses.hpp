// Addresses in files: where a listener waits, and where a page is.
//
// Form only, nothing is looked up: a listener's address is an IP address with a port, as what
// binds it wants it; a URL is https, or http to this very host.  What base/url.hpp cannot read is
// wrong, and nothing else: what passes here is what is called and bound later.
#pragma once

#include <string>
#include <string_view>

namespace tocsin {

// What is wrong with "127.0.0.1:9487", "[::1]:9487", ":9487" (every address); empty: nothing.
std::string wrong_with_listen_address(std::string_view text);

// Whether only this host can reach it.  Requires: nothing is wrong with it.
bool is_loopback_address(std::string_view text);

// What is wrong with "https://api.statuspage.io/v1"; empty: nothing.
std::string wrong_with_base_url(std::string_view text);

// Whether a user or a password stands in the URL: a literal secret.
bool has_credentials(std::string_view url);

}  // namespace tocsin
