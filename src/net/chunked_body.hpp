// ChunkedBody: takes the chunks of a request's body apart (RFC 9112 section 7.1).
//
// Beast reads the chunk grammar; what it would let through is refused here: trailers, which it
// merges into the header (security.md B5), and a body beyond the limit.  It sees only what the
// session's bounded buffer holds, so an endless chunk extension or trailer cannot grow (B1, B2).
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace tocsin {

// What is still to come of a body in chunks that is not complete is never less, "0 CR LF CR LF" at
// least.  Beast 1.81 ends the process by an assertion if it is shown less of the last chunk, so
// neither side hands it less.
inline constexpr std::size_t chunked_rest_least = 5;

class ChunkedBody {
public:
    enum class State { more, done, broken, too_large };

    explicit ChunkedBody(std::uint64_t body_bytes_max);
    ~ChunkedBody();

    // Takes what it can from the front of `bytes`; the caller drops `consumed` of them.
    State take(std::string_view bytes, std::size_t& consumed);

    // The decoded body.  Requires: done.
    std::string release();

private:
    struct Parser;
    std::unique_ptr<Parser> parser_;
};

}  // namespace tocsin
