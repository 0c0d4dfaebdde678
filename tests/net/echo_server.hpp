// A Server on a loop of its own that answers with what it got, and remembers what it did.
#pragma once

#include <atomic>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "net/problem.hpp"
#include "net/server.hpp"
#include "tests/net/loop_thread.hpp"
#include "tests/net/raw_socket.hpp"

namespace tocsin::net_test {

// Paths: /echo (1 MiB), /small (10 bytes), /secret (needs Authorization), /late (waits for
// answer_late), /drop (never answers), /throw, /names (of the client's certificate), /rebuff…;
// anything else is 404.
class EchoServer {
public:
    static constexpr Duration rebuff_wait = std::chrono::milliseconds(50);

    explicit EchoServer(ListenerOptions options = {},
                        std::uint64_t bodies_bytes_max = bodies_bytes_default) {
        options.name = "test";
        options.address = {"127.0.0.1", 0};
        thread_.on_loop([&] {
            server_ = std::make_unique<Server>(thread_.loop(), hooks(), bodies_bytes_max);
            const Result<void> opened = server_->listen(std::move(options));
            if (!opened) std::abort();
            port_ = server_->bound_address("test").port;
        });
    }
    ~EchoServer() {
        thread_.on_loop([&] {
            late_.clear();
            server_.reset();
        });
    }

    std::uint16_t port() const { return port_; }
    RawSocket connect() const { return RawSocket::connect(port_); }
    LoopThread& thread() { return thread_; }
    Server& server() { return *server_; }

    // Requests whose body was complete.
    int requests() const { return requests_; }

    struct Seen {
        std::string method;
        unsigned status;
    };
    std::vector<Seen> answered() {
        std::vector<Seen> copy;
        thread_.on_loop([&] { copy = answered_; });
        return copy;
    }

    bool wait_for_late(std::size_t count) {
        return thread_.until([&] { return late_.size() >= count; });
    }
    bool wait_for_connections(std::size_t count) {
        return thread_.until([&] { return server_->connections("test") == count; });
    }

    bool wait_for_bodies(std::uint64_t bytes) {
        return thread_.until([&] { return server_->bodies_bytes() == bytes; });
    }

    void answer_late(const std::string& body) {
        thread_.on_loop([&] {
            const Responder respond = late_.front();
            late_.erase(late_.begin());
            respond(HttpResponse{200, {}, body});
        });
    }

private:
    ServerHooks hooks() {
        ServerHooks hooks;
        hooks.on_header = [](const RequestHead& head) -> HeaderVerdict {
            if (head.target == "/small") return Proceed{10, {}};
            if (head.target == "/rebuff") return Rebuff{problem(401, ""), rebuff_wait};
            if (head.target == "/rebuff-long")
                return Rebuff{problem(401, ""), std::chrono::hours(1)};
            if (head.target == "/secret" && !head.headers.find("Authorization")) {
                return problem(401, "who are you");
            }
            for (const char* known : {"/echo", "/secret", "/late", "/drop", "/throw", "/split",
                                      "/names", "/rebuff-late"}) {
                if (head.target == known) return Proceed{1 << 20, std::string("state")};
            }
            return problem(404, "");
        };
        hooks.on_request = [this](Exchange exchange) {
            ++requests_;
            const std::string target = exchange.head->target;
            if (std::any_cast<std::string>(&exchange.state) == nullptr && target != "/small") {
                std::abort();
            }
            if (target == "/throw") throw std::runtime_error("thrown on purpose");
            if (target == "/drop") return;
            if (target == "/late") {
                late_.push_back(exchange.respond);
                return;
            }
            if (target == "/rebuff-late")
                return exchange.respond(Rebuff{problem(401, ""), rebuff_wait});
            HttpResponse response{200, {{"Content-Type", "text/plain"}}, {}};
            if (target == "/names") {
                for (const std::string& name : exchange.head->client_names)
                    exchange.body += name + "\n";
            }
            if (target == "/split") response.headers.add("X-Split", "a\r\nInjected: yes");
            response.body = std::move(exchange.body);
            exchange.respond(std::move(response));
        };
        hooks.on_answered = [this](const Answered& answered) {
            answered_.push_back({answered.head.method, answered.status});
        };
        hooks.log = [](std::string_view) {};
        return hooks;
    }

    LoopThread thread_;
    std::unique_ptr<Server> server_;
    std::uint16_t port_ = 0;
    std::atomic<int> requests_ = 0;
    std::vector<Seen> answered_;
    std::vector<Responder> late_;
};

// A whole POST.
inline std::string post(const std::string& target, const std::string& body,
                        const std::string& more_fields = "") {
    return "POST " + target +
           " HTTP/1.1\r\nHost: a\r\nContent-Length: " + std::to_string(body.size()) + "\r\n" +
           more_fields + "\r\n" + body;
}

}  // namespace tocsin::net_test
