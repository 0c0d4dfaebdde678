#include "tests/emulator/open_port.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "base/assert.hpp"

namespace tocsin {
namespace {

constexpr int backlog = 128;

sockaddr_in loopback(std::uint16_t port) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    return address;
}

// Binds without listening: until then connections are refused, and nobody else gets the port.
Result<int> bind_port(std::uint16_t port) {
    const int socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (socket < 0) return unavailable(std::string("socket: ") + std::strerror(errno));
    const int on = 1;
    ::setsockopt(socket, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    const sockaddr_in address = loopback(port);
    if (::bind(socket, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
        const std::string why = std::strerror(errno);
        ::close(socket);
        return unavailable("port " + std::to_string(port) + ": " + why);
    }
    return socket;
}

std::uint16_t port_of(int socket) {
    sockaddr_in address{};
    socklen_t size = sizeof address;
    TOCSIN_ASSERT(::getsockname(socket, reinterpret_cast<sockaddr*>(&address), &size) == 0);
    return ntohs(address.sin_port);
}

}  // namespace

OpenPort::~OpenPort() {
    TOCSIN_ASSERT(stop_.is_raised());
    if (acceptor_.joinable()) acceptor_.join();
    end_connections();
    // Nobody adds to servers_ any more.
    for (auto& [number, server] : servers_) server.join();
    if (socket_ >= 0) ::close(socket_);
    if (wake_ >= 0) ::close(wake_);
}

Result<void> OpenPort::start(std::uint16_t port) {
    TRY(socket_, bind_port(port));
    port_ = port_of(socket_);
    if (::listen(socket_, backlog) != 0) return unavailable("listen failed");
    wake_ = ::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    TOCSIN_ASSERT(wake_ >= 0);
    acceptor_ = std::thread([this] { accept_loop(); });
    return success();
}

void OpenPort::set_open(bool open) {
    std::unique_lock lock(mutex_);
    if (!acceptor_.joinable()) return;
    wish_open_ = open;
    const std::uint64_t one = 1;
    TOCSIN_ASSERT(::write(wake_, &one, sizeof one) == sizeof one);
    changed_.wait(lock, [&] { return is_open_ == open || stop_.is_raised(); });
}

void OpenPort::follow_wish() {
    std::uint64_t count = 0;
    while (::read(wake_, &count, sizeof count) > 0) continue;
    const std::lock_guard lock(mutex_);
    if (wish_open_ == is_open_) return;
    if (wish_open_) {
        TOCSIN_ASSERT(::listen(socket_, backlog) == 0);
    } else {
        ::close(socket_);
        auto bound = bind_port(port_);
        TOCSIN_ASSERT(bound.has_value());
        socket_ = bound.value();
        for (const int connection : connections_) ::shutdown(connection, SHUT_RDWR);
    }
    is_open_ = wish_open_;
    changed_.notify_all();
}

void OpenPort::accept_loop() {
    while (true) {
        // A socket that does not listen would report a hang-up for ever.
        pollfd watched[3] = {{stop_.descriptor(), POLLIN, 0},
                             {wake_, POLLIN, 0},
                             {is_open_ ? socket_ : -1, POLLIN, 0}};
        if (::poll(watched, 3, -1) < 0) continue;
        if (watched[0].revents != 0) break;
        if (watched[1].revents != 0) {
            follow_wish();
        } else if (watched[2].revents != 0) {
            accept_one();
        }
    }
    const std::lock_guard lock(mutex_);
    changed_.notify_all();
}

void OpenPort::accept_one() {
    const int socket = ::accept4(socket_, nullptr, nullptr, SOCK_CLOEXEC);
    if (socket < 0) return;
    const int on = 1;
    ::setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    const std::lock_guard lock(mutex_);
    join_finished();
    connections_.insert(socket);
    const std::uint64_t number = ++accepted_;
    servers_[number] = std::thread([this, socket, number] {
        serve_(socket);
        const std::lock_guard done(mutex_);
        finished_.push_back(number);
    });
}

void OpenPort::join_finished() {
    // A thread puts itself here as the last thing it does, under the lock that we hold.
    for (const std::uint64_t number : finished_) {
        servers_[number].join();
        servers_.erase(number);
    }
    finished_.clear();
}

void OpenPort::end_connections() {
    const std::lock_guard lock(mutex_);
    for (const int socket : connections_) ::shutdown(socket, SHUT_RDWR);
}

void OpenPort::forget_connection(int socket) {
    const std::lock_guard lock(mutex_);
    connections_.erase(socket);
}

}  // namespace tocsin
