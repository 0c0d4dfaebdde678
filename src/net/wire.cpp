#include "net/wire.hpp"

#include <netinet/tcp.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509_vfy.h>

#include <array>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/ip/address.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/error.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/ssl/ssl_stream.hpp>
#include <cerrno>
#include <type_traits>
#include <utility>
#include <variant>

#include "net/tls_context.hpp"

namespace tocsin {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace ssl = boost::asio::ssl;
using asio::awaitable;
using asio::ip::tcp;
using boost::system::error_code;
using PlainStream = beast::tcp_stream;
using TlsStream = beast::ssl_stream<beast::tcp_stream>;

constexpr auto tok = asio::as_tuple(asio::use_awaitable);

constexpr std::size_t record_bytes_max = 16 * 1024;  // RFC 8446 section 5.1

// A peer that vanished without a word is noticed after this time even where nothing is read.
constexpr unsigned unacknowledged_milliseconds_max = 30'000;

void set_options(tcp::socket& socket) {
    error_code ignored;  // None of these is worth losing a connection for.
    socket.set_option(tcp::no_delay(true), ignored);
    socket.set_option(asio::socket_base::keep_alive(true), ignored);
    ::setsockopt(socket.native_handle(), IPPROTO_TCP, TCP_USER_TIMEOUT,
                 &unacknowledged_milliseconds_max, sizeof unacknowledged_milliseconds_max);
}

template <class Stream>
awaitable<Io> read_from(Stream& stream, asio::mutable_buffer space) {
    auto [error, bytes] = co_await stream.async_read_some(space, tok);
    co_return Io{error, bytes};
}

awaitable<Io> write_to(PlainStream& stream, asio::const_buffer head, asio::const_buffer body) {
    const std::array<asio::const_buffer, 2> both{head, body};
    auto [error, bytes] = co_await asio::async_write(stream, both, tok);
    co_return Io{error, bytes};
}

// One record where both fit into one; else one after the other.  Never a pair of buffers of which
// the second is longer than a record: when the first is done, Beast 1.81's flat_stream sees an
// empty buffer before a long one, writes nothing, and asio::async_write takes that for the end.
awaitable<Io> write_to(TlsStream& stream, asio::const_buffer head, asio::const_buffer body) {
    if (head.size() + body.size() <= record_bytes_max) {
        const std::array<asio::const_buffer, 2> both{head, body};
        auto [error, bytes] = co_await asio::async_write(stream, both, tok);
        co_return Io{error, bytes};
    }
    auto [head_error, head_bytes] = co_await asio::async_write(stream, head, tok);
    if (head_error) co_return Io{head_error, head_bytes};
    auto [error, bytes] = co_await asio::async_write(stream, body, tok);
    co_return Io{error, head_bytes + bytes};
}

awaitable<Io> shake_hands(TlsStream& stream, ssl::stream_base::handshake_type side) {
    auto [error] = co_await stream.async_handshake(side, tok);
    co_return Io{error, 0};
}

awaitable<Io> nothing_to_do() {
    co_return Io{};
}

awaitable<Io> failed(error_code error) {
    co_return Io{error, 0};
}

awaitable<Io> connect_stream(PlainStream& stream, std::vector<tcp::endpoint> endpoints) {
    auto [error, endpoint] = co_await stream.async_connect(endpoints, tok);
    if (!error) set_options(stream.socket());
    co_return Io{error, 0};
}

awaitable<void> linger(PlainStream& stream) {
    error_code ignored;
    stream.socket().shutdown(tcp::socket::shutdown_send, ignored);
    std::array<char, 4096> dropped;
    const asio::mutable_buffer space = asio::buffer(dropped);
    std::size_t total = 0;
    while (total < linger_bytes_max) {
        auto [error, bytes] = co_await stream.async_read_some(space, tok);
        if (error) break;
        total += bytes;
    }
    stream.close();
}

template <class Stream>
awaitable<void> finish_stream(Stream& stream) {
    PlainStream& low = beast::get_lowest_layer(stream);
    low.expires_after(linger_time);
    if constexpr (std::is_same_v<Stream, TlsStream>) {
        co_await stream.async_shutdown(tok);
    }
    co_await linger(low);
}

}  // namespace

struct Wire::State {
    std::shared_ptr<TlsContext> tls;  // Outlives the stream that was made from it.
    std::variant<PlainStream, TlsStream> stream;

    State(PlainStream plain, std::shared_ptr<TlsContext> context)
        : tls(std::move(context)), stream(std::move(plain)) {
        if (tls) {
            PlainStream low = std::move(std::get<PlainStream>(stream));
            stream.emplace<TlsStream>(std::move(low), tls->context);
        }
    }

