#include "rules/literal_texts.hpp"

namespace tocsin {
namespace {

// The characters that mean themselves behind a backslash; letters and digits do not, and RE2
// gives "_" no meaning there.
bool is_escapable(char c) {
    static constexpr std::string_view marks = "!\"#$%&'()*+,-./:;<=>?@[\\]^`{|}~";
    return marks.find(c) != std::string_view::npos;
}

bool is_operator(char c) {
    static constexpr std::string_view marks = ".+*?()[]{}^$";
    return marks.find(c) != std::string_view::npos;
}

// What stands between the parentheses, if one pair holds everything.  Parentheses further in are
// operators, and end the search for a list.
std::string_view without_group(std::string_view pattern) {
    if (pattern.size() < 2 || pattern.front() != '(' || pattern.back() != ')') return pattern;
    pattern.remove_prefix(1);
    pattern.remove_suffix(1);
    if (pattern.substr(0, 2) == "?:") pattern.remove_prefix(2);
    return pattern;
}

}  // namespace

std::optional<std::vector<std::string>> literal_texts(std::string_view pattern) {
    const std::string_view list = without_group(pattern);
    std::vector<std::string> texts(1);
    for (std::size_t i = 0; i < list.size(); ++i) {
        if (list[i] == '|') {
            texts.emplace_back();
            continue;
        }
        if (is_operator(list[i])) return std::nullopt;
        if (list[i] == '\\') {
            ++i;
            if (i == list.size() || !is_escapable(list[i])) return std::nullopt;
        }
        texts.back() += list[i];
    }
    return texts;
}

}  // namespace tocsin
