// literal: numbers and quoted texts of a template, read.
//
// Go's forms, less those that mislead: a number with a leading zero (octal in Go) or underscores,
// and an escape that makes broken UTF-8.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "template/value.hpp"

namespace tocsin {

// "12", "-3", "0x1F", "1.5", "1e3"; nothing if it is not a number, or a whole one that does not
// fit 64 bits.
std::optional<Value> read_number(std::string_view text);

// `text` with its quotes, "…" or `…`; nothing for an unknown escape or what would not be UTF-8.
std::optional<std::string> read_quoted(std::string_view text);

}  // namespace tocsin
