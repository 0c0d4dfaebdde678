#include "tests/emulator/wire.hpp"

#include <array>
#include <charconv>

#include "base/text.hpp"

namespace tocsin {
namespace {

constexpr std::size_t head_bytes_max = 64UL * 1024;
constexpr std::size_t body_bytes_max = 16UL * 1024 * 1024;  // No call needs a hundredth of it.
constexpr std::size_t read_bytes = 16UL * 1024;

std::string_view take_line(std::string_view& text) {
    const std::size_t end = std::min(text.find("\r\n"), text.size());
    const std::string_view line = text.substr(0, end);
    text.remove_prefix(std::min(end + 2, text.size()));
    return line;
}

struct ParsedHead {
    HttpRequest request;
    bool is_http_1_0 = false;
};

Result<ParsedHead> parse_head(std::string_view head) {
    ParsedHead parsed;
    const std::string_view line = take_line(head);
    const std::size_t first = line.find(' ');
    const std::size_t last = line.rfind(' ');
    if (first == std::string_view::npos || first == last) return malformed("no request line");
    parsed.request.method = line.substr(0, first);
    parsed.request.target = line.substr(first + 1, last - first - 1);
    const std::string_view version = line.substr(last + 1);
    if (version != "HTTP/1.1" && version != "HTTP/1.0") return malformed("not HTTP/1");
    parsed.is_http_1_0 = version == "HTTP/1.0";
    while (!head.empty()) {
        const std::string_view field = take_line(head);
        const std::size_t colon = field.find(':');
        if (colon == std::string_view::npos) return malformed("no header field");
        parsed.request.headers.add(std::string(field.substr(0, colon)),
                                   std::string(trim(field.substr(colon + 1))));
    }
    return parsed;
}

}  // namespace

bool RequestReader::read_more() {
    std::array<char, read_bytes> bytes;
    const std::size_t got = stream_.read(bytes.data(), bytes.size());
    pending_.append(bytes.data(), got);
    return got > 0;
}

Result<std::string> RequestReader::read_head_text() {
    while (true) {
        const std::size_t end = pending_.find("\r\n\r\n");
        if (end != std::string::npos) {
            std::string head = pending_.substr(0, end + 2);
            pending_.erase(0, end + 4);
            return head;
        }
        if (pending_.size() > head_bytes_max) return malformed("the header is too long");
        if (!read_more()) return unavailable("the connection ended");
    }
}

Result<void> RequestReader::read_body(HttpRequest& request, bool says_continue) {
    if (request.headers.find("Transfer-Encoding")) return refused("Content-Length is needed");
    const auto field = request.headers.find("Content-Length");
    if (!field) return success();
    std::size_t length = 0;
    const auto [end, failure] =
        std::from_chars(field->data(), field->data() + field->size(), length);
    if (failure != std::errc() || end != field->data() + field->size()) {
        return malformed("Content-Length is no number");
    }
    if (length > body_bytes_max) return malformed("the body is too long");
    const auto expected = request.headers.find("Expect");
    const bool waits = expected && equal_ignoring_case(*expected, "100-continue");
    if (waits && says_continue && pending_.size() < length) {
        stream_.write("HTTP/1.1 100 Continue\r\n\r\n");
    }
    while (pending_.size() < length) {
        if (!read_more()) return unavailable("the connection ended");
    }
    request.body = pending_.substr(0, length);
    pending_.erase(0, length);
    return success();
}

Result<HttpRequest> RequestReader::read_head() {
    TRY(const std::string head, read_head_text());
    TRY(ParsedHead parsed, parse_head(head));
    const auto connection = parsed.request.headers.find("Connection");
    keeps_alive_ =
        !parsed.is_http_1_0 && !(connection && equal_ignoring_case(*connection, "close"));
    return std::move(parsed.request);
}

Result<HttpRequest> RequestReader::read() {
    TRY(HttpRequest request, read_head());
    TRYV(read_body(request, true));
    return request;
}

std::string format_response(const HttpResponse& response, bool keep_alive, std::string_view date) {
    const WireAnswer answer = frame_answer(response, Framing::plain, keep_alive, date);
    return answer.head + answer.body;
}

}  // namespace tocsin
