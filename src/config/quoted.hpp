// quoted: any text as a basic string of TOML, "…", on one line.
//
// What tocsin writes down to read it again itself (rule_text.hpp, time_interval_text.hpp), and what
// people paste into their files.
#pragma once

#include <string>
#include <string_view>

namespace tocsin {

std::string quoted(std::string_view text);

// A key: itself where TOML takes it without quotes.
std::string quoted_key(std::string_view key);

}  // namespace tocsin
