// Sizes in files: "4MiB", "512KiB", "100B".
// Only whole numbers with a binary unit: "MB" means two things, and a limit must not.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace tocsin {

// Bytes; a whole number with B, KiB, MiB or GiB.  Nothing if it is not one, or 1 TiB and more.
std::optional<std::uint64_t> parse_size(std::string_view text);

}  // namespace tocsin
