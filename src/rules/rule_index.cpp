#include "rules/rule_index.hpp"

#include <algorithm>
#include <functional>
#include <limits>
#include <map>
#include <string>
#include <unordered_map>
#include <utility>

#include "rules/literal_texts.hpp"
#include "rules/pattern_set.hpp"

namespace tocsin {
namespace {

using Places = std::vector<std::uint32_t>;

struct TextHash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const {
        return std::hash<std::string_view>{}(text);
    }
};

template <class T>
using ByText = std::unordered_map<std::string, T, TextHash, std::equal_to<>>;

// A pattern is preferred to a text that more than this many rules share: about as many rules are
// checked in the time that an automaton takes.
constexpr std::size_t pattern_cost = 16;

}  // namespace

struct RuleIndex::Shelf {
    std::string name;
    ByText<Places> by_text;
    std::vector<Places> by_pattern;  // In the order of `patterns`.
    PatternSet patterns;
};

namespace {

// One name that some matchers look at, while the index is made.
struct Draft {
    struct Pattern {
        std::shared_ptr<const re2::RE2> compiled;
        bool accepts_nothing = false;
        std::size_t rules = 0;
        Places filed{};
    };

    std::size_t rules = 0;  // That could be filed here.
    ByText<std::size_t> rules_by_text{};
    std::map<std::string, Pattern> patterns{};
    ByText<Places> filed{};
};

using Where = std::pair<MatchField, std::string>;

// A matcher under which its rule could be filed.
struct Option {
    Draft* draft = nullptr;
    std::vector<std::string> texts{};  // Or, if there are none,
    Draft::Pattern* pattern = nullptr;
};

std::optional<Where> where_of(const Matcher& matcher) {
    switch (matcher.field) {
        case MatchField::label:
        case MatchField::annotation:
            return Where(matcher.field, matcher.name);
        case MatchField::source:
        case MatchField::kind:
            return Where(matcher.field, "");
        case MatchField::state_reason:
            return Where(MatchField::annotation, state_reason_annotation);
        case MatchField::severity:
            break;
    }
    return std::nullopt;
}

class Drafts {
public:
    // The ways to file a rule, each counted where it would be.
    std::vector<Option> options_of(const Rule& rule) {
        std::vector<Option> options;
        for (const Matcher& matcher : rule.matchers) {
            const auto where = where_of(matcher);
            const bool wants_text = matcher.op == MatchOp::equal || matcher.op == MatchOp::regex;
            if (!where || !wants_text) continue;
            auto option = option_of(matcher, *where);
            if (option) options.push_back(std::move(*option));
        }
        return options;
    }

    // Requires: all options of all rules are counted.
    static void file(std::uint32_t place, const std::vector<Option>& options, Places& always) {
        const auto best = std::min_element(options.begin(), options.end(), is_better);
        if (best == options.end()) {
            always.push_back(place);
        } else if (best->pattern != nullptr) {
            best->pattern->filed.push_back(place);
        } else {
            for (const std::string& text : best->texts) {
                Places& places = best->draft->filed[text];
                // A list may say a text twice.
                if (places.empty() || places.back() != place) places.push_back(place);
            }
        }
    }

    std::map<Where, Draft>& all() { return drafts_; }

private:
    std::optional<Option> option_of(const Matcher& matcher, const Where& where) {
        std::optional<std::vector<std::string>> texts = std::vector{matcher.value};
        if (matcher.op == MatchOp::regex) texts = literal_texts(matcher.value);
        Option option;
        if (texts) {
            if (std::find(texts->begin(), texts->end(), "") != texts->end()) return std::nullopt;
            option.draft = &drafts_[where];
            option.texts = std::move(*texts);
            for (const std::string& text : option.texts) ++option.draft->rules_by_text[text];
        } else {
            Draft& draft = drafts_[where];
            const auto [entry, is_new] = draft.patterns.try_emplace(matcher.value);
            Draft::Pattern& pattern = entry->second;
            if (is_new) pattern = {matcher.compiled, matcher.accepts("")};
            if (pattern.accepts_nothing) return std::nullopt;
            option.draft = &draft;
            option.pattern = &pattern;
            ++pattern.rules;
        }
        ++option.draft->rules;
        return option;
    }

