#include "net/message_head.hpp"

#include <gtest/gtest.h>

#include "net/problem.hpp"

namespace tocsin {
namespace {

TEST(ResponseHead, FramesAndLeavesTheCallersFramingOut) {
    const HttpResponse response{
        200, {{"X-A", "b"}, {"Content-Length", "99"}, {"Transfer-Encoding", "chunked"}}, "body"};
    const std::string head = response_head(response, {.close = true, .say_keep_alive = false});
    EXPECT_TRUE(head.starts_with("HTTP/1.1 200 OK\r\nDate: ")) << head;
    EXPECT_TRUE(head.ends_with("GMT\r\nX-A: b\r\nContent-Length: 4\r\nConnection: close\r\n\r\n"))
        << head;
}

TEST(ResponseHead, HasNoLengthWhereNoBodyCanBe) {
    EXPECT_EQ(response_head({204, {}, ""}, {}).find("Content-Length"), std::string::npos);
    EXPECT_EQ(response_head({304, {}, ""}, {}).find("Content-Length"), std::string::npos);
    EXPECT_NE(response_head({200, {}, ""}, {}).find("Content-Length: 0"), std::string::npos);
}

TEST(RequestHead, SaysLengthWhereABodyIsExpected) {
    EXPECT_EQ(request_head({"GET", "/a?b", {{"Authorization", "OAuth x"}}, ""}, "h.example:8443"),
              "GET /a?b HTTP/1.1\r\nHost: h.example:8443\r\nAuthorization: OAuth x\r\n"
              "Accept-Encoding: identity\r\n\r\n");
    EXPECT_EQ(request_head({"POST", "/", {{"Host", "evil"}, {"Expect", "x"}}, "abc"}, "h"),
              "POST / HTTP/1.1\r\nHost: h\r\nAccept-Encoding: identity\r\n"
              "Content-Length: 3\r\n\r\n");
    EXPECT_NE(request_head({"PATCH", "/", {}, ""}, "h").find("Content-Length: 0"),
              std::string::npos);
}

TEST(IsSendable, RefusesWhatWouldBeginAnotherLine) {
    EXPECT_TRUE(is_sendable({{"A", "b\tc"}, {"X-Y", ""}}));
    EXPECT_FALSE(is_sendable({{"A", "b\r\nC: d"}}));
    EXPECT_FALSE(is_sendable({{"A", "b\n"}}));
    EXPECT_FALSE(is_sendable({{"A", std::string("\0", 1)}}));
    EXPECT_FALSE(is_sendable({{"A: b\r\nC", "d"}}));
    EXPECT_FALSE(is_sendable({{"", "d"}}));
}

TEST(IsRequestable, RefusesWhatWouldEndTheLine) {
    EXPECT_TRUE(is_requestable("GET", "/a?b=%20"));
    EXPECT_FALSE(is_requestable("GET", "/a b"));
    EXPECT_FALSE(is_requestable("GET", "/a\r\n"));
    EXPECT_FALSE(is_requestable("GET", "a"));
    EXPECT_FALSE(is_requestable("GE T", "/"));
    EXPECT_FALSE(is_requestable("GET", "/\xc3\xa9"));
}

TEST(Problem, IsJsonWhateverTheDetail) {
    EXPECT_EQ(problem(400, "a \"b\" \\ \n c").body,
              "{\"type\":\"about:blank\",\"title\":\"Bad Request\",\"status\":400,"
              "\"detail\":\"a \\\"b\\\" \\\\   c\"}\n");
    EXPECT_EQ(problem(404, "").body,
              "{\"type\":\"about:blank\",\"title\":\"Not Found\",\"status\":404}\n");
    EXPECT_EQ(reason_phrase(799), "Unknown");
}

}  // namespace
}  // namespace tocsin
