// One connection: requests in, answers out, in the order of the phases that server.hpp draws.
//
// Each phase sets its own deadline; while on_request works there is none, for the work has its
// own.  A request that is not understood to the last byte ends the connection: what follows it
// could be anybody's guess.
#include <algorithm>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <exception>
#include <utility>

#include "net/chunked_body.hpp"
#include "net/message_head.hpp"
#include "net/problem.hpp"
#include "net/server_core.hpp"

namespace tocsin {
namespace {

namespace asio = boost::asio;
using asio::awaitable;
using std::chrono::steady_clock;

constexpr auto tok = asio::as_tuple(asio::use_awaitable);
constexpr std::size_t header_read_bytes = 4096;
constexpr std::size_t body_read_bytes = 32 * 1024;
// A body's memory is reserved ahead only so far: Content-Length is a claim, not a fact.
constexpr std::uint64_t reserve_bytes_max = 256 * 1024;

// How a step ended.  `closed`: the connection is gone or too slow, nothing more can be said.
// `refused`: the answer is in Turn::refusal.
enum class Step { ready, refused, closed };

// The share that one body has of the memory for bodies.
class BodyShare {
public:
    explicit BodyShare(Server::Core& core) : core_(core) {}
    BodyShare(const BodyShare&) = delete;
    BodyShare& operator=(const BodyShare&) = delete;
    ~BodyShare() { core_.bodies_bytes -= bytes_; }

