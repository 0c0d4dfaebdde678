#include "config/mask.hpp"

#include <algorithm>
#include <set>
#include <vector>

#include "config/keys.hpp"

namespace tocsin {
namespace {

const std::set<std::string_view>& secret_keys() {
    static const std::set<std::string_view> names = [] {
        std::set<std::string_view> found;
        for (const auto rows : {daemon_keys(), rule_keys()}) {
            for (const Key& row : rows) {
                const bool is_secret = row.kind == KeyKind::secret || row.kind == KeyKind::secrets;
                if (is_secret) found.insert(row.name);
            }
        }
        return found;
    }();
    return names;
}

bool is_secret(std::string_view key) {
    return secret_keys().count(key) > 0;
}

bool is_reference(std::string_view key) {
    return key == "credential" || key == "file" || key == "env";
}

bool is_word(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           c == '-';
}

class Masker {
    struct Bracket {
        bool inline_table;
        bool secret;
    };

public:
    explicit Masker(std::string_view text) : text_(text), cover_(text.size(), false) {}

    std::string run() {
        while (at_ < text_.size()) step();
        std::string out;
        for (std::size_t i = 0; i < text_.size(); ++i) {
            const bool continues = (static_cast<unsigned char>(text_[i]) & 0xC0U) == 0x80U;
            if (!cover_[i] || text_[i] == '\n')
                out += text_[i];
            else if (!continues)
                out += mask_mark;
        }
        return out;
    }

private:
    char here() const { return text_[at_]; }
    bool in_secret() const { return open_.empty() ? header_secret_ : open_.back().secret; }
    bool hides() const { return (in_secret() || is_secret(key_)) && !is_reference(key_); }

    void step() {
        const char c = here();
        if (c == '\n') return end_line();
        if (c == '#') return skip_to(line_end());
        if (c == '"' || c == '\'') return string();
        if (is_word(c)) return word();
        if (c == '=') {
            key_ = last_;
            after_equals_ = true;
        } else if (c == '{' || c == '[') {
            if (open_.empty() && !after_equals_ && c == '[') in_header_ = true;
            open_.push_back({c == '{', in_secret() || (after_equals_ && is_secret(key_))});
            after_equals_ = false;
            key_ = {};
        } else if ((c == '}' || c == ']') && !open_.empty()) {
            open_.pop_back();
        } else if (c == ',') {
            after_equals_ = false;
            key_ = {};
        } else if (after_equals_ && c != ' ' && c != '\t' && hides()) {
            return cover_to(value_end());
        }
        ++at_;
    }

    void end_line() {
        if (in_header_) {
            header_secret_ = is_secret(last_);
            open_.clear();
        }
        // Inline tables end on their line; arrays may go on.
        const bool broken = std::any_of(open_.begin(), open_.end(), [](const Bracket& bracket) {
            return bracket.inline_table;
        });
        if (broken) open_.clear();
        in_header_ = after_equals_ = false;
        key_ = {};
        ++at_;
    }

    void word() {
        if (after_equals_ && hides()) return cover_to(value_end());
        const std::size_t start = at_;
        while (at_ < text_.size() && is_word(here())) ++at_;
        last_ = text_.substr(start, at_ - start);
    }

    // Quotes and all that is between them; what comes after a closing quote and is no sign of
    // TOML belongs to a secret with a quote in it.
    void string() {
        const std::size_t start = at_;
        const std::size_t end = string_end();
        const bool is_value = after_equals_ || (!open_.empty() && !in_header_);
        const std::string_view inside =
            text_.substr(start + 1, end > start + 2 ? end - start - 2 : 0);
        const std::size_t next = text_.find_first_not_of(" \t", end);
        const char follows = next < text_.size() ? text_[next] : '\n';
        const bool is_key = !after_equals_ && (follows == '=' || follows == '.');
        if (!is_value || is_key || !hides()) {
            last_ = inside;
            return skip_to(end);
        }
        cover_to(end);
        static constexpr std::string_view closers = ",}]#\n";
        if (closers.find(follows) == std::string_view::npos) cover_to(line_end());
    }

    std::size_t string_end() const {
        const char quote = here();
        const std::string triple(3, quote);
        const bool is_long = text_.substr(at_, 3) == triple;
        for (std::size_t i = at_ + (is_long ? 3 : 1); i < text_.size(); ++i) {
            if (text_[i] == '\\' && quote == '"') {
                ++i;
            } else if (is_long ? text_.substr(i, 3) == triple : text_[i] == quote) {
                std::size_t end = i + (is_long ? 3 : 1);
                while (is_long && end < text_.size() && text_[end] == quote) ++end;
                return end;
            } else if (!is_long && text_[i] == '\n') {
                return i;
            }
        }
        return text_.size();
    }

    std::size_t line_end() const { return std::min(text_.find('\n', at_), text_.size()); }
    // At least one byte: a stray bracket is a value too.
    std::size_t value_end() const {
        return std::min(text_.find_first_of(" \t,}]#\n", at_ + 1), text_.size());
    }
    void skip_to(std::size_t end) { at_ = end; }
    void cover_to(std::size_t end) {
        for (; at_ < end; ++at_) cover_[at_] = true;
    }

    std::string_view text_;
    std::vector<bool> cover_;
    std::size_t at_ = 0;
    std::vector<Bracket> open_;  // For each open bracket: whether it holds a secret.
    std::string_view last_;      // The last word or text that could be a key.
    std::string_view key_;       // Whose value comes.
    bool after_equals_ = false;
    bool in_header_ = false;
    bool header_secret_ = false;  // Below [page.prod.api_key], say.
};

}  // namespace

std::string masked(std::string_view text) {
    return Masker(text).run();
}

}  // namespace tocsin
