// tocsin store check, backup, export, migrate: the care of the record, for an operator.
//
// All but migrate work beside a running daemon, on a connection that only reads; migrate takes the
// daemon's place for a moment.  What is said of a failure is one line that names the file.
#include <fmt/format.h>

#include <algorithm>
#include <boost/json.hpp>
#include <cstdio>
#include <optional>

#include "base/text.hpp"
#include "daemon/commands/commands.hpp"
#include "store/back_up.hpp"
#include "store/check_store.hpp"
#include "store/export_rows.hpp"
#include "store/migrate_store.hpp"

namespace tocsin {
namespace {

namespace json = boost::json;

// What the flag says, else the configuration; nothing if that has errors, which are told.
std::optional<std::string> path_of(const StoreOptions& options) {
    if (!options.store_path.empty()) return options.store_path;
    const LoadedSnapshot loaded = load_or_tell(options.config_file);
    if (!loaded.snapshot) return std::nullopt;
    return loaded.snapshot->config.store.path;
}

// A store that cannot be reached now is not the same as one that is no good.
int fail(const std::string& path, const Error& error) {
    complain(fmt::format("the store {}: {}", path, error.message));
    return error.code == ErrorCode::unavailable ? exit_store : exit_failed;
}

void print_json(const std::string& path, const StoreCheck& check) {
    json::object counts;
    for (const auto& [what, count] : check.counts) counts.emplace(what, count);
    json::array problems;
    for (const std::string& problem : check.problems) problems.emplace_back(problem);
    const json::object answer{{"path", path},
                              {"sound", check.problems.empty()},
                              {"version", check.version},
                              {"rows_checked", check.rows_checked},
                              {"contents", counts},
                              {"problems", problems}};
    std::printf("%s\n", json::serialize(answer).c_str());
}

void print_text(const std::string& path, const StoreCheck& check) {
    for (const std::string& problem : check.problems) tell(without_invisible(problem) + "\n");
    std::string contents;
    for (const auto& [what, count] : check.counts) contents += fmt::format(", {} {}", count, what);
    if (check.problems.empty() && !check.rows_checked)
        contents = " (an older one, so its rows were not looked at: migrate a copy to check them)";
    const char* const verdict = check.problems.empty() ? "sound" : "not sound";
    tell(fmt::format("{}: {}, version {}{}\n", without_invisible(path), verdict, check.version,
                     contents));
}

bool print_line(std::string_view line) {
    return std::fwrite(line.data(), 1, line.size(), stdout) == line.size() &&
           std::fputc('\n', stdout) != EOF;
}

bool is_known(const std::string& kind) {
    const auto known = export_kinds();
    if (std::find(known.begin(), known.end(), kind) != known.end()) return true;
    complain(fmt::format("--only: \"{}\" is none of {}", kind, fmt::join(known, ", ")));
    return false;
}

}  // namespace

int store_check(const StoreOptions& options) {
    const auto path = path_of(options);
    if (!path) return exit_failed;
    const Result<StoreCheck> check = check_store(*path);
    if (!check) return fail(*path, check.error());
    options.output == "json" ? print_json(*path, check.value()) : print_text(*path, check.value());
    return check.value().problems.empty() ? exit_ok : exit_failed;
}

int store_backup(const StoreOptions& options) {
    const auto path = path_of(options);
    if (!path) return exit_failed;
    const Result<std::uintmax_t> size = back_up(*path, options.file);
    if (!size) return fail(*path, size.error());
    tell(fmt::format("{}: {} bytes, sound\n", without_invisible(options.file), size.value()));
    return exit_ok;
}

int store_export(const StoreOptions& options) {
    if (!std::all_of(options.only.begin(), options.only.end(), is_known)) return exit_usage;
    const auto path = path_of(options);
    if (!path) return exit_failed;
    for (const std::string_view kind : export_kinds()) {
        const auto& only = options.only;
        if (!only.empty() && std::find(only.begin(), only.end(), kind) == only.end()) continue;
        const Result<void> done = export_rows(*path, kind, print_line);
        if (!done) return fail(*path, done.error());
    }
    return exit_ok;
}

int store_migrate(const StoreOptions& options) {
    const auto path = path_of(options);
    if (!path) return exit_failed;
    Log log(LogLevel::warn, LogFormat::logfmt);
    const Result<Migrated> done = migrate_store(*path, log);
    if (!done) return fail(*path, done.error());
    const auto [from, to] = done.value();
    const std::string became =
        from == to ? fmt::format("{} already", to) : fmt::format("{} became {}", from, to);
    tell(fmt::format("{}: version {}\n", without_invisible(*path), became));
    return exit_ok;
}

}  // namespace tocsin
