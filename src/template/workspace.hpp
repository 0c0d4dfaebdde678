// Workspace: what the calls of one rendering share.
//
// How much work is left, the regular expressions that were read already, and what time it is for
// `since`.  It lives as long as one rendering and is the only state there is.
#pragma once

#include <cstddef>
#include <map>
#include <memory>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "base/time.hpp"

namespace re2 {
class RE2;
}

namespace tocsin {

// A pattern longer than this is refused, and what RE2 may use for one (templates.md, "Limits").
constexpr std::size_t template_pattern_bytes_max = 4096;
constexpr std::int64_t template_pattern_memory_max = 1 << 20;

// Fails with what RE2 says of a pattern that it does not take.
Result<std::shared_ptr<const re2::RE2>> read_pattern(std::string_view pattern);

class Workspace {
public:
    Workspace(WallTime now, std::size_t steps_max, std::size_t bytes_max)
        : now_(now), steps_max_(steps_max), steps_left_(steps_max), bytes_max_(bytes_max) {}

    WallTime now() const { return now_; }
    std::size_t bytes_max() const { return bytes_max_; }  // Of one computed text.

    // Fails if fewer steps are left.
    Result<void> spend(std::size_t steps);

    // Reads a pattern once, however often it is asked for.
    Result<std::shared_ptr<const re2::RE2>> pattern(const std::string& text);

private:
    WallTime now_;
    std::size_t steps_max_, steps_left_, bytes_max_;
    std::map<std::string, std::shared_ptr<const re2::RE2>> patterns_{};
};

}  // namespace tocsin
