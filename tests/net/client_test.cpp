// The client against servers that behave as each test says.
#include "net/client.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <vector>

#include "tests/net/client_fixture.hpp"

namespace tocsin::net_test {
namespace {

TEST_F(Client, SendsTheRequestAndReadsTheAnswer) {
    std::promise<std::string> seen;
    const ScriptedServer server([&](RawSocket socket) {
        seen.set_value(read_request(socket));
        socket.send(answer("{}", "X-Rate-Limit: 5\r\n"));
    });
    open_plain(server.port());
    const auto result = ask("hello");
    ASSERT_TRUE(result) << result.error().message;
    EXPECT_EQ(result.value().status, 200u);
    EXPECT_EQ(result.value().body, "{}");
    EXPECT_EQ(result.value().headers.find("x-rate-limit"), "5");
    EXPECT_EQ(seen.get_future().get(),
              "POST /v1/x HTTP/1.1\r\nHost: 127.0.0.1:" + std::to_string(server.port()) +
                  "\r\nAuthorization: OAuth canary\r\nAccept-Encoding: identity\r\n"
                  "Content-Length: 5\r\n\r\nhello");
}

TEST_F(Client, UsesAConnectionAgain) {
    const ScriptedServer server([](RawSocket socket) {
        while (!read_request(socket).empty()) socket.send(answer("x"));
    });
    open_plain(server.port());
    for (int i = 0; i < 5; ++i) EXPECT_TRUE(ask());
    EXPECT_EQ(opened(), 1u);
    thread_.on_loop([&] { client_->close_idle(); });
    EXPECT_TRUE(ask());
    EXPECT_EQ(opened(), 2u);
}

TEST_F(Client, DropsAConnectionThatTheServerHasClosed) {
    ScriptedServer server([](RawSocket socket) {
        read_request(socket);
        socket.send(answer("x"));
    });
    open_plain(server.port());
    for (int i = 1; i <= 3; ++i) {
        EXPECT_TRUE(ask());
        EXPECT_EQ(opened(), static_cast<std::uint64_t>(i));
        ASSERT_TRUE(server.wait_for_closed(i));
    }
}

TEST_F(Client, DoesNotKeepAConnectionThatSaysCloseOrHoldsStrayBytes) {
    const ScriptedServer server([count = 0](RawSocket socket) mutable {
        read_request(socket);
        socket.send(++count == 1 ? answer("x", "Connection: close\r\n") : answer("x") + "stray");
        socket.receive();  // Until the client closes.
    });
    open_plain(server.port());
    EXPECT_TRUE(ask());
    EXPECT_TRUE(ask());
    EXPECT_TRUE(ask());
    EXPECT_EQ(opened(), 3u);
}

TEST_F(Client, ClosesIdleConnectionsAfterAWhile) {
    std::promise<void> closed;
    const ScriptedServer server([&](RawSocket socket) {
        read_request(socket);
        socket.send(answer("x"));
        if (socket.receive().empty()) closed.set_value();
    });
    ClientOptions options;
    options.tls = false;
    options.host = "127.0.0.1";
    options.port = server.port();
    options.idle_timeout = 50ms;
    open(options);
    EXPECT_TRUE(ask());
    EXPECT_EQ(closed.get_future().wait_for(patience), std::future_status::ready);
}

TEST_F(Client, GivesRedirectsAndRefusalsAsAnswers) {
    std::atomic<int> requests = 0;
    const ScriptedServer server([&](RawSocket socket) {
        read_request(socket);
        ++requests;
        socket.send(
            "HTTP/1.1 307 Temporary Redirect\r\nLocation: /elsewhere\r\n"
            "Content-Length: 0\r\n\r\n");
    });
    open_plain(server.port());
    const auto result = ask();
    ASSERT_TRUE(result);
    EXPECT_EQ(result.value().status, 307u);
    EXPECT_EQ(requests, 1);
}

TEST_F(Client, ReadsEveryKindOfFraming) {
    const std::vector<std::string> answers = {
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhe\r\n3\r\nllo\r\n0\r\n\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n"
        "Retry-After: 9\r\n\r\n",
        "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nX: y\r\n\r\n" + answer("hello"),
        "HTTP/1.1 200 OK\r\n\r\nhello",
        "HTTP/1.0 200 OK\r\nContent-Length: 5\r\n\r\nhello",
    };
    ScriptedServer server([&, next = std::size_t{0}](RawSocket socket) mutable {
        read_request(socket);
        // Byte by byte: no framing hangs on how the bytes come.
        for (const char byte : answers.at(next++)) socket.send({&byte, 1});
    });
    open_plain(server.port());
    for (int i = 1; i <= static_cast<int>(answers.size()); ++i) {
        const auto result = ask();
        ASSERT_TRUE(result) << result.error().message;
        EXPECT_EQ(result.value().body, "hello");
        EXPECT_EQ(result.value().status, 200u);
        EXPECT_FALSE(result.value().headers.find("Retry-After"));  // A trailer is not a header.
        ASSERT_TRUE(server.wait_for_closed(i));
    }
}

TEST_F(Client, ReadsAnswersWithoutBody) {
    const ScriptedServer server([](RawSocket socket) {
        const std::string request = read_request(socket);
        if (request.starts_with("HEAD"))
            socket.send("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n");
        if (request.starts_with("DELETE")) socket.send("HTTP/1.1 204 No Content\r\n\r\n");
        socket.receive();
    });
    open_plain(server.port());
    const auto head = ask({"HEAD", "/", {}, ""});
    ASSERT_TRUE(head);
    EXPECT_EQ(head.value().body, "");
    thread_.on_loop([&] { client_->close_idle(); });
    const auto gone = ask({"DELETE", "/", {}, ""});
    ASSERT_TRUE(gone);
    EXPECT_EQ(gone.value().status, 204u);
}

TEST_F(Client, IsCertainThatNothingHappenedWhereNobodyListens) {
    const std::uint16_t port = unused_port();
    open_plain(port);
    const auto result = ask();
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error(),
              unavailable("connect to 127.0.0.1:" + std::to_string(port) + ": Connection refused"));
}

TEST_F(Client, IsCertainThatNothingHappenedWhereTheNameIsUnknown) {
    ClientOptions options;
    options.host = "tocsin.invalid";
    options.connect_timeout = 500ms;  // A silent name server does not hold us up longer.
    open(options);
    const auto result = ask();
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().code, ErrorCode::unavailable);
    EXPECT_TRUE(result.error().message.starts_with("look up tocsin.invalid: "));
}

