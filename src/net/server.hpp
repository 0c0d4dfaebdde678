// Server: HTTP/1.1 for other rooms, as values.
//
// Each request comes in two stages.  on_header sees the header while the body is unread: there a
// caller is authenticated and a path is known or not, so that nobody unknown makes us read
// megabytes.  on_request sees all of it and answers now or later.
//
//   accept -> [TLS] -> idle -> header -> on_header -> body -> on_request … respond -> idle …
//
// The server itself answers 400, 413, 414, 415, 417, 421, 431, 501, 503 and 505, as
// application/problem+json, and closes behind them; it never answers 3xx.  Every phase has its
// deadline, every buffer its bound (security.md section 1).  Everything here happens on the
// loop's thread.
#pragma once

#include <any>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "base/http.hpp"
#include "base/result.hpp"
#include "base/time.hpp"
#include "base/url.hpp"
#include "net/loop.hpp"
#include "net/request_head.hpp"
#include "net/tls.hpp"

namespace tocsin {

struct ListenerOptions {
    std::string name;
    ListenAddress address;
    // A TCP socket that listens already, at `address`; listen() takes it over.
    std::optional<int> socket;
    std::optional<TlsServerOptions> tls;
    // One more, and the connection that has been idle longest is closed; where none is, it waits.
    std::size_t connections_max = 1024;
    // From one address (of IPv6, one /64); loopback has no such limit.  More are closed.
    std::size_t connections_per_peer_max = 256;
    Duration handshake_timeout = std::chrono::seconds(10);
    Duration header_timeout = std::chrono::seconds(10);  // From the first byte to the empty line.
    Duration body_timeout = std::chrono::seconds(30);    // For the whole body.
    Duration write_timeout = std::chrono::seconds(30);   // For the whole answer.
    // Between requests; the first one has to begin within header_timeout.  Longer than the 5
    // minutes for which Alertmanager keeps a connection (contract.md 5).
    Duration idle_timeout = std::chrono::minutes(6);
    // The whole buffer of a connection: header, one chunk header, trailers.  1 KiB to 60 KiB:
    // above that Beast 1.81 throws (security.md B1).
    std::size_t header_bytes_max = 32U << 10;
    std::size_t requests_max = 1'000'000;  // On one connection; the last answer closes it.
};

// Go on and read the body.  `state` comes back in Exchange.
struct Proceed {
    std::uint64_t body_bytes_max = 0;  // More: 413.
    std::any state;
};

// An answer that is given after a while and behind which the connection is closed: for callers who
// may be guessing secrets.
struct Rebuff {
    HttpResponse response;
    Duration wait{};
};

// What on_header says: an answer (the body is not read, and where there is one the connection is
// closed), a Rebuff, or Proceed.
using HeaderVerdict = std::variant<HttpResponse, Rebuff, Proceed>;

// The right to answer one request.  Copies share it.  If the last copy goes without an answer,
// the client gets 500; if the connection is gone meanwhile, the answer goes nowhere.
class Responder {
public:
    // One of them, once for all copies, on the loop's thread.
    void operator()(HttpResponse response) const;
    void operator()(Rebuff rebuff) const;

    struct Pledge;
    explicit Responder(std::shared_ptr<Pledge> pledge) : pledge_(std::move(pledge)) {}

private:
    std::shared_ptr<Pledge> pledge_;
};

// A complete request.
struct Exchange {
    std::shared_ptr<const RequestHead> head;
    std::string body;
    std::any state;  // From Proceed.
    Responder respond;
};

// What was answered, for metrics.  `head` has an empty method where the request was too broken to
// have one.  `took` runs from the end of the header to the last byte of the answer.
struct Answered {
    std::string_view listener;
    const RequestHead& head;
    unsigned status;
    Duration took;
};

// None may destroy the Server or stop it; on_header and on_request are required.
struct ServerHooks {
    std::function<HeaderVerdict(const RequestHead&)> on_header;
    std::function<void(Exchange)> on_request;
    std::function<void(const Answered&)> on_answered;
    std::function<void(std::string_view)> log;  // One line; no header values.
};

// Bodies that are being read, of all connections together; beyond it 503.
inline constexpr std::uint64_t bodies_bytes_default = 128U << 20;

class Server {
public:
    Server(Loop& loop, ServerHooks hooks, std::uint64_t bodies_bytes_max = bodies_bytes_default);
    Server(const Server&) = delete;
    Server& operator=(const Server&) = delete;
    // Closes everything at once; no hook is called any more.
    ~Server();

    // Opens a listener, whose name must be new.  Fails with malformed (TLS files) or unavailable
    // (address in use, not ours).
    Result<void> listen(ListenerOptions options);

    // New connections of that listener use these files from now on; on failure the old ones stay.
    Result<void> replace_tls(std::string_view listener, const TlsServerOptions& options);

    // Where the listener really waits, "127.0.0.1:40123"; useful with port 0.
    ListenAddress bound_address(std::string_view listener) const;

    std::size_t connections(std::string_view listener) const;

    // Bytes of bodies that are being read now.
    std::uint64_t bodies_bytes() const;

    // Ends gracefully: no new connections, idle ones closed, those at work get their answer with
    // `Connection: close`, and so do those that have just connected if they ask within a second;
    // what is left after `grace` is cut.  Then `done`, once.
    void drain(Duration grace, std::function<void()> done);

    struct Core;

private:
    std::shared_ptr<Core> core_;
};

}  // namespace tocsin
