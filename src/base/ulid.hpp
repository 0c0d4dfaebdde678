// ULIDs: 26 characters that sort by time (github.com/ulid/spec).
//
// An id tells when its thing began, in logs and in listings, and is a key that grows at one end of
// an index.  It is no secret: who must not guess something gets random bytes of OpenSSL.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/time.hpp"

namespace tocsin {

// 48 bits of milliseconds, then the ten bytes, in Crockford's base 32.  Times before 1970 count
// as 1970.
std::string make_ulid(WallTime time, const std::array<std::uint8_t, 10>& entropy);

// The same with the first ten bytes of SHA-256 over `seed`: equal arguments give an equal id, so
// a step that is repeated after a crash names its incidents as before.
std::string make_ulid(WallTime time, std::string_view seed);

}  // namespace tocsin
