// The front on real sockets: TLS, keep-alive, what faults look like on the wire (behaviours 1, 25
// and 27), and a page that is down.
#include "tests/emulator/front.hpp"

#include <fstream>

#include "tests/emulator/front_fixture.hpp"

namespace tocsin {
namespace {

using End = FrontClient::End;

TEST_F(FrontTest, Behaviour1AnswersOverTlsOfItsOwnCaAndKeepsTheConnection) {
    FrontClient client;
    ASSERT_TRUE(client.connect(ports_.api));
    ASSERT_EQ(client.start_tls(folder_ / "ca.pem"), X509_V_OK);
    for (int i = 0; i < 3; ++i) {
        EXPECT_EQ(client.ask(raw_request("POST", incidents_path, an_incident)).status, 201U);
    }
    // Two at once are answered in their order.
    client.send(raw_request("GET", incidents_path) + raw_request("GET", "/v1/nothing"));
    EXPECT_EQ(client.read_reply().status, 200U);
    EXPECT_EQ(client.read_reply().status, 404U);
    EXPECT_EQ(incident_count(), 3U);
}

TEST_F(FrontTest, Behaviour1AnswersWithoutTlsOnThePlainPort) {
    FrontClient client;
    ASSERT_TRUE(client.connect(ports_.plain));
    EXPECT_EQ(client.ask(raw_request("POST", incidents_path, an_incident)).status, 201U);
    const auto last = client.ask("GET /v1/pages HTTP/1.1\r\nConnection: close\r\n\r\n");
    EXPECT_EQ(last.status, 401U);
    EXPECT_NE(last.head.find("Connection: close"), std::string::npos);
    EXPECT_EQ(client.read_reply().end, End::cut_off);
}

TEST_F(FrontTest, Behaviour1BadCertificatesAreBadInTheirOwnWay) {
    const auto verdict = [&](const char* mode) {
        control("POST", "/front", std::string(R"({"tls_mode":")") + mode + "\"}");
        FrontClient client;
        EXPECT_TRUE(client.connect(ports_.api));
        return client.start_tls(folder_ / "ca.pem");
    };
    EXPECT_EQ(verdict("normal"), X509_V_OK);
    EXPECT_EQ(verdict("wrong-host"), X509_V_ERR_HOSTNAME_MISMATCH);
    EXPECT_EQ(verdict("expired"), X509_V_ERR_CERT_HAS_EXPIRED);
    EXPECT_EQ(verdict("unknown-ca"), X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY);
    EXPECT_EQ(verdict("self-signed"), X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT);
    EXPECT_EQ(verdict("not-yet-valid"), X509_V_ERR_CERT_NOT_YET_VALID);
    EXPECT_EQ(verdict("weak-key"), X509_V_ERR_EE_KEY_TOO_SMALL);
}

TEST_F(FrontTest, Behaviour1OldVersionsOfTlsAreForClientsThatTakeAnything) {
    control("POST", "/front", R"({"tls_mode":"old-tls"})");
    FrontClient careful;
    ASSERT_TRUE(careful.connect(ports_.api));
    EXPECT_EQ(careful.start_tls(folder_ / "ca.pem"), -1);
    FrontClient careless;
    ASSERT_TRUE(careless.connect(ports_.api));
    EXPECT_EQ(careless.start_tls(folder_ / "ca.pem", {.takes_anything = true}), X509_V_OK);
    EXPECT_EQ(careless.tls_version(), "TLSv1.1");
    EXPECT_EQ(careless.ask(raw_request("GET", incidents_path)).status, 200U);
}

TEST_F(FrontTest, Behaviour1AServerMayInsistOnItsName) {
    control("POST", "/front", R"({"tls_mode":"sni-needed"})");
    FrontClient silent;
    ASSERT_TRUE(silent.connect(ports_.api));
    EXPECT_EQ(silent.start_tls(folder_ / "ca.pem", {.names_host = false}), -1);
    EXPECT_EQ(ask("GET", incidents_path).status, 200U);
}

TEST_F(FrontTest, Behaviour1AHandshakeMayBeginAndNotEnd) {
    control("POST", "/front", R"({"tls_mode":"stalled"})");
    FrontClient raw;
    ASSERT_TRUE(raw.connect(ports_.api));
    raw.send("a client's hello");
    EXPECT_EQ(raw.read_until("\x16\x03\x03"), "\x16\x03\x03");
    FrontClient client;
    ASSERT_TRUE(client.connect(ports_.api));
    client.set_timeout_millis(50);
    EXPECT_EQ(client.start_tls(folder_ / "ca.pem"), -1);
    // Who is held is let go when the mode ends.
    control("POST", "/front", R"({"tls_mode":"normal"})");
    EXPECT_EQ(raw.read_to_end(), "");
    EXPECT_EQ(ask("GET", incidents_path).status, 200U);
}

TEST_F(FrontTest, Behaviour1WhatIsNoHttpIsTurnedAway) {
    FrontClient chunked;
    ASSERT_TRUE(chunked.connect(ports_.plain));
    EXPECT_EQ(chunked.ask("POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n").status, 411U);
    FrontClient nonsense;
    ASSERT_TRUE(nonsense.connect(ports_.plain));
    EXPECT_EQ(nonsense.ask("hello\r\n\r\n").status, 400U);
    FrontClient careful;
    ASSERT_TRUE(careful.connect(ports_.plain));
    careful.send("GET /v1/pages HTTP/1.1\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n");
    EXPECT_EQ(careful.read_reply().status, 100U);
    EXPECT_EQ(careful.ask("{}").status, 401U);
}

TEST_F(FrontTest, Behaviour1WritesItsPortsAndKeepsItsKeysToItself) {
    std::ifstream file(folder_ / "ports.json");
    const std::string text{std::istreambuf_iterator<char>(file), {}};
    EXPECT_EQ(boost::json::parse(text).at("api").as_int64(), ports_.api);
    EXPECT_EQ(boost::json::parse(text).at("control").as_int64(), ports_.control);
    EXPECT_EQ(boost::json::parse(text).at("plain").as_int64(), ports_.plain);
    for (const char* stem : {"server", "wrong-host", "expired", "unknown-ca", "self-signed",
                             "not-yet-valid", "weak-key", "old-tls", "sni-needed"}) {
        const auto key = folder_ / (std::string(stem) + ".key");
        EXPECT_EQ(std::filesystem::status(key).permissions(), std::filesystem::perms{0600}) << stem;
        EXPECT_TRUE(std::filesystem::exists(folder_ / (std::string(stem) + ".pem")));
    }
}

TEST_F(FrontTest, Behaviour25ADelayBeforeTheEffectHidesIt) {
    control("POST", "/faults", R"([{"method":"POST","delay_before":"60s"}])");
    FrontClient client;
    ASSERT_TRUE(client.connect(ports_.plain));
    client.set_timeout_millis(50);
    EXPECT_EQ(client.ask(raw_request("POST", incidents_path, an_incident)).end, End::timed_out);
    EXPECT_TRUE(comes_true([&] {
        return control("GET", "/journal").at_pointer("/counters/requests").to_number<int>() == 1;
    }));
    EXPECT_FALSE(control("GET", "/journal").at_pointer("/requests/0/answered").as_bool());
    EXPECT_EQ(incident_count(), 0U);
}

TEST_F(FrontTest, Behaviour25ADelayAfterTheEffectShowsIt) {
    control("POST", "/faults", R"([{"method":"POST","delay_after":"60s"}])");
    FrontClient client;
    ASSERT_TRUE(client.connect(ports_.plain));
    client.set_timeout_millis(50);
    EXPECT_EQ(client.ask(raw_request("POST", incidents_path, an_incident)).end, End::timed_out);
    EXPECT_TRUE(comes_true([&] { return incident_count() == 1; }));
    EXPECT_TRUE(control("GET", "/journal").at_pointer("/requests/0/applied").as_bool());
}

TEST_F(FrontTest, Behaviour25ADelayMayComeBeforeReadingAndBetweenBytes) {
    const auto reply = create_under(R"({"delay_between_bytes":"1ms"})");
    EXPECT_EQ(reply.end, End::whole);
    EXPECT_EQ(reply.status, 201U);
    control("POST", "/front", R"({"read_delay":"60s"})");
    FrontClient client;
    ASSERT_TRUE(client.connect(ports_.plain));
    client.set_timeout_millis(50);
    EXPECT_EQ(client.ask(raw_request("GET", incidents_path)).end, End::timed_out);
    EXPECT_EQ(control("GET", "/journal").at_pointer("/counters/requests").to_number<int>(), 1);
}

TEST_F(FrontTest, Behaviour27ResetsTruncatesAndStaysSilent) {
    EXPECT_EQ(create_under(R"({"fault":"drop_before_apply"})").end, End::reset);
    EXPECT_EQ(incident_count(), 0U);
    EXPECT_EQ(create_under(R"({"fault":"drop_after_apply"})").end, End::reset);
    EXPECT_EQ(incident_count(), 1U);
    const auto reset = create_under(R"({"fault":"reset_mid_body"})");
    EXPECT_EQ(reset.end, End::reset);
    const auto cut = create_under(R"({"fault":"truncate_body"})");
    EXPECT_EQ(cut.end, End::cut_off);
    EXPECT_EQ(cut.status, 201U);
    EXPECT_FALSE(cut.body.empty());
    EXPECT_EQ(incident_count(), 3U);
    control("POST", "/faults", R"([{"fault":"never_answer"}])");
    FrontClient client;
    ASSERT_TRUE(client.connect(ports_.api));
    ASSERT_EQ(client.start_tls(folder_ / "ca.pem"), X509_V_OK);
    client.set_timeout_millis(50);
    EXPECT_EQ(client.ask(raw_request("POST", incidents_path, an_incident)).end, End::timed_out);
    EXPECT_EQ(incident_count(), 3U);
}

TEST_F(FrontTest, APageThatIsDownRefusesAndComesBackOnItsPort) {
    FrontClient open;
    ASSERT_TRUE(open.connect(ports_.plain));
    EXPECT_EQ(open.ask(raw_request("GET", incidents_path)).status, 200U);
    control("POST", "/down", R"({"down":true})");
    EXPECT_NE(open.ask(raw_request("GET", incidents_path)).end, End::whole);
    EXPECT_FALSE(FrontClient().connect(ports_.api));
    EXPECT_FALSE(FrontClient().connect(ports_.plain));
    control("POST", "/down", R"({"down":false})");
    EXPECT_EQ(ask("GET", incidents_path).status, 200U);
}

TEST_F(FrontTest, APageThatIsSilentTakesConnectionsAndSaysNothing) {
    control("POST", "/down", R"({"down":true,"mode":"silent"})");
    FrontClient client;
    ASSERT_TRUE(client.connect(ports_.plain));
    client.set_timeout_millis(50);
    EXPECT_EQ(client.ask(raw_request("GET", incidents_path)).end, End::timed_out);
    control("POST", "/down", R"({"down":false})");
    client.set_timeout_millis(10'000);
    EXPECT_NE(client.read_reply().end, End::timed_out);
    EXPECT_EQ(ask("GET", incidents_path).status, 200U);
}

TEST_F(FrontTest, TheClockOfTheApiIsThatOfTheControl) {
    control("POST", "/clock", R"({"set":"2031-02-03T04:05:06Z","freeze":true})");
    const auto reply = ask("POST", incidents_path, an_incident);
    EXPECT_NE(reply.body.find(R"("created_at":"2031-02-03T04:05:06Z")"), std::string::npos);
    EXPECT_NE(reply.head.find("Date: Mon, 03 Feb 2031 04:05:06 GMT"), std::string::npos);
}

}  // namespace
}  // namespace tocsin
