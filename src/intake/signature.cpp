#include "intake/signature.hpp"

#include <charconv>
#include <chrono>

#include "base/digest.hpp"
#include "base/text.hpp"

namespace tocsin {
namespace {

constexpr std::string_view body_mark = "{body}";
constexpr std::string_view timestamp_mark = "{timestamp}";
// Seconds until the year 9999; more digits are no seconds.
constexpr std::size_t timestamp_digits_max = 12;

std::optional<std::string> decoded(SignatureEncoding encoding, std::string_view text) {
    auto bytes = encoding == SignatureEncoding::hex ? decode_hex(text) : decode_base64(text);
    if (!bytes || bytes->size() != Sha256{}.size()) return std::nullopt;
    return bytes;
}

// The signatures that the header offers, as bytes.
std::vector<std::string> offered(const SignatureScheme& scheme, const Headers& headers) {
    std::vector<std::string> signatures;
    std::string_view rest = headers.find(scheme.header).value_or("");
    for (std::size_t tried = 0; !rest.empty() && tried < signatures_max; ++tried) {
        const std::string_view element = next_element(rest);
        if (!element.starts_with(scheme.prefix)) continue;
        if (auto bytes = decoded(scheme.encoding, element.substr(scheme.prefix.size())))
            signatures.push_back(std::move(*bytes));
    }
    return signatures;
}

// When a request says that it was signed; where the scheme has no timestamp, nothing of it.
struct SignedAt {
    std::string_view text;
    std::optional<WallTime> at;
};

// Nothing: no time, or not of now.
std::optional<SignedAt> timely(const SignatureScheme& scheme, const Headers& headers,
                               WallTime now) {
    if (scheme.timestamp_header.empty()) return SignedAt{};
    const std::string_view text = headers.find(scheme.timestamp_header).value_or("");
    std::int64_t seconds = 0;
    const char* const end = text.data() + text.size();
    const auto [read_to, error] = std::from_chars(text.data(), end, seconds);
    if (text.empty() || text.size() > timestamp_digits_max || error != std::errc() ||
        read_to != end) {
        return std::nullopt;
    }
    const WallTime at{std::chrono::seconds(seconds)};
    if (at < now - scheme.max_skew || at > now + scheme.max_skew) return std::nullopt;
    return SignedAt{text, at};
}

// The pieces of what is signed, in their order.
std::vector<std::string_view> signed_pieces(std::string_view text, std::string_view timestamp,
                                            std::string_view body) {
    std::vector<std::string_view> pieces;
    while (!text.empty()) {
        const std::size_t at = text.find('{');
        pieces.push_back(text.substr(0, at));
        if (at == std::string_view::npos) break;
        text.remove_prefix(at);
        const bool is_body = text.starts_with(body_mark);
        const bool is_timestamp = !is_body && text.starts_with(timestamp_mark);
        pieces.push_back(is_body ? body : is_timestamp ? timestamp : text.substr(0, 1));
        text.remove_prefix(is_body        ? body_mark.size()
                           : is_timestamp ? timestamp_mark.size()
                                          : std::size_t{1});
    }
    return pieces;
}

// Of what is signed and not of a signature: while secrets are changed there are several.
std::string mark_of(const std::vector<std::string_view>& pieces) {
    std::string all;
    for (const std::string_view piece : pieces) all += piece;
    return to_hex(sha256(all));
}

}  // namespace

bool offers_signature(const SignatureScheme& scheme, const Headers& headers, WallTime now) {
    return timely(scheme, headers, now) && !offered(scheme, headers).empty();
}

std::optional<Signed> verify_signature(const SignatureScheme& scheme,
                                       const std::vector<Secret>& secrets, const Headers& headers,
                                       std::string_view body, WallTime now) {
    const auto signed_at = timely(scheme, headers, now);
    if (!signed_at) return std::nullopt;
    const std::vector<std::string> signatures = offered(scheme, headers);
    const auto pieces = signed_pieces(scheme.signed_text, signed_at->text, body);
    std::optional<Signed> right;
    for (const Secret& secret : secrets) {
        if (secret.empty()) continue;
        const Sha256 code = hmac_sha256(secret.reveal(), pieces);
        const std::string_view expected(reinterpret_cast<const char*>(code.data()), code.size());
        for (const std::string& signature : signatures) {
            if (!equal_in_constant_time(signature, expected)) continue;
            right.emplace();
            if (signed_at->at)
                right->mark = ReplayMark{mark_of(pieces), *signed_at->at + scheme.max_skew};
        }
    }
    return right;
}

}  // namespace tocsin
