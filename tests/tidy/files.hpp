// Files: sizes, names, openings, and that none is forgotten.
//
// A file that outgrows its ceiling has two subjects; a file called after nothing in particular
// collects everything.  A source that no CMakeLists.txt names is dead, and one that no test mirrors
// says so in untested.txt, with its reason.
#pragma once

#include "tests/tidy/source_tree.hpp"

namespace tocsin::tidy {

constexpr std::size_t source_lines_max = 400;
constexpr std::size_t test_lines_max = 800;
constexpr std::size_t columns_max = 100;

Findings check_file_lengths(const std::vector<SourceFile>& files);

// In code points, for C++ and scripts.
Findings check_line_lengths(const std::vector<SourceFile>& files);

// Names of files and of types without the words that say nothing.
Findings check_names(const std::vector<SourceFile>& files);

// Nothing is left to be done later, and no test is switched off.
Findings check_leftovers(const std::vector<SourceFile>& files);

// Every header: `#pragma once`; those of src/ open with a comment of two lines or more.
Findings check_openings(const std::vector<SourceFile>& files);

// Every .cpp is named in the CMakeLists.txt of its folder or of one above it.
Findings check_build_lists(const std::vector<SourceFile>& files);

// Every src/ROOM/file.cpp has tests/ROOM/file_test.cpp or a line "path  reason" in
// tests/tidy/untested.txt; a path there may end in "*".  A line that is no longer needed is a
// finding too.
Findings check_tests_mirror_sources(const std::vector<SourceFile>& files);

}  // namespace tocsin::tidy
