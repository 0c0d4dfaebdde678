// Answers and connections as no client likes them (behaviours 25, 28, 29, 31, 33 and 34).
#include <algorithm>

#include "tests/emulator/front_fixture.hpp"
#include "tests/emulator/wire.hpp"

namespace tocsin {
namespace {

using End = FrontClient::End;

class FramingTest : public FrontTest {
protected:
    FramingTest() { EXPECT_TRUE(client.connect(ports_.plain)); }

    void fault(const std::string& rule) { control("POST", "/faults", "[" + rule + "]"); }
    // What comes for one request until the emulator is done with it, under that fault.
    std::string raw_under(const std::string& rule, const std::string& until) {
        fault(rule);
        client.send(raw_request("POST", incidents_path, an_incident));
        return client.read_until(until);
    }
    static bool has(const std::string& text, const std::string& part) {
        return text.find(part) != std::string::npos;
    }

    FrontClient client;
};

TEST_F(FramingTest, Behaviour25ADelayBeforeReadingLeavesTheBodyUnread) {
    fault(R"({"method":"POST","delay_reading":"60s"})");
    client.set_timeout_millis(50);
    EXPECT_EQ(client.ask(raw_request("POST", incidents_path, an_incident)).end, End::timed_out);
    // It is known which rule hit it, and it has not arrived.
    EXPECT_TRUE(comes_true([&] {
        return control("GET", "/faults").at_pointer("/faults/0/hit").to_number<int>() == 1;
    }));
    EXPECT_EQ(control("GET", "/journal").at_pointer("/counters/requests").to_number<int>(), 0);
    EXPECT_EQ(ask("GET", incidents_path).status, 200U);
}

TEST_F(FramingTest, Behaviour28ATwistedAnswerIsWholeAsHttp) {
    fault(R"({"twist":"broken_json"})");
    const auto reply = client.ask(raw_request("POST", incidents_path, an_incident));
    EXPECT_EQ(reply.end, End::whole);
    EXPECT_EQ(reply.status, 201U);
    boost::json::error_code failure;
    boost::json::parse(reply.body, failure);
    EXPECT_TRUE(failure);
    EXPECT_EQ(client.ask(raw_request("GET", incidents_path)).status, 200U);
}

TEST_F(FramingTest, Behaviour29TheClockOfTheControlBringsWhatIsLate) {
    control("POST", "/clock", R"({"freeze":true})");
    fault(R"({"method":"POST","status":504,"late":"20s"})");
    EXPECT_EQ(client.ask(raw_request("POST", incidents_path, an_incident)).status, 504U);
    EXPECT_EQ(incident_count(), 0U);
    control("POST", "/clock", R"({"advance":"20s"})");
    EXPECT_EQ(incident_count(), 1U);
}

TEST_F(FramingTest, Behaviour31AnIdleConnectionIsClosed) {
    control("POST", "/front", R"({"idle_close":"10ms"})");
    EXPECT_EQ(client.ask(raw_request("GET", incidents_path)).status, 200U);
    EXPECT_EQ(client.read_to_end(), "");
    EXPECT_NE(client.ask(raw_request("GET", incidents_path)).end, End::whole);
    // One that is not yet used may wait, and one that is used stays.
    control("POST", "/front", R"({"idle_close":"60s"})");
    FrontClient busy;
    ASSERT_TRUE(busy.connect(ports_.plain));
    for (int i = 0; i < 3; ++i) {
        EXPECT_EQ(busy.ask(raw_request("GET", incidents_path)).status, 200U);
    }
}

TEST_F(FramingTest, Behaviour31AConnectionIsClosedThoughTheAnswerSaidItStays) {
    fault(R"({"fault":"close_after_answer"})");
    const auto reply = client.ask(raw_request("POST", incidents_path, an_incident));
    EXPECT_EQ(reply.status, 201U);
    EXPECT_FALSE(has(reply.head, "Connection: close"));
    EXPECT_NE(client.ask(raw_request("POST", incidents_path, an_incident)).end, End::whole);
    EXPECT_EQ(incident_count(), 1U);
}

TEST_F(FramingTest, Behaviour33ASlowAnswerIsSlowFromItsFirstByteOn) {
    fault(R"({"delay_between_bytes":"60s"})");
    client.send(raw_request("POST", incidents_path, an_incident));
    client.set_timeout_millis(5'000);
    EXPECT_EQ(client.read_until("H"), "H");
    EXPECT_EQ(incident_count(), 1U);
}

TEST_F(FramingTest, Behaviour33AnAnswerMayBeLarge) {
    fault(R"({"answer_bytes":10000000})");
    const auto reply = client.ask(raw_request("POST", incidents_path, an_incident));
    EXPECT_EQ(reply.end, End::whole);
    EXPECT_EQ(reply.body.size(), 10'000'000U);
    EXPECT_EQ(boost::json::parse(reply.body).at("name").as_string(), "a");
}

TEST_F(FramingTest, Behaviour33AnAnswerMayBeChunkedWithTrailersOrWithout) {
    const std::string plain = raw_under(R"({"framing":"chunked"})", "\r\n0\r\n\r\n");
    EXPECT_TRUE(has(plain, "Transfer-Encoding: chunked\r\n"));
    EXPECT_FALSE(has(plain, "Content-Length"));
    EXPECT_TRUE(has(plain, "\r\n0\r\n\r\n"));
    const std::string more =
        raw_under(R"({"framing":"chunked_trailers"})", "X-Runtime: 1.0\r\n\r\n");
    EXPECT_TRUE(has(more, "\r\n0\r\nX-Checksum: 0\r\nX-Runtime: 1.0\r\n\r\n"));
    EXPECT_EQ(client.ask(raw_request("GET", incidents_path)).status, 200U);
}

TEST_F(FramingTest, Behaviour33ChunksAreTheAnswerInPieces) {
    HttpResponse response;
    response.body = "abcdefg";
    EXPECT_EQ(frame_answer(response, Framing::chunked, true, "now").body,
              "3\r\nabc\r\n3\r\ndef\r\n1\r\ng\r\n0\r\n\r\n");
    response.body = "";
    EXPECT_EQ(frame_answer(response, Framing::chunked, true, "now").body, "0\r\n\r\n");
    response.status = 204;
    EXPECT_EQ(frame_answer(response, Framing::chunked, true, "now").body, "");
}

TEST_F(FramingTest, Behaviour33AnAnswerMayBePackedThoughNobodyAskedForIt) {
    fault(R"({"framing":"gzip"})");
    const auto reply = client.ask(raw_request("POST", incidents_path, an_incident));
    EXPECT_TRUE(has(reply.head, "Content-Encoding: gzip\r\n"));
    EXPECT_EQ(reply.body.substr(0, 3), "\x1f\x8b\x08");
    // RFC 1952 by hand: one stored block, the CRC-32 of "a", its length.
    const std::string packed = to_gzip("a");
    EXPECT_EQ(packed.substr(10), std::string("\1\1\0\xfe\xff"
                                             "a\x43\xbe\xb7\xe8\1\0\0\0",
                                             14));
    EXPECT_EQ(to_gzip(std::string(70'000, 'x')).size(), 70'000U + 10 + 2 * 5 + 8);
}

TEST_F(FramingTest, Behaviour33A100MayComeThoughNobodyWaitsForIt) {
    fault(R"({"framing":"continue_first"})");
    EXPECT_EQ(client.ask(raw_request("POST", incidents_path, an_incident)).status, 100U);
    EXPECT_EQ(client.read_reply().status, 201U);
}

TEST_F(FramingTest, Behaviour33A100MayNotComeThoughSomebodyWaitsForIt) {
    control("POST", "/front", R"({"ignores_expect":true})");
    client.set_timeout_millis(50);
    EXPECT_EQ(client
                  .ask("GET /v1/pages HTTP/1.1\r\nExpect: 100-continue\r\n"
                       "Content-Length: 2\r\n\r\n")
                  .end,
              End::timed_out);
    client.set_timeout_millis(10'000);
    EXPECT_EQ(client.ask("{}").status, 401U);
}

TEST_F(FramingTest, Behaviour33AnAnswerMayBeOfTheVersionBefore) {
    const std::string all = raw_under(R"({"framing":"http_1_0"})", "");
    EXPECT_EQ(all.substr(0, 12), "HTTP/1.0 201");
    EXPECT_FALSE(has(all, "Content-Length"));
    EXPECT_EQ(all.back(), '}');
}

TEST_F(FramingTest, Behaviour34AnAnswerMayComeTwice) {
    fault(R"({"framing":"twice"})");
    const auto first = client.ask(raw_request("POST", incidents_path, an_incident));
    const auto second = client.read_reply();
    EXPECT_EQ(second.status, 201U);
    EXPECT_EQ(second.body, first.body);
    EXPECT_EQ(incident_count(), 1U);
    EXPECT_EQ(client.ask(raw_request("GET", incidents_path)).status, 200U);
}

TEST_F(FramingTest, Behaviour34AnAnswerMayBeThatOfAnotherConnection) {
    const auto other = ask("GET", incidents_path);
    fault(R"({"twist":"another_answer"})");
    const auto reply = client.ask(raw_request("POST", incidents_path, an_incident));
    EXPECT_EQ(reply.status, 200U);
    EXPECT_EQ(reply.body, other.body);
}

TEST_F(FramingTest, Behaviour33FaultsCutAnswersHoweverTheyAreFramed) {
    for (const char* framing : {"chunked", "gzip", "http_1_0"}) {
        fault(std::string(R"({"fault":"truncate_body","framing":")") + framing + "\"}");
        FrontClient cut;
        ASSERT_TRUE(cut.connect(ports_.plain));
        cut.send(raw_request("POST", incidents_path, an_incident));
        const std::string all = cut.read_to_end();
        EXPECT_TRUE(has(all, "\r\n\r\n")) << framing;
        EXPECT_FALSE(has(all, "\r\n0\r\n\r\n")) << framing;
        EXPECT_NE(all.back(), '}') << framing;
    }
}

}  // namespace
}  // namespace tocsin
