// The front on real sockets: TLS, keep-alive, what faults look like on the wire (behaviours 1, 25
// and 27), and a page that is down.
#include "tests/emulator/front.hpp"

#include <gtest/gtest.h>
#include <stdlib.h>

#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <chrono>
#include <fstream>
#include <functional>

#include "tests/emulator/front_client.hpp"

namespace tocsin {
namespace {

using End = FrontClient::End;

const std::string incidents_path = "/v1/pages/page00000001/incidents";
const std::string an_incident = R"({"incident":{"name":"a","body":"b"}})";

class FrontTest : public testing::Test {
protected:
    FrontTest() {
        char made[] = "/tmp/tocsin-emulator-XXXXXX";
        folder_ = ::mkdtemp(made);
        StatuspageModel model({}, 1);
        model.add_page("page00000001", "Ours");
        model.add_key("key-1", "key", {"page00000001"});
        front_ =
            std::make_unique<Front>(FrontSettings{{}, TlsMode::normal, folder_}, std::move(model));
        const auto started = front_->start();
        EXPECT_TRUE(started) << started.error().message;
        ports_ = front_->ports();
    }
    ~FrontTest() override {
        front_.reset();
        std::filesystem::remove_all(folder_);
    }

    boost::json::value control(const std::string& method, const std::string& target,
                               const std::string& body = "") {
        FrontClient client;
        EXPECT_TRUE(client.connect(ports_.control));
        const auto reply = client.ask(raw_request(method, target, body));
        EXPECT_EQ(reply.status, 200U) << reply.body;
        return boost::json::parse(reply.body);
    }

    // One request on a new connection over TLS.
    FrontClient::Reply ask(const std::string& method, const std::string& target,
                           const std::string& body = "") {
        FrontClient client;
        EXPECT_TRUE(client.connect(ports_.api));
        EXPECT_EQ(client.start_tls(folder_ / "ca.pem"), X509_V_OK);
        return client.ask(raw_request(method, target, body));
    }

    FrontClient::Reply create_under(const std::string& fault) {
        control("POST", "/faults", "[" + fault + "]");
        return ask("POST", incidents_path, an_incident);
    }

    std::size_t incident_count() {
        return control("GET", "/state").at_pointer("/pages/0/incidents").as_array().size();
    }

    // Asks again until it holds, for at most ten seconds.
    static bool comes_true(const std::function<bool()>& holds) {
        const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(10);
        while (!holds()) {
            if (std::chrono::steady_clock::now() > end) return false;
        }
        return true;
    }

    std::filesystem::path folder_;
    std::unique_ptr<Front> front_;
    FrontPorts ports_;
};

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
    for (const char* stem : {"server", "wrong-host", "expired", "unknown-ca", "self-signed"}) {
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
