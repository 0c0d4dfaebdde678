// SourceTree: the project's own files, as the house rules read them.
//
// A rule is a pure function from files to findings, so that its test can hand it a bad file that
// was never on a disk and see it refused; the same function then reads the real tree.  `code` is
// the text with comments and literals blanked out: a rule about words of the program must not
// stumble over a sentence that mentions them.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace tocsin::tidy {

struct SourceFile {
    std::string path;  // From the root of the project: "src/base/text.cpp".
    std::string text;
    std::string code;  // As long as text, line for line.
};

// A file as if it had been read.
SourceFile make_source(std::string path, std::string text);

// Every file below src, tests, scripts, cmake, docs and .ci that is a text of ours, in byte order.
const std::vector<SourceFile>& project_files();

// Those of `files` below `folder` ("src/") whose name ends in one of `endings`.
std::vector<const SourceFile*> below(const std::vector<SourceFile>& files, std::string_view folder,
                                     const std::vector<std::string_view>& endings);

// "src/base/text.cpp" → "base"; empty for what lies in no room.
std::string room_of(std::string_view path);

// "a/b/c_test.cpp" → "c_test.cpp".
std::string_view file_name(std::string_view path);

// Without comments, string and character literals, whose characters become spaces.
std::string blank_comments_and_literals(std::string_view text);

// Line by line, without the line breaks.
std::vector<std::string_view> lines_of(std::string_view text);

// One sentence about one place: "src/a/b.cpp:12: what is wrong".
using Findings = std::vector<std::string>;

std::string finding(const SourceFile& file, std::size_t line, std::string_view what);

// The line of a position in a text, from 1.
std::size_t line_at(std::string_view text, std::size_t position);

// All findings, a line each; what a failed test prints.
std::string listed(const Findings& findings);

}  // namespace tocsin::tidy
