// Sections: several files in one input, parted by lines "#--- NAME".
//
// Such a line is a comment in TOML, so that an input is itself readable as what it is.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace tocsin::fuzz {

struct Section {
    std::string name;  // Empty for what stands before the first such line.
    std::string text;
};

inline std::vector<Section> sections_of(std::string_view bytes) {
    constexpr std::string_view mark = "#--- ";
    std::vector<Section> sections(1);
    while (!bytes.empty()) {
        const std::size_t end = bytes.find('\n');
        const std::size_t size = end == std::string_view::npos ? bytes.size() : end + 1;
        const std::string_view line = bytes.substr(0, size);
        if (line.starts_with(mark)) {
            const std::string_view name = line.substr(mark.size());
            sections.push_back({std::string(name.substr(0, name.find('\n'))), ""});
        } else {
            sections.back().text += line;
        }
        bytes.remove_prefix(size);
    }
    return sections;
}

}  // namespace tocsin::fuzz
