// A matcher's text → the same matcher from its own text, and RE2's opinion of what it accepts.
#include "rules/matcher.hpp"

#include <re2/re2.h>

#include "base/assert.hpp"
#include "tests/fuzz/targets.hpp"

namespace tocsin::fuzz {
namespace {

// Values that a pattern could tell apart: its own pieces, and a few more.
std::vector<std::string> values_for(const std::string& pattern) {
    std::vector<std::string> values{"", "a", "checkout", "a\nb", "|", pattern, pattern + "x"};
    std::string_view rest = pattern;
    for (int pieces = 0; pieces < 8 && !rest.empty(); ++pieces) {
        const std::size_t end = std::min(rest.find('|'), rest.size());
        values.emplace_back(rest.substr(0, end));
        rest.remove_prefix(std::min(end + 1, rest.size()));
    }
    return values;
}

// A list of texts needs no automaton, and must say what one would say.
void check_list(const Matcher& matcher) {
    RE2::Options options;
    options.set_log_errors(false);
    options.set_max_mem(8 << 20);
    const RE2 automaton("^(?:" + matcher.value + ")$", options);
    if (!automaton.ok()) return;
    for (const std::string& value : values_for(matcher.value)) {
        TOCSIN_ASSERT(is_in_list(matcher.value, value) == RE2::FullMatch(value, automaton));
    }
}

}  // namespace

bool matcher(std::string_view bytes) {
    const auto parsed = parse_matcher(bytes);
    if (const auto* error = std::get_if<MatcherError>(&parsed)) {
        TOCSIN_ASSERT(!error->message.empty());
        TOCSIN_ASSERT(error->offset <= bytes.size());
        return false;
    }
    const auto& made = std::get<Matcher>(parsed);
    const auto again = parse_matcher(made.to_text());
    TOCSIN_ASSERT(std::holds_alternative<Matcher>(again));
    TOCSIN_ASSERT(std::get<Matcher>(again) == made);

    const bool negated = made.op == MatchOp::not_equal || made.op == MatchOp::not_regex;
    const bool is_regex = made.op == MatchOp::regex || made.op == MatchOp::not_regex;
    Matcher opposite = made;
    opposite.op = is_regex ? (negated ? MatchOp::regex : MatchOp::not_regex)
                           : (negated ? MatchOp::equal : MatchOp::not_equal);
    for (const std::string& value : values_for(made.value)) {
        TOCSIN_ASSERT(made.accepts(value) != opposite.accepts(value));
    }
    if (is_regex && is_list_of_texts(made.value)) check_list(made);
    return true;
}

}  // namespace tocsin::fuzz
