// quoted: any text as a basic string of TOML, "…", on one line.
//
// What tocsin writes down to read it again itself: rule_text.hpp, time_interval_text.hpp.
#pragma once

#include <string>
#include <string_view>

namespace tocsin {

std::string quoted(std::string_view text);

}  // namespace tocsin
