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

}  // namespace tocsin
