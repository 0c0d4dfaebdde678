// tocsin serve: the daemon.
#include <csignal>
#include <cstdio>

#include "config/load.hpp"
#include "daemon/commands/commands.hpp"
#include "daemon/service.hpp"
#include "daemon/snapshot.hpp"
#include "daemon/version.hpp"

namespace tocsin {
namespace {

// Puts what the command line says over what the files say.
bool override_config(Snapshot& snapshot, const ServeOptions& options) {
    if (!options.store_path.empty()) snapshot.config.store.path = options.store_path;
    if (options.listen_address.empty()) return true;
    const auto address = parse_listen_address(options.listen_address);
    if (!address) {
        std::fprintf(stderr, "tocsin: --web.listen-address: %s\n", address.error().message.c_str());
        return false;
    }
    for (ListenerOptions& listener : snapshot.listeners) {
        if (!snapshot.serves.at(listener.name).contains("webhooks")) continue;
        listener.address = address.value();
        return true;
    }
    std::fprintf(stderr, "tocsin: --web.listen-address: no listener serves webhooks\n");
    return false;
}

}  // namespace

int serve(const ServeOptions& options) {
    std::signal(SIGPIPE, SIG_IGN);
    // A limit on the size of files is a store that cannot write, not the end of the process.
    std::signal(SIGXFSZ, SIG_IGN);
    LoadedSnapshot loaded = load_snapshot(options.config_file);
    if (!loaded.snapshot) {
        const std::string report = format_diagnostics(loaded.diagnostics, loaded.files, "text");
        std::fputs(report.c_str(), stderr);
        std::fprintf(stderr, "tocsin: the configuration cannot be used; nothing was started\n");
        return exit_bad_config;
    }
    if (!override_config(*loaded.snapshot, options)) return exit_usage;
    const LogConfig& log_config = loaded.snapshot->config.log;
    const auto level =
        log_level_from(options.log_level.empty() ? log_config.level : options.log_level);
    const auto format =
        log_format_from(options.log_format.empty() ? log_config.format : options.log_format);
    if (!level || !format) {
        std::fprintf(stderr, "tocsin: unknown log level or format\n");
        return exit_usage;
    }
    Log log(*level, *format);
    // What is left are warnings.  From here on every line is one of the log, in its format.
    for (const Diagnostic& one : loaded.diagnostics) {
        log.warn("config", one.message,
                 {{"code", one.code}, {"file", one.file}, {"line", one.line}});
    }
    Metrics metrics(version, revision);
    Service service(options.config_file, log, metrics);
    return service.run(std::move(*loaded.snapshot));
}

}  // namespace tocsin
