#include "tests/emulator/byte_stream.hpp"

#include <openssl/err.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <climits>

namespace tocsin {
namespace {

int at_most_int(std::size_t size) {
    return static_cast<int>(std::min<std::size_t>(size, INT_MAX));
}

}  // namespace

bool ByteStream::accept_tls(SSL_CTX* context) {
    ERR_clear_error();
    tls_.reset(SSL_new(context));
    return tls_ && SSL_set_fd(tls_.get(), socket_) == 1 && SSL_accept(tls_.get()) == 1;
}

std::size_t ByteStream::read(char* bytes, std::size_t bytes_max) {
    if (socket_ < 0) return 0;
    if (tls_) {
        ERR_clear_error();
        const int got = SSL_read(tls_.get(), bytes, at_most_int(bytes_max));
        return got > 0 ? static_cast<std::size_t>(got) : 0;
    }
    while (true) {
        const ssize_t got = ::recv(socket_, bytes, bytes_max, 0);
        if (got < 0 && errno == EINTR) continue;
        return got > 0 ? static_cast<std::size_t>(got) : 0;
    }
}

bool ByteStream::write(std::string_view bytes) {
    while (!bytes.empty()) {
        if (socket_ < 0) return false;
        ssize_t sent = 0;
        if (tls_) {
            ERR_clear_error();
            sent = SSL_write(tls_.get(), bytes.data(), at_most_int(bytes.size()));
        } else {
            sent = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
            if (sent < 0 && errno == EINTR) continue;
        }
        if (sent <= 0) return false;
        bytes.remove_prefix(static_cast<std::size_t>(sent));
    }
    return true;
}

void ByteStream::end() {
    if (tls_ && socket_ >= 0) {
        ERR_clear_error();
        SSL_shutdown(tls_.get());
    }
    end_without_notice();
}

void ByteStream::end_without_notice() {
    if (socket_ < 0) return;
    before_close_();
    ::close(socket_);
    socket_ = -1;
}

void ByteStream::reset() {
    if (socket_ < 0) return;
    const linger at_once{1, 0};
    ::setsockopt(socket_, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
    end_without_notice();
}

}  // namespace tocsin
