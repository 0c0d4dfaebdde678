#include "net/message_head.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <ctime>

#include "base/text.hpp"
#include "net/problem.hpp"

namespace tocsin {
namespace {

constexpr std::array<std::string_view, 7> framing_fields = {
    "connection", "content-length", "date", "host", "keep-alive", "transfer-encoding", "te"};

bool is_framing_field(std::string_view name) {
    return std::any_of(framing_fields.begin(), framing_fields.end(),
                       [&](std::string_view known) { return equal_ignoring_case(name, known); });
}

bool is_value_character(char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte == '\t' || (byte >= 0x20 && byte != 0x7f);
}

void append_field(std::string& head, std::string_view name, std::string_view value) {
    head += name;
    head += ": ";
    head += value;
    head += "\r\n";
}

// "Sun, 06 Nov 1994 08:49:37 GMT" (RFC 9110 section 5.6.7), made anew once a second.
std::string_view http_date() {
    thread_local std::time_t made_for = -1;
    thread_local std::array<char, 32> text;
    thread_local std::size_t size = 0;
    const std::time_t now = std::chrono::system_clock::to_time_t(std::chrono::system_clock::now());
    if (now != made_for) {
        std::tm utc{};
        gmtime_r(&now, &utc);
        // The C locale's names: the daemon never sets another (main does not call setlocale).
        size = std::strftime(text.data(), text.size(), "%a, %d %b %Y %H:%M:%S GMT", &utc);
        made_for = now;
    }
    return {text.data(), size};
}

}  // namespace

bool is_sendable(const Headers& headers) {
    return std::all_of(headers.begin(), headers.end(), [](const Header& field) {
        return is_token(field.name) &&
               std::all_of(field.value.begin(), field.value.end(), is_value_character);
    });
}

bool status_has_body(unsigned status) {
    return status >= 200 && status != 204 && status != 304;
}

std::string response_head(const HttpResponse& response, ResponseFraming framing) {
    std::string head;
    head.reserve(256);
    head += "HTTP/1.1 ";
    head += std::to_string(response.status);
    head += ' ';
    head += reason_phrase(response.status);
    head += "\r\n";
    append_field(head, "Date", http_date());
    for (const Header& field : response.headers) {
        if (!is_framing_field(field.name)) append_field(head, field.name, field.value);
    }
    if (status_has_body(response.status)) {
        append_field(head, "Content-Length", std::to_string(response.body.size()));
    }
    if (framing.close) {
        append_field(head, "Connection", "close");
    } else if (framing.say_keep_alive) {
        append_field(head, "Connection", "keep-alive");
    }
    head += "\r\n";
    return head;
}

std::string request_head(const HttpRequest& request, std::string_view authority) {
    std::string head;
    head.reserve(512);
    head += request.method;
    head += ' ';
    head += request.target;
    head += " HTTP/1.1\r\n";
    append_field(head, "Host", authority);
    for (const Header& field : request.headers) {
        if (is_framing_field(field.name) || equal_ignoring_case(field.name, "accept-encoding") ||
            equal_ignoring_case(field.name, "expect")) {
            continue;
        }
        append_field(head, field.name, field.value);
    }
    append_field(head, "Accept-Encoding", "identity");
    const bool may_be_empty = request.method == "GET" || request.method == "HEAD" ||
                              request.method == "DELETE" || request.method == "OPTIONS";
    if (!request.body.empty() || !may_be_empty) {
        append_field(head, "Content-Length", std::to_string(request.body.size()));
    }
    head += "\r\n";
    return head;
}

bool is_requestable(std::string_view method, std::string_view target) {
    return is_token(method) && target.starts_with('/') &&
           std::all_of(target.begin(), target.end(), [](char c) { return c > 0x20 && c < 0x7f; });
}

}  // namespace tocsin