TEST_F(Client, IsUncertainAfterEveryFailureBehindTheFirstByte) {
    const Error closed = failure_against([](RawSocket socket) { read_request(socket); });
    EXPECT_EQ(closed.code, ErrorCode::unknown);
    EXPECT_TRUE(closed.message.ends_with("no answer came")) << closed.message;
    const Error reset = failure_against([](RawSocket socket) {
        read_request(socket);
        socket.reset();
    });
    EXPECT_EQ(reset.code, ErrorCode::unknown);
    for (const std::string& bytes :
         {std::string("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhello"),
          std::string("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n"),
          std::string("HTTP/1.1 200 OK\r\nContent-"), std::string("garbage\r\n\r\n"),
          std::string("HTTP/1.1 101 Switching\r\nUpgrade: x\r\n\r\n")}) {
        EXPECT_EQ(failure_after_answer(bytes).code, ErrorCode::unknown) << bytes;
    }
}

TEST_F(Client, RefusesAnAnswerWhoseFramingIsAGuess) {
    const std::string chunks = "5\r\nhello\r\n0\r\n\r\n";
    for (const char* coding :
         {"blegh", "\"chunked\"", "chunked, identity", "chunked, chunked", "gzip, chunked",
          "\xa0"
          "chunked",
          ",chunked", "chunked;q=1", ""}) {
        const Error error = failure_after_answer(
            std::string("HTTP/1.1 200 OK\r\nTransfer-Encoding: ") + coding + "\r\n\r\n" + chunks);
        EXPECT_EQ(error.code, ErrorCode::unknown) << coding << ": " << error.message;
    }
    for (const char* fields : {"Transfer-Encoding: chunked\r\nContent-Length: 5\r\n",
                               "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n",
                               "Content-Length: 5\r\nContent-Length: 5\r\n",
                               "Content-Length: 5, 5\r\n", "Content-Length: -5\r\n"}) {
        const Error error =
            failure_after_answer(std::string("HTTP/1.1 200 OK\r\n") + fields + "\r\n" + chunks);
        EXPECT_EQ(error.code, ErrorCode::unknown) << fields << ": " << error.message;
    }
}

