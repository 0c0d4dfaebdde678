// Wire: one TCP connection, plain or under TLS, and every operation on it.
//
// The only file that instantiates Asio's and Beast's stream operations is wire.cpp; sessions and
// the client await these plain functions and compile in seconds (asio.md section 4).  A deadline
// closes the connection, and the operation that was under way ends with beast::error::timeout.
// At most one read and one write at a time; on the loop's thread.  The Wire outlives what it
// returns.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/system/error_code.hpp>
#include <chrono>
#include <memory>
#include <string>
#include <vector>

#include "net/tls.hpp"

namespace tocsin {

// How an operation ended, and how many bytes of the caller's it moved.
struct Io {
    boost::system::error_code error;
    std::size_t bytes = 0;
};

// After the last answer: how long and how much is read and dropped, so that the other side sees
// that answer and not a reset (security.md section 1).
inline constexpr std::chrono::seconds linger_time{1};
inline constexpr std::size_t linger_bytes_max = 64 * 1024;

class Wire {
public:
    using Time = std::chrono::steady_clock::time_point;

    // A connection that was accepted; `tls` is empty for a plain one.
    Wire(boost::asio::ip::tcp::socket socket, std::shared_ptr<TlsContext> tls);
    // A connection to be made.
    Wire(boost::asio::io_context& context, std::shared_ptr<TlsContext> tls);
    Wire(const Wire&) = delete;
    Wire& operator=(const Wire&) = delete;
    ~Wire();

    void expires_after(std::chrono::microseconds time);
    void expires_at(Time time);
    void expires_never();

    // Tries the endpoints in their order.
    boost::asio::awaitable<Io> connect(std::vector<boost::asio::ip::tcp::endpoint> endpoints);

    // Succeeds at once on a plain connection.
    boost::asio::awaitable<Io> handshake_as_server();

    // Checks that the certificate is trusted and is for `host`, a name or an IP address.
    // Succeeds at once on a plain connection.
    boost::asio::awaitable<Io> handshake_as_client(std::string host);

    boost::asio::awaitable<Io> read_some(boost::asio::mutable_buffer space);

    // Writes both, all of them.  On failure `bytes` is what is known to have been taken, which
    // under TLS is less than what may have left.
    boost::asio::awaitable<Io> write(boost::asio::const_buffer head,
                                     boost::asio::const_buffer body);

    // Says goodbye, reads and drops what still comes (linger_…), closes.
    boost::asio::awaitable<void> finish();

    // At once; what is under way ends with an error.
    void close();

    bool is_tls() const;

    // For what the certificate that the other side has proven to own is: its subject's alternative
    // names (DNS names, URIs, mail and IP addresses); empty without one, or before the handshake.
    std::vector<std::string> peer_names() const;

    // Whether an idle connection looks usable: no end and no unasked byte has come.
    bool is_quiet();

    // For a person: also why a certificate was turned down.
    std::string explain(boost::system::error_code error) const;

private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace tocsin
