#include "net/server.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/ip/v6_only.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <exception>
#include <utility>

#include "base/assert.hpp"
#include "net/loop_context.hpp"
#include "net/peer.hpp"
#include "net/problem.hpp"
#include "net/server_core.hpp"

namespace tocsin {
namespace {

namespace asio = boost::asio;
using asio::awaitable;
using asio::ip::tcp;
using boost::system::error_code;
using namespace std::chrono_literals;

constexpr auto tok = asio::as_tuple(asio::use_awaitable);
constexpr auto never = std::chrono::steady_clock::time_point::max();
// With no file descriptor left, accepting at once again would only burn the processor.
constexpr auto accept_pause = 100ms;
constexpr auto log_interval = 1s;
constexpr auto cut_grace = 1s;  // For sessions to notice that they were cut.
// At a stop, for who has just connected and is about to ask: on a socket of systemd such a client
// was promised not to be turned away.
constexpr Duration first_request_grace = 1s;
constexpr std::size_t header_bytes_least = 1024;
constexpr std::size_t header_bytes_most = 60 * 1024;

std::string what(std::exception_ptr exception) {
    try {
        std::rethrow_exception(std::move(exception));
    } catch (const std::exception& e) {
        return e.what();
    } catch (...) {
        return "unknown";
    }
}

std::string address_of_peer(const tcp::socket& socket) {
    error_code error;
    const tcp::endpoint peer = socket.remote_endpoint(error);
    if (error) return "gone";
    const asio::ip::address address = peer.address();
    if (address.is_v6() && address.to_v6().is_v4_mapped()) {
        return asio::ip::make_address_v4(asio::ip::v4_mapped, address.to_v6()).to_string();
    }
    return address.to_string();
}

// Room for somebody who has something to say.
void close_longest_idle(Server::Core& core, const Listener& listener) {
    Connection* longest = nullptr;
    for (Connection* connection : core.connections) {
        if (&connection->listener != &listener || !connection->idle || connection->is_cut) continue;
        if (!longest || connection->idle_since < longest->idle_since) longest = connection;
    }
    if (longest) longest->cut();
}

bool has_too_many(const Listener& listener, const std::string& peer) {
    if (is_loopback_host(peer)) return false;
    const auto of_peer = listener.connections_of.find(peer_block(peer));
    return of_peer != listener.connections_of.end() &&
           of_peer->second >= listener.options.connections_per_peer_max;
}

awaitable<void> accept_loop(std::shared_ptr<Server::Core> core, Listener& listener) {
    asio::steady_timer pause(core->context);
    while (!core->stopping) {
        auto [error, socket] = co_await listener.acceptor.async_accept(tok);
        if (error == asio::error::operation_aborted) break;
        if (error == asio::error::connection_aborted) continue;
        if (error && core->stopping) break;
        if (error) {
            core->log_limited("listener " + listener.options.name + ": accept: " + error.message());
            pause.expires_after(accept_pause);
            co_await pause.async_wait(tok);
            continue;
        }
        const std::string peer = address_of_peer(socket);
        if (has_too_many(listener, peer)) {
            core->log_limited("listener " + listener.options.name + ": too many connections from " +
                              peer + ", the newest was closed");
            continue;
        }
        while (listener.connections >= listener.options.connections_max && !core->stopping) {
            close_longest_idle(*core, listener);
            co_await listener.place_free.async_wait(tok);
        }
        auto connection = std::make_unique<Connection>(core, listener, peer, std::move(socket));
        asio::co_spawn(core->context, serve(std::move(connection)),
                       [core](std::exception_ptr escaped) {
                           if (escaped) core->log_limited("session: " + what(escaped));
                       });
    }
}

Result<void> bind(Listener& listener) {
    const ListenAddress& wanted = listener.options.address;
    const auto fail = [&](const error_code& error) {
        return unavailable("listen on " + format_host_port(wanted.host, wanted.port) + ": " +
                           error.message());
    };
    error_code error;
    const asio::ip::address address = asio::ip::make_address(wanted.host, error);
    if (error) return malformed("not an IP address to listen on: " + wanted.host);
    const tcp::endpoint endpoint(address, wanted.port);
    listener.acceptor.open(endpoint.protocol(), error);
    if (error) return fail(error);
    listener.acceptor.set_option(tcp::acceptor::reuse_address(true), error);
    if (error) return fail(error);
    if (address.is_v6()) {
        listener.acceptor.set_option(asio::ip::v6_only(false), error);
        if (error) return fail(error);
    }
    listener.acceptor.bind(endpoint, error);
    if (error) return fail(error);
    listener.acceptor.listen(asio::socket_base::max_listen_connections, error);
    if (error) return fail(error);
    return success();
}

Result<void> adopt(Listener& listener, int socket) {
    error_code error;
    const asio::ip::address address = asio::ip::make_address(listener.options.address.host, error);
    listener.acceptor.assign(address.is_v6() ? tcp::v6() : tcp::v4(), socket, error);
    if (error) return unavailable("use the socket that was passed: " + error.message());
    return success();
}

Result<void> open(Listener& listener) {
    if (const auto socket = listener.options.socket) {
        TRYV(adopt(listener, *socket));
    } else {
        TRYV(bind(listener));
    }
    error_code error;
    const tcp::endpoint bound = listener.acceptor.local_endpoint(error);
    if (error) return unavailable("where a listener waits: " + error.message());
    listener.bound = {bound.address().to_string(), bound.port()};
    return success();
}

awaitable<void> drain_all(std::shared_ptr<Server::Core> core, Duration grace,
                          std::function<void()> done) {
    core->stopping = true;
    core->close_acceptors();
    // Who was accepted and not heard of yet is among the connections after this.
    co_await asio::post(core->context, tok);
    core->cut_idle(Server::Core::Idle::used);
    const auto until = std::chrono::steady_clock::now() + grace;
    core->drained.expires_after(std::min(grace, first_request_grace));
    if (!core->connections.empty()) co_await core->drained.async_wait(tok);
    core->cut_idle(Server::Core::Idle::all);
    core->drained.expires_at(until);
    if (!core->connections.empty()) co_await core->drained.async_wait(tok);
    core->close_all();
    core->drained.expires_after(cut_grace);
    if (!core->connections.empty()) co_await core->drained.async_wait(tok);
    done();
}

}  // namespace

Listener::Listener(asio::io_context& context, ListenerOptions given)
    : options(std::move(given)), acceptor(context), place_free(context, never) {}

Server::Core::Core(asio::io_context& io, ServerHooks given, std::uint64_t bodies_max)
    : context(io), hooks(std::move(given)), drained(io, never), bodies_bytes_max(bodies_max) {}

Listener* Server::Core::find(std::string_view name) const {
    for (const auto& listener : listeners) {
        if (listener->options.name == name) return listener.get();
    }
    return nullptr;
}

void Server::Core::close_acceptors() {
    for (const auto& listener : listeners) {
        error_code ignored;
        listener->acceptor.close(ignored);
        listener->place_free.cancel();
    }
}

void Server::Core::cut_idle(Idle which) {
    const std::vector<Connection*> present(connections.begin(), connections.end());
    for (Connection* connection : present) {
        const bool is_used = connection->requests > 0;
        if (connection->idle && (is_used || which == Idle::all)) connection->cut();
    }
}

void Server::Core::close_all() {
    // cut() wakes sessions later, from the loop: the set does not change under us.
    for (Connection* connection : connections) connection->cut();
}

void Server::Core::log_limited(std::string_view line) {
    if (!hooks.log) return;
    const auto now = std::chrono::steady_clock::now();
    if (now < log_again) {
        ++log_suppressed;
        return;
    }
    log_again = now + log_interval;
    std::string text(line);
    if (log_suppressed > 0) {
        text += " (" + std::to_string(std::exchange(log_suppressed, 0)) + " lines left out before)";
    }
    hooks.log(text);
}

Connection::Connection(std::shared_ptr<Server::Core> server, Listener& from, std::string of,
                       tcp::socket socket)
    : core(std::move(server)),
      listener(from),
      peer(std::move(of)),
      block(peer_block(peer)),
      wire(std::move(socket), from.tls),
      buffer(from.options.header_bytes_max),
      head(std::make_shared<RequestHead>()),
      slot(std::make_shared<AnswerSlot>()),
      answered(core->context, never) {
    slot->wake = &answered;
    core->connections.insert(this);
    ++listener.connections;
    ++listener.connections_of[block];
}

Connection::~Connection() {
    slot->wake = nullptr;
    core->connections.erase(this);
    --listener.connections;
    const auto of_peer = listener.connections_of.find(block);
    if (--of_peer->second == 0) listener.connections_of.erase(of_peer);
    listener.place_free.cancel();
    if (core->connections.empty()) core->drained.cancel();
}

void Connection::cut() {
    is_cut = true;
    wire.close();
    answered.cancel();
}

Responder::Pledge::~Pledge() {
    if (!kept) give(problem(500, "the request was dropped"));
}

void Responder::Pledge::give(std::variant<HttpResponse, Rebuff> answer) {
    kept = true;
    slot->answer = std::move(answer);
    if (slot->wake) slot->wake->cancel();
}

void Responder::operator()(HttpResponse response) const {
    TOCSIN_ASSERT(pledge_ && !pledge_->kept);
    pledge_->give(std::move(response));
}

void Responder::operator()(Rebuff rebuff) const {
    TOCSIN_ASSERT(pledge_ && !pledge_->kept);
    pledge_->give(std::move(rebuff));
}

Server::Server(Loop& loop, ServerHooks hooks, std::uint64_t bodies_bytes_max)
    : core_(std::make_shared<Core>(context_of(loop), std::move(hooks), bodies_bytes_max)) {
    TOCSIN_ASSERT(core_->hooks.on_header && core_->hooks.on_request);
}

Server::~Server() {
    core_->stopping = true;
    core_->close_acceptors();
    core_->close_all();
    core_->hooks = {};
    core_->hooks.on_header = [](const RequestHead&) { return problem(503, "stopping"); };
    core_->hooks.on_request = [](const Exchange&) {};
}

Result<void> Server::listen(ListenerOptions options) {
    TOCSIN_ASSERT(!core_->find(options.name));
    TOCSIN_ASSERT(options.header_bytes_max >= header_bytes_least &&
                  options.header_bytes_max <= header_bytes_most);
    auto listener = std::make_unique<Listener>(core_->context, std::move(options));
    if (listener->options.tls) {
        TRY(listener->tls, load_tls_server(*listener->options.tls));
        listener->options.tls.reset();  // The key is in the TLS context now and nowhere else.
    }
    TRYV(open(*listener));
    Listener& opened = *core_->listeners.emplace_back(std::move(listener));
    asio::co_spawn(core_->context, accept_loop(core_, opened), asio::detached);
    return success();
}

Result<void> Server::replace_tls(std::string_view name, const TlsServerOptions& options) {
    Listener* listener = core_->find(name);
    TOCSIN_ASSERT(listener && listener->tls);
    TRY(listener->tls, load_tls_server(options));
    return success();
}

ListenAddress Server::bound_address(std::string_view name) const {
    const Listener* listener = core_->find(name);
    TOCSIN_ASSERT(listener);
    return listener->bound;
}

std::size_t Server::connections(std::string_view name) const {
    const Listener* listener = core_->find(name);
    return listener ? listener->connections : 0;
}

std::uint64_t Server::bodies_bytes() const {
    return core_->bodies_bytes;
}

void Server::drain(Duration grace, std::function<void()> done) {
    asio::co_spawn(core_->context, drain_all(core_, grace, std::move(done)), asio::detached);
}

}  // namespace tocsin
