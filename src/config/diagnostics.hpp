// Diagnostics: what is wrong in the operator's files, all of it, with its place.
//
// An error is never thrown and never the first of many: a run finds everything in all files,
// sorted by file and position.  How it reads: docs of check-config, validation.md.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace tocsin {

enum class Level { error, warning };

struct Diagnostic {
    Level level = Level::error;
    std::string code;  // "E203", "W401".
    std::string file;
    std::size_t line = 0;    // From 1; 0 is the file as a whole.
    std::size_t column = 0;  // In code points, from 1.
    std::size_t end = 0;     // Column after the last one that is meant; at least column + 1.
    std::string message;     // One line, no secrets.
    std::string hint;        // May be empty; printed behind the caret.

    bool operator==(const Diagnostic&) const = default;
};

using Diagnostics = std::vector<Diagnostic>;

bool has_errors(const Diagnostics& diagnostics);

}  // namespace tocsin
