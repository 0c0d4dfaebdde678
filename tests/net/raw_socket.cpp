#include "tests/net/raw_socket.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <charconv>
#include <csignal>
#include <cstdlib>
#include <utility>

#include "base/text.hpp"
#include "tests/net/loop_thread.hpp"
#include "tests/net/require.hpp"

namespace tocsin::net_test {
namespace {

sockaddr_in loopback(std::uint16_t port) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    return address;
}

const sockaddr* as_sockaddr(const sockaddr_in& address) {
    return reinterpret_cast<const sockaddr*>(&address);
}

std::uint16_t port_of(int fd) {
    sockaddr_in address{};
    socklen_t size = sizeof address;
    require(::getsockname(fd, reinterpret_cast<sockaddr*>(&address), &size) == 0);
    return ntohs(address.sin_port);
}

int bound_socket() {
    const int fd = ::socket(AF_INET, SOCK_STREAM, 0);
    const sockaddr_in any = loopback(0);
    require(fd >= 0 && ::bind(fd, as_sockaddr(any), sizeof any) == 0);
    return fd;
}

}  // namespace

RawSocket::RawSocket(int fd) : fd_(fd) {
    ::signal(SIGPIPE, SIG_IGN);  // OpenSSL writes with write().
    const timeval limit{patience.count(), 0};
    ::setsockopt(fd_, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
    ::setsockopt(fd_, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof limit);
}

RawSocket::RawSocket(RawSocket&& other) noexcept
    : fd_(std::exchange(other.fd_, -1)),
      certificate_file_(std::move(other.certificate_file_)),
      key_file_(std::move(other.key_file_)),
      context_(std::exchange(other.context_, nullptr)),
      tls_(std::exchange(other.tls_, nullptr)) {}

RawSocket::~RawSocket() {
    close();
    SSL_free(static_cast<SSL*>(tls_));
    SSL_CTX_free(static_cast<SSL_CTX*>(context_));
}

RawSocket RawSocket::connect(std::uint16_t port) {
    const int fd = ::socket(AF_INET, SOCK_STREAM, 0);
    const sockaddr_in address = loopback(port);
    require(fd >= 0 && ::connect(fd, as_sockaddr(address), sizeof address) == 0);
    return RawSocket(fd);
}

bool RawSocket::start_tls_as_client(const std::string& ca_file, const std::string& host,
                                    const std::string& protocols) {
    auto* context = SSL_CTX_new(TLS_client_method());
    context_ = context;
    require(SSL_CTX_load_verify_locations(context, ca_file.c_str(), nullptr) == 1);
    SSL_CTX_set_verify(context, SSL_VERIFY_PEER, nullptr);
    if (!certificate_file_.empty()) {
        require(SSL_CTX_use_certificate_chain_file(context, certificate_file_.c_str()) == 1);
        require(SSL_CTX_use_PrivateKey_file(context, key_file_.c_str(), SSL_FILETYPE_PEM) == 1);
    }
    auto* tls = SSL_new(context);
    tls_ = tls;
    require(SSL_set1_host(tls, host.c_str()) == 1);
    SSL_set_tlsext_host_name(tls, host.c_str());
    if (!protocols.empty()) {
        SSL_set_alpn_protos(tls, reinterpret_cast<const unsigned char*>(protocols.data()),
                            static_cast<unsigned>(protocols.size()));
    }
    SSL_set_fd(tls, fd_);
    const bool good = SSL_connect(tls) == 1;
    ERR_clear_error();
    return good;
}

bool RawSocket::start_tls_as_server(const std::string& certificate_file,
                                    const std::string& key_file) {
    auto* context = SSL_CTX_new(TLS_server_method());
    context_ = context;
    require(SSL_CTX_use_certificate_chain_file(context, certificate_file.c_str()) == 1);
    require(SSL_CTX_use_PrivateKey_file(context, key_file.c_str(), SSL_FILETYPE_PEM) == 1);
    auto* tls = SSL_new(context);
    tls_ = tls;
    SSL_set_fd(tls, fd_);
    const bool good = SSL_accept(tls) == 1;
    ERR_clear_error();
    return good;
}

std::string RawSocket::protocol() const {
    const unsigned char* name = nullptr;
    unsigned size = 0;
    SSL_get0_alpn_selected(static_cast<SSL*>(tls_), &name, &size);
    return {reinterpret_cast<const char*>(name), size};
}

bool RawSocket::send(std::string_view bytes) {
    while (!bytes.empty()) {
        long sent = 0;
        if (tls_) {
            sent = SSL_write(static_cast<SSL*>(tls_), bytes.data(), static_cast<int>(bytes.size()));
            ERR_clear_error();
        } else {
            sent = ::send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
        }
        if (sent <= 0) return false;
        bytes.remove_prefix(static_cast<std::size_t>(sent));
    }
    return true;
}

std::string RawSocket::receive(std::size_t size_max) {
    std::string bytes(size_max, '\0');
    long got = 0;
    if (tls_) {
        got = SSL_read(static_cast<SSL*>(tls_), bytes.data(), static_cast<int>(size_max));
        ERR_clear_error();
    } else {
        got = ::recv(fd_, bytes.data(), bytes.size(), 0);
    }
    bytes.resize(got > 0 ? static_cast<std::size_t>(got) : 0);
    return bytes;
}

std::string RawSocket::receive_to_end() {
    std::string all;
    for (std::string part = receive(); !part.empty(); part = receive()) all += part;
    return all;
}

std::string RawSocket::receive_until(std::string_view end) {
    std::string all;
    while (!all.ends_with(end)) {
        const std::string byte = receive(1);
        if (byte.empty()) break;
        all += byte;
    }
    return all;
}

bool RawSocket::closes() {
    const auto deadline = std::chrono::steady_clock::now() + patience;
    receive_to_end();
    return std::chrono::steady_clock::now() < deadline;
}

bool RawSocket::closes_within(std::chrono::milliseconds time) const {
    pollfd end{fd_, POLLIN, 0};
    return ::poll(&end, 1, static_cast<int>(time.count())) != 0;
}

bool RawSocket::has_something() const {
    char byte = 0;
    return ::recv(fd_, &byte, 1, MSG_PEEK | MSG_DONTWAIT) > 0;
}

bool RawSocket::was_reset() const {
    int error = 0;
    socklen_t size = sizeof error;
    return ::getsockopt(fd_, SOL_SOCKET, SO_ERROR, &error, &size) != 0 || error != 0;
}

void RawSocket::half_close() {
    ::shutdown(fd_, SHUT_WR);
}

void RawSocket::reset() {
    const linger at_once{1, 0};
    ::setsockopt(fd_, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
    close();
}

void RawSocket::close() {
    if (fd_ >= 0) ::close(fd_);
    fd_ = -1;
}

std::vector<HttpResponse> parse_answers(std::string_view bytes, bool to_head) {
    std::vector<HttpResponse> answers;
    while (bytes.starts_with("HTTP/1.1 ")) {
        const std::size_t end = bytes.find("\r\n\r\n");
        if (end == std::string_view::npos) break;
        std::string_view lines = bytes.substr(0, end + 2);
        bytes.remove_prefix(end + 4);
        HttpResponse answer;
        answer.status = 0;
        std::from_chars(lines.data() + 9, lines.data() + 12, answer.status);
        lines.remove_prefix(lines.find("\r\n") + 2);
        while (!lines.empty()) {
            const std::string_view line = lines.substr(0, lines.find("\r\n"));
            const std::size_t colon = line.find(':');
            answer.headers.add(std::string(line.substr(0, colon)),
                               std::string(trim(line.substr(colon + 1))));
            lines.remove_prefix(line.size() + 2);
        }
        std::size_t size = 0;
        const std::string_view length = answer.headers.find("Content-Length").value_or("0");
        std::from_chars(length.data(), length.data() + length.size(), size);
        if (to_head) size = 0;
        if (bytes.size() < size) break;
        answer.body = bytes.substr(0, size);
        bytes.remove_prefix(size);
        answers.push_back(std::move(answer));
    }
    return answers;
}

ScriptedServer::ScriptedServer(std::function<void(RawSocket)> talk) : fd_(bound_socket()) {
    require(::listen(fd_, 16) == 0);
    port_ = port_of(fd_);
    thread_ = std::thread([this, talk = std::move(talk)] { serve(talk); });
}

void ScriptedServer::serve(const std::function<void(RawSocket)>& talk) {
    for (;;) {
        const int accepted = ::accept(fd_, nullptr, nullptr);
        if (accepted < 0) return;
        RawSocket socket(accepted);
        {
            const std::lock_guard lock(mutex_);
            if (stopping_) return;
            current_ = ::dup(accepted);
        }
        talk(std::move(socket));
        const std::lock_guard lock(mutex_);
        ::close(current_);
        current_ = -1;
        ++closed_;
        changed_.notify_all();
    }
}

ScriptedServer::~ScriptedServer() {
    ::shutdown(fd_, SHUT_RDWR);
    {
        const std::lock_guard lock(mutex_);
        stopping_ = true;
        if (current_ >= 0) ::shutdown(current_, SHUT_RDWR);
    }
    thread_.join();
    ::close(fd_);
}

bool ScriptedServer::wait_for_closed(int count) {
    std::unique_lock lock(mutex_);
    return changed_.wait_for(lock, patience, [&] { return closed_ >= count; });
}

std::uint16_t unused_port() {
    const int fd = bound_socket();
    const std::uint16_t port = port_of(fd);
    ::close(fd);
    return port;
}

}  // namespace tocsin::net_test
