#include "base/digest.hpp"

#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/params.h>

#include <memory>

#include "base/assert.hpp"
#include "base/text.hpp"

namespace tocsin {
namespace {

int base64_value(char c) {
    if (c >= 'A' && c <= 'Z') return c - 'A';
    if (c >= 'a' && c <= 'z') return c - 'a' + 26;
    if (c >= '0' && c <= '9') return c - '0' + 52;
    if (c == '+') return 62;
    if (c == '/') return 63;
    return -1;
}

}  // namespace

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

Sha256 hmac_sha256(std::string_view key, std::span<const std::string_view> pieces) {
    static EVP_MAC* const algorithm = EVP_MAC_fetch(nullptr, "HMAC", nullptr);
    TOCSIN_ASSERT(algorithm != nullptr);
    const std::unique_ptr<EVP_MAC_CTX, decltype(&EVP_MAC_CTX_free)> mac(EVP_MAC_CTX_new(algorithm),
                                                                        EVP_MAC_CTX_free);
    std::string name = "SHA256";
    const std::array<OSSL_PARAM, 2> parameters{
        OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, name.data(), name.size()),
        OSSL_PARAM_construct_end()};
    const auto* const key_bytes = reinterpret_cast<const unsigned char*>(key.data());
    bool ok = mac && EVP_MAC_init(mac.get(), key_bytes, key.size(), parameters.data()) == 1;
    for (const std::string_view piece : pieces) {
        const auto* const bytes = reinterpret_cast<const unsigned char*>(piece.data());
        ok = ok && EVP_MAC_update(mac.get(), bytes, piece.size()) == 1;
    }
    Sha256 code{};
    std::size_t size = 0;
    ok = ok && EVP_MAC_final(mac.get(), code.data(), &size, code.size()) == 1;
    TOCSIN_ASSERT(ok && size == code.size());
    return code;
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

std::optional<std::string> decode_hex(std::string_view text) {
    if (text.size() % 2 != 0) return std::nullopt;
    std::string bytes;
    bytes.reserve(text.size() / 2);
    for (std::size_t i = 0; i < text.size(); i += 2) {
        const int high = hex_value(text[i]);
        const int low = hex_value(text[i + 1]);
        if (high < 0 || low < 0) return std::nullopt;
        bytes += static_cast<char>(high << 4 | low);
    }
    return bytes;
}

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

std::string encode_base64(std::string_view bytes) {
    std::string text((bytes.size() + 2) / 3 * 4 + 1, '\0');
    const int size = EVP_EncodeBlock(reinterpret_cast<unsigned char*>(text.data()),
                                     reinterpret_cast<const unsigned char*>(bytes.data()),
                                     static_cast<int>(bytes.size()));
    text.resize(static_cast<std::size_t>(size));
    return text;
}

bool equal_in_constant_time(std::string_view a, std::string_view b) {
    const Sha256 left = sha256(a);
    const Sha256 right = sha256(b);
    return CRYPTO_memcmp(left.data(), right.data(), left.size()) == 0;
}

}  // namespace tocsin
