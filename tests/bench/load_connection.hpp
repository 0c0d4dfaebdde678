// One keep-alive connection of the load: sends a request, reads the answer, again and again.
//
// It never waits; whoever owns the epoll says when there is something to do.  Of HTTP it knows
// what the servers that are measured say: a status, a Content-Length, a body.
#pragma once

#include <netinet/in.h>

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace tocsin {

class LoadConnection {
public:
    enum class Progress : std::uint8_t { waiting, answered, broken };

    LoadConnection() = default;
    ~LoadConnection();
    LoadConnection(const LoadConnection&) = delete;
    LoadConnection& operator=(const LoadConnection&) = delete;

    // Connects to a server on loopback, waiting for it; false if there is none.  A connection that
    // was open is closed first.
    bool open(const sockaddr_in& server);

    // Begins a request that the caller timed with `planned_at` (seconds).
    void begin(std::string_view head, std::string_view body, double planned_at);

    // Sends what the socket takes.
    Progress send();

    // Reads what is there.  After `answered`, status() and begun_at() are of this answer.
    Progress receive();

    int socket() const { return socket_; }
    bool busy() const { return busy_; }
    bool unsent() const { return sent_ < out_.size(); }
    bool closing() const { return closing_; }  // The server said it will close.
    int status() const { return status_; }
    double begun_at() const { return begun_at_; }

private:
    int socket_ = -1;
    std::string out_, in_;
    std::size_t sent_ = 0;
    double begun_at_ = 0;
    int status_ = 0;
    bool busy_ = false, closing_ = false;
};

}  // namespace tocsin
