#include "config/parse_size.hpp"

#include <charconv>
#include <utility>

namespace tocsin {
namespace {

constexpr std::uint64_t size_limit = std::uint64_t(1) << 40;
constexpr std::pair<std::string_view, unsigned> units[] = {
    {"B", 0}, {"KiB", 10}, {"MiB", 20}, {"GiB", 30}};

}  // namespace

std::optional<std::uint64_t> parse_size(std::string_view text) {
    std::uint64_t count = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), count);
    if (error != std::errc()) return std::nullopt;
    const std::string_view unit = text.substr(static_cast<std::size_t>(end - text.data()));
    for (const auto& [name, shift] : units) {
        if (unit != name) continue;
        return count < size_limit >> shift ? std::optional(count << shift) : std::nullopt;
    }
    return std::nullopt;
}

}  // namespace tocsin
