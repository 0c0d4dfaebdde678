// ByteStream: one accepted connection, with TLS or without, and the ways to end it.
//
// Blocking, one thread.  Whoever stops the front calls ::shutdown on its descriptor, which makes
// every read and write fail.
#pragma once

#include <openssl/ssl.h>

#include <cstddef>
#include <functional>
#include <memory>
#include <string_view>

namespace tocsin {

class ByteStream {
public:
    // Owns `socket`; `before_close` is called just before it is closed.
    ByteStream(int socket, std::function<void()> before_close)
        : socket_(socket), before_close_(std::move(before_close)) {}
    ByteStream(const ByteStream&) = delete;
    ByteStream& operator=(const ByteStream&) = delete;
    ~ByteStream() { end_without_notice(); }

    // The server's half of a TLS handshake; false if it fails.
    bool accept_tls(SSL_CTX* context);

    // The number of bytes read, up to `bytes_max`; 0 at the end and on failure.
    std::size_t read(char* bytes, std::size_t bytes_max);
    bool write(std::string_view bytes);
    // Whether bytes wait here that no longer wait in the socket.
    bool has_pending() const { return tls_ && SSL_has_pending(tls_.get()) == 1; }

    // Closes as it should be: close_notify, then FIN.
    void end();
    // FIN alone: the peer cannot tell whether more was to come.
    void end_without_notice();
    // RST.
    void reset();

    int socket() const { return socket_; }

private:
    int socket_;  // -1 once closed.
    std::function<void()> before_close_;
    std::unique_ptr<SSL, decltype(&SSL_free)> tls_{nullptr, SSL_free};
};

}  // namespace tocsin
