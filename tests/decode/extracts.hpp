// Parts of an Extract as texts, as a configuration writes them.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "decode/extract.hpp"

namespace tocsin {

Pointers at(const std::vector<std::string_view>& pointers);

// Words, and patterns behind "re:".
StateValues values(const std::vector<std::string_view>& all);

FilledText filled(std::string_view text);

// state /s: FIRING fires, OK resolves; key /id.
Extract a_small_extract();

}  // namespace tocsin
