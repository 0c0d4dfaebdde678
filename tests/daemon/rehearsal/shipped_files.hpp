// The shipped configuration and rules, read from where they stand in the project.
#pragma once

#include <algorithm>
#include <filesystem>
#include <string>
#include <vector>

#include "config/load.hpp"
#include "daemon/config_files.hpp"

namespace tocsin {

inline std::vector<SourceFile> shipped_files(const std::string& project) {
    const std::string root = project + "/";
    std::vector<SourceFile> files{
        {"tocsin.toml", read_file(root + "config/tocsin.toml").value(), FileRole::main}};
    for (const auto& entry : std::filesystem::directory_iterator(root + "rules")) {
        files.push_back({"rules.d/" + entry.path().filename().string(),
                         read_file(entry.path().string()).value(), FileRole::rules});
    }
    std::sort(files.begin() + 1, files.end(),
              [](const SourceFile& a, const SourceFile& b) { return a.name < b.name; });
    return files;
}

}  // namespace tocsin
