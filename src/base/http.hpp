// HTTP messages as plain values, without a socket.
//
// decode, statuspage, intake and the emulator's model speak these; net/ alone knows how they look
// on the wire.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tocsin {

struct Header {
    std::string name;
    std::string value;

    bool operator==(const Header&) const = default;
};

// Header fields in their order; names compare without case (RFC 9110 section 5.1).
class Headers {
public:
    Headers() = default;
    Headers(std::initializer_list<Header> fields) : fields_(fields) {}

    // The value of the first field of that name.
    std::optional<std::string_view> find(std::string_view name) const;

    void add(std::string name, std::string value);
    void remove(std::string_view name);

    auto begin() const { return fields_.begin(); }
    auto end() const { return fields_.end(); }
    std::size_t size() const { return fields_.size(); }

    bool operator==(const Headers&) const = default;

private:
    std::vector<Header> fields_;
};

// What stands behind "Scheme " in Authorization; the scheme compares without case (RFC 9110
// section 11.1).
std::optional<std::string_view> authorization(const Headers& headers, std::string_view scheme);

struct HttpRequest {
    std::string method;  // "GET", "POST", …
    std::string target;  // Origin form: path and query, percent-encoded.
    Headers headers;
    std::string body;

    bool operator==(const HttpRequest&) const = default;
};

struct HttpResponse {
    unsigned status = 200;
    Headers headers;
    std::string body;

    bool operator==(const HttpResponse&) const = default;
};

// A method, a field's name, a coding: RFC 9110 section 5.6.2.
bool is_token(std::string_view text);

// Percent-encodes all but the unreserved characters of RFC 3986 section 2.3: for one path segment
// or one query value.
std::string percent_encode(std::string_view text);

// Undoes percent-encoding; `plus_is_space` for form bodies and queries.  Nothing if an escape is
// broken.
std::optional<std::string> percent_decode(std::string_view text, bool plus_is_space);

// The query of a target, without "?"; empty if it has none.
std::string_view query_of(std::string_view target);

// Takes the next field off a query or a form's body, as it was sent; what comes after the last "&"
// is a field only if it is not empty.
std::string_view next_query_field(std::string_view& query);

// The first value of that name in a query or a form's body, decoded; nothing if there is none or
// an escape in it is broken.
std::optional<std::string> query_value(std::string_view query, std::string_view name);

// The query without every field of that name, for a target that is to be kept.
std::string query_without(std::string_view query, std::string_view name);

}  // namespace tocsin
