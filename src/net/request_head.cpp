#include "net/request_head.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

#include "base/text.hpp"

namespace tocsin {
namespace {

constexpr std::size_t content_length_digits_max = 18;  // Fits 64 bits, and is 888 PiB.
constexpr std::string_view hex_digits = "0123456789abcdefABCDEF";

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}
bool is_hex(char c) {
    return hex_digits.find(c) != std::string_view::npos;
}

// A table of the letters, the digits and `extra`.
constexpr std::array<bool, 256> alnum_and(std::string_view extra) {
    std::array<bool, 256> table{};
    for (char c = '0'; c <= '9'; ++c) table[static_cast<unsigned char>(c)] = true;
    for (char c = 'a'; c <= 'z'; ++c) table[static_cast<unsigned char>(c)] = true;
    for (char c = 'A'; c <= 'Z'; ++c) table[static_cast<unsigned char>(c)] = true;
    for (const char c : extra) table[static_cast<unsigned char>(c)] = true;
    return table;
}
constexpr auto path_table = alnum_and("-._~%!$&'()*+,;=:@/?");  // RFC 3986, path and query
constexpr auto host_table = alnum_and("-._");                   // What DNS and people use.
constexpr auto address_table = alnum_and(":.");                 // Inside the brackets of IPv6.

template <class Table>
bool all_in(std::string_view text, const Table& table) {
    return std::all_of(text.begin(), text.end(),
                       [&](char c) { return table[static_cast<unsigned char>(c)]; });
}

std::string_view take_line(std::string_view& rest) {
    const std::size_t end = rest.find("\r\n");
    const std::string_view line = rest.substr(0, end);
    rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 2);
    return line;
}

// host [":" port], without user information.
bool is_authority(std::string_view text) {
    std::string_view port;
    if (text.starts_with('[')) {
        const std::size_t close = text.find(']');
        if (close == std::string_view::npos || close < 3) return false;
        const std::string_view address = text.substr(1, close - 1);
        if (!all_in(address, address_table) || address.find(':') == std::string_view::npos) {
            return false;
        }
        port = text.substr(close + 1);
    } else {
        const std::size_t colon = std::min(text.find(':'), text.size());
        const std::string_view host = text.substr(0, colon);
        if (host.empty() || !all_in(host, host_table)) return false;
        port = text.substr(colon);
    }
    if (port.empty()) return true;
    if (port.front() != ':') return false;
    port.remove_prefix(1);
    if (port.empty()) return true;  // RFC 3986 section 3.2.3: the port may be empty.
    std::uint16_t number = 0;
    const auto [end, error] = std::from_chars(port.data(), port.data() + port.size(), number);
    return error == std::errc() && end == port.data() + port.size();
}

bool is_path_and_query(std::string_view text) {
    if (!text.starts_with('/') || !all_in(text, path_table)) return false;
    for (std::size_t at = text.find('%'); at != std::string_view::npos;
         at = text.find('%', at + 1)) {
        if (at + 2 >= text.size() || !is_hex(text[at + 1]) || !is_hex(text[at + 2])) return false;
        if (text[at + 1] == '0' && text[at + 2] == '0') return false;
    }
    return true;
}

using Refusal = std::optional<HeadRefusal>;

Refusal bad_request(std::string_view detail) {
    return HeadRefusal{400, detail};
}

// What of the fields decides about framing and trust, gathered in one pass.
struct Framing {
    std::string_view host, content_length, transfer_encoding, content_encoding, expect;
    int hosts = 0, content_lengths = 0, transfer_encodings = 0, content_encodings = 0, expects = 0;
    int authorizations = 0, content_types = 0;
    bool close = false, keep_alive = false;  // What Connection asks for.
};

