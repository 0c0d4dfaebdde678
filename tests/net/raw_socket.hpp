// Blocking sockets for tests: bytes as they are, plain or under TLS, with a deadline on each call.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "base/http.hpp"

namespace tocsin::net_test {

// One connected socket.
class RawSocket {
public:
    explicit RawSocket(int fd);
    RawSocket(RawSocket&& other) noexcept;
    RawSocket& operator=(RawSocket&&) = delete;
    ~RawSocket();

    // To 127.0.0.1.
    static RawSocket connect(std::uint16_t port);

    // TLS over it; false if the handshake fails.  The client's side trusts only `ca_file`, and
    // shows the certificate of show_certificate(), if that was called before.
    bool start_tls_as_client(const std::string& ca_file, const std::string& host,
                             const std::string& protocols = "");
    void show_certificate(const std::string& certificate_file, const std::string& key_file) {
        certificate_file_ = certificate_file;
        key_file_ = key_file;
    }
    bool start_tls_as_server(const std::string& certificate_file, const std::string& key_file);
    // What ALPN agreed on.
    std::string protocol() const;

    // False once the other side does not take it any more.
    bool send(std::string_view bytes);
    // What comes within the test's patience: at most `size_max` bytes, empty at the end, on a
    // reset and when nothing came.
    std::string receive(std::size_t size_max = 65536);
    std::string receive_to_end();
    // Everything up to and with `end`, or what came before the connection ended.
    std::string receive_until(std::string_view end);
    // Whether the other side closes within the test's patience; what it sends is dropped.
    bool closes();
    // The same within so long, of a side that sends nothing.
    bool closes_within(std::chrono::milliseconds time) const;

    // Whether bytes have come that no call has taken yet.
    bool has_something() const;

    // Whether a reset has come that no call has reported yet.
    bool was_reset() const;

    void half_close();
    void reset();  // Closes with RST.
    void close();

private:
    int fd_;
    std::string certificate_file_, key_file_;
    void* context_ = nullptr;  // SSL_CTX
    void* tls_ = nullptr;      // SSL
};

// Messages one after another, framed by Content-Length; what is no complete answer is left out.
// `to_head`: none has a body.
std::vector<HttpResponse> parse_answers(std::string_view bytes, bool to_head = false);

// A server that does what `talk` says with each connection, one after the other.  Going, it cuts
// the connection under way.
class ScriptedServer {
public:
    explicit ScriptedServer(std::function<void(RawSocket)> talk);
    ScriptedServer(const ScriptedServer&) = delete;
    ScriptedServer& operator=(const ScriptedServer&) = delete;
    ~ScriptedServer();

    std::uint16_t port() const { return port_; }

    // Until `count` connections have been closed; false if that does not happen in time.
    bool wait_for_closed(int count);

private:
    void serve(const std::function<void(RawSocket)>& talk);

    int fd_;
    std::uint16_t port_ = 0;
    std::mutex mutex_;
    int current_ = -1;  // A second descriptor of the connection under way.
    bool stopping_ = false;
    int closed_ = 0;
    std::condition_variable changed_;
    std::thread thread_;
};

// A port on 127.0.0.1 that nobody listens on.
std::uint16_t unused_port();

}  // namespace tocsin::net_test
