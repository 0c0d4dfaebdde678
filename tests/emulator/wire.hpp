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
#include "tests/emulator/faults.hpp"

namespace tocsin {

class RequestReader {
public:
    // Requires: `stream` outlives the reader.
    explicit RequestReader(ByteStream& stream) : stream_(stream) {}

    // The next request.  ErrorCode::unavailable: the connection ended.  ErrorCode::malformed: not
    // HTTP, or above the limits.  ErrorCode::refused: a body without Content-Length.
    Result<HttpRequest> read();

    // The two halves of read(): what came before the body, then the body.  With `says_continue` a
    // client that expects it is told to go on.
    Result<HttpRequest> read_head();
    Result<void> read_body(HttpRequest& request, bool says_continue);

    // Whether something of the next request was read already.
    bool has_pending() const { return !pending_.empty() || stream_.has_pending(); }

    // Whether the last request wanted the connection to stay.
    bool keeps_alive() const { return keeps_alive_; }

private:
    Result<std::string> read_head_text();
    bool read_more();

    ByteStream& stream_;
    std::string pending_;  // Read and not yet used.
    bool keeps_alive_ = false;
};

// An answer in the two parts that faults cut it at.
struct WireAnswer {
    std::string head;
    std::string body;  // With what frames it.
};

// With `keep_alive` false it says "Connection: close".
WireAnswer frame_answer(const HttpResponse& response, Framing framing, bool keep_alive,
                        std::string_view date);

// The whole answer, plainly framed.
std::string format_response(const HttpResponse& response, bool keep_alive, std::string_view date);

// A gzip file with that content (RFC 1952), stored and not compressed: a client that does not
// undo it finds no JSON either way.
std::string to_gzip(std::string_view content);

}  // namespace tocsin
