#include "tests/bench/load_connection.hpp"

#include <fcntl.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <cerrno>
#include <cstdlib>

namespace tocsin {
namespace {

constexpr std::string_view end_of_head = "\r\n\r\n";

// The value of a field of a head in lower case, or "".
std::string_view field(std::string_view head, std::string_view name) {
    const std::size_t at = head.find(name);
    if (at == std::string_view::npos) return {};
    const std::string_view rest = head.substr(at + name.size());
    return rest.substr(0, rest.find('\r'));
}

}  // namespace

LoadConnection::~LoadConnection() {
    if (socket_ >= 0) close(socket_);
}

bool LoadConnection::open(const sockaddr_in& server) {
    if (socket_ >= 0) close(socket_);
    in_.clear();
    out_.clear();
    sent_ = 0;
    busy_ = closing_ = false;
    socket_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    const int on = 1;
    setsockopt(socket_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    if (connect(socket_, reinterpret_cast<const sockaddr*>(&server), sizeof server) != 0)
        return false;
    return fcntl(socket_, F_SETFL, O_NONBLOCK) == 0;
}

void LoadConnection::begin(std::string_view head, std::string_view body, double planned_at) {
    out_.assign(head);
    out_.append(body);
    sent_ = 0;
    begun_at_ = planned_at;
    busy_ = true;
}

LoadConnection::Progress LoadConnection::send() {
    while (unsent()) {
        const ssize_t count =
            ::send(socket_, out_.data() + sent_, out_.size() - sent_, MSG_NOSIGNAL);
        if (count < 0) return errno == EAGAIN ? Progress::waiting : Progress::broken;
        sent_ += static_cast<std::size_t>(count);
    }
    return Progress::waiting;
}

LoadConnection::Progress LoadConnection::receive() {
    std::array<char, 8192> bytes;
    const ssize_t count = recv(socket_, bytes.data(), bytes.size(), 0);
    if (count < 0) return errno == EAGAIN ? Progress::waiting : Progress::broken;
    if (count == 0) return Progress::broken;
    in_.append(bytes.data(), static_cast<std::size_t>(count));
    const std::size_t head_end = in_.find(end_of_head);
    if (head_end == std::string::npos) return Progress::waiting;
    std::string head = in_.substr(0, head_end + 2);
    std::transform(head.begin(), head.end(), head.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    const std::string length(field(head, "\r\ncontent-length:"));
    const std::size_t whole =
        head_end + end_of_head.size() + std::strtoul(length.c_str(), nullptr, 10);
    if (in_.size() < whole) return Progress::waiting;
    status_ = head.size() > 12 ? std::atoi(head.c_str() + 9) : 0;
    closing_ = field(head, "\r\nconnection:").find("close") != std::string_view::npos;
    in_.clear();
    busy_ = false;
    return Progress::answered;
}

}  // namespace tocsin