    static std::size_t cost_of(const Option& option) {
        if (option.pattern != nullptr) return option.pattern->rules + pattern_cost;
        std::size_t most = 0;
        for (const std::string& text : option.texts) {
            most = std::max(most, option.draft->rules_by_text.find(text)->second);
        }
        return most;
    }

    // Of equally good names the one that more rules use, so that few have to be looked up.
    static bool is_better(const Option& a, const Option& b) {
        const std::size_t cost_a = cost_of(a), cost_b = cost_of(b);
        return cost_a != cost_b ? cost_a < cost_b : a.draft->rules > b.draft->rules;
    }

    std::map<Where, Draft> drafts_;
};

// Appends what `shelf` has for a value.  Nothing is filed under "": a missing label is no news.
template <class Shelf, class Found>
void look_up(const Shelf& shelf, std::string_view value, Found& found) {
    if (value.empty()) return;
    if (const auto entry = shelf.by_text.find(value); entry != shelf.by_text.end()) {
        found.insert(found.end(), entry->second.begin(), entry->second.end());
    }
    if (shelf.by_pattern.empty()) return;
    Places patterns;
    shelf.patterns.may_match(value, patterns);
    for (const std::uint32_t pattern : patterns) {
        const Places& places = shelf.by_pattern[pattern];
        found.insert(found.end(), places.begin(), places.end());
    }
}

// Both are sorted by name, so that a book that asks for a thousand names costs no more than the
// few that the alert has.
template <class Shelf, class Found>
void look_up_all(const std::vector<Shelf>& shelves, const Labels& labels, Found& found) {
    auto shelf = shelves.begin();
    for (const auto [name, value] : labels) {
        shelf = std::lower_bound(
            shelf, shelves.end(), name,
            [](const Shelf& one, std::string_view wanted) { return one.name < wanted; });
        if (shelf == shelves.end()) return;
        if (shelf->name == name) look_up(*shelf, value, found);
    }
}

}  // namespace

std::optional<std::uint32_t> Candidates::next() {
    const bool some_found = at_ < found_.size();
    if (!some_found && always_.empty()) return std::nullopt;
    if (some_found && (always_.empty() || found_[at_] < always_.front())) return found_[at_++];
    const std::uint32_t place = always_.front();
    always_ = always_.subspan(1);
    return place;
}

RuleIndex::RuleIndex(const std::vector<std::shared_ptr<const Rule>>& rules) {
    Drafts drafts;
    std::vector<std::vector<Option>> options;
    options.reserve(rules.size());
    for (const auto& rule : rules) options.push_back(drafts.options_of(*rule));
    for (std::size_t i = 0; i < rules.size(); ++i) {
        Drafts::file(static_cast<std::uint32_t>(i), options[i], always_);
    }
    for (auto& [where, draft] : drafts.all()) {
        Shelf shelf;
        shelf.name = where.second;
        shelf.by_text = std::move(draft.filed);
        std::vector<std::shared_ptr<const re2::RE2>> compiled;
        for (auto& [text, pattern] : draft.patterns) {
            if (pattern.filed.empty()) continue;
            compiled.push_back(pattern.compiled);
            shelf.by_pattern.push_back(std::move(pattern.filed));
        }
        if (shelf.by_text.empty() && compiled.empty()) continue;
        shelf.patterns = PatternSet(compiled);
        auto& shelves = where.first == MatchField::label        ? labels_
                        : where.first == MatchField::annotation ? annotations_
                        : where.first == MatchField::source     ? source_
                                                                : source_kind_;
        shelves.push_back(std::move(shelf));
    }
}

RuleIndex::~RuleIndex() = default;

Candidates RuleIndex::candidates(const Labels& labels, const Labels& annotations,
                                 std::string_view source, std::string_view source_kind) const {
    Candidates made;
    look_up_all(labels_, labels, made.found_);
    look_up_all(annotations_, annotations, made.found_);
    for (const Shelf& shelf : source_) look_up(shelf, source, made.found_);
    for (const Shelf& shelf : source_kind_) look_up(shelf, source_kind, made.found_);
    if (!std::is_sorted(made.found_.begin(), made.found_.end())) {
        std::sort(made.found_.begin(), made.found_.end());
    }
    made.always_ = always_;
    return made;
}

}  // namespace tocsin
