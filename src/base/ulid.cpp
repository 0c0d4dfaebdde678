#include "base/ulid.hpp"

#include <algorithm>

#include "base/digest.hpp"

namespace tocsin {

std::string make_ulid(WallTime time, const std::array<std::uint8_t, 10>& entropy) {
    static constexpr std::string_view alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    const auto millis =
        static_cast<std::uint64_t>(std::max<std::int64_t>(to_micros(time) / 1000, 0));
    std::string text(26, '0');
    for (std::size_t i = 0; i < 10; ++i) text[i] = alphabet[(millis >> (45 - 5 * i)) & 31];
    for (std::size_t i = 0; i < 16; ++i) {
        // Five bits at a time out of the 80: they lie in one byte or in two neighbours.
        const std::size_t bit = 5 * i;
        const unsigned high = entropy[bit / 8];
        const unsigned low = bit / 8 + 1 < entropy.size() ? entropy[bit / 8 + 1] : 0;
        text[10 + i] = alphabet[((high << 8 | low) >> (11 - bit % 8)) & 31];
    }
    return text;
}

std::string make_ulid(WallTime time, std::string_view seed) {
    const auto digest = sha256(seed);
    std::array<std::uint8_t, 10> entropy{};
    std::copy_n(digest.begin(), entropy.size(), entropy.begin());
    return make_ulid(time, entropy);
}

}  // namespace tocsin
