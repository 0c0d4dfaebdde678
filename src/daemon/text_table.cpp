#include "daemon/text_table.hpp"

#include <algorithm>

#include "base/assert.hpp"
#include "base/text.hpp"

namespace tocsin {

void TextTable::add(std::vector<std::string> row) {
    TOCSIN_ASSERT(rows_.empty() || row.size() == rows_.front().size());
    for (std::string& text : row) text = without_invisible(text);
    rows_.push_back(std::move(row));
}

std::string TextTable::text() const {
    std::vector<std::size_t> widths(rows_.front().size(), 0);
    for (const auto& row : rows_) {
        for (std::size_t i = 0; i < row.size(); ++i) {
            widths[i] = std::max(widths[i], count_code_points(row[i]));
        }
    }
    std::string out;
    for (const auto& row : rows_) {
        std::string line;
        for (std::size_t i = 0; i < row.size(); ++i) {
            line += row[i];
            line.append(widths[i] - count_code_points(row[i]) + 2, ' ');
        }
        line.erase(line.find_last_not_of(' ') + 1);
        out += line + '\n';
    }
    return out;
}

}  // namespace tocsin
