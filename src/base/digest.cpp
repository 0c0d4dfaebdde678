#include "base/digest.hpp"

#include <openssl/crypto.h>
#include <openssl/evp.h>

#include "base/assert.hpp"

namespace tocsin {

Sha256 sha256(std::string_view bytes) {
    // Looked up once: EVP_sha256() makes OpenSSL 3 search for it under locks at every call.
    static const EVP_MD* const algorithm = EVP_MD_fetch(nullptr, "SHA256", nullptr);
    TOCSIN_ASSERT(algorithm != nullptr);
    Sha256 digest{};
    unsigned size = 0;
    const int ok = EVP_Digest(bytes.data(), bytes.size(), digest.data(), &size, algorithm, nullptr);
    TOCSIN_ASSERT(ok == 1 && size == digest.size());
    return digest;
}

std::string to_hex(std::span<const std::uint8_t> bytes) {
    static constexpr std::string_view digits = "0123456789abcdef";
    std::string text;
    text.reserve(bytes.size() * 2);
    for (const std::uint8_t byte : bytes) {
        text += digits[byte >> 4];
        text += digits[byte & 15];
    }
    return text;
}

bool equal_in_constant_time(std::string_view a, std::string_view b) {
    const Sha256 left = sha256(a);
    const Sha256 right = sha256(b);
    return CRYPTO_memcmp(left.data(), right.data(), left.size()) == 0;
}

}  // namespace tocsin
