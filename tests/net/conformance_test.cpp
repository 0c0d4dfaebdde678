// The 33 cases that h1spec looks at, in our words: what every server of HTTP/1.1 has to do.
//
// The first 15 are requests that stop somewhere: nothing may be answered before the rest has come,
// and then the whole is answered as if it had come at once.
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "tests/net/echo_server.hpp"

namespace tocsin::net_test {
namespace {

const std::string whole = "GET /echo HTTP/1.1\r\nHost: localhost\r\n\r\n";

TEST(Conformance, ARequestThatStopsAnywhereIsWaitedForAndThenAnswered) {
    EchoServer server;
    for (const char* const stops_at :
         {"G", "GET ", "GET /echo", "GET /echo ", "GET /echo HTTP", "GET /echo HTTP/1.1",
          "GET /echo HTTP/1.1\r", "GET /echo HTTP/1.1\r\n", "GET /echo HTTP/1.1\r\nHos",
          "GET /echo HTTP/1.1\r\nHost:", "GET /echo HTTP/1.1\r\nHost: ",
          "GET /echo HTTP/1.1\r\nHost: localhost", "GET /echo HTTP/1.1\r\nHost: localhost\r",
          "GET /echo HTTP/1.1\r\nHost: localhost\r\n",
          "GET /echo HTTP/1.1\r\nHost: localhost\r\n\r"}) {
        ASSERT_TRUE(whole.starts_with(stops_at));
        RawSocket socket = server.connect();
        socket.send(stops_at);
        // Another connection goes through all of the server meanwhile.
        RawSocket other = server.connect();
        other.send(post("/echo", "meanwhile"));
        ASSERT_TRUE(other.receive_until("meanwhile").ends_with("meanwhile"));
        EXPECT_FALSE(socket.has_something()) << stops_at;
        socket.send(whole.substr(std::string(stops_at).size()));
        socket.half_close();
        const auto answers = parse_answers(socket.receive_to_end());
        ASSERT_EQ(answers.size(), 1u) << stops_at;
        EXPECT_EQ(answers[0].status, 200u) << stops_at;
    }
}

struct Case {
    const char* name;
    std::string request;
    unsigned status;
};

std::string with_fields(const std::string& fields, const std::string& line = "GET /echo HTTP/1.1") {
    return line + "\r\n" + fields + "\r\n";
}

std::vector<Case> cases() {
    const std::string host = "Host: example.com\r\n";
    return {
        {"no version", "GET / \r\n\r\n", 400},
        {"an expectation", with_fields(host + "Expect: 100-continue\r\n"), 200},
        {"a plain GET", with_fields(host), 200},
        {"odd and right", with_fields("hoSt:\texample.com\r\nempty:\r\n"), 200},
        {"brackets in a name", with_fields(host + "X-Invalid[]: test\r\n"), 400},
        {"no host", with_fields("Content-Length: 5\r\n"), 400},
        {"two hosts", with_fields(host + "Host: example.org\r\n"), 400},
        {"a length far below zero",
         with_fields(host + "Content-Length: -123456789123456789123456789\r\n"), 400},
        {"a length below zero", with_fields(host + "Content-Length: -1234\r\n"), 400},
        {"a length of letters", with_fields(host + "Content-Length: abc\r\n"), 400},
        {"an empty value", with_fields(host + "X-Empty-Header: \r\n"), 200},
        {"a bell", with_fields(host + "X-Bad-Control-Char: test\x07\r\n"), 400},
        {"a version of tomorrow", with_fields(host, "GET / HTTP/9.9"), 505},
        {"words before the method", "Extra line" + with_fields(host), 400},
        {"a return inside a header", with_fields(host + "\rSome-Header: Test\r\n"), 400},
        {"a POST", "POST /echo HTTP/1.1\r\n" + host + "Content-Length: 5\r\n\r\nhello", 200},
        {"chunks",
         "POST /echo HTTP/1.1\r\n" + host + "Transfer-Encoding: chunked\r\n\r\n" +
             "5\r\nhello\r\n0\r\n\r\n",
         200},
        {"chunks and a length",
         with_fields(host + "Transfer-Encoding: chunked\r\nContent-Length: 5\r\n"), 400},
    };
}

TEST(Conformance, EachOtherCaseHasItsOneAnswer) {
    EchoServer server;
    EXPECT_EQ(cases().size() + 15, 33u);
    for (const Case& one : cases()) {
        RawSocket socket = server.connect();
        socket.send(one.request);
        socket.half_close();
        const auto answers = parse_answers(socket.receive_to_end());
        ASSERT_EQ(answers.size(), 1u) << one.name;
        EXPECT_EQ(answers[0].status, one.status) << one.name;
    }
}

}  // namespace
}  // namespace tocsin::net_test
