#include "config/file_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "base/text.hpp"

namespace tocsin {
namespace {

std::string without_bom_and_cr(std::string_view raw) {
    static constexpr std::string_view bom = "\xEF\xBB\xBF";
    if (raw.substr(0, bom.size()) == bom) raw.remove_prefix(bom.size());
    std::string text;
    text.reserve(raw.size());
    for (std::size_t i = 0; i < raw.size(); ++i) {
        if (raw[i] == '\r' && i + 1 < raw.size() && raw[i + 1] == '\n') continue;
        text += raw[i];
    }
    return text;
}

// One step through the inside of a TOML string: bytes of the file, bytes of the value.
struct Step {
    std::size_t raw = 1;
    std::size_t value = 1;
};

std::size_t utf8_length(std::string_view digits) {
    unsigned long c = 0;
    for (const char d : digits) {
        c = c * 16 + static_cast<unsigned long>(d <= '9' ? d - '0' : (d | 0x20) - 'a' + 10);
    }
    return c < 0x80 ? 1 : c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
}

// Requires: rest starts with a backslash and stands in a basic string that toml++ has accepted.
Step escape_step(std::string_view rest) {
    if (rest.size() < 2) return {rest.size(), 0};
    const char kind = rest[1];
    if (kind == 'u' || kind == 'U') {
        const std::size_t digits = kind == 'u' ? 4 : 8;
        if (rest.size() < 2 + digits) return {rest.size(), 0};
        return {2 + digits, utf8_length(rest.substr(2, digits))};
    }
    static constexpr std::string_view white = " \t\n";
    if (white.find(kind) == std::string_view::npos) return {2, 1};
    const std::size_t next = rest.find_first_not_of(white, 1);
    return {next == std::string_view::npos ? rest.size() : next, 0};
}

}  // namespace

FileText::FileText(std::string name, std::string_view raw)
    : name_(std::move(name)), text_(without_bom_and_cr(raw)) {
    starts_.push_back(0);
    for (std::size_t i = 0; i < text_.size(); ++i) {
        if (text_[i] == '\n') starts_.push_back(i + 1);
    }
}

std::string_view FileText::line(std::size_t number) const {
    if (number == 0 || number > starts_.size()) return {};
    const std::string_view rest = std::string_view(text_).substr(starts_[number - 1]);
    return rest.substr(0, rest.find('\n'));
}

std::size_t FileText::byte_at(std::size_t number, std::size_t column) const {
    if (number == 0 || number > starts_.size()) return text_.size();
    std::string_view rest = line(number);
    const std::size_t size = rest.size();
    for (std::size_t i = 1; i < column && !rest.empty(); ++i) take_code_point(rest);
    return starts_[number - 1] + size - rest.size();
}

Place FileText::between(std::size_t first, std::size_t column, std::size_t end_line,
                        std::size_t end_column) const {
    const std::size_t last = count_code_points(line(first)) + 1;
    const std::size_t end = end_line == first ? end_column : last;
    return {this, first, column, std::max(end, column + 1)};
}

Place FileText::between_bytes(std::size_t from, std::size_t to) const {
    const auto after = std::upper_bound(starts_.begin(), starts_.end(), from);
    const auto number = static_cast<std::size_t>(after - starts_.begin());
    const std::size_t start = starts_[number - 1];
    const std::string_view whole = line(number);
    const std::size_t stop = std::min(to - start, whole.size());
    const std::size_t begin = std::min(from - start, whole.size());
    const std::size_t column = count_code_points(whole.substr(0, begin)) + 1;
    const std::size_t length =
        stop > begin ? count_code_points(whole.substr(begin, stop - begin)) : 1;
    return {this, number, column, column + length};
}

Place FileText::in_string(const Place& string, std::size_t offset, std::size_t length) const {
    const std::size_t begin = byte_at(string.line, string.column);
    const std::string_view rest = std::string_view(text_).substr(begin);
    if (rest.empty() || (rest.front() != '"' && rest.front() != '\'')) return string;
    const char quote = rest.front();
    const bool is_long = rest.substr(0, 3) == std::string(3, quote);
    std::size_t raw = is_long ? 3 : 1;
    if (is_long && rest.substr(raw, 1) == "\n") ++raw;

    // What an escape of no value (a line's end behind a backslash) covers belongs to nothing.
    std::size_t value = 0;
    std::optional<std::size_t> from;
    while (raw < rest.size()) {
        const bool escaped = quote == '"' && rest[raw] == '\\';
        const Step step = escaped ? escape_step(rest.substr(raw)) : Step{};
        if (step.value > 0 && value >= offset && !from) from = raw;
        if (from && value >= offset + length) break;
        raw += step.raw;
        value += step.value;
    }
    if (!from) return string;
    return between_bytes(begin + *from, begin + std::max(raw, *from + 1));
}

Place FileText::in_text(std::size_t offset, std::size_t length) const {
    return between_bytes(offset, offset + std::max<std::size_t>(length, 1));
}

std::string FileText::line_name(const Place& place) const {
    return place.line == 0 ? name_ : fmt::format("{}:{}", name_, place.line);
}

}  // namespace tocsin
