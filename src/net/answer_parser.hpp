// AnswerParser: bytes from a server -> one HttpResponse, within limits.
//
// Beast reads the grammar; what Beast 1.81 lets through is refused here as on the server's side
// (security.md B1 to B5): a Transfer-Encoding that is not exactly "chunked", one beside a
// Content-Length, and anything that does not fit the bounded buffer, such as a trailer that makes
// Beast throw.  Fields of a trailer are dropped.  Interim answers (1xx) are read over.
#pragma once

#include <boost/asio/buffer.hpp>
#include <cstddef>
#include <cstdint>
#include <memory>

#include "base/http.hpp"
#include "base/result.hpp"

namespace tocsin {

struct AnswerLimits {
    std::size_t header_bytes_max = 16 * 1024;
    std::uint64_t body_bytes_max = 1024 * 1024;
};

class AnswerParser {
public:
    // `to_head`: the answer is to a HEAD request and has no body whatever it says.
    AnswerParser(AnswerLimits limits, bool to_head);
    ~AnswerParser();

    // Where the next bytes go; never empty.
    boost::asio::mutable_buffer space();

    // `bytes` have come into space().  Whether the answer is complete; fails with a message for a
    // person if it never can be.
    Result<bool> take(std::size_t bytes);

    // The server ended the connection cleanly.  Succeeds if that completes the answer.
    Result<void> take_end();

    // Requires: complete.
    HttpResponse release();

    // Whether the connection can carry another request: it stays open and holds no stray byte.
    // Requires: complete.
    bool leaves_connection_clean() const;

private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace tocsin
