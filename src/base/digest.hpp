// Digests: names for keys, and comparisons that tell nothing by their time.
//
// Labels come from whoever can send an alert, so what names an incident must be a hash that nobody
// can steer: SHA-256, from OpenSSL, and no faster one.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace tocsin {

using Sha256 = std::array<std::uint8_t, 32>;

Sha256 sha256(std::string_view bytes);

std::string to_hex(std::span<const std::uint8_t> bytes);

// Compares by the digests of both sides with CRYPTO_memcmp: neither the place of the first
// difference nor the length shows in the time it takes (security.md section 3).
bool equal_in_constant_time(std::string_view a, std::string_view b);

}  // namespace tocsin
