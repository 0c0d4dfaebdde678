// parse_matcher: the text of one matcher as a Matcher, or what is wrong with it and where.
//
// Stricter than Alertmanager's ParseMatcher in three things: no braces, no trailing comma, and no
// control character, which in TOML is nearly always a "\b" that should have been '\b'.
#include <fmt/format.h>
#include <re2/re2.h>

#include <algorithm>
#include <optional>
#include <utility>

#include "base/text.hpp"
#include "rules/matcher.hpp"
#include "rules/matcher_grammar.hpp"

namespace tocsin {
namespace {

// A name or a value, with the offset of each of its bytes in the matcher's text and of its end.
struct Word {
    std::string value;
    std::vector<std::size_t> offsets;
    bool bare = false;
};

bool is_control(char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte < 0x20 || byte == 0x7F;
}

MatcherError error_at(std::size_t offset, std::size_t length, std::string message,
                      std::string hint = {}) {
    MatcherError error;
    error.offset = offset;
    error.length = std::max<std::size_t>(length, 1);
    error.message = std::move(message);
    error.hint = std::move(hint);
    return error;
}

class MatcherParser {
public:
    explicit MatcherParser(std::string_view text) : text_(text) {}

    std::variant<Matcher, MatcherError> parse() {
        Matcher matcher;
        if (check_characters() && read_name(matcher) && read_op(matcher) && read_value(matcher)) {
            return matcher;
        }
        return std::move(error_);
    }

private:
    std::string_view rest() const { return text_.substr(at_); }
    void skip_space() { at_ += space_length(rest()); }
    bool fail(MatcherError error) {
        error_ = std::move(error);
        return false;
    }
    std::size_t length_here() const {
        std::string_view after = rest();
        if (after.empty()) return 1;
        take_code_point(after);
        return rest().size() - after.size();
    }

    bool check_characters() {
        for (std::size_t i = 0; i < text_.size(); ++i) {
            const char c = text_[i];
            if (!is_control(c) || c == '\t' || c == '\n' || c == '\r') continue;
            MatcherError error = error_at(i, 1, "control character in a matcher",
                                          "\"\\b\" in a \"…\" string is a backspace: use '…'");
            error.code = "E302";
            return fail(std::move(error));
        }
        if (!is_utf8(text_)) return fail(error_at(0, text_.size(), "a matcher must be UTF-8"));
        return true;
    }

    std::optional<Word> read_word() {
        Word word;
        if (!rest().empty() && rest().front() == '"') {
            auto read = read_quoted(rest());
            if (auto* error = std::get_if<MatcherError>(&read)) {
                error->offset += at_;
                fail(std::move(*error));
                return std::nullopt;
            }
            auto& quoted = std::get<QuotedWord>(read);
            for (std::size_t& offset : quoted.offsets) offset += at_;
            at_ += quoted.length;
            word.value = std::move(quoted.value);
            word.offsets = std::move(quoted.offsets);
            return word;
        }
        const std::size_t length = bare_length(rest());
        word.bare = true;
        word.value = rest().substr(0, length);
        for (std::size_t i = 0; i <= length; ++i) word.offsets.push_back(at_ + i);
        at_ += length;
        return word;
    }

    bool read_name(Matcher& matcher) {
        skip_space();
        if (rest().empty()) {
            return fail(error_at(0, text_.size(), "an empty matcher", "write NAME = \"VALUE\""));
        }
        if (rest().front() == '{') {
            return fail(error_at(at_, 1, "a matcher here has no braces",
                                 "write each matcher as a text of its own"));
        }
        const std::size_t start = at_;
        auto word = read_word();
        if (!word) return false;
        if (word->value.empty()) {
            return fail(error_at(start, length_here(), "a matcher starts with the name of a label",
                                 "write NAME = \"VALUE\""));
        }
        name_ = word->value;
        return resolve_name(matcher, start);
    }

    bool resolve_name(Matcher& matcher, std::size_t start) {
        static constexpr std::string_view prefix = "annotations.";
        static constexpr std::pair<std::string_view, MatchField> extras[] = {
            {"__source__", MatchField::source},
            {"__kind__", MatchField::kind},
            {"__severity__", MatchField::severity},
            {"__state_reason__", MatchField::state_reason}};
        matcher.name = name_;
        for (const auto& [name, field] : extras) {
            if (name_ == name) matcher.field = field;
        }
        if (name_.substr(0, prefix.size()) != prefix) return true;
        matcher.field = MatchField::annotation;
        matcher.name = name_.substr(prefix.size());
        if (!matcher.name.empty()) return true;
        return fail(error_at(start, prefix.size(), "the name of an annotation is missing",
                             "write annotations.NAME"));
    }

