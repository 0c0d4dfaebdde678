// [guard]: patterns of texts that must not leave, and the storm brake.
#include <fmt/format.h>

#include <algorithm>

#include "config/check_keys.hpp"
#include "config/read.hpp"

namespace tocsin {
namespace {

constexpr std::size_t pattern_bytes_max = 4096;

std::shared_ptr<const re2::RE2> read_pattern(const FileText& file, const toml::node& node,
                                             Report& report) {
    const auto text = text_in(&node);
    if (!text) return nullptr;
    const Place place = place_of(file, node);
    const auto control = std::find_if(text->begin(), text->end(), [](char c) {
        return static_cast<unsigned char>(c) < 0x20 && c != '\t' && c != '\n' && c != '\r';
    });
    if (control != text->end()) {
        const auto offset = static_cast<std::size_t>(control - text->begin());
        report.error("E302", file.in_string(place, offset, 1),
                     "control character in a pattern of [guard]",
                     "write it in single quotes: '\\b'");
        return nullptr;
    }
    if (text->size() > pattern_bytes_max) {
        report.error("E301", place,
                     fmt::format("a regular expression of {} bytes; at most {} fit", text->size(),
                                 pattern_bytes_max));
        return nullptr;
    }
    GuardPattern pattern = compile_guard_pattern(*text);
    if (!pattern.compiled) {
        const Place where =
            pattern.piece.empty()
                ? place
                : file.in_string(place,
                                 static_cast<std::size_t>(pattern.piece.data() - text->data()),
                                 pattern.piece.size());
        report.error("E301", where, pattern.problem);
    }
    return std::move(pattern.compiled);
}

}  // namespace

Guard read_guard(const TomlDocument& main, Report& report) {
    Guard guard;
    const Layers layers = Layers("main", {{main.file.get(), &*main.root}}).below("guard");
    const Found deny = layers.find("deny");
    const auto* patterns = deny ? deny.node->as_array() : nullptr;
    if (patterns != nullptr) {
        guard.deny.reserve(patterns->size());
        for (const toml::node& node : *patterns) {
            if (auto pattern = read_pattern(*deny.file, node, report))
                guard.deny.push_back(std::move(pattern));
        }
    }
    const std::string on_match = layers.text("on_match");
    guard.on_match = on_match == "redact" ? OnMatch::redact
                     : on_match == "drop" ? OnMatch::drop
                                          : OnMatch::approval;
    if (layers.has("open_incidents_max"))
        guard.open_incidents_max = static_cast<std::size_t>(layers.integer("open_incidents_max"));
    guard.on_storm = layers.text("on_storm") == "drop" ? OnStorm::drop : OnStorm::approval;
    return guard;
}

}  // namespace tocsin