    PlainStream& low() {
        if (auto* encrypted = std::get_if<TlsStream>(&stream)) {
            return beast::get_lowest_layer(*encrypted);
        }
        return std::get<PlainStream>(stream);
    }
};

Wire::Wire(tcp::socket socket, std::shared_ptr<TlsContext> tls)
    : state_(std::make_unique<State>(PlainStream(std::move(socket)), std::move(tls))) {
    set_options(state_->low().socket());
}

Wire::Wire(asio::io_context& context, std::shared_ptr<TlsContext> tls)
    : state_(std::make_unique<State>(PlainStream(context), std::move(tls))) {}

Wire::~Wire() = default;

void Wire::expires_after(std::chrono::microseconds time) {
    state_->low().expires_after(time);
}

void Wire::expires_at(Time time) {
    state_->low().expires_at(time);
}

void Wire::expires_never() {
    state_->low().expires_never();
}

awaitable<Io> Wire::connect(std::vector<tcp::endpoint> endpoints) {
    return connect_stream(state_->low(), std::move(endpoints));
}

awaitable<Io> Wire::handshake_as_server() {
    auto* stream = std::get_if<TlsStream>(&state_->stream);
    return stream ? shake_hands(*stream, ssl::stream_base::server) : nothing_to_do();
}

awaitable<Io> Wire::handshake_as_client(std::string host) {
    auto* stream = std::get_if<TlsStream>(&state_->stream);
    if (!stream) return nothing_to_do();
    SSL* raw = stream->native_handle();
    error_code not_an_address;
    asio::ip::make_address(host, not_an_address);
    // An address is never sent as a server name (RFC 6066 section 3).
    const bool set = not_an_address
                         ? SSL_set1_host(raw, host.c_str()) == 1 &&
                               SSL_set_tlsext_host_name(raw, host.c_str()) == 1
                         : X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(raw), host.c_str()) == 1;
    SSL_set_hostflags(raw, X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS);
    SSL_set_verify(raw, SSL_VERIFY_PEER, nullptr);
    if (!set) return failed(asio::error::invalid_argument);
    return shake_hands(*stream, ssl::stream_base::client);
}

awaitable<Io> Wire::read_some(asio::mutable_buffer space) {
    if (auto* stream = std::get_if<TlsStream>(&state_->stream)) return read_from(*stream, space);
    return read_from(std::get<PlainStream>(state_->stream), space);
}

awaitable<Io> Wire::write(asio::const_buffer head, asio::const_buffer body) {
    if (auto* stream = std::get_if<TlsStream>(&state_->stream)) {
        return write_to(*stream, head, body);
    }
    return write_to(std::get<PlainStream>(state_->stream), head, body);
}

awaitable<void> Wire::finish() {
    if (auto* stream = std::get_if<TlsStream>(&state_->stream)) return finish_stream(*stream);
    return finish_stream(std::get<PlainStream>(state_->stream));
}

void Wire::close() {
    state_->low().close();
}

bool Wire::is_tls() const {
    return state_->tls != nullptr;
}

std::vector<std::string> Wire::peer_names() const {
    const auto* stream = std::get_if<TlsStream>(&state_->stream);
    if (!stream) return {};
    const SSL* raw = const_cast<TlsStream*>(stream)->native_handle();
    const X509* certificate = SSL_get0_peer_certificate(raw);
    if (!certificate || SSL_get_verify_result(raw) != X509_V_OK) return {};
    return names_of(*certificate);
}

bool Wire::is_quiet() {
    auto& socket = state_->low().socket();
    if (!socket.is_open()) return false;
    char byte = 0;
    const ssize_t got = ::recv(socket.native_handle(), &byte, 1, MSG_PEEK | MSG_DONTWAIT);
    if (got >= 0 || (errno != EAGAIN && errno != EWOULDBLOCK)) return false;
    auto* stream = std::get_if<TlsStream>(&state_->stream);
    return !stream || SSL_has_pending(stream->native_handle()) == 0;
}

std::string Wire::explain(error_code error) const {
    if (error == beast::error::timeout) return "timed out";
    if (error == asio::error::eof) return "the connection was closed";
    if (error == ssl::error::stream_truncated) return "the connection was cut";
    if (auto* stream = std::get_if<TlsStream>(&state_->stream);
        stream && error.category() == asio::error::get_ssl_category()) {
        const long verdict = SSL_get_verify_result(const_cast<TlsStream*>(stream)->native_handle());
        if (verdict != X509_V_OK) {
            return std::string("certificate verify failed: ") +
                   X509_verify_cert_error_string(verdict);
        }
    }
    return error.message();
}

}  // namespace tocsin
