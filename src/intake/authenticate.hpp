// authenticate: may this request speak for that source?
//
// Judged on the header alone, before a byte of the body is read; what is signed waits for its body
// (signature.hpp).  Every secret of every method is compared, in constant time, whether an earlier
// one fitted or not: neither the answer nor the time it takes tells which of them was nearly right
// (security.md section 3).
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/http.hpp"
#include "base/secret.hpp"
#include "intake/signature.hpp"

namespace tocsin {

// One way to authenticate, with its secrets read.
struct Credential {
    enum class Kind : std::uint8_t { bearer, basic, header, path_token, query_token, mtls, hmac };
    Kind kind = Kind::bearer;
    std::string name;                         // basic: the user; header, query_token: the field.
    std::vector<Secret> secrets{};            // All valid at once; mtls has none.
    std::vector<std::string> client_names{};  // mtls: any of them will do.
    SignatureScheme scheme{};                 // hmac
};

using Credentials = std::vector<Credential>;

// What a request offers to prove who it is.
struct Offer {
    const Headers& headers;
    std::string_view path_token = {};  // What the path held behind the source's name.
    std::string_view query = {};
    const std::vector<std::string>& client_names;  // Of its certificate, as in Wire::peer_names.
};

// Whether one of the methods but hmac fits.
bool is_authentic(const Credentials& credentials, const Offer& offer);

// Whether the request is signed, as far as its header shows.
bool may_be_signed(const Credentials& credentials, const Headers& headers, WallTime now);

// The first method of kind hmac by which the request is signed rightly.
std::optional<Signed> find_signature(const Credentials& credentials, const Headers& headers,
                                     std::string_view body, WallTime now);

// The query without tokens of query_token, for the record.
std::string query_without_tokens(const Credentials& credentials, std::string_view query);

}  // namespace tocsin
