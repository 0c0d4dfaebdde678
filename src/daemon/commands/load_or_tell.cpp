// The configuration for a command that only looks at it.
#include <cstdio>

#include "daemon/commands/commands.hpp"

namespace tocsin {

LoadedSnapshot load_or_tell(const std::string& config_file) {
    LoadedSnapshot loaded = check_files(config_file);
    if (loaded.snapshot) return loaded;
    std::erase_if(loaded.diagnostics,
                  [](const Diagnostic& one) { return one.level == Level::warning; });
    std::fputs(format_diagnostics(loaded.diagnostics, loaded.files, "text").c_str(), stderr);
    return loaded;
}

}  // namespace tocsin
