#include "config/report.hpp"

#include <algorithm>

#include "base/assert.hpp"

namespace tocsin {
namespace {

// Messages quote names and words of the files; a text of many lines would break the one line.
std::string one_line(std::string text) {
    for (char& c : text) {
        if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F) c = ' ';
    }
    return text;
}

}  // namespace

bool has_errors(const Diagnostics& diagnostics) {
    return std::any_of(diagnostics.begin(), diagnostics.end(),
                       [](const Diagnostic& d) { return d.level == Level::error; });
}

void Report::error(std::string_view code, const Place& place, std::string message,
                   std::string hint) {
    add(Level::error, code, place, std::move(message), std::move(hint));
}

void Report::warning(std::string_view code, const Place& place, std::string message,
                     std::string hint) {
    add(Level::warning, code, place, std::move(message), std::move(hint));
}

void Report::take(const Report& other, const std::vector<std::string_view>& codes_left_out) {
    for (const Diagnostic& d : other.diagnostics_) {
        const auto left_out = std::find(codes_left_out.begin(), codes_left_out.end(), d.code);
        if (left_out == codes_left_out.end()) diagnostics_.push_back(d);
    }
}

void Report::add(Level level, std::string_view code, const Place& place, std::string message,
                 std::string hint) {
    TOCSIN_ASSERT(place.file != nullptr);
    diagnostics_.push_back({level, std::string(code), place.file->name(), place.line, place.column,
                            place.end, one_line(std::move(message)), one_line(std::move(hint))});
}

}  // namespace tocsin
