// Requests and answers as bytes off the wire, and signatures in a header.
//
// The same bytes must mean the same however they are cut: what two readers see differently is how
// requests are smuggled (security.md section 1).
#include <algorithm>
#include <array>
#include <cstring>
#include <utility>

#include "base/assert.hpp"
#include "base/digest.hpp"
#include "base/text.hpp"
#include "intake/signature.hpp"
#include "net/answer_parser.hpp"
#include "net/chunked_body.hpp"
#include "net/request_head.hpp"
#include "tests/fuzz/targets.hpp"

namespace tocsin::fuzz {
namespace {

constexpr std::uint64_t body_bytes_max = 64;
constexpr std::size_t buffer_bytes = 32U << 10;

// Where a header ends when its bytes come `step` at a time; nothing if it does not, or is broken.
std::optional<std::size_t> end_of_header(std::string_view bytes, std::size_t step) {
    HeadSearch search;
    for (std::size_t seen = std::min(step, bytes.size());;
         seen = std::min(seen + step, bytes.size())) {
        switch (search.look(bytes.substr(0, seen))) {
            case HeadSearch::State::found:
                return search.size();
            case HeadSearch::State::broken:
                return std::nullopt;
            case HeadSearch::State::more:
                if (seen == bytes.size()) return std::nullopt;
        }
    }
}

struct Unchunked {
    ChunkedBody::State state;
    std::string body;
    std::size_t rest = 0;  // Bytes that are not of the body.

    bool operator==(const Unchunked&) const = default;
};

// As a session reads: a buffer that is filled `step` bytes at a time and emptied by what is taken.
Unchunked unchunked(std::string_view bytes, std::size_t step) {
    ChunkedBody chunks(body_bytes_max);
    std::string buffer;
    for (;;) {
        std::size_t consumed = 0;
        const auto state = chunks.take(buffer, consumed);
        TOCSIN_ASSERT(consumed <= buffer.size());
        buffer.erase(0, consumed);
        if (state == ChunkedBody::State::done) {
            std::string body = chunks.release();
            TOCSIN_ASSERT(body.size() <= body_bytes_max);
            return {state, std::move(body), buffer.size() + bytes.size()};
        }
        if (state != ChunkedBody::State::more || bytes.empty()) return {state, {}, 0};
        const std::size_t part = std::min(step, bytes.size());
        buffer += bytes.substr(0, part);
        bytes.remove_prefix(part);
    }
}

// What the headers promise of a header that was taken.
void check(const RequestHead& head) {
    TOCSIN_ASSERT(is_token(head.method));
    TOCSIN_ASSERT(head.target == "*" || head.target.starts_with('/'));
    TOCSIN_ASSERT(head.target.size() <= target_bytes_max);
    TOCSIN_ASSERT(head.headers.size() <= header_fields_max);
    TOCSIN_ASSERT(!(head.chunked && head.content_length));
    TOCSIN_ASSERT(!head.chunked || head.minor_version == 1);
    for (const Header& field : head.headers) {
        TOCSIN_ASSERT(is_token(field.name));
        for (const char c : field.value) {
            const auto byte = static_cast<unsigned char>(c);
            TOCSIN_ASSERT(byte == '\t' || (byte >= 0x20 && byte != 0x7F));
        }
    }
    for (const char* const once :
         {"Host", "Content-Length", "Transfer-Encoding", "Authorization"}) {
        const auto count = std::count_if(
            head.headers.begin(), head.headers.end(),
            [&](const Header& field) { return equal_ignoring_case(field.name, once); });
        TOCSIN_ASSERT(count <= 1);
    }
}

struct Answered {
    bool is_complete = false;
    std::optional<HttpResponse> response;
    bool is_clean = false;

