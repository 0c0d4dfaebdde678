// FileText: one file's text with its lines, and where in it something stands.
//
// Columns count code points from 1, as toml++ does and editors do.  A byte order mark and the
// carriage returns of CRLF are taken off first: neither is a column.  What is wrong inside a text
// value (the fourth byte of a matcher, say) is found by reading the TOML string again beside its
// value, so that a caret is exact behind escapes and in texts of several lines too.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace tocsin {

class FileText;

// A stretch of one line.
struct Place {
    const FileText* file = nullptr;
    std::size_t line = 0;    // From 1; 0 is the file as a whole.
    std::size_t column = 0;  // From 1, in code points.
    std::size_t end = 0;     // The column after the last one.
};

class FileText {
public:
    FileText(std::string name, std::string_view raw);

    const std::string& name() const { return name_; }
    std::string_view text() const { return text_; }

    // Without its end; empty for a line that is not there.
    std::string_view line(std::size_t number) const;

    Place whole() const { return {this, 0, 0, 0}; }

    // From one position to another, both as toml++ counts them; cut at the end of the first line.
    Place between(std::size_t line, std::size_t column, std::size_t end_line,
                  std::size_t end_column) const;

    // Bytes [offset, offset + length) of the value of the TOML string that starts there; the
    // string as a whole if no string does.
    Place in_string(const Place& string, std::size_t offset, std::size_t length) const;

    // Bytes [offset, offset + length) of the text; cut at the end of the first line.
    Place in_text(std::size_t offset, std::size_t length) const;

    // "rules.d/10-api.toml:14".
    std::string line_name(const Place& place) const;

private:
    Place between_bytes(std::size_t from, std::size_t to) const;
    std::size_t byte_at(std::size_t line, std::size_t column) const;

    std::string name_;
    std::string text_;
    std::vector<std::size_t> starts_;  // Byte offset of each line.
};

}  // namespace tocsin
