// RequestHead: what is known of a request when its header is complete and its body unread.
//
// scan_head() reads the header bytes strictly, by RFC 9112 and security.md section 1 (B3 to B10):
// Beast 1.81 lets through what makes two programs see two different requests in the same bytes.
// It refuses rather than repairs: no line folding, no second Host, no guess at the framing.
// Pure text work: no socket, no clock.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/http.hpp"

namespace tocsin {

struct RequestHead {
    std::string listener;                   // The name from ListenerOptions.
    std::string peer;                       // The address of the other side, without port.
    std::vector<std::string> client_names;  // Of the client's certificate, as in Wire::peer_names.
    std::string method;
    std::string target;  // Origin form, also where absolute form was sent; "*" for OPTIONS only.
    Headers headers;
    std::optional<std::uint64_t> content_length;
    bool chunked = false;
    bool keep_alive = true;  // What the client wants.
    bool expects_continue = false;
    int minor_version = 1;  // HTTP/1.0 or HTTP/1.1.

    bool has_body() const { return chunked || content_length.value_or(0) > 0; }
};

// Why a request is turned down before anybody looked at what it asks for.
struct HeadRefusal {
    unsigned status;
    std::string_view detail;  // A literal; says nothing about the values that were sent.
};

inline constexpr std::size_t target_bytes_max = 2048;  // Longer: 414.
inline constexpr std::size_t header_fields_max = 64;   // More: 431.

// Finds the end of a header in bytes that come in pieces.
class HeadSearch {
public:
    enum class State { more, found, broken };

    // `bytes` is everything received so far; what an earlier call saw is not looked at again.
    // `broken` as soon as a byte cannot be part of a header (a TLS hello on a plain port, a bare
    // line feed): nobody waits for a time-out then.
    State look(std::string_view bytes);

    // Bytes up to and with the empty line.  Requires: found.
    std::size_t size() const { return seen_; }

private:
    std::size_t seen_ = 0;
    int line_ends_ = 0;  // Bytes of CR LF CR LF seen in a row.
};

// `header` ends with the empty line, as HeadSearch found it.  listener and peer stay empty.
std::variant<RequestHead, HeadRefusal> scan_head(std::string_view header);

}  // namespace tocsin
