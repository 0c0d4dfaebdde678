#include "rules/label_set.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <string>
#include <vector>

#include "base/text.hpp"
#include "rules/matcher_grammar.hpp"

namespace tocsin {
namespace {

class SetParser {
public:
    explicit SetParser(std::string_view text) : text_(text) {}

    std::variant<Labels, MatcherError> parse() {
        if (check_characters() && read_set()) return Labels(std::move(pairs_));
        return std::move(error_);
    }

private:
    std::string_view rest() const { return text_.substr(at_); }
    void skip_space() { at_ += space_length(rest()); }
    bool is_next(char c) const { return !rest().empty() && rest().front() == c; }

    bool fail(std::size_t offset, std::size_t length, std::string message, std::string hint = {}) {
        error_.offset = offset;
        error_.length = std::max<std::size_t>(length, 1);
        error_.message = std::move(message);
        error_.hint = std::move(hint);
        return false;
    }

    bool fail_here(std::string message, std::string hint = {}) {
        std::string_view after = rest();
        if (!after.empty()) take_code_point(after);
        return fail(at_, rest().size() - after.size(), std::move(message), std::move(hint));
    }

    bool check_characters() {
        for (std::size_t i = 0; i < text_.size(); ++i) {
            const auto byte = static_cast<unsigned char>(text_[i]);
            const bool space = byte == '\t' || byte == '\n' || byte == '\r';
            if ((byte >= 0x20 && byte != 0x7F) || space) continue;
            error_.code = "E302";
            return fail(i, 1, "control character in a label set",
                        "\"\\b\" in a \"…\" string is a backspace: use '…'");
        }
        return is_utf8(text_) || fail(0, text_.size(), "a label set must be UTF-8");
    }

    bool read_set() {
        skip_space();
        if (!is_next('{'))
            return fail_here("a label set starts with {",
                             "for example {alertname=\"ServiceDown\"}");
        ++at_;
        skip_space();
        while (!is_next('}')) {
            if (!read_pair()) return false;
            skip_space();
            if (is_next(',')) {
                ++at_;
                skip_space();
            } else if (!is_next('}')) {
                return rest().empty() ? fail_here("the } of the label set is missing")
                                      : fail_here("expected , or } after a label");
            }
        }
        ++at_;
        skip_space();
        return rest().empty() || fail(at_, rest().size(), "more after the label set");
    }

    // A bare word may be empty: the caller knows what was expected.
    std::optional<std::string> read_word() {
        if (!is_next('"')) {
            const std::size_t length = bare_length(rest());
            at_ += length;
            return std::string(text_.substr(at_ - length, length));
        }
        auto read = read_quoted(rest());
        if (auto* error = std::get_if<MatcherError>(&read)) {
            error_ = std::move(*error);
            error_.offset += at_;
            return std::nullopt;
        }
        auto& quoted = std::get<QuotedWord>(read);
        at_ += quoted.length;
        return std::move(quoted.value);
    }

    bool read_pair() {
        const std::size_t start = at_;
        auto name = read_word();
        if (!name) return false;
        if (name->empty()) return fail_here("expected the name of a label", "write NAME=\"VALUE\"");
        const std::size_t end = at_;
        skip_space();
        const bool is_matcher = is_next('!') || rest().substr(0, 2) == "=~";
        if (!is_next('=') || is_matcher) {
            return fail_here(
                fmt::format("expected = after \"{}\"", *name),
                is_matcher ? "a label set says what an alert has: only = is there" : "");
        }
        ++at_;
        skip_space();
        const bool bare = !is_next('"');
        auto value = read_word();
        if (!value) return false;
        if (bare && value->empty())
            return fail_here(fmt::format("the value of \"{}\" is missing", *name),
                             "values stand in double quotes");
        const auto twice = [&](const Labels::OwnedPair& pair) { return pair.first == *name; };
        if (std::any_of(pairs_.begin(), pairs_.end(), twice))
            return fail(start, end - start, fmt::format("\"{}\" is there already", *name));
        pairs_.emplace_back(std::move(*name), std::move(*value));
        return true;
    }

    std::string_view text_;
    std::size_t at_ = 0;
    std::vector<Labels::OwnedPair> pairs_;
    MatcherError error_;
};

}  // namespace

std::variant<Labels, MatcherError> parse_label_set(std::string_view text) {
    return SetParser(text).parse();
}

bool has_labels(const Labels& labels, const Labels& wanted) {
    return std::all_of(wanted.begin(), wanted.end(), [&](const Labels::Pair& pair) {
        return labels.get(pair.first) == pair.second;
    });
}

}  // namespace tocsin
