#include "template/letter_case.hpp"

#include <array>

#include "base/text.hpp"

namespace tocsin {
namespace {

// Capitals `first` to `last`.  With distance 0 they alternate with their small letters, which
// follow directly; otherwise the small letters stand `distance` behind.
struct Capitals {
    char32_t first, last;
    char32_t distance;
};

constexpr std::array<Capitals, 34> alphabets{{
    {'A', 'Z', 32},       {0xC0, 0xD6, 32},     {0xD8, 0xDE, 32},    {0x100, 0x12E, 0},
    {0x132, 0x136, 0},    {0x139, 0x147, 0},    {0x14A, 0x176, 0},   {0x179, 0x17D, 0},
    {0x1CD, 0x1DB, 0},    {0x1DE, 0x1EE, 0},    {0x1F8, 0x21E, 0},   {0x222, 0x232, 0},
    {0x370, 0x372, 0},    {0x376, 0x376, 0},    {0x386, 0x386, 38},  {0x388, 0x38A, 37},
    {0x38C, 0x38C, 64},   {0x38E, 0x38F, 63},   {0x391, 0x3A1, 32},  {0x3A3, 0x3AB, 32},
    {0x3D8, 0x3EE, 0},    {0x400, 0x40F, 80},   {0x410, 0x42F, 32},  {0x460, 0x480, 0},
    {0x48A, 0x4BE, 0},    {0x4C0, 0x4C0, 15},   {0x4C1, 0x4CD, 0},   {0x4D0, 0x52E, 0},
    {0x531, 0x556, 48},   {0x1E00, 0x1E94, 0},  {0x1EA0, 0x1EFE, 0}, {0x2160, 0x216F, 16},
    {0x24B6, 0x24CF, 26}, {0xFF21, 0xFF3A, 32},
}};

constexpr char32_t capital_sigma = 0x3A3, small_sigma = 0x3C3, final_sigma = 0x3C2;

bool is_cased(char32_t c) {
    return to_upper(c) != c || to_lower(c) != c || c == 0xDF || c == 0xAA || c == 0xBA;
}

// Joins two letters to one word if it stands alone between them (Unicode's MidLetter, MidNumLet).
bool joins(char32_t c) {
    switch (c) {
        case '\'':
        case '.':
        case ':':
        case 0xB7:
        case 0x387:
        case 0x2018:
        case 0x2019:
        case 0x2024:
        case 0x2027:
            return true;
        default:
            return false;
    }
}

// Whether a word ends here: white space, punctuation and signs.
bool ends_word(char32_t c) {
    if (c < 0x80) {
        const bool digit = c >= '0' && c <= '9';
        return !digit && !is_cased(c) && c != '_';
    }
    if (c < 0xC0) return c != 0xAA && c != 0xAD && c != 0xB5 && c != 0xBA;
    if (c == 0xD7 || c == 0xF7 || c == 0x37E) return true;
    if (c == 0x203F || c == 0x2040 || c == 0x2054 || (c >= 0x202A && c <= 0x202F)) return false;
    return (c >= 0x2000 && c <= 0x206F) || (c >= 0x2190 && c <= 0x2BFF) ||
           (c >= 0x3000 && c <= 0x3004);
}

template <class Change>
std::string changed(std::string_view text, Change change) {
    std::string made;
    made.reserve(text.size());
    while (!text.empty()) append_code_point(made, change(take_code_point(text)));
    return made;
}

}  // namespace

char32_t to_lower(char32_t c) {
    if (c == 0x130) return 'i';
    if (c == 0x178) return 0xFF;
    if (c == 0x1E9E) return 0xDF;
    for (const Capitals& alphabet : alphabets) {
        if (c < alphabet.first || c > alphabet.last) continue;
        if (alphabet.distance != 0) return c + alphabet.distance;
        return (c - alphabet.first) % 2 == 0 ? c + 1 : c;
    }
    return c;
}

char32_t to_upper(char32_t c) {
    if (c == 0xB5) return 0x39C;
    if (c == 0xFF) return 0x178;
    if (c == 0x131) return 'I';
    if (c == 0x17F) return 'S';
    if (c == final_sigma) return capital_sigma;
    for (const Capitals& alphabet : alphabets) {
        const char32_t distance = alphabet.distance == 0 ? 1 : alphabet.distance;
        if (c < alphabet.first + distance || c > alphabet.last + distance) continue;
        if (alphabet.distance != 0 || (c - alphabet.first) % 2 == 1) return c - distance;
    }
    return c;
}

std::string to_upper(std::string_view text) {
    return changed(text, [](char32_t c) { return to_upper(c); });
}

std::string to_lower(std::string_view text) {
    return changed(text, [](char32_t c) { return to_lower(c); });
}

std::string to_title(std::string_view text) {
    std::string made;
    bool in_word = false;
    bool joined = false;  // The character before was one that joins.
    while (!text.empty()) {
        const char32_t c = take_code_point(text);
        const bool joins_here = joins(c);
        if (is_cased(c)) {
            char32_t written = in_word ? to_lower(c) : to_upper(c);
            std::string_view ahead = text;
            const bool last = ahead.empty() || !is_cased(take_code_point(ahead));
            if (in_word && last && written == small_sigma) written = final_sigma;
            append_code_point(made, written);
            in_word = true;
        } else {
            append_code_point(made, c);
            if (joins_here ? joined : ends_word(c)) in_word = false;
        }
        joined = joins_here;
    }
    return made;
}

}  // namespace tocsin
