// tocsin healthcheck: asks a running daemon whether it is ready.
#include <algorithm>
#include <cstdio>

#include "base/url.hpp"
#include "daemon/commands/commands.hpp"
#include "daemon/snapshot.hpp"
#include "net/client.hpp"

namespace tocsin {
namespace {

constexpr Duration patience = std::chrono::seconds(5);

// Where the configuration says that health is served without TLS on this host.
Result<std::string> configured_url(const std::string& config_file) {
    const LoadedSnapshot loaded = check_files(config_file);
    if (!loaded.snapshot)
        return refused("the configuration has errors; --admin.url names the address");
    for (const ListenerConfig& listener : loaded.snapshot->config.listeners) {
        if (listener.serves.contains("health") && !listener.tls)
            return "http://" + listener.address;
    }
    return refused("no listener serves health without TLS; --admin.url names the address");
}

Result<unsigned> ask(const std::string& base_url) {
    TRY(const BaseUrl url, parse_base_url(base_url));
    Loop loop([](std::string_view) {});
    ClientOptions options;
    options.tls = url.tls;
    options.host = url.host;
    options.port = url.port;
    TRY(const auto client, HttpsClient::open(loop, std::move(options)));
    Result<unsigned> answer = unavailable("no answer");
    client->exchange({"GET", url.path_prefix + "/-/ready", {}, {}}, patience,
                     [&](Result<HttpResponse> response) {
                         if (response)
                             answer = response.value().status;
                         else
                             answer = response.error();
                         loop.stop();
                     });
    loop.run();
    return answer;
}

}  // namespace

int healthcheck(const HealthcheckOptions& options) {
    const auto url = options.admin_url.empty() ? configured_url(options.config_file)
                                               : Result<std::string>(options.admin_url);
    const auto status = url ? ask(url.value()) : Result<unsigned>(url.error());
    if (!status) {
        std::fprintf(stderr, "tocsin: %s\n", status.error().message.c_str());
        return exit_failed;
    }
    std::printf("%s\n", status.value() == 200 ? "ready" : "not ready");
    return status.value() == 200 ? exit_ok : exit_failed;
}

}  // namespace tocsin
