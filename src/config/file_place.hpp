// FilePlace: where something stands in the operator's files, once these are read.
//
// Whoever finds a mistake later (a secret that is not there, an expectation that does not hold) can
// name the line all the same.  The fields are those of a Diagnostic.
#pragma once

#include <cstddef>
#include <string>

namespace tocsin {

struct FilePlace {
    std::string file;
    std::size_t line = 0;
    std::size_t column = 0;
    std::size_t end = 0;

    bool operator==(const FilePlace&) const = default;
};

}  // namespace tocsin
