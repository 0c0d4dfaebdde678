// A client on a loop of its own, asked one question at a time.
#pragma once

#include <gtest/gtest.h>

#include <cstdlib>
#include <functional>
#include <future>
#include <memory>
#include <string>
#include <utility>

#include "net/client.hpp"
#include "tests/net/loop_thread.hpp"
#include "tests/net/raw_socket.hpp"

namespace tocsin::net_test {

using namespace std::chrono_literals;

inline std::string answer(const std::string& body, const std::string& fields = "") {
    return "HTTP/1.1 200 OK\r\n" + fields + "Content-Length: " + std::to_string(body.size()) +
           "\r\n\r\n" + body;
}

// Reads one request, framed by Content-Length; empty if none comes.
inline std::string read_request(RawSocket& socket) {
    std::string request = socket.receive_until("\r\n\r\n");
    const std::size_t at = request.find("Content-Length: ");
    if (at == std::string::npos) return request;
    const std::size_t size = std::stoul(request.substr(at + 16));
    for (std::size_t got = 0; got < size;) {
        const std::string part = socket.receive(size - got);
        if (part.empty()) break;
        got += part.size();
        request += part;
    }
    return request;
}

class Client : public ::testing::Test {
protected:
    ~Client() override {
        thread_.on_loop([&] { client_.reset(); });
    }

    void open(ClientOptions options) {
        thread_.on_loop([&] {
            client_.reset();
            auto opened = HttpsClient::open(thread_.loop(), std::move(options));
            if (!opened) std::abort();
            client_ = std::move(opened).value();
        });
    }
    void open_plain(std::uint16_t port) {
        ClientOptions options;
        options.tls = false;
        options.host = "127.0.0.1";
        options.port = port;
        open(options);
    }

    Result<HttpResponse> ask(HttpRequest request, Duration timeout = 20s) {
        std::promise<Result<HttpResponse>> promise;
        bool inside = true;
        thread_.on_loop([&] {
            client_->exchange(std::move(request), timeout, [&](Result<HttpResponse> result) {
                EXPECT_FALSE(inside);
                promise.set_value(std::move(result));
            });
            inside = false;
        });
        return promise.get_future().get();
    }
    Result<HttpResponse> ask(const std::string& body = "hello") {
        return ask({"POST", "/v1/x", {{"Authorization", "OAuth canary"}}, body});
    }
    std::uint64_t opened() {
        std::uint64_t count = 0;
        thread_.on_loop([&] { count = client_->connections_opened(); });
        return count;
    }

    // The failure of one request to a server that does `talk`.
    Error failure_against(std::function<void(RawSocket)> talk, Duration timeout = 20s) {
        const ScriptedServer server(std::move(talk));
        open_plain(server.port());
        const auto result = ask({"POST", "/", {{"Authorization", "canary"}}, "hello"}, timeout);
        thread_.on_loop([&] { client_.reset(); });
        if (result) return {ErrorCode::malformed, "an answer came"};
        EXPECT_EQ(result.error().message.find("canary"), std::string::npos);
        return result.error();
    }
    Error failure_after_answer(const std::string& bytes) {
        return failure_against([bytes](RawSocket socket) {
            read_request(socket);
            socket.send(bytes);
        });
    }

    LoopThread thread_;
    std::unique_ptr<HttpsClient> client_;
};

}  // namespace tocsin::net_test
