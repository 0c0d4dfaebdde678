#include "rules/matcher.hpp"

#include <fmt/format.h>
#include <re2/re2.h>

#include <algorithm>

#include "base/assert.hpp"
#include "base/text.hpp"
#include "rules/matcher_grammar.hpp"

namespace tocsin {
namespace {

bool full_match(const Matcher& matcher, std::string_view value) {
    if (!matcher.compiled) {
        TOCSIN_ASSERT(is_list_of_texts(matcher.value));
        return is_in_list(matcher.value, value);
    }
    return re2::RE2::FullMatch(re2::StringPiece(value.data(), value.size()), *matcher.compiled);
}

std::string quoted(std::string_view text) {
    std::string out = "\"";
    for (const char c : text) {
        if (c == '"' || c == '\\') {
            out += '\\';
            out += c;
        } else if (c == '\n') {
            out += "\\n";
        } else if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F) {
            out += fmt::format("\\x{:02x}", static_cast<unsigned>(static_cast<unsigned char>(c)));
        } else {
            out += c;
        }
    }
    return out + '"';
}

std::string full_name(const Matcher& matcher) {
    if (matcher.field == MatchField::annotation) return std::string("annotations.") + matcher.name;
    return matcher.name;
}

}  // namespace

std::string_view to_string(MatchOp op) {
    switch (op) {
        case MatchOp::equal:
            return "=";
        case MatchOp::not_equal:
            return "!=";
        case MatchOp::regex:
            return "=~";
        case MatchOp::not_regex:
            return "!~";
    }
    TOCSIN_ASSERT(false);
    return {};
}

bool Matcher::accepts(std::string_view seen) const {
    switch (op) {
        case MatchOp::equal:
            return seen == value;
        case MatchOp::not_equal:
            return seen != value;
        case MatchOp::regex:
            return full_match(*this, seen);
        case MatchOp::not_regex:
            return !full_match(*this, seen);
    }
    TOCSIN_ASSERT(false);
    return false;
}

std::string_view Matcher::value_in(const MatchSubject& subject) const {
    switch (field) {
        case MatchField::label:
            return subject.labels.get(name);
        case MatchField::annotation:
            return subject.annotations.get(name);
        case MatchField::source:
            return subject.source;
        case MatchField::kind:
            return subject.source_kind;
        case MatchField::severity:
            return subject.severity;
        case MatchField::state_reason:
            return subject.annotations.get(state_reason_annotation);
    }
    TOCSIN_ASSERT(false);
    return {};
}

bool Matcher::matches(const MatchSubject& subject) const {
    return accepts(value_in(subject));
}

std::string Matcher::to_text() const {
    const std::string shown = full_name(*this);
    const std::string left = is_bare_word(shown) ? shown : quoted(shown);
    return fmt::format("{}{}{}", left, to_string(op), quoted(value));
}

bool is_list_of_texts(std::string_view pattern) {
    return pattern.find_first_of("\\.+*?()[]{}^$") == std::string_view::npos;
}

bool is_in_list(std::string_view pattern, std::string_view seen) {
    for (;;) {
        const std::size_t at = pattern.find('|');
        if (pattern.substr(0, at) == seen) return true;
        if (at == std::string_view::npos) return false;
        pattern.remove_prefix(at + 1);
    }
}

bool matches_all(const std::vector<Matcher>& matchers, const MatchSubject& subject) {
    return std::all_of(matchers.begin(), matchers.end(),
                       [&](const Matcher& matcher) { return matcher.matches(subject); });
}

}  // namespace tocsin
