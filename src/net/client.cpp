#include "net/client.hpp"

#include <algorithm>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core/error.hpp>
#include <exception>
#include <unordered_set>
#include <utility>
#include <vector>

#include "base/crash_point.hpp"
#include "base/url.hpp"
#include "net/answer_parser.hpp"
#include "net/loop_context.hpp"
#include "net/message_head.hpp"
#include "net/resolve.hpp"
#include "net/wire.hpp"

namespace tocsin {

namespace asio = boost::asio;
using asio::awaitable;
using std::chrono::steady_clock;
using Deadline = steady_clock::time_point;

namespace {

// An idle connection.
struct Pooled {
    std::unique_ptr<Wire> wire;
    steady_clock::time_point since;
};

// The most a caller may ask for; keeps `now + timeout` in range.
constexpr Duration timeout_max = std::chrono::hours(24);

}  // namespace

struct HttpsClient::Core : std::enable_shared_from_this<HttpsClient::Core> {
    Core(asio::io_context& io, ClientOptions given, std::shared_ptr<TlsContext> with)
        : context(io),
          options(std::move(given)),
          tls(std::move(with)),
          place(format_host_port(options.host, options.port)),
          names(io, options.host, options.port),
          sweep(io) {
        const bool usual_port = options.port == (options.tls ? 443 : 80);
        authority = place;
        if (usual_port) authority.resize(authority.rfind(':'));
    }

    asio::io_context& context;
    ClientOptions options;
    std::shared_ptr<TlsContext> tls;
    std::string place;      // "host:port", for messages.
    std::string authority;  // For Host.
    Names names;
    std::vector<Pooled> idle;  // The longest idle first.
    std::unordered_set<Wire*> busy;
    asio::steady_timer sweep;
    std::uint64_t opened = 0;
    bool closed = false;

    void close_all();
    void sweep_later();
    void keep(std::unique_ptr<Wire> wire);
    std::unique_ptr<Wire> take_idle();

