// config_files: the operator's files, read from disk for config/, which reads none itself.
//
// Here alone is known which names a glob means and which leftovers of editors and dpkg it does not;
// what the files say is not looked at but for where further files are.
#pragma once

#include <string>
#include <vector>

#include "config/diagnostics.hpp"
#include "config/load.hpp"

namespace tocsin {

struct ConfigFiles {
    std::vector<SourceFile> files;  // The main file first, then sources, rules, templates.
    Diagnostics diagnostics;        // Files that are not there or cannot be read.
};

// The main file and what its globs match, relative to it, in byte order of names; dot files, *~
// and *.dpkg-* are skipped, and a file that two globs match is read once (contract.md section 5).
ConfigFiles read_config_files(const std::string& main_file);

// A whole file, or why it cannot be read.
Result<std::string> read_file(const std::string& path);

}  // namespace tocsin
