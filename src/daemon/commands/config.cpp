// tocsin config adapt, schema, docs: the configuration for other programs.
#include <cstdio>

#include "config/effective.hpp"
#include "config/keys_page.hpp"
#include "config/schema.hpp"
#include "daemon/commands/commands.hpp"

namespace tocsin {

int config_adapt(const std::string& config_file) {
    const LoadedSnapshot loaded = load_or_tell(config_file);
    if (!loaded.snapshot) return exit_failed;
    std::fputs(adapted_json(loaded.files, loaded.snapshot->config).c_str(), stdout);
    return exit_ok;
}

int config_schema(const std::string& root) {
    std::fputs(json_schema(root).c_str(), stdout);
    return exit_ok;
}

int config_docs() {
    std::fputs(keys_page().c_str(), stdout);
    return exit_ok;
}

}  // namespace tocsin
