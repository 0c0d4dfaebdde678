#include "tests/emulator/wire.hpp"

#include <array>
#include <charconv>

#include "base/text.hpp"

namespace tocsin {
namespace {

constexpr std::size_t head_bytes_max = 64 * 1024;
constexpr std::size_t body_bytes_max = 16 * 1024 * 1024;  // No call needs a hundredth of it.
constexpr std::size_t read_bytes = 16 * 1024;

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

struct ReasonRow {
    unsigned status;
    std::string_view reason;
};
constexpr std::array<ReasonRow, 16> reasons{{{200, "OK"},
                                             {201, "Created"},
                                             {204, "No Content"},
                                             {400, "Bad Request"},
                                             {401, "Unauthorized"},
                                             {403, "Forbidden"},
                                             {404, "Not Found"},
                                             {405, "Method Not Allowed"},
                                             {411, "Length Required"},
                                             {420, "Enhance Your Calm"},
                                             {422, "Unprocessable Entity"},
                                             {429, "Too Many Requests"},
                                             {500, "Internal Server Error"},
                                             {502, "Bad Gateway"},
                                             {503, "Service Unavailable"},
                                             {504, "Gateway Timeout"}}};

std::string_view reason_of(unsigned status) {
    for (const ReasonRow& row : reasons) {
        if (row.status == status) return row.reason;
    }
    return "Status";
}

}  // namespace

bool RequestReader::read_more() {
    std::array<char, read_bytes> bytes;
    const std::size_t got = stream_.read(bytes.data(), bytes.size());
    pending_.append(bytes.data(), got);
    return got > 0;
}

Result<std::string> RequestReader::read_head() {
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

Result<void> RequestReader::read_body(HttpRequest& request) {
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
    if (expected && equal_ignoring_case(*expected, "100-continue") && pending_.size() < length) {
        stream_.write("HTTP/1.1 100 Continue\r\n\r\n");
    }
    while (pending_.size() < length) {
        if (!read_more()) return unavailable("the connection ended");
    }
    request.body = pending_.substr(0, length);
    pending_.erase(0, length);
    return success();
}

Result<HttpRequest> RequestReader::read() {
    TRY(const std::string head, read_head());
    TRY(ParsedHead parsed, parse_head(head));
    TRYV(read_body(parsed.request));
    const auto connection = parsed.request.headers.find("Connection");
    keeps_alive_ =
        !parsed.is_http_1_0 && !(connection && equal_ignoring_case(*connection, "close"));
    return std::move(parsed.request);
}

std::string format_response(const HttpResponse& response, bool keep_alive, std::string_view date) {
    std::string text = "HTTP/1.1 " + std::to_string(response.status) + " ";
    text += reason_of(response.status);
    text += "\r\nServer: tocsin-emulator\r\nDate: ";
    text += date;
    text += "\r\n";
    for (const Header& field : response.headers) text += field.name + ": " + field.value + "\r\n";
    if (response.status != 204) {
        text += "Content-Length: " + std::to_string(response.body.size()) + "\r\n";
    }
    if (!keep_alive) text += "Connection: close\r\n";
    return text + "\r\n" + response.body;
}

}  // namespace tocsin
