// What a client may not do for ever, and how a server ends.
#include <gtest/gtest.h>

#include "tests/net/echo_server.hpp"

namespace tocsin::net_test {
namespace {

using namespace std::chrono_literals;
using Time = std::chrono::steady_clock;

// Whether the server closes `socket` not before `least`, and far before the other time-outs, of
// which the shortest is 10 s.
testing::AssertionResult closes_after(RawSocket& socket, Duration least) {
    const auto start = Time::now();
    if (!socket.closes()) return testing::AssertionFailure() << "still open";
    const auto took = Time::now() - start;
    if (took + 20ms < least) return testing::AssertionFailure() << "closed too early";
    if (took > 8s) return testing::AssertionFailure() << "closed by another time-out";
    return testing::AssertionSuccess();
}

ListenerOptions only(Duration ListenerOptions::*which, Duration time) {
    ListenerOptions options;
    options.*which = time;
    return options;
}

TEST(ServerLimits, AnIdleConnectionIsClosed) {
    EchoServer server(only(&ListenerOptions::idle_timeout, 100ms));
    RawSocket used = server.connect();
    used.send(post("/echo", "hello"));
    used.receive_until("hello");
    EXPECT_TRUE(closes_after(used, 100ms));
}

TEST(ServerLimits, AHeaderThatTricklesIsClosed) {
    EchoServer server(only(&ListenerOptions::header_timeout, 150ms));
    RawSocket socket = server.connect();
    // A byte now and then does not buy more time: the deadline is for the whole header.
    socket.send("GET / HTTP/1.1\r\nHost: a\r\n");
    bool open = true;
    const auto start = Time::now();
    while (open && Time::now() - start < patience) open = socket.send("X");
    EXPECT_FALSE(open);
}

TEST(ServerLimits, ABodyThatDoesNotComeIsClosed) {
    EchoServer server(only(&ListenerOptions::body_timeout, 100ms));
    for (const std::string framing :
         {"Content-Length: 10\r\n\r\nhello", "Transfer-Encoding: chunked\r\n\r\n5\r\nhel"}) {
        RawSocket socket = server.connect();
        socket.send("POST /echo HTTP/1.1\r\nHost: a\r\n" + framing);
        EXPECT_TRUE(closes_after(socket, 100ms));
    }
    EXPECT_EQ(server.requests(), 0);
}

TEST(ServerLimits, AnAnswerNobodyReadsIsGivenUp) {
    EchoServer server(only(&ListenerOptions::write_timeout, 100ms));
    RawSocket socket = server.connect();
    std::thread writer([&] {
        const std::string request = post("/echo", std::string(1 << 20, 'x'));
        while (socket.send(request)) {
        }
    });
    EXPECT_TRUE(server.wait_for_connections(1));
    EXPECT_TRUE(server.wait_for_connections(0));
    writer.join();
}

TEST(ServerLimits, WorkHasNoDeadlineOfTheConnections) {
    ListenerOptions options;
    options.idle_timeout = options.header_timeout = options.body_timeout = 50ms;
    EchoServer server(options);
    RawSocket socket = server.connect();
    socket.send(post("/late", "x"));
    ASSERT_TRUE(server.wait_for_late(1));
    // Another connection lives and dies meanwhile by the same limits.
    RawSocket other = server.connect();
    EXPECT_TRUE(other.closes());
    server.answer_late("at last");
    EXPECT_TRUE(socket.receive_until("at last").ends_with("at last"));
}

TEST(ServerLimits, AConnectionThatSaysNothingIsClosedLikeAHeaderThatDoesNotCome) {
    EchoServer server(only(&ListenerOptions::header_timeout, 100ms));
    RawSocket silent = server.connect();
    EXPECT_TRUE(closes_after(silent, 100ms));
}

TEST(ServerLimits, NoMoreConnectionsThanAllowedAreServed) {
    ListenerOptions options;
    options.connections_max = 2;
    EchoServer server(options);
    RawSocket first = server.connect();
    RawSocket second = server.connect();
    for (RawSocket* socket : {&first, &second}) socket->send(post("/late", "x"));
    ASSERT_TRUE(server.wait_for_late(2));
    RawSocket third = server.connect();
    third.send(post("/echo", "third"));
    server.thread().on_loop([&] { EXPECT_EQ(server.server().connections("test"), 2u); });
    second.reset();
    server.answer_late("first");
    EXPECT_TRUE(first.receive_until("first").ends_with("first"));
    server.answer_late("to nobody");
    EXPECT_TRUE(third.receive_until("third").ends_with("third"));
    server.thread().on_loop([&] { EXPECT_LE(server.server().connections("test"), 2u); });
}

TEST(ServerLimits, WhereAllPlacesAreTakenTheLongestIdleMakesRoom) {
    ListenerOptions options;
    options.connections_max = 3;
    EchoServer server(options);
    RawSocket longest = server.connect();
    RawSocket working = server.connect();
    RawSocket idle = server.connect();
    longest.send(post("/echo", "1"));
    longest.receive_until("1");
    working.send(post("/late", "x"));
    ASSERT_TRUE(server.wait_for_late(1));
    idle.send(post("/echo", "2"));
    ASSERT_TRUE(idle.receive_until("\r\n\r\n2").ends_with("2"));
    RawSocket fresh = server.connect();
    fresh.send(post("/echo", "fresh"));
    EXPECT_TRUE(fresh.receive_until("fresh").ends_with("fresh"));
    EXPECT_TRUE(longest.closes());
    idle.send(post("/echo", "still"));
    EXPECT_TRUE(idle.receive_until("still").ends_with("still"));
    server.answer_late("done");
    EXPECT_TRUE(working.receive_until("done").ends_with("done"));
}

TEST(ServerLimits, BodiesThatAreReadAtOnceHaveABoundTogether) {
    EchoServer server({}, 100'000);
    RawSocket slow = server.connect();
    slow.send("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 90000\r\n\r\n" +
              std::string(89'999, 'x'));
    ASSERT_TRUE(server.wait_for_bodies(89'999));
    for (const std::string& framing : {std::string("Content-Length: 20000\r\n\r\n"),
                                       std::string("Transfer-Encoding: chunked\r\n\r\n4e20\r\n")}) {
        RawSocket other = server.connect();
        other.send("POST /echo HTTP/1.1\r\nHost: a\r\n" + framing + std::string(20'000, 'y'));
        const auto answers = parse_answers(other.receive_to_end());
        ASSERT_EQ(answers.size(), 1u);
        EXPECT_EQ(answers[0].status, 503u);
        EXPECT_TRUE(answers[0].headers.find("Retry-After"));
    }
    RawSocket small = server.connect();
    small.send(post("/echo", "small"));
    EXPECT_TRUE(small.receive_until("small").ends_with("small"));
    // What was read and handed on counts no more.
    slow.send("x");
    EXPECT_TRUE(server.wait_for_bodies(0));
    RawSocket again = server.connect();
    again.send(post("/echo", std::string(90'000, 'z'), "Connection: close\r\n"));
    EXPECT_EQ(parse_answers(again.receive_to_end()).at(0).body.size(), 90'000u);
}

// ---- Answers to those who may be guessing
// ----------------------------------------------------------

TEST(ServerRebuff, ComesAfterItsTimeAndClosesTheConnection) {
    EchoServer server;
    for (const std::string& target : {std::string("/rebuff"), std::string("/rebuff-late")}) {
        RawSocket socket = server.connect();
        const auto start = Time::now();
        socket.send(post(target, "") + post("/echo", "never"));
        const auto answers = parse_answers(socket.receive_to_end());
        ASSERT_EQ(answers.size(), 1u);
        EXPECT_GE(Time::now() - start + 20ms, EchoServer::rebuff_wait);
        EXPECT_EQ(answers[0].status, 401u);
        EXPECT_EQ(answers[0].headers.find("Connection"), "close");
    }
}

TEST(ServerRebuff, EndsWithItsConnection) {
    EchoServer server;
    RawSocket gone = server.connect();
    gone.send(post("/rebuff-long", ""));
    ASSERT_TRUE(server.wait_for_connections(1));
    server.thread().on_loop([&] { server.server().drain(0s, [] {}); });
    EXPECT_TRUE(gone.closes());
    EXPECT_TRUE(server.wait_for_connections(0));
}

TEST(ServerLimits, AConnectionEndsAfterItsLastAllowedRequest) {
    ListenerOptions options;
    options.requests_max = 2;
    EchoServer server(options);
    RawSocket socket = server.connect();
    socket.send(post("/echo", "1") + post("/echo", "2") + post("/echo", "3"));
    const auto answers = parse_answers(socket.receive_to_end());
    ASSERT_EQ(answers.size(), 2u);
    EXPECT_FALSE(answers[0].headers.find("Connection"));
    EXPECT_EQ(answers[1].headers.find("Connection"), "close");
}

TEST(ServerLimits, ASmallHeaderBufferIsKeptTo) {
    ListenerOptions options;
    options.header_bytes_max = 1024;
    EchoServer server(options);
    RawSocket socket = server.connect();
    socket.send("GET / HTTP/1.1\r\nHost: a\r\nX: " + std::string(2000, 'x') + "\r\n\r\n");
    EXPECT_EQ(parse_answers(socket.receive_to_end()).at(0).status, 431u);
    // A body is not held in that buffer.
    RawSocket other = server.connect();
    other.send(post("/echo", std::string(100'000, 'x'), "Connection: close\r\n"));
    EXPECT_EQ(parse_answers(other.receive_to_end()).at(0).body.size(), 100'000u);
}

class Drain : public ::testing::Test {
protected:
    void drain(Duration grace) {
        server_.thread().on_loop([&] {
            server_.server().drain(grace, [this] {
                took_ = Time::now() - start_;
                done_ = true;
            });
        });
    }
    bool is_done() {
        bool done = false;
        server_.thread().on_loop([&] { done = done_; });
        return done;
    }
    bool wait_for_done() {
        return server_.thread().until([&] { return done_; });
    }

    EchoServer server_;
    const Time::time_point start_ = Time::now();
    Time::duration took_{};  // On the loop's thread.
    bool done_ = false;      // On the loop's thread.
};

TEST_F(Drain, AnswersWhoHasJustConnectedAndAsks) {
    RawSocket fresh = server_.connect();
    ASSERT_TRUE(server_.wait_for_connections(1));
    drain(60s);
    EXPECT_FALSE(is_done());
    fresh.send(post("/echo", "hello"));
    const auto answers = parse_answers(fresh.receive_to_end());
    ASSERT_EQ(answers.size(), 1u);
    EXPECT_EQ(answers[0].body, "hello");
    EXPECT_EQ(answers[0].headers.find("Connection"), "close");
    fresh.close();
    EXPECT_TRUE(wait_for_done());
}

TEST_F(Drain, ClosesIdleConnectionsSoonAndTakesNoNewOnes) {
    RawSocket fresh = server_.connect();
    RawSocket used = server_.connect();
    used.send(post("/echo", "hello"));
    used.receive_until("hello");
    ASSERT_TRUE(server_.wait_for_connections(2));
    drain(60s);
    EXPECT_TRUE(fresh.closes());
    EXPECT_TRUE(used.closes());
    EXPECT_TRUE(wait_for_done());
    // The port is free again.
    LoopThread other;
    other.on_loop([&] {
        ServerHooks hooks;
        hooks.on_header = [](const RequestHead&) { return Proceed{}; };
        hooks.on_request = [](const Exchange&) {};
        Server again(other.loop(), hooks);
        ListenerOptions options;
        options.address = {"127.0.0.1", server_.port()};
        EXPECT_TRUE(again.listen(options));
    });
}

TEST_F(Drain, WaitsForWorkAndThenCloses) {
    RawSocket socket = server_.connect();
    socket.send(post("/late", "x"));
    ASSERT_TRUE(server_.wait_for_late(1));
    drain(60s);
    EXPECT_FALSE(is_done());
    server_.answer_late("finished");
    const auto answers = parse_answers(socket.receive_to_end());
    ASSERT_EQ(answers.size(), 1u);
    EXPECT_EQ(answers[0].body, "finished");
    EXPECT_EQ(answers[0].headers.find("Connection"), "close");
    socket.close();
    EXPECT_TRUE(wait_for_done());
}

TEST_F(Drain, CutsWhatIsLeftAfterTheGrace) {
    RawSocket working = server_.connect();
    working.send(post("/late", "x"));
    ASSERT_TRUE(server_.wait_for_late(1));
    RawSocket sending = server_.connect();
    sending.send("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nhello");
    ASSERT_TRUE(server_.wait_for_connections(2));
    drain(200ms);
    EXPECT_TRUE(working.closes());
    EXPECT_TRUE(sending.closes());
    ASSERT_TRUE(wait_for_done());
    EXPECT_GE(took_, 200ms);
    server_.answer_late("too late");  // Goes nowhere.
}

TEST_F(Drain, EndsAtOnceWhereNobodyIs) {
    drain(60s);
    EXPECT_TRUE(wait_for_done());
}

TEST(ServerLimits, TheServerMayGoWhileConnectionsAreInEveryState) {
    std::vector<RawSocket> sockets;
    {
        EchoServer server;
        for (const std::string& bytes :
             {std::string(), std::string("GET / HT"), post("/late", "x"), post("/echo", "done"),
              std::string("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\nhalf")}) {
            sockets.push_back(server.connect());
            sockets.back().send(bytes);
        }
        ASSERT_TRUE(server.wait_for_connections(sockets.size()));
        ASSERT_TRUE(server.wait_for_late(1));
    }
    for (RawSocket& socket : sockets) EXPECT_TRUE(socket.closes());
}

}  // namespace
}  // namespace tocsin::net_test