    bool read_op(Matcher& matcher) {
        skip_space();
        static constexpr std::pair<std::string_view, MatchOp> ops[] = {{"=~", MatchOp::regex},
                                                                       {"!~", MatchOp::not_regex},
                                                                       {"!=", MatchOp::not_equal},
                                                                       {"=", MatchOp::equal}};
        for (const auto& [spelling, op] : ops) {
            if (rest().substr(0, spelling.size()) != spelling) continue;
            matcher.op = op;
            at_ += spelling.size();
            op_text_ = spelling;
            return check_after_op();
        }
        std::string hint;
        if (rest().substr(0, 2) == "~=") hint = "did you mean \"=~\"?";
        return fail(error_at(at_, length_here(),
                             fmt::format("expected =, !=, =~ or !~ after \"{}\"", name_), hint));
    }

    bool check_after_op() {
        if (rest().empty() || (rest().front() != '=' && rest().front() != '~')) return true;
        return fail(error_at(at_ - op_text_.size(), op_text_.size() + 1,
                             fmt::format("{}{} is not an operator", op_text_, rest().front()),
                             "use =, !=, =~ or !~"));
    }

    // The matcher with everything behind the operator as one quoted value, as the classic parser
    // reads it.
    std::string classic_hint(std::size_t start) const {
        std::string_view value = trim(text_.substr(start));
        const auto enclosed = [&](char quote) {
            return value.size() > 1 && value.front() == quote && value.back() == quote;
        };
        if (enclosed('\'') || enclosed('`')) value = value.substr(1, value.size() - 2);
        std::string escaped;
        for (const char c : value) {
            if (c == '"' || c == '\\') escaped += '\\';
            escaped += c;
        }
        return fmt::format("quote the value: {} {} \"{}\"", name_, op_text_, escaped);
    }

    bool read_value(Matcher& matcher) {
        skip_space();
        const std::size_t start = at_;
        auto word = read_word();
        if (!word) return false;
        if (word->bare && word->value.empty()) {
            if (rest().empty()) {
                return fail(
                    error_at(start, 1, "the value is missing",
                             fmt::format("no value at all is {} {} \"\"", name_, op_text_)));
            }
            return fail(error_at(start, length_here(), "a value with this character needs quotes",
                                 classic_hint(start)));
        }
        skip_space();
        if (!rest().empty()) {
            const bool comma = rest().front() == ',';
            return fail(error_at(at_, comma ? 1 : rest().size(),
                                 comma ? "one matcher for each text" : "more after the value",
                                 comma ? "write each matcher as a text of its own"
                                       : (word->bare ? classic_hint(start) : std::string())));
        }
        matcher.value = word->value;
        if (matcher.op == MatchOp::equal || matcher.op == MatchOp::not_equal) return true;
        return compile(matcher, *word);
    }

    bool compile(Matcher& matcher, const Word& word) {
        const std::size_t begin = word.offsets.front();
        const std::size_t length = word.offsets.back() - begin;
        if (word.value.size() > pattern_bytes_max) {
            return fail(error_at(begin, length,
                                 fmt::format("a regular expression of {} bytes; at most {} fit",
                                             word.value.size(), pattern_bytes_max)));
        }
        for (std::size_t i = 0; i < word.value.size(); ++i) {
            const char c = word.value[i];
            if (!is_control(c) || c == '\t' || c == '\n' || c == '\r') continue;
            MatcherError error =
                error_at(word.offsets[i], 2, "control character in a regular expression",
                         "inside quotes a backslash is written twice: \\\\b");
            error.code = "E302";
            return fail(std::move(error));
        }
        if (is_list_of_texts(word.value)) return true;
        re2::RE2::Options options;
        options.set_max_mem(pattern_memory_max);
        options.set_log_errors(false);
        auto compiled = std::make_shared<const re2::RE2>(word.value, options);
        if (compiled->ok()) {
            matcher.compiled = std::move(compiled);
            return true;
        }
        const std::string& part = compiled->error_arg();
        const std::size_t found = part.empty() ? std::string::npos : word.value.find(part);
        if (found == std::string::npos) return fail(error_at(begin, length, compiled->error()));
        const std::size_t from = word.offsets[found];
        const std::size_t to = word.offsets[found + part.size()];
        return fail(error_at(from, to - from, compiled->error()));
    }

    std::string_view text_;
    std::size_t at_ = 0;
    std::string name_;
    std::string_view op_text_;
    MatcherError error_;
};

}  // namespace

std::variant<Matcher, MatcherError> parse_matcher(std::string_view text) {
    return MatcherParser(text).parse();
}

}  // namespace tocsin
