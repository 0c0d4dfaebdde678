// What a server's sessions share, for server.cpp (connections come and go) and session.cpp (one
// connection's requests).
#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "net/server.hpp"
#include "net/wire.hpp"

namespace tocsin {

struct Listener {
    Listener(boost::asio::io_context& context, ListenerOptions given);

    ListenerOptions options;
    std::shared_ptr<TlsContext> tls;
    boost::asio::ip::tcp::acceptor acceptor;
    ListenAddress bound;
    // A condition variable: cancelled when a connection goes.
    boost::asio::steady_timer place_free;
    std::size_t connections = 0;
    std::unordered_map<std::string, std::size_t> connections_of;  // By peer_block().
};

class Connection;

struct Server::Core {
    Core(boost::asio::io_context& io, ServerHooks given, std::uint64_t bodies_max);

    boost::asio::io_context& context;
    ServerHooks hooks;
    std::vector<std::unique_ptr<Listener>> listeners;
    std::unordered_set<Connection*> connections;
    boost::asio::steady_timer drained;  // A condition variable: cancelled by the last connection.
    std::uint64_t bodies_bytes_max;
    std::uint64_t bodies_bytes = 0;  // Of bodies that are being read.
    bool stopping = false;
    std::chrono::steady_clock::time_point log_again{};
    std::size_t log_suppressed = 0;

    Listener* find(std::string_view name) const;
    void close_acceptors();
    // `used`: only those that have had an answer already.
    enum class Idle { used, all };
    void cut_idle(Idle which);
    void close_all();
    // At most one line a second; the next one says how many were left out.
    void log_limited(std::string_view line);
};

// Where a Responder leaves its answer and wakes the session.
struct AnswerSlot {
    std::optional<std::variant<HttpResponse, Rebuff>> answer;
    boost::asio::steady_timer* wake = nullptr;  // Empty once the connection is gone.
};

struct Responder::Pledge {
    explicit Pledge(std::shared_ptr<AnswerSlot> place) : slot(std::move(place)) {}
    Pledge(const Pledge&) = delete;
    Pledge& operator=(const Pledge&) = delete;
    ~Pledge();

    void give(std::variant<HttpResponse, Rebuff> answer);

    std::shared_ptr<AnswerSlot> slot;
    bool kept = false;
};

// One accepted connection.
class Connection {
public:
    Connection(std::shared_ptr<Server::Core> server, Listener& from, std::string of,
               boost::asio::ip::tcp::socket socket);
    Connection(const Connection&) = delete;
    Connection& operator=(const Connection&) = delete;
    ~Connection();

    // Cuts it, whatever it is doing.
    void cut();

    std::shared_ptr<Server::Core> core;
    Listener& listener;
    std::string peer;
    std::string block;                      // peer_block(peer)
    std::vector<std::string> client_names;  // Of its certificate.
    Wire wire;
    boost::beast::flat_buffer buffer;
    std::shared_ptr<const RequestHead> head;  // Of the request in work; never empty.
    std::shared_ptr<AnswerSlot> slot;
    boost::asio::steady_timer answered;
    std::size_t requests = 0;
    bool idle = true;  // Between requests: may be closed without losing anything.
    std::chrono::steady_clock::time_point idle_since = std::chrono::steady_clock::now();
    bool is_cut = false;
};

// Serves a connection to its end.
boost::asio::awaitable<void> serve(std::unique_ptr<Connection> connection);

}  // namespace tocsin
