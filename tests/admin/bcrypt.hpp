// A bcrypt hash of the least cost, as htpasswd would make one of a higher.
#pragma once

#include <crypt.h>

#include <memory>
#include <string>

namespace tocsin {

inline std::string bcrypt(const std::string& password) {
    const auto data = std::make_unique<crypt_data>();
    return crypt_r(password.c_str(), "$2y$04$abcdefghijklmnopqrstuu", data.get());
}

}  // namespace tocsin
