#include "daemon/systemd_sockets.hpp"

#include <arpa/inet.h>
#include <fmt/format.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <systemd/sd-daemon.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <cstring>

#include "base/url.hpp"
#include "config/exposure.hpp"

namespace tocsin {
namespace {

Result<ListenAddress> address_of(int descriptor) {
    if (sd_is_socket_inet(descriptor, AF_UNSPEC, SOCK_STREAM, 1, 0) <= 0)
        return refused("is no TCP socket that listens");
    sockaddr_storage bound{};
    socklen_t size = sizeof bound;
    if (getsockname(descriptor, reinterpret_cast<sockaddr*>(&bound), &size) != 0)
        return refused(std::strerror(errno));
    std::array<char, INET6_ADDRSTRLEN> text{};
    if (bound.ss_family == AF_INET) {
        sockaddr_in address{};
        std::memcpy(&address, &bound, sizeof address);
        inet_ntop(AF_INET, &address.sin_addr, text.data(), text.size());
        return ListenAddress{text.data(), ntohs(address.sin_port)};
    }
    sockaddr_in6 address{};
    std::memcpy(&address, &bound, sizeof address);
    inet_ntop(AF_INET6, &address.sin6_addr, text.data(), text.size());
    return ListenAddress{text.data(), ntohs(address.sin6_port)};
}

Result<PassedSocket> find_one(const std::vector<PassedSocket>& passed, const std::string& name) {
    const PassedSocket* found = nullptr;
    std::string names;
    for (const PassedSocket& one : passed) {
        names += fmt::format("{}\"{}\"", names.empty() ? "" : ", ", one.name);
        if (one.name != name) continue;
        if (found != nullptr) return refused("was passed twice; give each a unit of its own");
        found = &one;
    }
    if (found != nullptr) return *found;
    return refused(
        fmt::format("was not passed by systemd, which passed {}", names.empty() ? "none" : names));
}

Result<int> give_one(const std::vector<PassedSocket>& passed, const ListenerConfig& listener,
                     const Config& config, ListenerOptions& options) {
    TRY(const PassedSocket socket, find_one(passed, listener.systemd_socket));
    TRY(options.address, address_of(socket.descriptor));
    const std::string exposed = exposed_by(listener, config.sources);
    if (!exposed.empty() && !is_loopback_host(options.address.host)) return refused(exposed);
    options.socket = socket.descriptor;
    return socket.descriptor;
}

}  // namespace

std::vector<PassedSocket> take_passed_sockets() {
    char** names = nullptr;
    const int count = sd_listen_fds_with_names(1, &names);
    std::vector<PassedSocket> passed;
    for (int i = 0; i < count; ++i) {
        passed.push_back({names[i], SD_LISTEN_FDS_START + i});
        std::free(names[i]);
    }
    std::free(names);
    return passed;
}

Result<std::vector<std::string>> give_sockets(const std::vector<PassedSocket>& passed,
                                              Snapshot& snapshot) {
    std::vector<int> given;
    // Listeners of the configuration and of the net have one order.
    for (std::size_t i = 0; i < snapshot.listeners.size(); ++i) {
        const ListenerConfig& listener = snapshot.config.listeners[i];
        if (listener.systemd_socket.empty()) continue;
        const auto descriptor = give_one(passed, listener, snapshot.config, snapshot.listeners[i]);
        if (!descriptor) {
            return refused(fmt::format("the socket \"{}\" of [listener.{}] {}",
                                       listener.systemd_socket, listener.name,
                                       descriptor.error().message));
        }
        given.push_back(descriptor.value());
    }
    std::vector<std::string> unused;
    for (const PassedSocket& one : passed) {
        if (std::find(given.begin(), given.end(), one.descriptor) != given.end()) continue;
        ::close(one.descriptor);
        unused.push_back(one.name);
    }
    return unused;
}

}  // namespace tocsin
