#include "daemon/fixed_settings.hpp"

#include <algorithm>
#include <tuple>

namespace tocsin {
namespace {

// All but the certificate, what goes with it, and who the users are.
auto fixed_part(const ListenerConfig& listener) {
    return std::make_tuple(listener.name, listener.address, listener.systemd_socket,
                           listener.serves, listener.max_connections,
                           listener.max_connections_per_address, listener.header_timeout,
                           listener.body_timeout, listener.idle_timeout, listener.tls.has_value(),
                           listener.users.empty());
}

}  // namespace

FixedSettings fixed_settings_of(const Config& config) {
    return {config.listeners, config.store, config.log.format};
}

std::vector<std::string> what_needs_restart(const FixedSettings& running, const Config& fresh) {
    std::vector<std::string> sentences;
    const bool same_listeners =
        std::equal(running.listeners.begin(), running.listeners.end(), fresh.listeners.begin(),
                   fresh.listeners.end(), [](const ListenerConfig& x, const ListenerConfig& y) {
                       return fixed_part(x) == fixed_part(y);
                   });
    if (!same_listeners) sentences.emplace_back("listeners changed: that needs a restart");
    if (running.store != fresh.store)
        sentences.emplace_back("[store] changed: that needs a restart");
    if (running.log_format != fresh.log.format)
        sentences.emplace_back("[log] format changed: that needs a restart");
    return sentences;
}

}  // namespace tocsin
