#include "template/output.hpp"

#include "base/text.hpp"
#include "template/printed.hpp"

namespace tocsin {
namespace {

// A value longer than this is not a name of anything, and would bury the sentence around it.
constexpr std::size_t untrusted_code_points_max = 256;

std::string escaped(std::string_view text) {
    std::string made;
    for (const char c : text) {
        switch (c) {
            case '<':
                made += "&lt;";
                break;
            case '>':
                made += "&gt;";
                break;
            case '&':
                made += "&amp;";
                break;
            default:
                made += c;
        }
    }
    return made;
}

std::string without_links(std::string_view text) {
    std::string made;
    for (const char c : text) {
        if (c == '(' && !made.empty() && made.back() == ']') made += ' ';
        made += c;
    }
    return made;
}

std::string with_whole_characters(std::string_view text) {
    std::string made;
    while (!text.empty()) append_code_point(made, take_code_point(text));
    return made;
}

}  // namespace

bool Output::add_text(std::string_view text) {
    return append(text, false);
}

bool Output::add_value(const Value& value) {
    std::string text = printed(value);
    const bool untrusted = carries_untrusted(value);
    if (value.is_absent() || value.kind() == Kind::nil || (untrusted && text.empty())) {
        missing_ = true;
    }
    if (untrusted && purpose_ != Purpose::plain) {
        text = truncate(without_invisible(text), untrusted_code_points_max);
        if (purpose_ == Purpose::body) {
            text = without_links(value.is_escaped() ? text : escaped(text));
        }
    } else if (purpose_ != Purpose::plain && !is_utf8(text)) {
        text = with_whole_characters(text);  // A slice can cut one in two.
    }
    return append(text, untrusted);
}

bool Output::append(std::string_view text, bool untrusted) {
    if (text.empty()) return true;
    // A link made of two parts: "]" here and "(" there.
    const bool makes_link = purpose_ == Purpose::body && !text_.empty() && text_.back() == ']' &&
                            text.front() == '(' && (untrusted || ends_untrusted_);
    if (text_.size() + text.size() + (makes_link ? 1 : 0) > bytes_max_) return false;
    if (makes_link) text_ += ' ';
    text_ += text;
    ends_untrusted_ = untrusted;
    return true;
}

Rendered Output::finish() && {
    if (purpose_ == Purpose::plain) return {std::move(text_), missing_, false};
    const std::string whole(trim(with_plain_line_ends(text_)));
    std::string text =
        truncate(whole, purpose_ == Purpose::name ? name_code_points_max : body_code_points_max);
    const bool truncated = text != whole;
    return {std::move(text), missing_, truncated};
}

}  // namespace tocsin
