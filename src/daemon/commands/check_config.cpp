// tocsin check-config: what serve would say of the files.
#include <fmt/format.h>

#include <algorithm>
#include <cstdio>

#include "daemon/commands/commands.hpp"
#include "daemon/page_check.hpp"
#include "daemon/snapshot.hpp"

namespace tocsin {
namespace {

std::string counted(std::size_t count, std::string_view word) {
    return fmt::format("{} {}{}", count, word, count == 1 ? "" : "s");
}

}  // namespace

int check_config(const CheckConfigOptions& options) {
    LoadedSnapshot loaded = options.secrets || options.online ? load_snapshot(options.config_file)
                                                              : check_files(options.config_file);
    std::vector<std::string> not_asked;
    if (options.online && loaded.snapshot) {
        for (const PageCheck& page : check_pages(*loaded.snapshot)) {
            if (page.is_dry_run) not_asked.push_back(page.page.value);
            loaded.diagnostics.insert(loaded.diagnostics.end(), page.problems.begin(),
                                      page.problems.end());
        }
    }
    loaded.diagnostics = sorted(std::move(loaded.diagnostics), loaded.files);
    Diagnostics shown = loaded.diagnostics;
    if (options.quiet) {
        std::erase_if(shown, [](const Diagnostic& one) { return one.level == Level::warning; });
    }
    std::fputs(format_diagnostics(shown, loaded.files, options.format).c_str(), stdout);
    const auto errors = static_cast<std::size_t>(
        std::count_if(loaded.diagnostics.begin(), loaded.diagnostics.end(),
                      [](const Diagnostic& one) { return one.level == Level::error; }));
    const std::size_t warnings = loaded.diagnostics.size() - errors;
    if (options.format == "text") {
        if (errors + warnings > 0 && !(options.quiet && errors == 0)) {
            fmt::print("{}, {} in {}\n", counted(errors, "error"), counted(warnings, "warning"),
                       counted(loaded.files.size(), "file"));
        }
        for (const std::string& page : not_asked)
            if (!options.quiet)
                tell(fmt::format("page \"{}\" is a dry run and was not asked\n", page));
        if (loaded.snapshot && !options.quiet) {
            const Config& config = loaded.snapshot->config;
            fmt::print("{}, {}, {}, {}\n", counted(config.sources.size(), "source"),
                       counted(config.pages.size(), "page"),
                       counted(config.rules.rules().size(), "rule"),
                       counted(config.tests.size(), "test"));
        }
    }
    if (errors > 0) return exit_failed;
    return options.strict && warnings > 0 ? exit_warnings : exit_ok;
}

}  // namespace tocsin
