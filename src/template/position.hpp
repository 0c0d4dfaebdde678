// Position: where in a template's text something stands.
//
// Bytes for programs, line and column for people; a column counts code points, as the
// diagnostics of configuration do, so that "ü" before a mistake does not move the caret.
#pragma once

#include <cstddef>
#include <string_view>

namespace tocsin {

// Bytes [offset, offset + length) of a template's text.
struct Span {
    std::size_t offset = 0;
    std::size_t length = 0;

    bool operator==(const Span&) const = default;
};

struct Position {
    int line = 1;    // From 1.
    int column = 1;  // From 1, in code points.

    bool operator==(const Position&) const = default;
};

// Requires: offset <= text.size().
Position locate(std::string_view text, std::size_t offset);

// From the first byte of `first` to the last of `last`.
Span joined(Span first, Span last);

}  // namespace tocsin
