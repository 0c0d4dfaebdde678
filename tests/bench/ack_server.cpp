// bench_ack: line one of tocsin alone, up to the acknowledgement, to be measured.
//
//   bench_ack --port=P --store=FILE
//
// The rooms are the shipped ones, wired as the daemon wires them: server, intake, decode, store.
// What is stored is judged by nobody, so that CPU and bytes are those of the way to the 200 and of
// nothing else (docs/performance.md, "The parts").
#include <CLI/CLI.hpp>
#include <csignal>
#include <cstdlib>
#include <iostream>

#include "daemon/real_clock.hpp"
#include "intake/intake.hpp"
#include "net/loop.hpp"
#include "store/sqlite_store.hpp"

namespace tocsin {
namespace {

IntakeHooks no_judge() {
    IntakeHooks hooks;
    hooks.stored = [](Sequence, const SourceName&, WallTime, const Decoded&) {};
    hooks.refused = [](const SourceName&) {};
    hooks.heard_again = [](const SourceName&, WallTime) {};
    hooks.refusal = [] { return std::string(); };
    return hooks;
}

std::map<SourceName, IntakeSource> one_source() {
    Credential bearer;
    bearer.secrets.emplace_back("bench-token");
    IntakeSource source;
    source.credentials.push_back(std::move(bearer));
    source.rate_limit.requests = 0;
    std::map<SourceName, IntakeSource> sources;
    sources.emplace(SourceName("am"), std::move(source));
    return sources;
}

int failed(const Error& error) {
    std::cerr << "bench_ack: " << error.message << '\n';
    return 1;
}

int serve_acks(std::uint16_t port, const std::string& file) {
    Loop loop([](std::string_view line) { std::cerr << line << '\n'; });
    Metrics metrics("bench", "bench");
    Log log(LogLevel::warn, LogFormat::logfmt, [](std::string_view line) { std::cerr << line; });
    SqliteStoreOptions options;
    options.path = file;
    options.post = [&](std::function<void()> answers) { loop.post(std::move(answers)); };
    options.failed = [&](const std::string& why) {
        std::cerr << "bench_ack: " << why << '\n';
        loop.stop();
    };
    auto store = SqliteStore::open(std::move(options), metrics, log);
    if (!store) return failed(store.error());
    RealClock clock(std::nullopt);
    Intake intake(*store.value(), clock, metrics, log, no_judge(), Rng(1));
    intake.configure(one_source());

    ServerHooks hooks;
    hooks.on_header = [&](const RequestHead& head) { return intake.on_header(head); };
    hooks.on_request = [&](Exchange exchange) { intake.on_request(std::move(exchange)); };
    hooks.on_answered = [&](const Answered& answered) {
        metrics.http_request(answered.listener, "webhook", answered.status, answered.took);
    };
    Server server(loop, std::move(hooks));
    ListenerOptions listener;
    listener.name = "webhooks";
    listener.address = {"127.0.0.1", port};
    if (const auto listening = server.listen(std::move(listener)); !listening)
        return failed(listening.error());
    loop.watch_signals([&](int) { loop.stop(); });
    loop.run();
    store.value()->stop();
    return 0;
}

}  // namespace
}  // namespace tocsin

int main(int argc, char** argv) {
    CLI::App app("Line one of tocsin, for scripts/bench");
    std::uint16_t port = 0;
    std::string file;
    app.add_option("--port", port)->required();
    app.add_option("--store", file)->required();
    CLI11_PARSE(app, argc, argv);
    return tocsin::serve_acks(port, file);
}
