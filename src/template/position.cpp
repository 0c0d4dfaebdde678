#include "template/position.hpp"

#include <algorithm>

#include "base/assert.hpp"
#include "base/text.hpp"

namespace tocsin {

Position locate(std::string_view text, std::size_t offset) {
    TOCSIN_ASSERT(offset <= text.size());
    const std::string_view before = text.substr(0, offset);
    const std::size_t line_break = before.rfind('\n');
    const std::string_view line =
        line_break == std::string_view::npos ? before : before.substr(line_break + 1);
    return {1 + static_cast<int>(std::count(before.begin(), before.end(), '\n')),
            1 + static_cast<int>(count_code_points(line))};
}

Span joined(Span first, Span last) {
    TOCSIN_ASSERT(first.offset <= last.offset + last.length);
    return {first.offset, last.offset + last.length - first.offset};
}

}  // namespace tocsin
