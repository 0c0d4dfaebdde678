// The header of a message as it goes over the wire.
//
// Framing (Content-Length, Connection, Transfer-Encoding, Date) is net's own: such fields in the
// caller's list are left out.  A line break in a caller's field would begin a second message, so
// a message with one is refused, never repaired.
#pragma once

#include <string>
#include <string_view>

#include "base/http.hpp"

namespace tocsin {

// Whether the fields can be written as they are: names are tokens, values without control
// characters.
bool is_sendable(const Headers& headers);

// How an answer is to be framed.
struct ResponseFraming {
    bool close = false;           // Connection: close
    bool say_keep_alive = false;  // HTTP/1.0 wants it said.
};

// Status line to empty line.  Requires: is_sendable(response.headers).
std::string response_head(const HttpResponse& response, ResponseFraming framing);

// Whether an answer of this status carries a body at all (RFC 9110 section 6.4.1).
bool status_has_body(unsigned status);

// Request line to empty line.  `authority` becomes Host.  Requires: is_sendable(headers), and a
// method and target that are_requestable.
std::string request_head(const HttpRequest& request, std::string_view authority);

// Whether the method is a token and the target begins with "/" and has no space or control.
bool is_requestable(std::string_view method, std::string_view target);

}  // namespace tocsin
