// tocsin serve: the daemon.
#include <sys/prctl.h>
#include <sys/resource.h>

#include <csignal>
#include <cstdio>

#include "config/load.hpp"
#include "daemon/commands/commands.hpp"
#include "daemon/service.hpp"
#include "daemon/snapshot.hpp"
#include "daemon/systemd_sockets.hpp"
#include "daemon/version.hpp"
#include "telemetry/journal.hpp"

namespace tocsin {
namespace {

// Secrets are in this memory: no core file of it, and nobody of the same user looks into it.
void keep_memory_to_itself() {
    const rlimit none{0, 0};
    setrlimit(RLIMIT_CORE, &none);
#ifndef __SANITIZE_ADDRESS__
    // The leak check at the end looks into the process from outside.
    prctl(PR_SET_DUMPABLE, 0);
#endif
}

}  // namespace

int serve(const ServeOptions& options) {
    keep_memory_to_itself();
    std::signal(SIGPIPE, SIG_IGN);
    // A limit on the size of files is a store that cannot write, not the end of the process.
    std::signal(SIGXFSZ, SIG_IGN);
    LoadedSnapshot loaded = load_snapshot(options.config_file);
    if (!loaded.snapshot) {
        const std::string report = format_diagnostics(loaded.diagnostics, loaded.files, "text");
        std::fputs(report.c_str(), stderr);
        complain("the configuration cannot be used; nothing was started");
        return exit_bad_config;
    }
    if (const auto put = put_over(options.flags, *loaded.snapshot); !put) {
        complain(put.error().message);
        return exit_usage;
    }
    const LogConfig& log_config = loaded.snapshot->config.log;
    const auto level = log_level_from(log_config.level);
    const auto format = log_format_from(log_config.format, stderr_is_journal() && has_journal());
    if (!level || !format) {
        complain("unknown log level or format");
        return exit_usage;
    }
    if (*format == LogFormat::journal && !has_journal()) {
        complain("the log's format is \"journal\", and there is no journal on this machine");
        return exit_bad_config;
    }
    Log log(*level, *format);
    // What is left are warnings.  From here on every line is one of the log, in its format.
    for (const Diagnostic& one : loaded.diagnostics) {
        // That a rule has no test is for who writes it, not for who runs it.
        if (one.code == "W403") continue;
        log.warn("config", one.message,
                 {{"code", one.code}, {"file", one.file}, {"line", one.line}});
    }
    const auto unused = give_sockets(take_passed_sockets(), *loaded.snapshot);
    if (!unused) {
        log.error("net", "a listener cannot be opened", {{"err", unused.error().message}});
        return exit_bad_config;
    }
    for (const std::string& name : unused.value())
        log.warn("net", "systemd passed a socket that no listener names", {{"socket", name}});
    Metrics metrics(version, revision);
    Service service(options.config_file, options.flags, log, metrics);
    return service.run(std::move(*loaded.snapshot));
}

}  // namespace tocsin
