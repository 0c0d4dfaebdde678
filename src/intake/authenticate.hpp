// authenticate: may this request speak for that source?
//
// Judged on the header alone, before a byte of the body is read.  Every secret of every method is
// compared, in constant time, whether an earlier one fitted or not: neither the answer nor the time
// it takes tells which of them was nearly right (security.md section 3).
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/http.hpp"
#include "base/secret.hpp"

namespace tocsin {

// One way to authenticate, with its secrets read.
struct Credential {
    enum class Kind { bearer, basic, header, path_token };
    Kind kind = Kind::bearer;
    std::string name;             // basic: the user; header: the field.
    std::vector<Secret> secrets;  // All valid at once.
};

// `token` is what the path held behind the source's name; empty if nothing.
bool is_authentic(const std::vector<Credential>& credentials, const Headers& headers,
                  std::string_view token);

// What Basic credentials (RFC 7617) say, "user:password"; nothing if it is not base64 (RFC 4648).
std::optional<std::string> decode_base64(std::string_view text);

}  // namespace tocsin
