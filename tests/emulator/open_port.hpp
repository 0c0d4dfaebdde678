// OpenPort: one port on loopback, a thread that accepts, and a thread for each connection.
//
// It can be closed and opened again on the same port, so that a client finds the page down.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <functional>
#include <map>
#include <mutex>
#include <set>
#include <thread>
#include <vector>

#include "base/result.hpp"
#include "tests/emulator/stop_flag.hpp"

namespace tocsin {

class OpenPort {
public:
    // Called on a thread of its own for each connection; the socket is closed by serve.
    using Serve = std::function<void(int socket)>;

    // Requires: `stop` outlives the listener.
    OpenPort(StopFlag& stop, Serve serve) : stop_(stop), serve_(std::move(serve)) {}
    OpenPort(const OpenPort&) = delete;
    OpenPort& operator=(const OpenPort&) = delete;
    // Requires: the flag is raised.
    ~OpenPort();

    // Listens on 127.0.0.1:`port`, or any free port for 0, and begins to accept.
    Result<void> start(std::uint16_t port);

    std::uint16_t port() const { return port_; }

    // Returns when the port is in the wanted state.  Closing ends the connections too.
    void set_open(bool open);

    // Ends every connection there is: their reads and writes fail from now on.
    void end_connections();

    // `serve` calls this just before it closes the socket, whose number may then be another's.
    void forget_connection(int socket);

private:
    void accept_loop();
    void accept_one();
    // Does what set_open() asked for.
    void follow_wish();
    // Joins the threads that are through.  Requires: mutex_ is held.
    void join_finished();

    StopFlag& stop_;
    Serve serve_;
    int wake_ = -1;    // An eventfd: the wish changed.
    int socket_ = -1;  // Bound; listens while is_open_.  Of the accepting thread, once started.
    std::uint16_t port_ = 0;
    std::thread acceptor_;

    std::mutex mutex_;
    std::condition_variable changed_;
    bool wish_open_ = true;
    bool is_open_ = true;
    std::set<int> connections_;
    std::map<std::uint64_t, std::thread> servers_;
    std::vector<std::uint64_t> finished_;  // Of servers_: those that need only be joined.
    std::uint64_t accepted_ = 0;
};

}  // namespace tocsin
