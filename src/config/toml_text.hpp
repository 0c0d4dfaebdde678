// toml_text: texts as they are written in TOML.
//
// What tocsin writes of itself in this language (the stored text of a rule, a block to paste into a
// test) reads back as the same text, whatever stands in it.
#pragma once

#include <string>
#include <string_view>

namespace tocsin {

// A basic string, on one line.
std::string toml_quoted(std::string_view text);

// The key itself where TOML takes it without quotes.
std::string toml_key(std::string_view key);

}  // namespace tocsin
