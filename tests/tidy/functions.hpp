// Functions: how long each is.
//
// A heuristic, not a parser: it counts braces in code that clang-format has laid out.  A brace
// opens a function where namespaces and classes are around it and brackets of parameters before it;
// what is inside a function (blocks, lambdas) belongs to it.
#pragma once

#include "tests/tidy/source_tree.hpp"

namespace tocsin::tidy {

constexpr std::size_t function_lines_max = 70;

struct Function {
    std::size_t line;    // Of the first word of its signature.
    std::size_t length;  // In lines, from there to the closing brace.
};

std::vector<Function> functions_of(const SourceFile& file);

Findings check_function_lengths(const std::vector<SourceFile>& files);

}  // namespace tocsin::tidy
