// tocsin-emulator: Statuspage on loopback, for tests, the demo and a first look.
//
// Says where it listens in STATE_DIR/ports.json and on one line of standard output, and runs until
// SIGTERM or SIGINT.  See tests/emulator/README.md.
#include <CLI/CLI.hpp>
#include <csignal>
#include <cstdio>
#include <exception>
#include <string>
#include <vector>

#include "tests/emulator/front.hpp"

namespace tocsin {
namespace {

struct CommandLine {
    FrontSettings front;
    std::string tls_mode = "normal";
    std::string page = "emulatedpage";
    std::string key = "emulated-key";
    std::vector<std::string> components;  // "ID:NAME"
    std::uint64_t seed = 1;
};

void describe(CLI::App& app, CommandLine& line) {
    app.add_option("--api-port", line.front.ports.api, "HTTPS port of the API; 0: any")
        ->capture_default_str();
    app.add_option("--plain-port", line.front.ports.plain, "HTTP port of the API; 0: any")
        ->capture_default_str();
    app.add_option("--control-port", line.front.ports.control, "HTTP port of the control; 0: any")
        ->capture_default_str();
    app.add_option("--state-dir", line.front.state_dir, "folder for certificates and ports.json")
        ->required();
    app.add_option("--tls-mode", line.tls_mode,
                   "normal, wrong-host, expired, … (tests/emulator/README.md)")
        ->capture_default_str();
    app.add_option("--page", line.page, "id of the page")->capture_default_str();
    app.add_option("--key", line.key, "API key of the page")->capture_default_str();
    app.add_option("--component", line.components, "ID:NAME of a component; may be repeated");
    app.add_option("--seed", line.seed, "seed of all ids")->capture_default_str();
}

Result<StatuspageModel> build_model(const CommandLine& line) {
    StatuspageModel model(ModelOptions(), line.seed);
    model.add_page(line.page, "Emulated");
    model.add_key("key-1", line.key, {line.page});
    for (const std::string& component : line.components) {
        const std::size_t colon = component.find(':');
        if (colon == std::string::npos || colon == 0 || colon + 1 == component.size()) {
            return malformed("--component is ID:NAME, not \"" + component + "\"");
        }
        model.add_component(line.page, component.substr(colon + 1), component.substr(0, colon));
    }
    return model;
}

// Blocks the signals in this thread and all that come of it, and waits for one.
class SignalWait {
public:
    SignalWait() {
        sigemptyset(&signals_);
        sigaddset(&signals_, SIGTERM);
        sigaddset(&signals_, SIGINT);
        pthread_sigmask(SIG_BLOCK, &signals_, nullptr);
    }
    void wait() const {
        int received = 0;
        sigwait(&signals_, &received);
    }

private:
    sigset_t signals_;
};

Result<void> run(CommandLine line) {
    const auto mode = tls_mode_of_word(line.tls_mode);
    if (!mode) return malformed("there is no TLS mode \"" + line.tls_mode + "\"");
    line.front.tls_mode = *mode;
    std::error_code failure;
    std::filesystem::create_directories(line.front.state_dir, failure);
    if (failure) return unavailable("cannot make the state folder: " + failure.message());
    TRY(auto model, build_model(line));
    const SignalWait signals;
    Front front(line.front, std::move(model));
    TRYV(front.start());
    const FrontPorts ports = front.ports();
    std::printf("{\"api\":%u,\"control\":%u,\"plain\":%u}\n", ports.api, ports.control,
                ports.plain);
    std::fflush(stdout);
    signals.wait();
    return success();
}

}  // namespace
}  // namespace tocsin

int main(int argc, char** argv) {
    try {
        CLI::App app("Statuspage on loopback: an emulator for tests");
        tocsin::CommandLine line;
        tocsin::describe(app, line);
        CLI11_PARSE(app, argc, argv);
        const auto done = tocsin::run(line);
        if (done) return 0;
        std::fprintf(stderr, "tocsin-emulator: %s\n", done.error().message.c_str());
    } catch (const std::exception& failure) {
        std::fprintf(stderr, "tocsin-emulator: %s\n", failure.what());
    }
    return 1;
}
