#include "base/url.hpp"

#include <boost/url/ipv4_address.hpp>
#include <boost/url/ipv6_address.hpp>
#include <boost/url/parse.hpp>
#include <boost/url/url_view.hpp>
#include <charconv>
#include <optional>

#include "base/text.hpp"

namespace tocsin {
namespace {

std::optional<std::uint16_t> parse_port(std::string_view text) {
    std::uint16_t port = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), port);
    if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
    return port;
}

bool is_ipv4(std::string_view text) {
    return boost::urls::parse_ipv4_address({text.data(), text.size()}).has_value();
}

bool is_ipv6(std::string_view text) {
    return boost::urls::parse_ipv6_address({text.data(), text.size()}).has_value();
}

bool is_host_name(std::string_view text) {
    if (text.empty() || text.size() > 253) return false;
    for (const char c : text) {
        const bool good = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                          (c >= '0' && c <= '9') || c == '-' || c == '.' || c == '_';
        if (!good) return false;
    }
    return text.front() != '.' && text.front() != '-';
}

std::string without_brackets(std::string_view host) {
    if (host.size() >= 2 && host.front() == '[' && host.back() == ']') {
        host = host.substr(1, host.size() - 2);
    }
    return std::string(host);
}

}  // namespace

Result<BaseUrl> parse_base_url(std::string_view text) {
    const auto parsed = boost::urls::parse_uri({text.data(), text.size()});
    if (!parsed) return malformed("not a URL");
    const boost::urls::url_view& url = *parsed;
    BaseUrl base;
    const std::string scheme = to_lower_ascii({url.scheme().data(), url.scheme().size()});
    if (scheme != "https" && scheme != "http") return malformed("the scheme must be https");
    base.tls = scheme == "https";
    if (url.has_userinfo()) return malformed("no user or password may stand in the URL");
    if (url.has_query()) return malformed("no query may stand in the URL");
    if (url.has_fragment()) return malformed("no fragment may stand in the URL");
    const auto host = url.encoded_host();
    base.host = without_brackets({host.data(), host.size()});
    if (!is_ipv6(base.host) && !is_host_name(base.host)) return malformed("not a host name");
    if (!base.tls && !is_loopback_host(base.host)) {
        return malformed("http goes only to a loopback address, else https");
    }
    base.port = base.tls ? 443 : 80;
    if (url.has_port()) {
        const auto port = parse_port({url.port().data(), url.port().size()});
        if (!port || *port == 0) return malformed("the port must be 1 to 65535");
        base.port = *port;
    }
    const auto path = url.encoded_path();
    base.path_prefix.assign(path.data(), path.size());
    // Boost.URL 1.81 reads "127.0.0.1.evil.example" as an address and the path ".evil.example".
    if (!base.path_prefix.empty() && base.path_prefix.front() != '/') {
        return malformed("not a host name");
    }
    while (base.path_prefix.ends_with('/')) base.path_prefix.pop_back();
    return base;
}

Result<ListenAddress> parse_listen_address(std::string_view text) {
    const std::size_t colon = text.rfind(':');
    if (colon == std::string_view::npos) return malformed("the port is missing: ADDRESS:PORT");
    const auto port = parse_port(text.substr(colon + 1));
    if (!port) return malformed("the port must be 0 to 65535");
    const std::string_view host = text.substr(0, colon);
    if (host.empty()) return ListenAddress{"::", *port};
    ListenAddress address{without_brackets(host), *port};
    const bool bracketed = host.front() == '[';
    if (bracketed ? !is_ipv6(address.host) : !is_ipv4(address.host)) {
        return malformed("not an IP address (IPv6 in brackets): names are not looked up here");
    }
    return address;
}

bool is_loopback_host(std::string_view host) {
    if (equal_ignoring_case(host, "localhost")) return true;
    const auto v4 = boost::urls::parse_ipv4_address({host.data(), host.size()});
    if (v4) return v4->is_loopback();
    const auto v6 = boost::urls::parse_ipv6_address({host.data(), host.size()});
    return v6 && v6->is_loopback();
}

std::string format_host_port(std::string_view host, std::uint16_t port) {
    const bool bare_v6 = host.find(':') != std::string_view::npos;
    std::string text = bare_v6 ? "[" : "";
    text += host;
    text += bare_v6 ? "]:" : ":";
    text += std::to_string(port);
    return text;
}

}  // namespace tocsin
