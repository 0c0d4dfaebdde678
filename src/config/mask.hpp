// mask: a file's text with every literal secret covered, for lines that are shown to people.
//
// A secret that stands in a file is an error, and the error shows the line; so does any other error
// on that line, and a syntax error before anything is understood.  Hence this works on characters
// alone, without a parser, and covers too much rather than too little: whatever is given to a key
// that holds secrets, but for the names behind `credential`, `file` and `env`.
#pragma once

#include <string>
#include <string_view>

namespace tocsin {

// Stands for each covered code point.
constexpr char mask_mark = '\x01';

// As long as `text` in code points, with the same line breaks.
std::string masked(std::string_view text);

}  // namespace tocsin