// security.md B1 and B2 from the other side.
TEST_F(Client, SurvivesHugeHeadersTrailersAndBodies) {
    const std::string chunked = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
    for (const std::string& bytes : {
             chunked + "0\r\nX-Trailer: " + std::string(65'534, 'a') + "\r\n\r\n",
             chunked + "0\r\nX-Trailer: " + std::string(70'000, 'a') + "\r\n\r\n",
             chunked + "5;" + std::string(1 << 20, 'x') + "\r\nhello\r\n0\r\n\r\n",
             chunked + std::string(1 << 20, '0'),
             "HTTP/1.1 200 OK\r\nX: " + std::string(20'000, 'x') + "\r\nContent-Length: 0\r\n\r\n",
             std::string(1 << 20, 'x'),
             answer(std::string((1 << 20) + 1, 'x')),
             "HTTP/1.1 200 OK\r\n\r\n" + std::string((1 << 20) + 1, 'x'),
         }) {
        const Error error = failure_after_answer(bytes);
        EXPECT_EQ(error.code, ErrorCode::unknown) << bytes.substr(0, 60) << error.message;
    }
    for (const std::size_t size : {std::size_t{1} << 20, std::size_t{1} << 24}) {
        EXPECT_NE(
            failure_after_answer(answer(std::string(size + 1, 'x'))).message.find("too large"),
            std::string::npos);
    }
    EXPECT_TRUE(thread_.logged().empty());
}

TEST_F(Client, TakesABodyOfExactlyTheLimit) {
    const ScriptedServer server([](RawSocket socket) {
        read_request(socket);
        socket.send(answer(std::string(1 << 20, 'x')));
    });
    open_plain(server.port());
    const auto result = ask();
    ASSERT_TRUE(result) << result.error().message;
    EXPECT_EQ(result.value().body.size(), 1u << 20);
}

TEST_F(Client, GivesUpAtTheDeadlineAndDoesNotKnow) {
    const auto start = std::chrono::steady_clock::now();
    const Error error = failure_against(
        [](RawSocket socket) {
            read_request(socket);
            // A byte now and then does not buy more time.
            while (!socket.closes_within(5ms) && socket.send("H")) {
            }
        },
        500ms);
    EXPECT_GE(std::chrono::steady_clock::now() - start, 500ms);
    EXPECT_EQ(error.code, ErrorCode::unknown);
}

TEST_F(Client, GivesUpASilentServerAtTheDeadline) {
    const Error error = failure_against([](RawSocket socket) { socket.receive_to_end(); }, 500ms);
    EXPECT_EQ(error.code, ErrorCode::unknown);
    EXPECT_TRUE(error.message.ends_with("timed out")) << error.message;
}

TEST_F(Client, RefusesFieldsThatWouldBeginAnotherRequest) {
    open_plain(unused_port());
    const auto field = ask({"GET", "/", {{"X", "a\r\nY: canary"}}, ""});
    ASSERT_FALSE(field);
    EXPECT_EQ(field.error().code, ErrorCode::malformed);
    EXPECT_EQ(field.error().message.find("canary"), std::string::npos);
    EXPECT_FALSE(ask({"GET", "/ HTTP/1.1\r\n", {}, ""}));
}

TEST_F(Client, TellsThoseWhoWaitWhenItGoes) {
    const ScriptedServer server([](RawSocket socket) { socket.receive_to_end(); });
    open_plain(server.port());
    std::promise<Result<HttpResponse>> promise;
    thread_.on_loop([&] {
        client_->exchange({"GET", "/", {}, ""}, 60s,
                          [&](const Result<HttpResponse>& result) { promise.set_value(result); });
    });
    EXPECT_TRUE(thread_.until([&] { return client_->connections_opened() == 1; }));
    thread_.on_loop([&] { client_.reset(); });
    const auto result = promise.get_future().get();
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().code, ErrorCode::unknown);
}

// Whoever waits may be out of memory; the loop says so and nobody else is hurt.
TEST_F(Client, SurvivesWhatItsCallerThrows) {
    const ScriptedServer server([](RawSocket socket) {
        while (!read_request(socket).empty()) socket.send(answer("ok"));
    });
    open_plain(server.port());
    thread_.on_loop([&] {
        client_->exchange({"GET", "/", {}, ""}, 20s,
                          [](const Result<HttpResponse>&) { throw std::runtime_error("no room"); });
    });
    EXPECT_TRUE(thread_.until([&] { return !thread_.logged().empty(); }));
    EXPECT_NE(thread_.logged().at(0).find("no room"), std::string::npos);
    EXPECT_TRUE(ask());
}

TEST_F(Client, RunsExchangesSideBySide) {
    const ScriptedServer server([](RawSocket socket) {
        while (!read_request(socket).empty()) socket.send(answer("x"));
    });
    open_plain(server.port());
    std::atomic<int> good = 0;
    // The scripted server talks to one connection at a time: the others wait in its queue until
    // the client closes the earlier ones, of which it keeps two.
    thread_.on_loop([&] {
        for (int i = 0; i < 2; ++i) {
            client_->exchange({"GET", "/", {}, ""}, 20s, [&](const Result<HttpResponse>& result) {
                good += result ? 1 : 0;
                client_->close_idle();
            });
        }
    });
    EXPECT_TRUE(thread_.until([&] { return good == 2; }));
    EXPECT_EQ(opened(), 2u);
}

TEST(ClientOpen, RefusesPlainHttpBeyondLoopbackAndBrokenFiles) {
    Loop loop([](std::string_view) {});
    ClientOptions options;
    options.host = "api.example";
    options.tls = false;
    EXPECT_FALSE(HttpsClient::open(loop, options));
    options.tls = true;
    options.ca_file = "/nowhere.pem";
    EXPECT_FALSE(HttpsClient::open(loop, options));
}

}  // namespace
}  // namespace tocsin::net_test
