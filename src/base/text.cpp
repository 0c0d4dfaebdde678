#include "base/text.hpp"

#include <algorithm>
#include <vector>

#include "base/assert.hpp"

namespace tocsin {
namespace {

constexpr char32_t replacement = 0xFFFD;

// Length of the sequence that a first byte announces, 0 if it cannot be a first byte.
std::size_t sequence_length(unsigned char first) {
    if (first < 0x80) return 1;
    if (first >= 0xC2 && first <= 0xDF) return 2;
    if (first >= 0xE0 && first <= 0xEF) return 3;
    if (first >= 0xF0 && first <= 0xF4) return 4;
    return 0;
}

std::string_view without_any_of(std::string_view white, std::string_view text) {
    const std::size_t first = text.find_first_not_of(white);
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(white) - first + 1);
}

char ascii_lower(char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

}  // namespace

bool is_invisible(char32_t c) {
    if (c < 0x20 || (c >= 0x7F && c <= 0x9F)) return true;  // Controls of C0 and C1.
    if (c >= 0x200B && c <= 0x200F) return true;            // Zero width, LRM, RLM.
    if (c >= 0x202A && c <= 0x202E) return true;            // Embeddings and overrides.
    if (c >= 0x2060 && c <= 0x206F) return true;            // Word joiner, isolates.
    if (c >= 0xE0000 && c <= 0xE007F) return true;          // Tags.
    return c == 0x00AD || c == 0x061C || c == 0x180E || c == 0xFEFF || c == 0x2028 || c == 0x2029;
}

char32_t take_code_point(std::string_view& text) {
    TOCSIN_ASSERT(!text.empty());
    const auto first = static_cast<unsigned char>(text.front());
    const std::size_t length = sequence_length(first);
    if (length == 1) {
        text.remove_prefix(1);
        return first;
    }
    if (length == 0 || text.size() < length) {
        text.remove_prefix(1);
        return replacement;
    }
    char32_t value = first & (0xFFU >> (length + 1));
    for (std::size_t i = 1; i < length; ++i) {
        const auto byte = static_cast<unsigned char>(text[i]);
        if ((byte & 0xC0U) != 0x80U) {
            text.remove_prefix(1);
            return replacement;
        }
        value = value << 6 | (byte & 0x3FU);
    }
    const bool overlong = (length == 3 && value < 0x800) || (length == 4 && value < 0x10000);
    if (overlong || value > 0x10FFFF || (value >= 0xD800 && value <= 0xDFFF)) {
        text.remove_prefix(1);
        return replacement;
    }
    text.remove_prefix(length);
    return value;
}

bool is_utf8(std::string_view text) {
    while (!text.empty()) {
        const std::size_t before = text.size();
        // A replacement character that is really there takes three bytes, a broken byte one.
        if (take_code_point(text) == replacement && before - text.size() == 1) return false;
    }
    return true;
}

void append_code_point(std::string& text, char32_t c) {
    const auto put = [&text](char32_t byte) { text += static_cast<char>(byte); };
    if (c < 0x80) {
        put(c);
    } else if (c < 0x800) {
        put(0xC0 | c >> 6);
        put(0x80 | (c & 0x3F));
    } else if (c < 0x10000) {
        put(0xE0 | c >> 12);
        put(0x80 | (c >> 6 & 0x3F));
        put(0x80 | (c & 0x3F));
    } else {
        put(0xF0 | c >> 18);
        put(0x80 | (c >> 12 & 0x3F));
        put(0x80 | (c >> 6 & 0x3F));
        put(0x80 | (c & 0x3F));
    }
}

std::size_t count_code_points(std::string_view text) {
    std::size_t count = 0;
    while (!text.empty()) {
        take_code_point(text);
        ++count;
    }
    return count;
}

std::string truncate(std::string_view text, std::size_t code_points_max) {
    if (text.size() <= code_points_max || count_code_points(text) <= code_points_max) {
        return std::string(text);
    }
    std::string cut;
    for (std::size_t i = 0; i + 1 < code_points_max; ++i)
        append_code_point(cut, take_code_point(text));
    if (code_points_max > 0) append_code_point(cut, 0x2026);
    return cut;
}

std::string without_invisible(std::string_view text) {
    std::string clean;
    clean.reserve(text.size());
    while (!text.empty()) {
        const char32_t c = take_code_point(text);
        if (c == '\n' || c == '\r' || c == '\t')
            clean += ' ';
        else if (!is_invisible(c))
            append_code_point(clean, c);
    }
    return clean;
}

std::string for_terminal(std::string_view text) {
    std::string clean;
    clean.reserve(text.size());
    while (!text.empty()) {
        const char32_t c = take_code_point(text);
        if (c == '\n' || c == '\t' || !is_invisible(c)) append_code_point(clean, c);
    }
    return clean;
}

std::string with_plain_line_ends(std::string_view text) {
    std::string plain;
    plain.reserve(text.size());
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '\r' && text.substr(i + 1, 1) == "\n") continue;
        plain += text[i];
    }
    return plain;
}

std::string_view trim(std::string_view text) {
    return without_any_of(" \t\r\n\v\f", text);
}

std::string_view without_blanks(std::string_view text) {
    return without_any_of(" \t", text);
}

std::string_view next_element(std::string_view& list) {
    const std::size_t comma = std::min(list.find(','), list.size());
    const std::string_view element = without_blanks(list.substr(0, comma));
    list.remove_prefix(std::min(comma + 1, list.size()));
    return element;
}

int hex_value(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}

std::string to_lower_ascii(std::string_view text) {
    std::string lower(text);
    std::transform(lower.begin(), lower.end(), lower.begin(), ascii_lower);
    return lower;
}

bool equal_ignoring_case(std::string_view a, std::string_view b) {
    return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                      [](char x, char y) { return ascii_lower(x) == ascii_lower(y); });
}

std::size_t edit_distance(std::string_view a, std::string_view b, std::size_t limit) {
    const std::size_t difference = a.size() > b.size() ? a.size() - b.size() : b.size() - a.size();
    if (difference > limit) return limit + 1;
    std::vector<std::size_t> row(b.size() + 1);
    for (std::size_t j = 0; j <= b.size(); ++j) row[j] = j;
    for (std::size_t i = 1; i <= a.size(); ++i) {
        std::size_t diagonal = row[0];
        row[0] = i;
        for (std::size_t j = 1; j <= b.size(); ++j) {
            const std::size_t substituted = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
            diagonal = row[j];
            row[j] = std::min({row[j] + 1, row[j - 1] + 1, substituted});
        }
    }
    return std::min(row[b.size()], limit + 1);
}

}  // namespace tocsin
