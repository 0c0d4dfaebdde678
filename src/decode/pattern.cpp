#include "decode/pattern.hpp"

#include <re2/re2.h>

namespace tocsin {
namespace {

// As for matchers: enough for any pattern that a person writes (security.md).
constexpr std::int64_t pattern_memory_max = 1 << 20;

}  // namespace

bool Pattern::is_in(std::string_view value) const {
    return re2::RE2::PartialMatch(re2::StringPiece(value.data(), value.size()), *compiled);
}

PatternCheck compile_pattern(std::string_view text) {
    re2::RE2::Options options;
    options.set_max_mem(pattern_memory_max);
    options.set_log_errors(false);
    auto compiled =
        std::make_shared<const re2::RE2>(re2::StringPiece(text.data(), text.size()), options);
    if (compiled->ok()) return {{std::string(text), std::move(compiled)}, {}, {}};
    const std::size_t at = text.find(compiled->error_arg());
    const bool known = !compiled->error_arg().empty() && at != std::string_view::npos;
    return {{},
            compiled->error(),
            known ? text.substr(at, compiled->error_arg().size()) : std::string_view()};
}

}  // namespace tocsin