    bool operator==(const Answered&) const = default;
};

Answered answered(std::string_view bytes, std::size_t step) {
    AnswerParser parser({.header_bytes_max = 1024, .body_bytes_max = 512}, false);
    Result<bool> complete = false;
    while (!bytes.empty() && complete && !complete.value()) {
        const auto space = parser.space();
        TOCSIN_ASSERT(space.size() > 0);
        const std::size_t part = std::min({step, bytes.size(), space.size()});
        std::memcpy(space.data(), bytes.data(), part);
        bytes.remove_prefix(part);
        complete = parser.take(part);
    }
    if (!complete) {
        TOCSIN_ASSERT(!complete.error().message.empty());
        return {};
    }
    if (!complete.value()) {
        if (!parser.take_end()) return {};
    }
    const bool is_clean = bytes.empty() && parser.leaves_connection_clean();
    return {true, parser.release(), is_clean};
}

}  // namespace

bool request(std::string_view bytes) {
    bytes = bytes.substr(0, buffer_bytes);
    const auto end = end_of_header(bytes, bytes.size() + 1);
    TOCSIN_ASSERT(end == end_of_header(bytes, 1) && end == end_of_header(bytes, 7));
    if (!end) return false;
    const auto scanned = scan_head(bytes.substr(0, *end));
    if (const auto* const no = std::get_if<HeadRefusal>(&scanned)) {
        TOCSIN_ASSERT(no->status >= 400 && no->status < 600 && !no->detail.empty());
        return false;
    }
    const auto& head = std::get<RequestHead>(scanned);
    check(head);
    if (!head.chunked) return true;
    const std::string_view body = bytes.substr(*end);
    const Unchunked at_once = unchunked(body, body.size() + 1);
    const Unchunked in_pieces = unchunked(body, 1);
    // What is taken is the same.  What never can be is refused sooner or later: the pieces wait for
    // one byte more (chunked_rest_least), and Beast counts a chunk again for each piece of a quoted
    // extension that goes on over a line's end, which none may.
    const bool is_taken =
        at_once.state == ChunkedBody::State::done || in_pieces.state == ChunkedBody::State::done;
    TOCSIN_ASSERT(at_once == in_pieces || !is_taken);
    return at_once.state == ChunkedBody::State::done;
}

bool answer(std::string_view bytes) {
    const Answered at_once = answered(bytes, bytes.size() + 1);
    TOCSIN_ASSERT(at_once.response == answered(bytes, 1).response);
    if (at_once.response)
        TOCSIN_ASSERT(at_once.response->status >= 200 && at_once.response->status < 1000);
    return at_once.is_complete;
}

// The signature's field, the time's field, then the body.
bool signature(std::string_view bytes) {
    const auto take_line = [&bytes] {
        const std::size_t end = std::min(bytes.find('\n'), bytes.size());
        std::string line(bytes.substr(0, end));
        bytes.remove_prefix(std::min(end + 1, bytes.size()));
        return line;
    };
    const Headers headers{{"X-Signature", take_line()}, {"X-Time", take_line()}};
    std::vector<Secret> secrets;
    secrets.emplace_back("secret");
    bool taken = false;
    for (const bool timed : {false, true}) {
        SignatureScheme scheme;
        scheme.header = "X-Signature";
        scheme.prefix = timed ? "v1=" : "";
        scheme.timestamp_header = timed ? "X-Time" : "";
        scheme.signed_text = timed ? "{timestamp}:{body}" : "{body}";
        const auto found = verify_signature(scheme, secrets, headers, bytes, WallTime{});
        if (!found) continue;
        TOCSIN_ASSERT(offers_signature(scheme, headers, WallTime{}));
        TOCSIN_ASSERT(found->mark.has_value() == timed);
        // Somebody knew the secret: the field holds the one right code.
        const std::string time = timed ? std::string(*headers.find("X-Time")) + ":" : "";
        const std::array<std::string_view, 2> pieces{time, bytes};
        const std::string code = to_hex(hmac_sha256("secret", pieces));
        TOCSIN_ASSERT(to_lower_ascii(*headers.find("X-Signature")).find(code) != std::string::npos);
        taken = true;
    }
    return taken;
}

}  // namespace tocsin::fuzz