// method SP target SP HTTP-version
Refusal scan_request_line(std::string_view line, RequestHead& head, std::string_view& target) {
    const std::size_t first = line.find(' ');
    const std::size_t last = line.rfind(' ');
    if (first == std::string_view::npos || first == last) {
        return bad_request("the request line is not METHOD TARGET VERSION");
    }
    const std::string_view method = line.substr(0, first);
    const std::string_view version = line.substr(last + 1);
    target = line.substr(first + 1, last - first - 1);
    if (!is_token(method)) return bad_request("the method is not a token");
    if (version.size() != 8 || !version.starts_with("HTTP/") || !is_digit(version[5]) ||
        version[6] != '.' || !is_digit(version[7])) {
        return bad_request("the version is not HTTP/1.1 or HTTP/1.0");
    }
    if (version[5] != '1' || version[7] > '1') {
        return HeadRefusal{505, "only HTTP/1.1 and HTTP/1.0 are spoken here"};
    }
    if (target.size() > target_bytes_max) return HeadRefusal{414, "the target is too long"};
    head.minor_version = version[7] - '0';
    head.method = method;
    return {};
}

void note_connection(std::string_view options, Framing& framing) {
    while (!options.empty()) {
        const std::string_view option = next_element(options);
        framing.close = framing.close || equal_ignoring_case(option, "close");
        framing.keep_alive = framing.keep_alive || equal_ignoring_case(option, "keep-alive");
    }
}

void note_field(std::string_view name, std::string_view value, Framing& framing) {
    const auto is = [&](std::string_view known) { return equal_ignoring_case(name, known); };
    const auto keep = [&](std::string_view& slot, int& count) {
        slot = value;
        ++count;
    };
    switch (name.size()) {
        case 4:
            if (is("host")) keep(framing.host, framing.hosts);
            break;
        case 6:
            if (is("expect")) keep(framing.expect, framing.expects);
            break;
        case 10:
            if (is("connection")) note_connection(value, framing);
            break;
        case 12:
            if (is("content-type")) ++framing.content_types;
            break;
        case 13:
            if (is("authorization")) ++framing.authorizations;
            break;
        case 14:
            if (is("content-length")) keep(framing.content_length, framing.content_lengths);
            break;
        case 16:
            if (is("content-encoding")) {
                keep(framing.content_encoding, framing.content_encodings);
            }
            break;
        case 17:
            if (is("transfer-encoding")) {
                keep(framing.transfer_encoding, framing.transfer_encodings);
            }
            break;
        default:
            break;
    }
}

Refusal scan_fields(std::string_view lines, RequestHead& head, Framing& framing) {
    for (std::string_view line = take_line(lines); !line.empty(); line = take_line(lines)) {
        if (line.front() == ' ' || line.front() == '\t') {
            return bad_request("a header line is folded");
        }
        const std::size_t colon = line.find(':');
        if (colon == std::string_view::npos) return bad_request("a header line has no colon");
        const std::string_view name = line.substr(0, colon);
        if (!is_token(name)) return bad_request("a header name is not a token");
        const std::string_view value = without_blanks(line.substr(colon + 1));
        if (head.headers.size() == header_fields_max) {
            return HeadRefusal{431, "too many header fields"};
        }
        head.headers.add(std::string(name), std::string(value));
        note_field(name, value, framing);
    }
    const bool wanted = head.minor_version == 1 || framing.keep_alive;
    head.keep_alive = wanted && !framing.close;
    return {};
}

// Whether a list of codings is of tokens and ends in exactly one "chunked": then the message is
// framed well, only with codings nobody here knows.
bool is_unknown_but_framed(std::string_view codings) {
    int chunked = 0;
    bool last_is_chunked = false;
    while (!codings.empty()) {
        const std::string_view coding = next_element(codings);
        if (!is_token(coding)) return false;
        last_is_chunked = equal_ignoring_case(coding, "chunked");
        chunked += last_is_chunked ? 1 : 0;
    }
    return last_is_chunked && chunked == 1;
}

Refusal check_framing(const Framing& framing, RequestHead& head) {
    if (framing.transfer_encodings > 0) {
        if (head.minor_version == 0) return bad_request("HTTP/1.0 has no Transfer-Encoding");
        if (framing.content_lengths > 0) {
            return bad_request("Transfer-Encoding and Content-Length exclude each other");
        }
        if (framing.transfer_encodings > 1) return bad_request("Transfer-Encoding comes twice");
        if (!equal_ignoring_case(framing.transfer_encoding, "chunked")) {
            if (is_unknown_but_framed(framing.transfer_encoding)) {
                return HeadRefusal{501, "no transfer coding but chunked is known here"};
            }
            return bad_request("Transfer-Encoding is not chunked");
        }
        head.chunked = true;
    }
    if (framing.content_lengths > 1) return bad_request("Content-Length comes twice");
    if (framing.content_lengths == 1) {
        const std::string_view text = framing.content_length;
        if (text.empty() || text.size() > content_length_digits_max ||
            !std::all_of(text.begin(), text.end(), is_digit)) {
            return bad_request("Content-Length is not a number");
        }
        std::uint64_t length = 0;
        std::from_chars(text.data(), text.data() + text.size(), length);
        head.content_length = length;
    }
    return {};
}