    // Whether there is room for as many bytes more.
    bool take(std::size_t bytes) {
        if (core_.bodies_bytes_max - core_.bodies_bytes < bytes) return false;
        core_.bodies_bytes += bytes;
        bytes_ += bytes;
        return true;
    }

private:
    Server::Core& core_;
    std::uint64_t bytes_ = 0;
};

// One request's way through the session.
struct Turn {
    HttpResponse refusal;
    std::string body;
    steady_clock::time_point started{};  // First byte; once the header is complete, then.
};

// What becomes of the connection after an answer.
enum class After { next, finish, closed };

std::string_view unread(const Connection& c) {
    const auto bytes = c.buffer.cdata();
    return {static_cast<const char*>(bytes.data()), bytes.size()};
}

bool is_full(const Connection& c) {
    return c.buffer.size() == c.buffer.max_size();
}

// Requires: !is_full(c).
awaitable<bool> read_more(Connection& c, std::size_t wanted) {
    const std::size_t space = std::min(wanted, c.buffer.max_size() - c.buffer.size());
    const asio::mutable_buffer place = c.buffer.prepare(space);
    const Io io = co_await c.wire.read_some(place);
    c.buffer.commit(io.bytes);
    co_return !io.error;
}

Step refuse(Turn& turn, unsigned status, std::string_view detail) {
    turn.refusal = problem(status, detail);
    return Step::refused;
}

Step take_head(Connection& c, Turn& turn, std::size_t size) {
    auto scanned = scan_head(unread(c).substr(0, size));
    c.buffer.consume(size);
    turn.started = steady_clock::now();
    if (const auto* no = std::get_if<HeadRefusal>(&scanned)) {
        return refuse(turn, no->status, no->detail);
    }
    auto head = std::make_shared<RequestHead>(std::move(std::get<RequestHead>(scanned)));
    head->listener = c.listener.options.name;
    head->peer = c.peer;
    head->client_names = c.client_names;
    c.head = std::move(head);
    return Step::ready;
}

awaitable<bool> await_request(Connection& c) {
    if (c.core->stopping && c.requests > 0) co_return false;
    c.idle = true;
    c.idle_since = steady_clock::now();
    const ListenerOptions& options = c.listener.options;
    const Duration patience = c.requests == 0 ? options.header_timeout : options.idle_timeout;
    c.wire.expires_after(patience);
    const bool came = co_await read_more(c, header_read_bytes);
    c.idle = false;
    co_return came;
}

awaitable<Step> read_head(Connection& c, Turn& turn) {
    if (c.buffer.size() == 0) {
        const bool came = co_await await_request(c);
        if (!came) co_return Step::closed;
    }
    turn.started = steady_clock::now();
    c.wire.expires_after(c.listener.options.header_timeout);
    HeadSearch search;
    bool at_start = true;
    for (;;) {
        // One empty line before a request is forgiven (RFC 9112 section 2.2).
        if (at_start && unread(c).starts_with("\r\n")) c.buffer.consume(2);
        const bool undecided = at_start && unread(c) == "\r";
        if (!undecided && !unread(c).empty()) {
            at_start = false;
            const HeadSearch::State state = search.look(unread(c));
            if (state == HeadSearch::State::found) co_return take_head(c, turn, search.size());
            if (state == HeadSearch::State::broken) {
                co_return refuse(turn, 400, "these bytes are not an HTTP header");
            }
            if (is_full(c)) {
                const bool in_first_line = unread(c).find('\n') == std::string_view::npos;
                if (in_first_line) co_return refuse(turn, 414, "the request line is too long");
                co_return refuse(turn, 431, "the header is too large");
            }
        }
        const bool came = co_await read_more(c, header_read_bytes);
        if (!came) co_return Step::closed;
    }
}

// Senders try again; what is read already stays within its bound.
Step refuse_for_now(Turn& turn) {
    turn.refusal = not_now("too many bodies at once", std::chrono::seconds(5));
    return Step::refused;
}

awaitable<Step> read_sized_body(Connection& c, Turn& turn, std::uint64_t size) {
    BodyShare share(*c.core);
    turn.body.reserve(static_cast<std::size_t>(std::min(size, reserve_bytes_max)));
    for (;;) {
        const auto missing = static_cast<std::size_t>(size - turn.body.size());
        const std::string_view part = unread(c).substr(0, missing);
        if (!share.take(part.size())) co_return refuse_for_now(turn);
        turn.body += part;
        c.buffer.consume(part.size());
        if (turn.body.size() == size) co_return Step::ready;
        const bool came = co_await read_more(c, body_read_bytes);
        if (!came) co_return Step::closed;
    }
}

awaitable<Step> read_chunked_body(Connection& c, Turn& turn, std::uint64_t bytes_max) {
    BodyShare share(*c.core);
    ChunkedBody chunks(bytes_max);
    for (;;) {
        std::size_t consumed = 0;
        const ChunkedBody::State state = chunks.take(unread(c), consumed);
        c.buffer.consume(consumed);
        if (!share.take(consumed)) co_return refuse_for_now(turn);
        if (state == ChunkedBody::State::done) {
            turn.body = chunks.release();
            co_return Step::ready;
        }
        if (state == ChunkedBody::State::too_large) {
            co_return refuse(turn, 413, "the body is too large");
        }
        if (state == ChunkedBody::State::broken || is_full(c)) {
            co_return refuse(turn, 400, "the chunks of the body are broken");
        }
        const bool came = co_await read_more(c, body_read_bytes);
        if (!came) co_return Step::closed;
    }
}

awaitable<Step> read_body(Connection& c, Turn& turn, std::uint64_t bytes_max) {
    const RequestHead& head = *c.head;
    if (head.content_length.value_or(0) > bytes_max) {
        co_return refuse(turn, 413, "the body is too large");
    }
    if (!head.has_body()) co_return Step::ready;
    c.wire.expires_after(c.listener.options.body_timeout);
    if (head.expects_continue && c.buffer.size() == 0) {
        constexpr std::string_view go_on = "HTTP/1.1 100 Continue\r\n\r\n";
        const asio::const_buffer line(go_on.data(), go_on.size());
        const asio::const_buffer nothing;
        const Io io = co_await c.wire.write(line, nothing);
        if (io.error) co_return Step::closed;
    }
    if (head.chunked) {
        co_return co_await read_chunked_body(c, turn, bytes_max);
    }
    co_return co_await read_sized_body(c, turn, *head.content_length);
}

HeaderVerdict ask_header(Connection& c) {
    try {
        return c.core->hooks.on_header(*c.head);
    } catch (const std::exception& e) {
        c.core->log_limited(std::string("on_header: ") + e.what());
        return problem(500, "");
    }
}

// Hands the request over; the answer comes through c.slot.
void ask_request(Connection& c, Turn& turn, Proceed&& go) {
    c.slot->answer.reset();
    Responder respond(std::make_shared<Responder::Pledge>(c.slot));
    try {
        c.core->hooks.on_request(
            Exchange{c.head, std::move(turn.body), std::move(go.state), std::move(respond)});
    } catch (const std::exception& e) {
        c.core->log_limited(std::string("on_request: ") + e.what());
    }
}

awaitable<Step> await_answer(Connection& c) {
    while (!c.slot->answer && !c.is_cut) {
        c.wire.expires_never();
        co_await c.answered.async_wait(tok);
    }
    co_return c.is_cut ? Step::closed : Step::ready;
}

void report(Connection& c, const Turn& turn, unsigned status) {
    if (!c.core->hooks.on_answered) return;
    const auto took = std::chrono::duration_cast<Duration>(steady_clock::now() - turn.started);
    c.core->hooks.on_answered({c.listener.options.name, *c.head, status, took});
}

// `body_unread`: bytes of this request are, or will be, still on the wire.
awaitable<After> send(Connection& c, Turn& turn, HttpResponse response, bool body_unread) {
    if (!is_sendable(response.headers) || response.status < 200 || response.status > 599) {
        c.core->log_limited("an answer could not be sent: bad status or header field");
        response = problem(500, "");
    }
    ++c.requests;
    const bool keep = c.head->keep_alive && !body_unread && !c.core->stopping &&
                      c.requests < c.listener.options.requests_max;
    const std::string head =
        response_head(response, {.close = !keep, .say_keep_alive = c.head->minor_version == 0});
    const bool bodiless = c.head->method == "HEAD" || !status_has_body(response.status);
    const asio::const_buffer head_bytes(head.data(), head.size());
    const asio::const_buffer body_bytes(response.body.data(), bodiless ? 0 : response.body.size());
    c.wire.expires_after(c.listener.options.write_timeout);
    const Io io = co_await c.wire.write(head_bytes, body_bytes);
    report(c, turn, response.status);
    if (io.error) co_return After::closed;
    co_return keep ? After::next : After::finish;
}

// What the server itself says no to: the connection ends behind it.
awaitable<After> send_refusal(Connection& c, Turn& turn) {
    return send(c, turn, std::move(turn.refusal), true);
}

awaitable<After> send_rebuff(Connection& c, Turn& turn, Rebuff rebuff) {
    c.wire.expires_never();
    c.answered.expires_after(rebuff.wait);
    if (rebuff.wait > Duration(0)) co_await c.answered.async_wait(tok);
    c.answered.expires_at(steady_clock::time_point::max());
    if (c.is_cut) co_return After::closed;
    co_return co_await send(c, turn, std::move(rebuff.response), true);
}

awaitable<After> take_turn(Connection& c) {
    Turn turn;
    const Step head_step = co_await read_head(c, turn);
    if (head_step == Step::closed) co_return After::closed;
    if (head_step == Step::refused) {
        c.head = std::make_shared<RequestHead>();
        co_return co_await send_refusal(c, turn);
    }
    HeaderVerdict verdict = ask_header(c);
    if (auto* answer = std::get_if<HttpResponse>(&verdict)) {
        const bool body_unread = c.head->has_body();
        co_return co_await send(c, turn, std::move(*answer), body_unread);
    }
    if (auto* rebuff = std::get_if<Rebuff>(&verdict)) {
        co_return co_await send_rebuff(c, turn, std::move(*rebuff));
    }
    auto& go = std::get<Proceed>(verdict);
    const Step body_step = co_await read_body(c, turn, go.body_bytes_max);
    if (body_step == Step::closed) co_return After::closed;
    if (body_step == Step::refused) {
        co_return co_await send_refusal(c, turn);
    }
    ask_request(c, turn, std::move(go));
    const Step answer_step = co_await await_answer(c);
    if (answer_step == Step::closed) co_return After::closed;
    auto answer = std::move(*c.slot->answer);
    if (auto* rebuff = std::get_if<Rebuff>(&answer)) {
        co_return co_await send_rebuff(c, turn, std::move(*rebuff));
    }
    co_return co_await send(c, turn, std::move(std::get<HttpResponse>(answer)), false);
}

}  // namespace

awaitable<void> serve(std::unique_ptr<Connection> connection) {
    Connection& c = *connection;
    c.wire.expires_after(c.listener.options.handshake_timeout);
    const Io shaken = co_await c.wire.handshake_as_server();
    if (shaken.error) {
        if (!c.is_cut) {
            c.core->log_limited("listener " + c.listener.options.name + ": TLS handshake with " +
                                c.peer + ": " + c.wire.explain(shaken.error));
        }
        co_return;
    }
    c.client_names = c.wire.peer_names();
    After after = After::next;
    while (after == After::next) after = co_await take_turn(c);
    if (after == After::finish && !c.is_cut) co_await c.wire.finish();
}

}  // namespace tocsin
