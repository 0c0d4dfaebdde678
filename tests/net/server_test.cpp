#include "net/server.hpp"

#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <fstream>

#include "tests/net/echo_server.hpp"

namespace tocsin::net_test {
namespace {

std::string ask(const EchoServer& server, const std::string& bytes) {
    RawSocket socket = server.connect();
    socket.send(bytes);
    socket.half_close();
    return socket.receive_to_end();
}

std::size_t resident_bytes() {
    std::size_t all = 0;
    std::size_t resident = 0;
    std::ifstream("/proc/self/statm") >> all >> resident;
    return resident * 4096;
}

TEST(Server, KeepsTheConnectionAndAnswersInOrder) {
    EchoServer server;
    RawSocket socket = server.connect();
    for (const std::string body : {"one", "two", "three"}) {
        socket.send(post("/echo", body));
        const std::string bytes = socket.receive_until(body);
        const auto answers = parse_answers(bytes);
        ASSERT_EQ(answers.size(), 1u);
        EXPECT_EQ(answers[0].body, body);
        EXPECT_EQ(answers[0].headers.find("Content-Type"), "text/plain");
        EXPECT_FALSE(answers[0].headers.find("Connection"));
        EXPECT_TRUE(answers[0].headers.find("Date").value_or("").ends_with(" GMT"));
    }
}

// What systemd opened before us: its queue outlives the server, and nobody is refused meanwhile.
TEST(Server, AnswersOnASocketThatListensAlready) {
    const int socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in at{};
    at.sin_family = AF_INET;
    at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    ASSERT_EQ(bind(socket, reinterpret_cast<sockaddr*>(&at), sizeof at), 0);
    ASSERT_EQ(listen(socket, 5), 0);
    socklen_t size = sizeof at;
    getsockname(socket, reinterpret_cast<sockaddr*>(&at), &size);
    for (int run = 0; run < 2; ++run) {
        RawSocket early = RawSocket::connect(ntohs(at.sin_port));
        early.send(post("/echo", "early", "Connection: close\r\n"));
        ListenerOptions options;
        options.socket = dup(socket);
        EchoServer server(std::move(options));
        EXPECT_EQ(server.port(), ntohs(at.sin_port));
        EXPECT_TRUE(early.receive_to_end().ends_with("early"));
    }
    close(socket);
}

TEST(Server, AnswersPipelinedRequestsInOrder) {
    EchoServer server;
    std::string many;
    for (int i = 0; i < 50; ++i) many += post("/echo", "body " + std::to_string(i));
    const auto answers = parse_answers(ask(server, many));
    ASSERT_EQ(answers.size(), 50u);
    for (std::size_t i = 0; i < 50; ++i) EXPECT_EQ(answers[i].body, "body " + std::to_string(i));
}

TEST(Server, TakesALargeBodyAndGivesItBack) {
    EchoServer server;
    const std::string body(1 << 20, 'x');
    RawSocket socket = server.connect();
    socket.send(post("/echo", body, "Connection: close\r\n"));
    const auto answers = parse_answers(socket.receive_to_end());
    ASSERT_EQ(answers.size(), 1u);
    EXPECT_EQ(answers[0].body, body);
}

TEST(Server, AnswersHeadWithTheLengthAndNoBody) {
    EchoServer server;
    const std::string bytes =
        ask(server, "HEAD /nowhere HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
    const auto answers = parse_answers(bytes, true);
    ASSERT_EQ(answers.size(), 1u);
    EXPECT_EQ(answers[0].status, 404u);
    EXPECT_NE(answers[0].headers.find("Content-Length"), "0");
    EXPECT_TRUE(bytes.ends_with("\r\n\r\n"));
}

TEST(Server, RefusesABodyByItsLengthBeforeItIsSent) {
    EchoServer server;
    RawSocket socket = server.connect();
    socket.send("POST /small HTTP/1.1\r\nHost: a\r\nContent-Length: 99999999\r\n\r\n");
    const auto answers = parse_answers(socket.receive_to_end());
    ASSERT_EQ(answers.size(), 1u);
    EXPECT_EQ(answers[0].status, 413u);
    EXPECT_EQ(answers[0].body,
              "{\"type\":\"about:blank\",\"title\":\"Content Too Large\",\"status\":413,"
              "\"detail\":\"the body is too large\"}\n");
    EXPECT_EQ(server.requests(), 0);
}

TEST(Server, AsksForTheBodyOnlyAfterTheHeaderWasAccepted) {
    EchoServer server;
    const std::string expect = "Content-Length: 5\r\nExpect: 100-continue\r\n\r\n";
    RawSocket good = server.connect();
    good.send("POST /echo HTTP/1.1\r\nHost: a\r\n" + expect);
    EXPECT_EQ(good.receive_until("\r\n\r\n"), "HTTP/1.1 100 Continue\r\n\r\n");
    good.send("hello");
    EXPECT_TRUE(good.receive_until("hello").ends_with("hello"));

    RawSocket unknown = server.connect();
    unknown.send("POST /secret HTTP/1.1\r\nHost: a\r\n" + expect);
    const auto answers = parse_answers(unknown.receive_to_end());
    ASSERT_EQ(answers.size(), 1u);
    EXPECT_EQ(answers[0].status, 401u);
}

// A client writes its body before it reads: a reset in answer to that would hide the refusal.
TEST(Server, GoesOnTakingTheBodyOfARefusedRequestForAWhile) {
    EchoServer server;
    RawSocket socket = server.connect();
    socket.send("POST /nowhere HTTP/1.1\r\nHost: a\r\nContent-Length: 60000\r\n\r\n");
    const auto answers = parse_answers(socket.receive_until("}\n"));
    ASSERT_EQ(answers.size(), 1u);
    EXPECT_EQ(answers[0].status, 404u);
    // Only now, when a server that closes at once would have done so.
    while (server.answered().empty()) std::this_thread::yield();
    EXPECT_TRUE(socket.send(std::string(30'000, 'x')));
    EXPECT_TRUE(socket.send(std::string(30'000, 'x')));
    socket.half_close();
    EXPECT_TRUE(server.wait_for_connections(0));
    EXPECT_FALSE(socket.was_reset());
}

TEST(Server, AnswersLaterWhenTheWorkIsDone) {
    EchoServer server;
    RawSocket socket = server.connect();
    socket.send(post("/late", "x"));
    ASSERT_TRUE(server.wait_for_late(1));
    server.answer_late("at last");
    EXPECT_TRUE(socket.receive_until("at last").ends_with("at last"));
    socket.send(post("/echo", "still here"));
    EXPECT_TRUE(socket.receive_until("still here").ends_with("still here"));
}

TEST(Server, TakesALateAnswerToAClientThatIsGone) {
    EchoServer server;
    {
        RawSocket socket = server.connect();
        socket.send(post("/late", "x"));
        ASSERT_TRUE(server.wait_for_late(1));
        socket.reset();
    }
    server.answer_late(std::string(1 << 20, 'x'));
    EXPECT_TRUE(server.wait_for_connections(0));
    EXPECT_EQ(parse_answers(ask(server, post("/echo", "hello"))).size(), 1u);
}

TEST(Server, Answers500WhereTheRoomBehindFails) {
    EchoServer server;
    for (const char* path : {"/drop", "/throw", "/split"}) {
        const std::string bytes = ask(server, post(path, "x") + post("/echo", "next"));
        const auto answers = parse_answers(bytes);
        ASSERT_EQ(answers.size(), 2u) << path;
        EXPECT_EQ(answers[0].status, 500u) << path;
        EXPECT_EQ(bytes.find("Injected"), std::string::npos);
        EXPECT_EQ(answers[1].body, "next") << path;
    }
}

// security.md B1: a trailer value of 65,534 bytes made Beast throw out of the loop.
TEST(Server, SurvivesAHugeTrailer) {
    EchoServer server;
    for (const std::size_t size : {1000u, 30000u, 65533u, 65534u, 70000u}) {
        RawSocket socket = server.connect();
        socket.send(
            "POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
            "0\r\nX-Trailer: ");
        socket.send(std::string(size, 'a'));
        socket.send("\r\n\r\n");
        const auto answers = parse_answers(socket.receive_to_end());
        EXPECT_LE(answers.size(), 1u);
        for (const HttpResponse& answer : answers) EXPECT_EQ(answer.status, 400u);
    }
    EXPECT_EQ(server.requests(), 0);
    EXPECT_TRUE(server.thread().logged().empty());
}

// security.md B2: each of these was buffered whole.
TEST(Server, BuffersNoEndlessChunkHeader) {
    EchoServer server;
    const std::size_t before = resident_bytes();
    const std::string megabyte(1 << 20, '0');
    for (const std::string start : {"1;ext=", "", "0\r\nX-Trailer: "}) {
        RawSocket socket = server.connect();
        socket.send("POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n" + start);
        int sent = 0;
        while (sent < 64 && socket.send(megabyte)) ++sent;
        EXPECT_LT(sent, 64) << start;
        EXPECT_LT(resident_bytes(), before + (24u << 20)) << start;
    }
    EXPECT_TRUE(server.wait_for_connections(0));
    EXPECT_EQ(server.requests(), 0);
}

TEST(Server, ReportsWhatItAnswered) {
    EchoServer server;
    ask(server, post("/echo", "x") + post("/nowhere", "") + "broken\r\n\r\n");
    ASSERT_TRUE(server.wait_for_connections(0));
    const auto seen = server.answered();
    ASSERT_EQ(seen.size(), 3u);
    EXPECT_EQ(seen[0].method + std::to_string(seen[0].status), "POST200");
    EXPECT_EQ(seen[1].method + std::to_string(seen[1].status), "POST404");
    EXPECT_EQ(seen[2].method + std::to_string(seen[2].status), "400");
}

TEST(Server, TellsWhereItListensAndWhyItCannot) {
    LoopThread thread;
    thread.on_loop([&] {
        ServerHooks hooks;
        hooks.on_header = [](const RequestHead&) { return Proceed{}; };
        hooks.on_request = [](const Exchange&) {};
        Server server(thread.loop(), hooks);
        ListenerOptions first;
        first.name = "first";
        first.address = {"127.0.0.1", 0};
        ASSERT_TRUE(server.listen(first));
        const ListenAddress bound = server.bound_address("first");
        EXPECT_EQ(bound.host, "127.0.0.1");
        EXPECT_GT(bound.port, 0);
        ListenerOptions second;
        second.name = "second";
        second.address = bound;
        const auto taken = server.listen(second);
        ASSERT_FALSE(taken);
        EXPECT_EQ(taken.error(), unavailable("listen on 127.0.0.1:" + std::to_string(bound.port) +
                                             ": Address already in use"));
    });
}

TEST(Server, SeesAnIpv4ClientOfAnIpv6ListenerAsIpv4) {
    LoopThread thread;
    std::unique_ptr<Server> server;
    std::uint16_t port = 0;
    std::string peer;
    thread.on_loop([&] {
        ServerHooks hooks;
        hooks.on_header = [&](const RequestHead& head) {
            peer = head.peer;
            return problem(404, "");
        };
        hooks.on_request = [](const Exchange&) {};
        server = std::make_unique<Server>(thread.loop(), hooks);
        ListenerOptions options;
        options.name = "all";
        options.address = {"::", 0};
        if (server->listen(options)) port = server->bound_address("all").port;
    });
    if (port != 0) {  // A machine without IPv6 has nothing to test here.
        RawSocket socket = RawSocket::connect(port);
        socket.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
        socket.receive_until("\r\n\r\n");
        thread.on_loop([&] { EXPECT_EQ(peer, "127.0.0.1"); });
    }
    thread.on_loop([&] { server.reset(); });
}

}  // namespace
}  // namespace tocsin::net_test
