#include "net/problem.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <utility>

#include "base/text.hpp"

namespace tocsin {
namespace {

using Phrase = std::pair<unsigned, std::string_view>;

// RFC 9110 section 15, sorted.
constexpr std::array phrases = {
    Phrase{100, "Continue"},
    Phrase{200, "OK"},
    Phrase{201, "Created"},
    Phrase{202, "Accepted"},
    Phrase{204, "No Content"},
    Phrase{304, "Not Modified"},
    Phrase{400, "Bad Request"},
    Phrase{401, "Unauthorized"},
    Phrase{403, "Forbidden"},
    Phrase{404, "Not Found"},
    Phrase{405, "Method Not Allowed"},
    Phrase{406, "Not Acceptable"},
    Phrase{408, "Request Timeout"},
    Phrase{409, "Conflict"},
    Phrase{411, "Length Required"},
    Phrase{412, "Precondition Failed"},
    Phrase{413, "Content Too Large"},
    Phrase{414, "URI Too Long"},
    Phrase{415, "Unsupported Media Type"},
    Phrase{417, "Expectation Failed"},
    Phrase{420, "Enhance Your Calm"},
    Phrase{421, "Misdirected Request"},
    Phrase{422, "Unprocessable Content"},
    Phrase{429, "Too Many Requests"},
    Phrase{431, "Request Header Fields Too Large"},
    Phrase{500, "Internal Server Error"},
    Phrase{501, "Not Implemented"},
    Phrase{502, "Bad Gateway"},
    Phrase{503, "Service Unavailable"},
    Phrase{504, "Gateway Timeout"},
    Phrase{505, "HTTP Version Not Supported"},
};

// `text` without what may not stand in JSON or a log, quoted.
std::string json_string(std::string_view text) {
    std::string quoted = "\"";
    for (const char c : without_invisible(text)) {
        if (c == '"' || c == '\\') quoted += '\\';
        quoted += c;
    }
    return quoted + '"';
}

}  // namespace

std::string_view reason_phrase(unsigned status) {
    const auto found = std::lower_bound(
        phrases.begin(), phrases.end(), status,
        [](const Phrase& phrase, unsigned wanted) { return phrase.first < wanted; });
    if (found == phrases.end() || found->first != status) return "Unknown";
    return found->second;
}

HttpResponse problem(unsigned status, std::string_view detail) {
    HttpResponse response;
    response.status = status;
    response.headers.add("Content-Type", "application/problem+json");
    response.body = "{\"type\":\"about:blank\",\"title\":";
    response.body += json_string(reason_phrase(status));
    response.body += ",\"status\":" + std::to_string(status);
    if (!detail.empty()) response.body += ",\"detail\":" + json_string(detail);
    response.body += "}\n";
    return response;
}

HttpResponse not_now(std::string_view detail, Duration retry_after) {
    const auto seconds = std::chrono::ceil<std::chrono::seconds>(retry_after).count();
    HttpResponse response = problem(503, detail);
    response.headers.add("Retry-After", std::to_string(std::max<std::int64_t>(seconds, 1)));
    return response;
}

}  // namespace tocsin
