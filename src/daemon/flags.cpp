#include "daemon/flags.hpp"

#include <algorithm>

#include "base/url.hpp"
#include "config/exposure.hpp"
#include "telemetry/log.hpp"

namespace tocsin {
namespace {

// The number of a listener.  Those of the configuration and of the net have one order.
Result<std::size_t> webhook_listener(const Snapshot& snapshot) {
    const auto& listeners = snapshot.config.listeners;
    const auto found = std::find_if(
        listeners.begin(), listeners.end(),
        [](const ListenerConfig& listener) { return listener.serves.contains("webhooks"); });
    if (found == listeners.end())
        return refused("--web.listen-address: no listener serves webhooks");
    return static_cast<std::size_t>(found - listeners.begin());
}

}  // namespace

Result<void> put_over(const Flags& flags, Snapshot& snapshot) {
    if (!flags.log_level.empty() && !log_level_from(flags.log_level))
        return refused("--log.level: unknown level \"" + flags.log_level + "\"");
    if (!flags.log_format.empty() && !log_format_from(flags.log_format, false))
        return refused("--log.format: unknown format \"" + flags.log_format + "\"");
    if (!flags.listen_address.empty()) {
        const auto address = parse_listen_address(flags.listen_address);
        if (!address) return refused("--web.listen-address: " + address.error().message);
        TRY(const std::size_t number, webhook_listener(snapshot));
        const std::string exposed =
            exposed_by(snapshot.config.listeners[number], snapshot.config.sources);
        if (!exposed.empty() && !is_loopback_host(address.value().host))
            return refused("--web.listen-address: " + exposed);
        snapshot.config.listeners[number].address = flags.listen_address;
        snapshot.config.listeners[number].systemd_socket.clear();
        snapshot.listeners[number].address = address.value();
    }
    Config& config = snapshot.config;
    if (!flags.store_path.empty()) config.store.path = flags.store_path;
    if (!flags.log_level.empty()) config.log.level = flags.log_level;
    if (!flags.log_format.empty()) config.log.format = flags.log_format;
    return success();
}

}  // namespace tocsin
