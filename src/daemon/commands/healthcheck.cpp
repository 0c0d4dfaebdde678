// tocsin healthcheck: asks a running daemon whether it is ready.
#include <cstdio>

#include "daemon/commands/commands.hpp"

namespace tocsin {

int healthcheck(const HealthcheckOptions& options) {
    const auto answer =
        ask_daemon(options.config_file, options.admin, "health", {"GET", "/-/ready", {}, {}});
    if (!answer) {
        complain(answer.error().message);
        return exit_failed;
    }
    const bool is_ready = answer.value().status == 200;
    std::printf("%s\n", is_ready ? "ready" : "not ready");
    return is_ready ? exit_ok : exit_failed;
}

}  // namespace tocsin
