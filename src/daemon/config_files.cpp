#include "daemon/config_files.hpp"

#include <fnmatch.h>
#include <glob.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>

namespace tocsin {
namespace {

// A rule file of this size is a mistake, or somebody else's file.
constexpr std::uintmax_t file_bytes_max = 16U << 20;

bool is_skipped(const std::string& path) {
    const std::string name = std::filesystem::path(path).filename();
    return name.starts_with(".") || name.ends_with("~") ||
           fnmatch("*.dpkg-*", name.c_str(), 0) == 0;
}

bool has_wildcard(const std::string& pattern) {
    return pattern.find_first_of("*?[") != std::string::npos;
}

std::vector<std::string> matches_of(const std::string& pattern) {
    std::vector<std::string> paths;
    glob_t found{};
    if (glob(pattern.c_str(), GLOB_NOSORT, nullptr, &found) == 0) {
        for (std::size_t i = 0; i < found.gl_pathc; ++i) paths.emplace_back(found.gl_pathv[i]);
    }
    globfree(&found);
    std::erase_if(paths, is_skipped);
    // Whatever the locale says, 10- comes before 9-.
    std::sort(paths.begin(), paths.end());
    return paths;
}

void complain(ConfigFiles& into, Level level, const std::string& code, const std::string& file,
              const std::string& message) {
    into.diagnostics.push_back({level, code, file, 0, 0, 0, message, ""});
}

void read_globs(ConfigFiles& into, const std::string& main_file,
                const std::vector<std::string>& patterns, FileRole role, bool by_default,
                std::set<std::string>& seen) {
    const std::filesystem::path folder = std::filesystem::path(main_file).parent_path();
    for (const std::string& pattern : patterns) {
        const std::string full = (folder / pattern).string();
        const std::vector<std::string> paths =
            has_wildcard(pattern) ? matches_of(full) : std::vector<std::string>{full};
        if (paths.empty() && !by_default) {
            complain(into, Level::warning, "W411", main_file,
                     "no file matches \"" + pattern + "\"");
        }
        for (const std::string& path : paths) {
            std::error_code ignored;
            const auto canonical = std::filesystem::weakly_canonical(path, ignored).string();
            if (!seen.insert(canonical).second) continue;
            auto text = read_file(path);
            if (text)
                into.files.push_back({path, std::move(text).value(), role});
            else
                complain(into, Level::error, "E101", path, text.error().message);
        }
    }
}

}  // namespace

Result<std::string> read_file(const std::string& path) {
    std::error_code error;
    const auto size = std::filesystem::file_size(path, error);
    if (error) return unavailable("cannot be read: " + error.message());
    if (size > file_bytes_max) return refused("is larger than 16 MiB");
    std::ifstream file(path, std::ios::binary);
    if (!file) return unavailable(std::string("cannot be read: ") + std::strerror(errno));
    std::string text{std::istreambuf_iterator<char>(file), {}};
    if (file.bad()) return unavailable("cannot be read to its end");
    return text;
}

ConfigFiles read_config_files(const std::string& main_file) {
    ConfigFiles result;
    auto text = read_file(main_file);
    if (!text) {
        complain(result, Level::error, "E101", main_file, text.error().message);
        return result;
    }
    result.files.push_back({main_file, std::move(text).value(), FileRole::main});
    const FileGlobs globs = globs_of(result.files.front());
    const FileGlobs defaults;
    std::set<std::string> seen;
    read_globs(result, main_file, globs.sources, FileRole::sources, false, seen);
    read_globs(result, main_file, globs.rules, FileRole::rules, globs.rules == defaults.rules,
               seen);
    read_globs(result, main_file, globs.templates, FileRole::templates,
               globs.templates == defaults.templates, seen);
    return result;
}

}  // namespace tocsin
