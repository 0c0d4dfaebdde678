#include "intake/authenticate.hpp"

#include "base/digest.hpp"
#include "base/text.hpp"

namespace tocsin {
namespace {

// What stands behind "Scheme " in Authorization; the scheme compares without case (RFC 9110
// section 11.1).
std::optional<std::string_view> authorization(const Headers& headers, std::string_view scheme) {
    const auto value = headers.find("Authorization");
    if (!value || value->size() <= scheme.size() || (*value)[scheme.size()] != ' ')
        return std::nullopt;
    if (!equal_ignoring_case(value->substr(0, scheme.size()), scheme)) return std::nullopt;
    return trim(value->substr(scheme.size() + 1));
}

int base64_value(char c) {
    if (c >= 'A' && c <= 'Z') return c - 'A';
    if (c >= 'a' && c <= 'z') return c - 'a' + 26;
    if (c >= '0' && c <= '9') return c - '0' + 52;
    if (c == '+') return 62;
    if (c == '/') return 63;
    return -1;
}

// What the request offers for one method, or nothing.
std::optional<std::string> offered(const Credential& credential, const Headers& headers,
                                   std::string_view token) {
    switch (credential.kind) {
        case Credential::Kind::bearer: {
            const auto value = authorization(headers, "Bearer");
            if (!value) return std::nullopt;
            return std::string(*value);
        }
        case Credential::Kind::basic: {
            const auto value = authorization(headers, "Basic");
            return value ? decode_base64(*value) : std::nullopt;
        }
        case Credential::Kind::header: {
            const auto value = headers.find(credential.name);
            if (!value) return std::nullopt;
            return std::string(*value);
        }
        case Credential::Kind::path_token:
            if (token.empty()) return std::nullopt;
            return std::string(token);
    }
    return std::nullopt;
}

}  // namespace

std::optional<std::string> decode_base64(std::string_view text) {
    while (!text.empty() && text.back() == '=') text.remove_suffix(1);
    std::string bytes;
    unsigned held = 0;
    int bits = 0;
    for (const char c : text) {
        const int value = base64_value(c);
        if (value < 0) return std::nullopt;
        held = (held << 6 | static_cast<unsigned>(value)) & 0xFFFFU;
        bits += 6;
        if (bits >= 8) {
            bits -= 8;
            bytes += static_cast<char>(held >> bits & 0xFFU);
        }
    }
    // Six left-over bits are no byte: the text was cut.
    if (bits >= 6) return std::nullopt;
    return bytes;
}

bool is_authentic(const std::vector<Credential>& credentials, const Headers& headers,
                  std::string_view token) {
    bool authentic = false;
    for (const Credential& credential : credentials) {
        const auto offer = offered(credential, headers, token);
        for (const Secret& secret : credential.secrets) {
            // No early way out, and an absent offer costs what a wrong one does.
            bool fits = false;
            if (credential.kind == Credential::Kind::basic) {
                std::string expected = credential.name + ":";
                expected += secret.reveal();
                fits = Secret(std::move(expected)).matches(offer.value_or(""));
            } else {
                fits = secret.matches(offer.value_or(""));
            }
            authentic = authentic || (fits && offer && !secret.empty());
        }
    }
    return authentic;
}

}  // namespace tocsin
