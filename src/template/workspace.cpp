#include "template/workspace.hpp"

#include <re2/re2.h>

namespace tocsin {
namespace {

// A text that makes its patterns from labels could ask for any number of them.
constexpr std::size_t patterns_kept_max = 32;

// Steps for reading a pattern, and one more for so many instructions of what it becomes.
constexpr std::size_t steps_per_pattern = 20;
constexpr std::size_t instructions_per_step = 16;

}  // namespace

Result<std::shared_ptr<const re2::RE2>> read_pattern(std::string_view pattern) {
    if (pattern.size() > template_pattern_bytes_max) {
        return refused("a regular expression has at most " +
                       std::to_string(template_pattern_bytes_max) + " bytes");
    }
    re2::RE2::Options options;
    options.set_max_mem(template_pattern_memory_max);
    options.set_log_errors(false);
    auto made =
        std::make_shared<const re2::RE2>(re2::StringPiece(pattern.data(), pattern.size()), options);
    if (!made->ok()) return refused("regular expression: " + made->error());
    return std::shared_ptr<const re2::RE2>(std::move(made));
}

Result<void> Workspace::spend(std::size_t steps) {
    if (steps > steps_left_) {
        return refused("more than " + std::to_string(steps_max_) + " steps");
    }
    steps_left_ -= steps;
    return success();
}

Result<std::shared_ptr<const re2::RE2>> Workspace::pattern(const std::string& text) {
    const auto known = patterns_.find(text);
    if (known != patterns_.end()) return known->second;
    TRYV(spend(steps_per_pattern));
    TRY(auto made, read_pattern(text));
    TRYV(spend(static_cast<std::size_t>(made->ProgramSize()) / instructions_per_step));
    if (patterns_.size() == patterns_kept_max) patterns_.clear();
    patterns_.emplace(text, made);
    return made;
}

}  // namespace tocsin
