// Digests: names for keys, and comparisons that tell nothing by their time.
//
// Labels come from whoever can send an alert, so what names an incident must be a hash that nobody
// can steer: SHA-256, from OpenSSL, and no faster one.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace tocsin {

using Sha256 = std::array<std::uint8_t, 32>;

Sha256 sha256(std::string_view bytes);

// HMAC-SHA256 (RFC 2104, FIPS 198-1) of the pieces, one after the other.
Sha256 hmac_sha256(std::string_view key, std::span<const std::string_view> pieces);

std::string to_hex(std::span<const std::uint8_t> bytes);

// What stands in a text as hexadecimal digits of either case, or as base64 (RFC 4648 section 4),
// with its padding or without; nothing if that is not what it is.
std::optional<std::string> decode_hex(std::string_view text);
std::optional<std::string> decode_base64(std::string_view text);

std::string encode_base64(std::string_view bytes);

// Compares by the digests of both sides with CRYPTO_memcmp: neither the place of the first
// difference nor the length shows in the time it takes (security.md section 3).
bool equal_in_constant_time(std::string_view a, std::string_view b);

}  // namespace tocsin
