// The example configurations on the disk: the project's own, and the design's where they are there.
#pragma once

#include <filesystem>
#include <vector>

#include "tests/config/files.hpp"

namespace tocsin::testing {

std::filesystem::path source_folder();  // The root of the project.
std::filesystem::path data_folder();    // tests/data/config
std::filesystem::path design_folder();  // May not be there.

// tocsin.toml, then sources*.toml, then every other *.toml, by name.
std::vector<SourceFile> files_in(const std::filesystem::path& folder);

std::vector<std::filesystem::path> folders_in(const std::filesystem::path& parent);

}  // namespace tocsin::testing
