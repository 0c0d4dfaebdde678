#include "config/addresses.hpp"

#include "base/url.hpp"

namespace tocsin {

std::string wrong_with_listen_address(std::string_view text) {
    const auto address = parse_listen_address(text);
    return address ? std::string() : address.error().message;
}

bool is_loopback_address(std::string_view text) {
    const auto address = parse_listen_address(text);
    return address && is_loopback_host(address.value().host);
}

std::string wrong_with_base_url(std::string_view text) {
    const auto url = parse_base_url(text);
    return url ? std::string() : url.error().message;
}

bool has_credentials(std::string_view url) {
    const std::size_t start = url.find("//");
    if (start == std::string_view::npos) return false;
    const std::string_view authority =
        url.substr(start + 2, url.find_first_of("/?#", start + 2) - (start + 2));
    return authority.find('@') != std::string_view::npos;
}

}  // namespace tocsin
