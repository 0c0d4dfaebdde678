// TextTable: rows of texts in columns, for people at a terminal.
//
// A text may be anybody's, a component's name or a label's value: what a terminal would obey and a
// line break that would pass for a row are taken out.  Programs ask for --output=json and never
// read columns, so the widths may be what the texts are.
#pragma once

#include <string>
#include <vector>

namespace tocsin {

class TextTable {
public:
    explicit TextTable(std::vector<std::string> titles) { add(std::move(titles)); }

    // Requires: as many texts as there are titles.
    void add(std::vector<std::string> row);

    // One line a row, the columns two blanks apart, nothing behind the last.
    std::string text() const;

private:
    std::vector<std::vector<std::string>> rows_;
};

}  // namespace tocsin
