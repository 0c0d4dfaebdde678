#include "tests/emulator/front_client.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <openssl/err.h>
#include <openssl/x509_vfy.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <utility>

namespace tocsin {

FrontClient::~FrontClient() {
    if (socket_ >= 0) ::close(socket_);
}

bool FrontClient::connect(std::uint16_t port) {
    socket_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    set_timeout_millis(10'000);
    return ::connect(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
}

void FrontClient::set_timeout_millis(int millis) {
    const timeval limit{millis / 1000, (millis % 1000) * 1000L};
    ::setsockopt(socket_, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
}

long FrontClient::start_tls(const std::filesystem::path& ca, TlsHabits habits) {
    context_.reset(SSL_CTX_new(TLS_client_method()));
    SSL_CTX_load_verify_locations(context_.get(), ca.c_str(), nullptr);
    SSL_CTX_set_verify(context_.get(), SSL_VERIFY_PEER, nullptr);
    if (habits.takes_anything) SSL_CTX_set_security_level(context_.get(), 0);
    if (habits.takes_anything) SSL_CTX_set_min_proto_version(context_.get(), TLS1_VERSION);
    tls_.reset(SSL_new(context_.get()));
    SSL_set1_host(tls_.get(), "localhost");
    if (habits.names_host) SSL_set_tlsext_host_name(tls_.get(), "localhost");
    SSL_set_fd(tls_.get(), socket_);
    ERR_clear_error();
    const bool made = SSL_connect(tls_.get()) == 1;
    const long verdict = SSL_get_verify_result(tls_.get());
    return !made && verdict == X509_V_OK ? -1 : verdict;
}

void FrontClient::send(const std::string& bytes) {
    if (tls_) {
        SSL_write(tls_.get(), bytes.data(), static_cast<int>(bytes.size()));
    } else {
        ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    }
}

long FrontClient::read_some(char* bytes, std::size_t bytes_max) {
    errno = 0;
    ERR_clear_error();
    const long got = tls_ ? SSL_read(tls_.get(), bytes, static_cast<int>(bytes_max))
                          : ::recv(socket_, bytes, bytes_max, 0);
    if (got > 0) return got;
    if (errno == EAGAIN || errno == EWOULDBLOCK) return -2;
    return errno == ECONNRESET ? -1 : 0;
}

std::string FrontClient::read_until(const std::string& wanted) {
    char bytes[4096];
    while (wanted.empty() || pending_.find(wanted) == std::string::npos) {
        const long got = read_some(bytes, sizeof bytes);
        if (got <= 0) break;
        pending_.append(bytes, static_cast<std::size_t>(got));
    }
    return std::exchange(pending_, {});
}

FrontClient::Reply FrontClient::read_reply() {
    Reply reply;
    char bytes[4096];
    while (true) {
        const std::size_t end = pending_.find("\r\n\r\n");
        if (end != std::string::npos && reply.head.empty()) {
            reply.head = pending_.substr(0, end + 2);
            pending_.erase(0, end + 4);
            reply.status = static_cast<unsigned>(std::strtoul(reply.head.c_str() + 9, nullptr, 10));
        }
        if (!reply.head.empty()) {
            const std::size_t field = reply.head.find("Content-Length: ");
            const std::size_t length =
                field == std::string::npos
                    ? 0
                    : std::strtoul(reply.head.c_str() + field + 16, nullptr, 10);
            if (pending_.size() >= length) {
                reply.body = pending_.substr(0, length);
                pending_.erase(0, length);
                reply.end = End::whole;
                return reply;
            }
        }
        const long got = read_some(bytes, sizeof bytes);
        if (got <= 0) {
            reply.body = pending_;
            reply.end = got == 0 ? End::cut_off : got == -1 ? End::reset : End::timed_out;
            return reply;
        }
        pending_.append(bytes, static_cast<std::size_t>(got));
    }
}

std::string raw_request(const std::string& method, const std::string& target,
                        const std::string& body) {
    return method + " " + target +
           " HTTP/1.1\r\nHost: localhost\r\nAuthorization: OAuth key\r\n"
           "Content-Type: application/json\r\nContent-Length: " +
           std::to_string(body.size()) + "\r\n\r\n" + body;
}

}  // namespace tocsin
