#include "config/addresses.hpp"

#include <algorithm>
#include <boost/url/ipv4_address.hpp>
#include <boost/url/ipv6_address.hpp>
#include <boost/url/parse.hpp>
#include <boost/url/url_view.hpp>
#include <charconv>
#include <cstdint>
#include <optional>

#include "base/text.hpp"

namespace tocsin {
namespace {

boost::core::string_view boost_view(std::string_view text) {
    return {text.data(), text.size()};
}

std::string_view std_view(boost::core::string_view text) {
    return {text.data(), text.size()};
}

bool is_port(std::string_view text) {
    std::uint16_t port = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), port);
    return error == std::errc() && end == text.data() + text.size();
}

bool is_ipv4(std::string_view text) {
    return boost::urls::parse_ipv4_address(boost_view(text)).has_value();
}

bool is_ipv6(std::string_view text) {
    return boost::urls::parse_ipv6_address(boost_view(text)).has_value();
}

bool is_host_name(std::string_view text) {
    if (text.empty() || text.size() > 253 || text.front() == '.' || text.front() == '-') {
        return false;
    }
    return std::all_of(text.begin(), text.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
               c == '-' || c == '.' || c == '_';
    });
}

bool is_loopback_host(std::string_view host) {
    if (equal_ignoring_case(host, "localhost")) return true;
    const auto v4 = boost::urls::parse_ipv4_address(boost_view(host));
    if (v4) return v4->is_loopback();
    const auto v6 = boost::urls::parse_ipv6_address(boost_view(host));
    return v6 && v6->is_loopback();
}

std::string_view without_brackets(std::string_view host) {
    const bool bracketed = host.size() >= 2 && host.front() == '[' && host.back() == ']';
    return bracketed ? host.substr(1, host.size() - 2) : host;
}

}  // namespace

std::string wrong_with_listen_address(std::string_view text) {
    const std::size_t colon = text.rfind(':');
    if (colon == std::string_view::npos) return "the port is missing: ADDRESS:PORT";
    if (!is_port(text.substr(colon + 1))) return "the port must be 0 to 65535";
    const std::string_view host = text.substr(0, colon);
    if (host.empty() || is_ipv4(host)) return {};
    const bool is_v6 = host.front() == '[' && is_ipv6(without_brackets(host));
    return is_v6 ? "" : "not an IP address (IPv6 in brackets): names are not looked up here";
}

bool is_loopback_address(std::string_view text) {
    return is_loopback_host(without_brackets(text.substr(0, text.rfind(':'))));
}

std::string wrong_with_base_url(std::string_view text) {
    const auto parsed = boost::urls::parse_uri(boost_view(text));
    if (!parsed) return "not a URL";
    const boost::urls::url_view& url = *parsed;
    const std::string scheme = to_lower_ascii(std_view(url.scheme()));
    if (scheme != "https" && scheme != "http") return "the scheme must be https";
    if (url.has_userinfo()) return "no user or password may stand in the URL";
    if (url.has_query() || url.has_fragment()) return "no query or fragment may stand in the URL";
    const std::string encoded(url.encoded_host().begin(), url.encoded_host().end());
    const std::string_view host = without_brackets(encoded);
    if (!is_ipv6(host) && !is_host_name(host)) return "not a host name";
    if (scheme == "http" && !is_loopback_host(host)) {
        return "http goes only to a loopback address, else https";
    }
    const std::string_view port = std_view(url.port());
    if (url.has_port() && (!is_port(port) || port == "0")) return "the port must be 1 to 65535";
    return {};
}

bool has_credentials(std::string_view url) {
    const std::size_t start = url.find("//");
    if (start == std::string_view::npos) return false;
    const std::string_view authority =
        url.substr(start + 2, url.find_first_of("/?#", start + 2) - (start + 2));
    return authority.find('@') != std::string_view::npos;
}

}  // namespace tocsin
