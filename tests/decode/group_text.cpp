#include "tests/decode/group_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <iterator>

#include "base/text.hpp"

namespace tocsin {
namespace {

std::string time_text(const std::optional<WallTime>& time) {
    return time ? format_rfc3339(*time) : "unknown";
}

// With a name for what an editor would not show, so that golden files can be read and compared.
std::string with_visible(std::string_view text) {
    std::string shown;
    while (!text.empty()) {
        std::string_view rest = text;
        const char32_t code_point = take_code_point(rest);
        const std::string_view character = text.substr(0, text.size() - rest.size());
        if (code_point != '\n' && without_invisible(character).empty())
            shown += fmt::format("<U+{:04X}>", static_cast<std::uint32_t>(code_point));
        else
            shown += character;
        text = rest;
    }
    return shown;
}

}  // namespace

std::string to_text(const Result<AlertGroup>& group) {
    if (!group) {
        const bool malformed_ = group.error().code == ErrorCode::malformed;
        return fmt::format("{}: {}\n", malformed_ ? "malformed" : "refused", group.error().message);
    }
    const AlertGroup& g = group.value();
    std::string text = fmt::format("truncated {}, unusable {}, missing {}", g.truncated_count,
                                   g.unusable_count, g.missing_count);
    if (g.ignored_count > 0 || g.unlisted_count > 0)
        text += fmt::format(", ignored {}, unlisted {}", g.ignored_count, g.unlisted_count);
    text += '\n';
    for (const Alert& alert : g.alerts) {
        text += fmt::format("alert {} {}, starts {}, ends {}\n  labels {}\n  annotations {}\n",
                            alert.state == AlertState::firing ? "firing" : "resolved",
                            alert.fingerprint.value, time_text(alert.starts_at),
                            time_text(alert.ends_at), with_visible(alert.labels.to_text()),
                            with_visible(alert.annotations.to_text()));
    }
    return text;
}

std::string read_file(const std::filesystem::path& file) {
    std::ifstream stream(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(stream), {}};
}

std::vector<std::filesystem::path> json_files(const std::filesystem::path& folder) {
    std::vector<std::filesystem::path> files;
    if (!std::filesystem::is_directory(folder)) return files;
    for (const auto& entry : std::filesystem::directory_iterator(folder)) {
        if (entry.path().extension() == ".json") files.push_back(entry.path());
    }
    std::sort(files.begin(), files.end());
    return files;
}

}  // namespace tocsin