    awaitable<Result<void>> connect(Wire& wire, Deadline deadline);
    awaitable<Result<HttpResponse>> read_answer(Wire& wire, const HttpRequest& request,
                                                bool& reusable);
    awaitable<Result<HttpResponse>> call(const HttpRequest& request, Deadline deadline);
    static awaitable<void> run(std::shared_ptr<Core> core, HttpRequest request, Deadline deadline,
                               Done done);
};

namespace {

// While an exchange uses a wire, ~HttpsClient can cut it.
class Busy {
public:
    Busy(std::unordered_set<Wire*>& set, Wire& wire) : set_(set), wire_(&wire) {
        set_.insert(wire_);
    }
    Busy(const Busy&) = delete;
    Busy& operator=(const Busy&) = delete;
    ~Busy() { set_.erase(wire_); }

private:
    std::unordered_set<Wire*>& set_;
    Wire* wire_;
};

}  // namespace

void HttpsClient::Core::close_all() {
    closed = true;
    idle.clear();
    sweep.cancel();
    names.abandon();
    for (Wire* wire : busy) wire->close();
}

void HttpsClient::Core::sweep_later() {
    if (idle.empty()) return;
    sweep.expires_at(idle.front().since + options.idle_timeout);
    sweep.async_wait([weak = weak_from_this()](boost::system::error_code error) {
        const auto core = weak.lock();
        if (error || !core) return;
        const auto oldest_kept = steady_clock::now() - core->options.idle_timeout;
        std::erase_if(core->idle,
                      [&](const Pooled& pooled) { return pooled.since <= oldest_kept; });
        core->sweep_later();
    });
}

void HttpsClient::Core::keep(std::unique_ptr<Wire> wire) {
    if (closed || idle.size() >= options.idle_connections_max) return;
    wire->expires_never();
    idle.push_back({std::move(wire), steady_clock::now()});
    if (idle.size() == 1) sweep_later();
}

std::unique_ptr<Wire> HttpsClient::Core::take_idle() {
    while (!idle.empty()) {
        std::unique_ptr<Wire> wire = std::move(idle.back().wire);
        idle.pop_back();
        if (wire->is_quiet()) return wire;
    }
    return nullptr;
}

awaitable<Result<void>> HttpsClient::Core::connect(Wire& wire, Deadline deadline) {
    deadline = std::min(deadline, steady_clock::now() + options.connect_timeout);
    Result<Endpoints> endpoints = co_await names.look_up(deadline);
    if (!endpoints) co_return std::move(endpoints).error();
    wire.expires_at(deadline);
    const Io connected = co_await wire.connect(std::move(endpoints).value());
    if (connected.error) {
        names.forget();
        co_return unavailable("connect to " + place + ": " + wire.explain(connected.error));
    }
    const Io shaken = co_await wire.handshake_as_client(options.host);
    if (shaken.error) {
        co_return unavailable("TLS with " + place + ": " + wire.explain(shaken.error));
    }
    ++opened;
    co_return success();
}

awaitable<Result<HttpResponse>> HttpsClient::Core::read_answer(Wire& wire,
                                                               const HttpRequest& request,
                                                               bool& reusable) {
    const std::string where = "answer from " + place + ": ";
    AnswerParser parser({options.answer_header_bytes_max, options.answer_body_bytes_max},
                        request.method == "HEAD");
    for (;;) {
        const asio::mutable_buffer space = parser.space();
        const Io io = co_await wire.read_some(space);
        if (io.error == asio::error::eof) {
            const Result<void> ended = parser.take_end();
            if (!ended) co_return unknown_outcome(where + ended.error().message);
            break;
        }
        if (io.error) co_return unknown_outcome(where + wire.explain(io.error));
        const Result<bool> taken = parser.take(io.bytes);
        if (!taken) co_return unknown_outcome(where + taken.error().message);
        if (taken.value()) break;
    }
    reusable = parser.leaves_connection_clean();
    co_return parser.release();
}

awaitable<Result<HttpResponse>> HttpsClient::Core::call(const HttpRequest& request,
                                                        Deadline deadline) {
    const std::string head = request_head(request, authority);
    const asio::const_buffer head_bytes(head.data(), head.size());
    const asio::const_buffer body_bytes(request.body.data(), request.body.size());
    // Twice at most: a kept connection may prove dead before it takes a byte, a fresh one not.
    for (;;) {
        if (closed) co_return unavailable("call to " + place + ": stopping");
        std::unique_ptr<Wire> wire = take_idle();
        const bool kept = wire != nullptr;
        if (!kept) wire = std::make_unique<Wire>(context, tls);
        const Busy busy_now(busy, *wire);
        if (!kept) {
            const Result<void> connected = co_await connect(*wire, deadline);
            if (!connected) co_return connected.error();
        }
        if (closed || steady_clock::now() >= deadline) {
            co_return unavailable("call to " + place + ": no time left");
        }
        wire->expires_at(deadline);
        const Io written = co_await wire->write(head_bytes, body_bytes);
        if (written.error) {
            // Under TLS a record may have left though none was counted (wire.hpp).
            const bool nothing_left = written.bytes == 0 && !wire->is_tls() &&
                                      written.error != boost::beast::error::timeout;
            if (kept && nothing_left) {
                idle.clear();
                continue;
            }
            co_return unknown_outcome("write to " + place + ": " + wire->explain(written.error));
        }
        crash_point("net.request_written");
        bool reusable = false;
        Result<HttpResponse> answer = co_await read_answer(*wire, request, reusable);
        if (reusable) keep(std::move(wire));
        co_return answer;
    }
}

awaitable<void> HttpsClient::Core::run(std::shared_ptr<Core> core, HttpRequest request,
                                       Deadline deadline, Done done) {
    Result<HttpResponse> result = unknown_outcome("call to " + core->place + ": not completed");
    try {
        result = co_await core->call(request, deadline);
    } catch (const std::exception& e) {  // Out of memory, and what libraries throw.
        result = unknown_outcome("call to " + core->place + ": " + e.what());
    }
    done(std::move(result));
}

ClientOptions client_options_of(const BaseUrl& url) {
    ClientOptions options;
    options.tls = url.tls;
    options.host = url.host;
    options.port = url.port;
    return options;
}

HttpsClient::HttpsClient(std::shared_ptr<Core> core) : core_(std::move(core)) {}

Result<std::unique_ptr<HttpsClient>> HttpsClient::open(Loop& loop, ClientOptions options) {
    std::shared_ptr<TlsContext> tls;
    if (options.tls) {
        TRY(tls, load_tls_client(options.ca_file));
    } else if (!is_loopback_host(options.host)) {
        return malformed("http only to a loopback host, else https");
    }
    auto core = std::make_shared<Core>(context_of(loop), std::move(options), std::move(tls));
    return std::unique_ptr<HttpsClient>(new HttpsClient(std::move(core)));
}

HttpsClient::~HttpsClient() {
    core_->close_all();
}

void HttpsClient::exchange(HttpRequest request, Duration timeout, Done done) {
    const Deadline deadline =
        steady_clock::now() + std::clamp(timeout, Duration::zero(), timeout_max);
    const bool sendable =
        is_requestable(request.method, request.target) && is_sendable(request.headers);
    if (!sendable) {
        asio::post(core_->context, [done = std::move(done)] {
            done(malformed("the request's method, target or a header field cannot be written"));
        });
        return;
    }
    asio::post(core_->context, [core = core_, request = std::move(request), deadline,
                                done = std::move(done)]() mutable {
        asio::co_spawn(core->context,
                       Core::run(core, std::move(request), deadline, std::move(done)),
                       [](const std::exception_ptr& escaped) {
                           // From `done`: the loop says so and goes on.
                           if (escaped) std::rethrow_exception(escaped);
                       });
    });
}

std::uint64_t HttpsClient::connections_opened() const {
    return core_->opened;
}

void HttpsClient::close_idle() {
    core_->idle.clear();
}

}  // namespace tocsin
