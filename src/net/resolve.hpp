// Names: host name -> addresses, without ever holding up the loop or the end of the process.
//
// getaddrinfo cannot be cancelled and may take half a minute when a name server is silent; inside
// Asio's resolver it would also hold up ~io_context.  So each look-up has a thread of its own that
// nobody waits for: whoever asked waits for its answer or for his own deadline.  There is one
// look-up at a time for a Names, and an answer is used again for a minute (asio.md rule 19).
#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <memory>
#include <string>
#include <vector>

#include "base/result.hpp"

namespace tocsin {

using Endpoints = std::vector<boost::asio::ip::tcp::endpoint>;

class Names {
public:
    Names(boost::asio::io_context& context, std::string host, std::uint16_t port);
    Names(const Names&) = delete;
    Names& operator=(const Names&) = delete;
    // Requires: nobody waits in look_up() any more, or the loop runs no more.
    ~Names();

    // At least one address, or why not; fails at `deadline` if the answer has not come.
    boost::asio::awaitable<Result<Endpoints>> look_up(
        std::chrono::steady_clock::time_point deadline);

    // The addresses do not answer: ask anew next time.
    void forget();

    // From now on no answer reaches the loop; those who wait run into their deadline.
    void abandon();

private:
    struct Job;
    void start();

    boost::asio::io_context& context_;
    std::string host_;
    std::uint16_t port_;
    Endpoints known_;
    std::chrono::steady_clock::time_point known_until_{};
    std::string failure_;
    std::shared_ptr<Job> job_;  // The look-up under way.
    std::vector<boost::asio::steady_timer*> waiting_;
};

}  // namespace tocsin
