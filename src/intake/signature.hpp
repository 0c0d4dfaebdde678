// signature: requests that are signed with a secret and carry no secret (HMAC-SHA256, RFC 2104).
//
// As Grafana, Sentry, PagerDuty and GitHub sign (senders.md sections 2.2 and 4): the signature of
// the body, or of a timestamp and the body, in a header field.  A signature can be judged only when
// the body is there; what can be judged before, is: whether one is offered at all, and whether its
// timestamp is of now.  Pure: the time is an argument.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/http.hpp"
#include "base/secret.hpp"
#include "base/time.hpp"
#include "domain/webhook.hpp"

namespace tocsin {

enum class SignatureEncoding : std::uint8_t { hex, base64 };

// How a sender signs.
struct SignatureScheme {
    std::string header;            // Of the signature.
    std::string timestamp_header;  // Of the time of signing, in unix seconds; empty: none.
    Duration max_skew = std::chrono::minutes(5);  // Either way.
    SignatureEncoding encoding = SignatureEncoding::hex;
    std::string prefix;  // In front of each signature, "sha256=".
    // What is signed: text with "{body}" once, and "{timestamp}" where there is one.
    std::string signed_text = "{body}";
};

// Whether the header offers a signature that may turn out right: it is there, decodes, and its
// timestamp, where the scheme has one, is within max_skew of `now`.
bool offers_signature(const SignatureScheme& scheme, const Headers& headers, WallTime now);

// A signature that is right.
struct Signed {
    // Where it has a timestamp: what tells its replay, and until when one could be taken for new.
    std::optional<ReplayMark> mark;
};

// Nothing: not one of the signatures that are offered is right.  A field may hold several with
// commas between them (PagerDuty, while secrets are rotated); the first signatures_max are tried,
// each with every secret, in constant time.
std::optional<Signed> verify_signature(const SignatureScheme& scheme,
                                       const std::vector<Secret>& secrets, const Headers& headers,
                                       std::string_view body, WallTime now);

inline constexpr std::size_t signatures_max = 8;

}  // namespace tocsin
