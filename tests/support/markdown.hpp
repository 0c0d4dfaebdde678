// Blocks of a page of docs/, so that a test can run what the page shows.
#pragma once

#include <cstddef>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

namespace tocsin {

struct MarkdownBlock {
    std::string text;
    std::size_t line = 0;  // Of the page; that of the block's first line.
};

// What stands between two lines of three backticks; `language` behind the first.
inline std::vector<MarkdownBlock> markdown_blocks(const std::string& page,
                                                  std::string_view language) {
    std::vector<MarkdownBlock> blocks;
    bool is_inside = false, is_wanted = false;
    std::istringstream lines(page);
    std::size_t number = 0;
    for (std::string line; std::getline(lines, line);) {
        ++number;
        if (line.starts_with("```")) {
            is_inside = !is_inside;
            is_wanted = is_inside && std::string_view(line).substr(3) == language;
            if (is_wanted) blocks.push_back({"", number + 1});
        } else if (is_wanted) {
            blocks.back().text += line + "\n";
        }
    }
    return blocks;
}

}  // namespace tocsin
