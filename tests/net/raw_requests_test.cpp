// Raw requests, each with its one right answer (RFC 9110, RFC 9112, security.md section 1).
//
// Behind each request another one is sent on the same connection.  Where the first was not
// understood, that second one must not be answered: it may be part of a body nobody could frame.
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "tests/net/echo_server.hpp"

namespace tocsin::net_test {
namespace {

using namespace std::string_literals;

struct Case {
    const char* name;
    std::string request;
    unsigned status;
    bool goes_on;  // Whether the request after it is answered.
};

std::string get(const std::string& line, const std::string& fields = "Host: a\r\n") {
    return line + "\r\n" + fields + "\r\n";
}

std::string chunked(const std::string& body, const std::string& coding = "chunked") {
    return "POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: " + coding + "\r\n\r\n" + body;
}

const std::string hello = "5\r\nhello\r\n0\r\n\r\n";

std::vector<Case> good_cases() {
    return {
        {"get", get("GET /echo HTTP/1.1"), 200, true},
        {"get of an unknown path", get("GET / HTTP/1.1"), 404, true},
        {"post with length", post("/echo", "hello"), 200, true},
        {"post with length 0", post("/echo", ""), 200, true},
        {"length with leading zeros",
         "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 005\r\n\r\nhello", 200, true},
        {"post without length", get("POST /echo HTTP/1.1"), 200, true},
        {"chunked", chunked(hello), 200, true},
        {"chunked in capitals", chunked(hello, "CHUNKED"), 200, true},
        {"chunked, two chunks", chunked("2\r\nhe\r\n03\r\nllo\r\n0\r\n\r\n"), 200, true},
        {"chunk extension", chunked("5;a=b\r\nhello\r\n0\r\n\r\n"), 200, true},
        {"chunk size in capitals", chunked("A\r\n0123456789\r\n0\r\n\r\n"), 200, true},
        {"empty chunked", chunked("0\r\n\r\n"), 200, true},
        {"one empty line before", "\r\n" + get("GET /echo HTTP/1.1"), 200, true},
        {"empty value", get("GET /echo HTTP/1.1", "Host: a\r\nX:\r\n"), 200, true},
        {"tabs around a value", get("GET /echo HTTP/1.1", "Host:\ta\t\r\n"), 200, true},
        {"8-bit value", get("GET /echo HTTP/1.1", "Host: a\r\nX: \xc3\xa9\r\n"), 200, true},
        {"any token as a name", get("GET /echo HTTP/1.1", "Host: a\r\nX!#$%&'*+-.^_`|~: y\r\n"),
         200, true},
        {"absolute form", get("GET http://a/echo HTTP/1.1"), 200, true},
        {"host with port", get("GET /echo HTTP/1.1", "Host: a.example:8080\r\n"), 200, true},
        {"host as IPv6", get("GET /echo HTTP/1.1", "Host: [::1]:80\r\n"), 200, true},
        {"method nobody knows", get("BREW /echo HTTP/1.1"), 200, true},
        {"options of everything", get("OPTIONS * HTTP/1.1"), 404, true},
        {"identity content coding", post("/echo", "x", "Content-Encoding: identity\r\n"), 200,
         true},
        {"1.0 closes", "GET /echo HTTP/1.0\r\n\r\n", 200, false},
        {"1.0 that keeps", "GET /echo HTTP/1.0\r\nConnection: keep-alive\r\n\r\n", 200, true},
        {"close", get("GET /echo HTTP/1.1", "Host: a\r\nConnection: close\r\n"), 200, false},
        {"close in a list", get("GET /echo HTTP/1.1", "Host: a\r\nConnection: x, CLOSE\r\n"), 200,
         false},
        {"unauthenticated without body", get("GET /secret HTTP/1.1"), 401, true},
    };
}

std::vector<Case> bad_line_cases() {
    return {
        {"no version", "GET / \r\n\r\n", 400, false},
        {"HTTP/0.9", "GET /\r\n\r\n", 400, false},
        {"empty request line", "\r\n\r\n\r\n", 400, false},
        {"two spaces", get("GET  / HTTP/1.1"), 400, false},
        {"space in the target", get("GET /a b HTTP/1.1"), 400, false},
        {"space before", get(" GET / HTTP/1.1"), 400, false},
        {"tab for space", get("GET\t/ HTTP/1.1"), 400, false},
        {"space behind", get("GET / HTTP/1.1 "), 400, false},
        {"no method", get(" / HTTP/1.1"), 400, false},
        {"method with brackets", get("GE[T] / HTTP/1.1"), 400, false},
        {"lower-case http", get("GET / http/1.1"), 400, false},
        {"HTTP/1.10", get("GET / HTTP/1.10"), 400, false},
        {"HTTP/1", get("GET / HTTP/1"), 400, false},
        {"HTTP/x.1", get("GET / HTTP/x.1"), 400, false},
        {"HTTPS/1.1", get("GET / HTTPS/1.1"), 400, false},
        {"HTTP/2.0", get("GET / HTTP/2.0"), 505, false},
        {"HTTP/9.9", get("GET / HTTP/9.9"), 505, false},
        {"HTTP/1.2", get("GET / HTTP/1.2"), 505, false},
        {"HTTP/2 preface", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 505, false},
        {"TLS hello", "\x16\x03\x01\x02\x00\x01"s, 400, false},
        {"bare line feeds", "GET / HTTP/1.1\nHost: a\n\n", 400, false},
        {"carriage return alone", "GET / HTTP/1.1\rHost: a\r\n\r\n", 400, false},
        {"NUL in the target", "GET /\0 HTTP/1.1\r\nHost: a\r\n\r\n"s, 400, false},
        {"relative target", get("GET foo HTTP/1.1"), 400, false},
        {"target !", get("GET ! HTTP/1.1"), 400, false},
        {"fragment", get("GET /#a HTTP/1.1"), 400, false},
        {"8-bit target", get("GET /\xc3\xa9 HTTP/1.1"), 400, false},
        {"quote in the target", get("GET /\" HTTP/1.1"), 400, false},
        {"brackets in the target", get("GET /<a> HTTP/1.1"), 400, false},
        {"backslash in the target", get("GET /\\ HTTP/1.1"), 400, false},
        {"caret in the target", get("GET /^ HTTP/1.1"), 400, false},
        {"backtick in the target", get("GET /` HTTP/1.1"), 400, false},
        {"braces in the target", get("GET /{|} HTTP/1.1"), 400, false},
        {"%00", get("GET /%00 HTTP/1.1"), 400, false},
        {"broken escape", get("GET /%2 HTTP/1.1"), 400, false},
        {"escape of no digits", get("GET /%zz HTTP/1.1"), 400, false},
        {"* with get", get("GET * HTTP/1.1"), 400, false},
        {"connect", get("CONNECT a:443 HTTP/1.1"), 400, false},
        {"absolute form of another host", get("GET http://b/ HTTP/1.1"), 421, false},
        {"absolute form with a user", get("GET http://u@a/ HTTP/1.1"), 400, false},
        {"ftp", get("GET ftp://a/ HTTP/1.1"), 400, false},
        {"long target", get("GET /" + std::string(3000, 'a') + " HTTP/1.1"), 414, false},
        {"endless target", "GET /" + std::string(40'000, 'a'), 414, false},
    };
}

std::vector<Case> bad_field_cases() {
    const std::string line = "GET / HTTP/1.1";
    std::string many = "Host: a\r\n";
    for (int i = 0; i < 100; ++i) many += "X: y\r\n";
    return {
        {"no host", get(line, ""), 400, false},
        {"empty host", get(line, "Host:\r\n"), 400, false},
        {"two hosts", get(line, "Host: a\r\nHost: a\r\n"), 400, false},
        {"host with a space", get(line, "Host: a b\r\n"), 400, false},
        {"host with a path", get(line, "Host: a/c\r\n"), 400, false},
        {"host with a user", get(line, "Host: u@a\r\n"), 400, false},
        {"host as a list", get(line, "Host: a, b\r\n"), 400, false},
        {"host in 8 bit", get(line, "Host: \xc3\xa9\r\n"), 400, false},
        {"host with a huge port", get(line, "Host: a:99999999\r\n"), 400, false},
        {"host with a word as port", get(line, "Host: a:x\r\n"), 400, false},
        {"broken IPv6 host", get(line, "Host: [::1\r\n"), 400, false},
        {"1.0 with two hosts", get("GET / HTTP/1.0", "Host: a\r\nHost: b\r\n"), 400, false},
        {"folded line", get(line, "Host: a\r\nX: a\r\n b\r\n"), 400, false},
        {"folded host", get(line, "Host:\r\n a\r\n"), 400, false},
        {"folded first line", get(line, " Host: a\r\n"), 400, false},
        {"space before the colon", get(line, "Host: a\r\nX : y\r\n"), 400, false},
        {"no colon", get(line, "Host: a\r\nX\r\n"), 400, false},
        {"no name", get(line, "Host: a\r\n: y\r\n"), 400, false},
        {"brackets in a name", get(line, "Host: a\r\nX[]: y\r\n"), 400, false},
        {"8-bit name", get(line, "Host: a\r\n\xc3\xa9: y\r\n"), 400, false},
        {"bell in a value", get(line, "Host: a\r\nX: a\x07\r\n"), 400, false},
        {"NUL in a value", get(line, "Host: a\r\nX: a\0\r\n"s), 400, false},
        {"DEL in a value", get(line, "Host: a\r\nX: a\x7f\r\n"), 400, false},
        {"two authorizations", get(line, "Host: a\r\nAuthorization: x\r\nAuthorization: y\r\n"),
         400, false},
        {"two content types", post("/echo", "x", "Content-Type: a/b\r\nContent-Type: a/b\r\n"), 400,
         false},
        {"gzip", post("/echo", "x", "Content-Encoding: gzip\r\n"), 415, false},
        {"other expectation", post("/echo", "x", "Expect: 200-ok\r\n"), 417, false},
        {"many fields", get(line, many), 431, false},
        {"huge field", get(line, "Host: a\r\nX: " + std::string(40'000, 'a') + "\r\n"), 431, false},
        {"endless fields",
         line + "\r\n" + std::string(8'000, 'a') + ": b\r\n" + std::string(30'000, 'b'), 431,
         false},
    };
}

std::vector<Case> bad_framing_cases() {
    const auto length = [](const std::string& fields) {
        return "POST /echo HTTP/1.1\r\nHost: a\r\n" + fields + "\r\nhello";
    };
    return {
        {"length +5", length("Content-Length: +5\r\n"), 400, false},
        {"length -5", length("Content-Length: -5\r\n"), 400, false},
        {"length 0x5", length("Content-Length: 0x5\r\n"), 400, false},
        {"length 0_5", length("Content-Length: 0_5\r\n"), 400, false},
        {"length 5a", length("Content-Length: 5a\r\n"), 400, false},
        {"length 5 5", length("Content-Length: 5 5\r\n"), 400, false},
        {"empty length", length("Content-Length:\r\n"), 400, false},
        {"length beyond 64 bits", length("Content-Length: 18446744073709551621\r\n"), 400, false},
        {"two equal lengths", length("Content-Length: 5\r\nContent-Length: 5\r\n"), 400, false},
        {"two lengths", length("Content-Length: 5\r\nContent-Length: 6\r\n"), 400, false},
        {"length as a list", length("Content-Length: 5, 5\r\n"), 400, false},
        {"length and chunked",
         "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nTransfer-Encoding: "
         "chunked\r\n\r\n" +
             hello,
         400, false},
        {"chunked and length",
         "POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nContent-Length: "
         "5\r\n\r\n" +
             hello,
         400, false},
        {"chunked in 1.0", "POST /echo HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n" + hello, 400,
         false},
        {"coding blegh", chunked(hello, "blegh"), 400, false},
        {"coding identity", chunked(hello, "identity"), 400, false},
        {"quoted chunked", chunked(hello, "\"chunked\""), 400, false},
        {"chunked, identity", chunked(hello, "chunked, identity"), 400, false},
        {"chunked, chunked", chunked(hello, "chunked, chunked"), 400, false},
        {"nbsp chunked",
         chunked(hello,
                 "\xa0"
                 "chunked"),
         400, false},
        {"nbsp in UTF-8",
         chunked(hello,
                 "\xc2\xa0"
                 "chunked"),
         400, false},
        {"empty coding", chunked(hello, ""), 400, false},
        {",chunked", chunked(hello, ",chunked"), 400, false},
        {"chunked;q=1", chunked(hello, "chunked;q=1"), 400, false},
        {"xchunked", chunked(hello, "xchunked"), 400, false},
        {"gzip, chunked", chunked(hello, "gzip, chunked"), 501, false},
        {"blegh with length",
         "POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: blegh\r\nContent-Length: "
         "5\r\n\r\nhello",
         400, false},
        {"empty coding with length",
         "POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding:\r\nContent-Length: 5\r\n\r\nhello",
         400, false},
        {"chunked twice",
         "POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: "
         "chunked\r\n\r\n" +
             hello,
         400, false},
        {"folded coding",
         "POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding:\r\n chunked\r\n\r\n" + hello, 400,
         false},
    };
}

std::vector<Case> bad_chunk_cases() {
    return {
        {"chunk size 0x5", chunked("0x5\r\nhello\r\n0\r\n\r\n"), 400, false},
        {"chunk size +5", chunked("+5\r\nhello\r\n0\r\n\r\n"), 400, false},
        {"chunk size -5", chunked("-5\r\nhello\r\n0\r\n\r\n"), 400, false},
        {"chunk size beyond 64 bits", chunked("FFFFFFFFFFFFFFFFF\r\nhello\r\n0\r\n\r\n"), 400,
         false},
        {"chunk size missing", chunked("\r\nhello\r\n0\r\n\r\n"), 400, false},
        {"chunk longer than it says", chunked("4\r\nhello\r\n0\r\n\r\n"), 400, false},
        {"chunk ends in a line feed", chunked("5\nhello\n0\n\n"), 400, false},
        {"trailer", chunked("5\r\nhello\r\n0\r\nX-Trailer: y\r\n\r\n"), 400, false},
        {"trailer with a credential", chunked("5\r\nhello\r\n0\r\nAuthorization: Bearer x\r\n\r\n"),
         400, false},
        {"too large by length", post("/small", "0123456789a"), 413, false},
        {"too large by chunks",
         "POST /small HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: "
         "chunked\r\n\r\nb\r\n0123456789a\r\n0\r\n\r\n",
         413, false},
        {"unknown path with a body", post("/nowhere", "hello"), 404, false},
        {"unauthenticated with a body", post("/secret", "hello"), 401, false},
    };
}

class RawRequests : public ::testing::Test {
protected:
    void ask_all(const std::vector<Case>& cases) {
        const std::string next = get("GET /small HTTP/1.1", "Host: a\r\nConnection: close\r\n");
        for (const Case& one : cases) {
            RawSocket socket = server_.connect();
            socket.send(one.request + next);
            const std::string bytes = socket.receive_to_end();
            const auto answers = parse_answers(bytes);
            ASSERT_FALSE(answers.empty()) << one.name << ": " << bytes;
            EXPECT_EQ(answers[0].status, one.status) << one.name;
            EXPECT_EQ(answers.size(), one.goes_on ? 2u : 1u) << one.name << ": " << bytes;
            if (one.goes_on && answers.size() == 2) {
                EXPECT_EQ(answers[1].status, 200u) << one.name;
            }
            if (!one.goes_on) {
                EXPECT_EQ(answers[0].headers.find("Connection"), "close") << one.name;
            }
            if (answers[0].status >= 400) {
                EXPECT_EQ(answers[0].headers.find("Content-Type"), "application/problem+json")
                    << one.name;
            }
        }
    }

    EchoServer server_;
};

TEST_F(RawRequests, GoodOnesAreAnsweredAndTheConnectionGoesOn) {
    ask_all(good_cases());
}
TEST_F(RawRequests, BrokenRequestLinesAreRefusedAndTheConnectionEnds) {
    ask_all(bad_line_cases());
}
TEST_F(RawRequests, BrokenFieldsAreRefusedAndTheConnectionEnds) {
    ask_all(bad_field_cases());
}
TEST_F(RawRequests, BodiesNobodyCanFrameAreNeverReadAsASecondRequest) {
    ask_all(bad_framing_cases());
    ask_all(bad_chunk_cases());
}

// The same bytes in two pieces, cut at every place, give the same answers.
TEST_F(RawRequests, FragmentationChangesNothing) {
    const std::string request = chunked("5;x=y\r\nhello\r\n0\r\n\r\n") +
                                get("GET /small HTTP/1.1", "Host: a\r\nConnection: close\r\n");
    for (std::size_t cut = 1; cut < request.size(); ++cut) {
        RawSocket socket = server_.connect();
        socket.send(std::string_view(request).substr(0, cut));
        socket.send(std::string_view(request).substr(cut));
        const auto answers = parse_answers(socket.receive_to_end());
        ASSERT_EQ(answers.size(), 2u) << cut;
        EXPECT_EQ(answers[0].body, "hello") << cut;
        EXPECT_EQ(answers[1].status, 200u) << cut;
    }
}

// Of every request that is right, cut at every place and byte by byte.  The kernel may join what
// was sent in pieces; what pieces do to a body in chunks is in chunked_body_test.cpp.
TEST_F(RawRequests, FragmentationOfAnyGoodOneChangesNothing) {
    for (const Case& one : good_cases()) {
        const auto ask = [&](const std::vector<std::string_view>& pieces) {
            RawSocket socket = server_.connect();
            for (const std::string_view piece : pieces) socket.send(piece);
            socket.half_close();
            const auto answers = parse_answers(socket.receive_to_end());
            ASSERT_EQ(answers.size(), 1u) << one.name << " in " << pieces.size() << " pieces";
            EXPECT_EQ(answers[0].status, one.status) << one.name;
        };
        const std::string_view bytes = one.request;
        for (std::size_t cut = 1; cut < bytes.size(); ++cut)
            ask({bytes.substr(0, cut), bytes.substr(cut)});
        std::vector<std::string_view> each;
        for (std::size_t at = 0; at < bytes.size(); ++at) each.push_back(bytes.substr(at, 1));
        ask(each);
    }
}

}  // namespace
}  // namespace tocsin::net_test
