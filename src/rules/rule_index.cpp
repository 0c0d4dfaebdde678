#include "rules/rule_index.hpp"

#include <algorithm>
#include <functional>
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

// The rules that are filed under one text or pattern.
struct File {
    Places places{};
    std::size_t rules = 0;  // That could be: what the choice looks at.
};

}  // namespace

struct RuleIndex::Shelf {
    std::string name;
    ByText<File> texts;
    std::vector<Places> by_pattern;  // In the order of `patterns`.
    PatternSet patterns;
};

namespace {

// One name that some matchers look at, while the index is made.
struct Draft {
    struct Pattern {
        std::shared_ptr<const re2::RE2> compiled;
        bool accepts_nothing = false;
        File file{};
    };

    std::size_t rules = 0;  // That could be filed here.
    ByText<File> texts{};
    std::map<std::string, Pattern> patterns{};
};

using Where = std::pair<MatchField, std::string>;

// A matcher under which its rule could be filed: each text of a list, or the one pattern.
struct Option {
    Draft* draft = nullptr;
    boost::container::small_vector<File*, 1> files{};
    bool is_pattern = false;
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
        const Option* best = nullptr;
        for (const Option& option : options) {
            if (best == nullptr || is_better(option, *best)) best = &option;
        }
        if (best == nullptr) return always.push_back(place);
        for (File* file : best->files) {
            // A list may say a text twice.
            if (!file->places.empty() && file->places.back() == place) continue;
            file->places.push_back(place);
        }
    }

    std::map<Where, Draft>& all() { return drafts_; }

private:
    std::optional<Option> option_of(const Matcher& matcher, const Where& where) {
        std::optional<std::vector<std::string>> texts = std::vector{matcher.value};
        if (matcher.op == MatchOp::regex) texts = literal_texts(matcher.value);
        if (texts && std::find(texts->begin(), texts->end(), "") != texts->end()) return {};
        Option option;
        option.draft = &drafts_[where];
        option.is_pattern = !texts;
        if (texts) {
            for (const std::string& text : *texts) {
                option.files.push_back(&option.draft->texts[text]);
            }
        } else {
            const auto [entry, is_new] = option.draft->patterns.try_emplace(matcher.value);
            Draft::Pattern& pattern = entry->second;
            if (is_new) pattern = {matcher.compiled, matcher.accepts("")};
            if (pattern.accepts_nothing) return {};
            option.files.push_back(&pattern.file);
        }
        ++option.draft->rules;
        for (File* file : option.files) ++file->rules;
        return option;
    }

    static std::size_t cost_of(const Option& option) {
        std::size_t most = 0;
        for (const File* file : option.files) most = std::max(most, file->rules);
        return most + (option.is_pattern ? pattern_cost : 0);
    }

    // Of equally good names the one that more rules use, so that few have to be looked up.
    static bool is_better(const Option& a, const Option& b) {
        const std::size_t cost_a = cost_of(a), cost_b = cost_of(b);
        return cost_a != cost_b ? cost_a < cost_b : a.draft->rules > b.draft->rules;
    }

    std::map<Where, Draft> drafts_;
};

// Adds what `shelf` has for a value.  Nothing is filed under "": a missing label is no news.
template <class Shelf, class Lists>
void look_up(const Shelf& shelf, std::string_view value, Lists& lists, Places& by_pattern) {
    if (value.empty()) return;
    if (const auto entry = shelf.texts.find(value); entry != shelf.texts.end()) {
        lists.emplace_back(entry->second.places);
    }
    if (shelf.by_pattern.empty()) return;
    Places patterns;
    shelf.patterns.may_match(value, patterns);
    for (const std::uint32_t pattern : patterns) {
        const Places& places = shelf.by_pattern[pattern];
        by_pattern.insert(by_pattern.end(), places.begin(), places.end());
    }
}

// Both are sorted by name, so that a book that asks for a thousand names costs no more than the
// few that the alert has.
template <class Shelf, class Lists>
void look_up_all(const std::vector<Shelf>& shelves, const Labels& labels, Lists& lists,
                 Places& by_pattern) {
    auto shelf = shelves.begin();
    for (const auto [name, value] : labels) {
        shelf = std::lower_bound(
            shelf, shelves.end(), name,
            [](const Shelf& one, std::string_view wanted) { return one.name < wanted; });
        if (shelf == shelves.end()) return;
        if (shelf->name == name) look_up(*shelf, value, lists, by_pattern);
    }
}

}  // namespace

std::optional<std::uint32_t> Candidates::next() {
    const auto first =
        std::min_element(lists_.begin(), lists_.end(),
                         [](const auto& a, const auto& b) { return a.front() < b.front(); });
    if (first == lists_.end()) return std::nullopt;
    const std::uint32_t place = first->front();
    *first = first->subspan(1);
    if (first->empty()) lists_.erase(first);
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
        shelf.texts = std::move(draft.texts);
        std::erase_if(shelf.texts, [](const auto& text) { return text.second.places.empty(); });
        std::vector<std::shared_ptr<const re2::RE2>> compiled;
        for (auto& [text, pattern] : draft.patterns) {
            if (pattern.file.places.empty()) continue;
            compiled.push_back(pattern.compiled);
            shelf.by_pattern.push_back(std::move(pattern.file.places));
        }
        if (shelf.texts.empty() && compiled.empty()) continue;
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
    look_up_all(labels_, labels, made.lists_, made.by_pattern_);
    look_up_all(annotations_, annotations, made.lists_, made.by_pattern_);
    for (const Shelf& shelf : source_) look_up(shelf, source, made.lists_, made.by_pattern_);
    for (const Shelf& shelf : source_kind_) {
        look_up(shelf, source_kind, made.lists_, made.by_pattern_);
    }
    std::sort(made.by_pattern_.begin(), made.by_pattern_.end());
    if (!made.by_pattern_.empty()) made.lists_.emplace_back(made.by_pattern_);
    if (!always_.empty()) made.lists_.emplace_back(always_);
    return made;
}

}  // namespace tocsin
