#include "tests/emulator/turn.hpp"

namespace tocsin {

std::string draw_emulated_id(Rng& rng) {
    static constexpr std::string_view letters = "abcdefghijklmnopqrstuvwxyz0123456789";
    static constexpr int length = 12;
    std::string id;
    for (int i = 0; i < length; ++i) id += letters[rng.below(letters.size())];
    return id;
}

}  // namespace tocsin
