// The configuration for a command that only looks at it.
#include <cstdio>

#include "daemon/commands/commands.hpp"

namespace tocsin {

namespace {

LoadedSnapshot or_tell(LoadedSnapshot loaded) {
    if (loaded.snapshot) return loaded;
    std::erase_if(loaded.diagnostics,
                  [](const Diagnostic& one) { return one.level == Level::warning; });
    std::fputs(format_diagnostics(loaded.diagnostics, loaded.files, "text").c_str(), stderr);
    return loaded;
}

}  // namespace

LoadedSnapshot load_or_tell(const std::string& config_file) {
    return or_tell(check_files(config_file));
}

LoadedSnapshot load_secrets_or_tell(const std::string& config_file) {
    return or_tell(load_snapshot(config_file));
}

LoadedSnapshot load_rules_or_tell(const std::string& config_file) {
    return or_tell(read_rules_at_hand(config_file));
}

}  // namespace tocsin