Refusal check_singles(const Framing& framing, RequestHead& head) {
    if (framing.hosts > 1) return bad_request("Host comes twice");
    if (framing.hosts == 0 && head.minor_version == 1) return bad_request("Host is missing");
    if (framing.hosts == 1 && !is_authority(framing.host)) {
        return bad_request("Host is not a host and port");
    }
    if (framing.authorizations > 1) return bad_request("Authorization comes twice");
    if (framing.content_types > 1) return bad_request("Content-Type comes twice");
    if (framing.content_encodings > 1) return bad_request("Content-Encoding comes twice");
    if (framing.expects > 1) return bad_request("Expect comes twice");
    if (framing.content_encodings == 1 &&
        !equal_ignoring_case(framing.content_encoding, "identity")) {
        return HeadRefusal{415, "no content coding is understood here"};
    }
    if (framing.expects == 1 && head.minor_version == 1) {
        if (!equal_ignoring_case(framing.expect, "100-continue")) {
            return HeadRefusal{417, "the only expectation known here is 100-continue"};
        }
        head.expects_continue = true;
    }
    return {};
}

Refusal check_target(std::string_view target, const Framing& framing, RequestHead& head) {
    if (target.starts_with('/')) {
        if (!is_path_and_query(target)) return bad_request("the target is not a path and query");
        head.target = target;
        return {};
    }
    if (target == "*" && head.method == "OPTIONS") {
        head.target = target;
        return {};
    }
    const std::string lower = to_lower_ascii(target.substr(0, 8));
    const std::size_t scheme = lower == "https://" ? 8 : lower.starts_with("http://") ? 7 : 0;
    if (scheme == 0) return bad_request("the target is not a path and query");
    target.remove_prefix(scheme);
    const std::size_t end = std::min(target.find_first_of("/?"), target.size());
    const std::string_view authority = target.substr(0, end);
    if (!is_authority(authority)) return bad_request("the target's host is not one");
    head.target = target.substr(end);
    if (!head.target.starts_with('/')) head.target.insert(0, 1, '/');
    if (!is_path_and_query(head.target)) return bad_request("the target is not a path and query");
    if (framing.hosts == 1 && !equal_ignoring_case(authority, framing.host)) {
        return HeadRefusal{421, "the target names another host than Host"};
    }
    return {};
}

}  // namespace

HeadSearch::State HeadSearch::look(std::string_view bytes) {
    for (; seen_ < bytes.size(); ++seen_) {
        const auto byte = static_cast<unsigned char>(bytes[seen_]);
        if (byte > 0x20 && byte != 0x7f) {  // By far the most.
            if (line_ends_ & 1) return State::broken;
            line_ends_ = 0;
        } else if (byte == '\r') {
            if (line_ends_ & 1) return State::broken;
            ++line_ends_;
        } else if (byte == '\n') {
            if (!(line_ends_ & 1)) return State::broken;
            if (++line_ends_ == 4) {
                ++seen_;
                return State::found;
            }
        } else if (byte == ' ' || byte == '\t') {
            if (line_ends_ & 1) return State::broken;
            line_ends_ = 0;
        } else {
            return State::broken;
        }
    }
    return State::more;
}

std::variant<RequestHead, HeadRefusal> scan_head(std::string_view header) {
    RequestHead head;
    Framing framing;
    std::string_view target;
    const std::string_view request_line = take_line(header);
    if (auto refusal = scan_request_line(request_line, head, target)) return *refusal;
    if (auto refusal = scan_fields(header, head, framing)) return *refusal;
    if (auto refusal = check_framing(framing, head)) return *refusal;
    if (auto refusal = check_target(target, framing, head)) return *refusal;
    if (auto refusal = check_singles(framing, head)) return *refusal;
    return head;
}

}  // namespace tocsin
