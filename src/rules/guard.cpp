#include "rules/guard.hpp"

#include <re2/re2.h>

#include <algorithm>

namespace tocsin {
namespace {

// As for matchers: enough for any pattern that a person writes (security.md).
constexpr std::int64_t pattern_memory_max = 1 << 20;
constexpr const char* in_its_place = "[redacted]";

}  // namespace

bool Guard::denies(std::string_view text) const {
    return std::any_of(deny.begin(), deny.end(),
                       [&](const auto& pattern) { return re2::RE2::PartialMatch(text, *pattern); });
}

std::string Guard::redacted(std::string text) const {
    for (const auto& pattern : deny) re2::RE2::GlobalReplace(&text, *pattern, in_its_place);
    return text;
}

GuardPattern compile_guard_pattern(std::string_view pattern) {
    re2::RE2::Options options;
    options.set_max_mem(pattern_memory_max);
    options.set_log_errors(false);
    auto compiled = std::make_shared<const re2::RE2>(pattern, options);
    if (!compiled->ok()) {
        const std::size_t at = pattern.find(compiled->error_arg());
        const bool known = !compiled->error_arg().empty() && at != std::string_view::npos;
        return {nullptr, compiled->error(),
                known ? pattern.substr(at, compiled->error_arg().size()) : std::string_view()};
    }
    if (re2::RE2::PartialMatch("", *compiled))
        return {nullptr, "it matches the empty text, and so every text", {}};
    return {std::move(compiled), {}, {}};
}

bool is_storm(const Guard* guard, std::size_t public_count) {
    return guard != nullptr && guard->open_incidents_max &&
           public_count >= *guard->open_incidents_max;
}

}  // namespace tocsin
