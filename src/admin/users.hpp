// Users: who may see and do what on a listener that names them ([listener.NAME.users]).
//
// Passwords are known as bcrypt hashes.  What a request wants is its Deed, whatever its path is;
// which role may do which is one table (contract.md sections 4.3 and 5).
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "base/http.hpp"
#include "base/secret.hpp"
#include "config/config.hpp"

namespace tocsin {

struct User {
    Secret hash;
    Role role = Role::viewer;
};

using Users = std::map<std::string, User>;

enum class Deed : std::uint8_t { see_metrics, see, decide, administer };

bool may(Role role, Deed deed);

// Whether it is one that crypt(3) verifies: "$2y$10$" and 53 characters, at a cost from 4 to 17
// (each step doubles the time; 10 takes 70 ms, 17 some 9 s).
bool is_bcrypt_hash(std::string_view text);

// Name and password of basic authentication (RFC 7617); nothing if a request offers none.
struct BasicCredentials {
    std::string name;
    Secret password;
};
std::optional<BasicCredentials> basic_credentials(const Headers& headers);

}  // namespace tocsin
