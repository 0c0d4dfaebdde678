// scan_head and HeadSearch as pure functions; tests/net/raw_requests_test.cpp asks the server.
#include "net/request_head.hpp"

#include <gtest/gtest.h>

namespace tocsin {
namespace {

RequestHead head_of(const std::string& header) {
    auto scanned = scan_head(header);
    if (const auto* no = std::get_if<HeadRefusal>(&scanned)) {
        ADD_FAILURE() << no->status << ' ' << no->detail;
        return {};
    }
    return std::get<RequestHead>(scanned);
}

unsigned status_of(const std::string& header) {
    const auto scanned = scan_head(header);
    const auto* no = std::get_if<HeadRefusal>(&scanned);
    return no ? no->status : 200;
}

TEST(ScanHead, ReadsAnOrdinaryRequest) {
    const RequestHead head = head_of(
        "POST /webhooks/a?b=%20 HTTP/1.1\r\nhOST:\tcheckout.example:80 \r\nContent-Length: 5\r\n"
        "X-Empty:\r\nContent-Type: application/json\r\n\r\n");
    EXPECT_EQ(head.method, "POST");
    EXPECT_EQ(head.target, "/webhooks/a?b=%20");
    EXPECT_EQ(head.content_length, 5u);
    EXPECT_EQ(head.headers.find("host"), "checkout.example:80");
    EXPECT_EQ(head.headers.find("x-empty"), "");
    EXPECT_EQ(head.headers.size(), 4u);
    EXPECT_TRUE(head.keep_alive);
    EXPECT_TRUE(head.has_body());
    EXPECT_FALSE(head.chunked);
}

TEST(ScanHead, TurnsAbsoluteFormIntoOriginForm) {
    EXPECT_EQ(head_of("GET http://a.example/x?y HTTP/1.1\r\nHost: A.example\r\n\r\n").target,
              "/x?y");
    EXPECT_EQ(head_of("GET https://a.example HTTP/1.1\r\nHost: a.example\r\n\r\n").target, "/");
    EXPECT_EQ(head_of("GET http://a.example?q HTTP/1.1\r\nHost: a.example\r\n\r\n").target, "/?q");
    EXPECT_EQ(status_of("GET http://b.example/ HTTP/1.1\r\nHost: a.example\r\n\r\n"), 421u);
    EXPECT_EQ(status_of("GET http://u@a.example/ HTTP/1.1\r\nHost: a.example\r\n\r\n"), 400u);
}

TEST(ScanHead, KnowsWhoKeepsTheConnection) {
    EXPECT_FALSE(head_of("GET / HTTP/1.0\r\n\r\n").keep_alive);
    EXPECT_TRUE(head_of("GET / HTTP/1.0\r\nConnection: Keep-Alive\r\n\r\n").keep_alive);
    EXPECT_FALSE(head_of("GET / HTTP/1.1\r\nHost: a\r\nConnection: x, Close\r\n\r\n").keep_alive);
    EXPECT_FALSE(head_of("GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n"
                         "Connection: keep-alive\r\n\r\n")
                     .keep_alive);
}

TEST(ScanHead, TakesNoMoreThanItsFieldCount) {
    std::string header = "GET / HTTP/1.1\r\nHost: a\r\n";
    for (std::size_t i = 1; i < header_fields_max; ++i) header += "X: y\r\n";
    EXPECT_EQ(status_of(header + "\r\n"), 200u);
    EXPECT_EQ(status_of(header + "X: y\r\n\r\n"), 431u);
}

TEST(ScanHead, TakesNoLongerTargetThanItsLimit) {
    const std::string rest = " HTTP/1.1\r\nHost: a\r\n\r\n";
    EXPECT_EQ(status_of("GET /" + std::string(target_bytes_max - 1, 'a') + rest), 200u);
    EXPECT_EQ(status_of("GET /" + std::string(target_bytes_max, 'a') + rest), 414u);
}

TEST(ScanHead, SaysNothingOfWhatWasSentInItsRefusals) {
    const auto scanned =
        scan_head("GET / HTTP/1.1\r\nHost: a\r\nAuthorization: canary\r\nAuthorization: b\r\n\r\n");
    const auto* no = std::get_if<HeadRefusal>(&scanned);
    ASSERT_TRUE(no);
    EXPECT_EQ(no->detail.find("canary"), std::string_view::npos);
}

TEST(HeadSearch, FindsTheEndInWhateverPiecesItComes) {
    const std::string header = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";
    const std::string all = header + "body";
    for (std::size_t cut = 0; cut < header.size(); ++cut) {
        HeadSearch search;
        ASSERT_EQ(search.look(std::string_view(all).substr(0, cut)), HeadSearch::State::more);
        ASSERT_EQ(search.look(all), HeadSearch::State::found) << cut;
        ASSERT_EQ(search.size(), header.size());
    }
}

TEST(HeadSearch, GivesUpAtTheFirstImpossibleByte) {
    for (const std::string& bad :
         {std::string("\x16\x03\x01", 3), std::string("GET / HTTP/1.1\n"), std::string("GET\0", 4),
          std::string("GET / HTTP/1.1\rX"), std::string("GET / HTTP/1.1\r\r"),
          std::string("a: b\x7f"), std::string("\n")}) {
        HeadSearch search;
        EXPECT_EQ(search.look(bad), HeadSearch::State::broken) << bad;
    }
}

}  // namespace
}  // namespace tocsin
