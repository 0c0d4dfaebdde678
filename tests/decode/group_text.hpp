// An AlertGroup, or why there is none, as lines of text: the form of tests/data's golden files.
//
//   truncated 0, unusable 0, missing 0
//   alert firing FINGERPRINT, starts TIME or unknown, ends TIME or unknown
//     labels {…}
//     annotations {…}
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "domain/alert.hpp"

namespace tocsin {

std::string to_text(const Result<AlertGroup>& group);

std::string read_file(const std::filesystem::path& file);

// The .json files of a folder by name; none if there is no such folder.
std::vector<std::filesystem::path> json_files(const std::filesystem::path& folder);

}  // namespace tocsin
