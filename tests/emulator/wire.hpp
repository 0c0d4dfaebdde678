// Wire: HTTP/1.1 as the emulator reads and writes it.
//
// Just enough for clients of an API: Content-Length bodies, keep-alive, Expect: 100-continue.
// A chunked request is answered with 411; what is no HTTP closes the connection.
#pragma once

#include <string>
#include <string_view>

#include "base/http.hpp"
#include "base/result.hpp"
#include "tests/emulator/byte_stream.hpp"

namespace tocsin {

class RequestReader {
public:
    // Requires: `stream` outlives the reader.
    explicit RequestReader(ByteStream& stream) : stream_(stream) {}

    // The next request.  ErrorCode::unavailable: the connection ended.  ErrorCode::malformed: not
    // HTTP, or above the limits.  ErrorCode::refused: a body without Content-Length.
    Result<HttpRequest> read();

    // Whether the last request wanted the connection to stay.
    bool keeps_alive() const { return keeps_alive_; }

private:
    Result<std::string> read_head();
    Result<void> read_body(HttpRequest& request);
    bool read_more();

    ByteStream& stream_;
    std::string pending_;  // Read and not yet used.
    bool keeps_alive_ = false;
};

// The whole answer.  With `keep_alive` false it says "Connection: close".
std::string format_response(const HttpResponse& response, bool keep_alive, std::string_view date);

}  // namespace tocsin
