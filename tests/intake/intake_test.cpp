// The whole of line one over real sockets: a Server, an Intake, and a store that answers when told.
#include "intake/intake.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <thread>

#include "base/digest.hpp"
#include "decode/extract.hpp"
#include "store/memory_store.hpp"
#include "tests/net/loop_thread.hpp"
#include "tests/net/raw_socket.hpp"
#include "tests/support/standing_clock.hpp"

namespace tocsin {
namespace {

using net_test::LoopThread;
using net_test::RawSocket;

constexpr const char* one_alert =
    R"({"version":"4","groupKey":"g","status":"firing","alerts":[{"status":"firing",)"
    R"("labels":{"alertname":"Down"},"annotations":{},"startsAt":"2026-10-03T10:00:00Z",)"
    R"("endsAt":"0001-01-01T00:00:00Z","fingerprint":"00000000000000aa"}]})";

class IntakeTest : public testing::Test {
protected:
    void SetUp() override {
        thread_.on_loop([&] {
            IntakeHooks hooks;
            hooks.stored = [&](Sequence sequence, const SourceName& source, WallTime,
                               const Decoded& said) {
                const auto* const group = std::get_if<AlertGroup>(&said);
                stored_.push_back(
                    source.value + "/" + std::to_string(sequence.value) + "/" +
                    (group == nullptr ? "order" : std::to_string(group->alerts.size())));
            };
            hooks.ordered = [&](Sequence sequence, const WebhookId& id, Duration wait,
                                const OrderAnswer& answer) {
                EXPECT_FALSE(id.empty());
                EXPECT_EQ(wait, std::chrono::seconds(7));
                answer({201, {}, "order " + std::to_string(sequence.value)});
            };
            hooks.refused = [&](const SourceName& source) { refused_.push_back(source.value); };
            hooks.heard_again = [&](const SourceName& source, WallTime) {
                heard_.push_back(source.value);
            };
            hooks.refusal = [&] { return refusal_; };
            hooks.system_now = [&] { return clock_.now; };
            intake_ =
                std::make_unique<Intake>(store_, clock_, metrics_, log_, std::move(hooks), Rng(1));
            intake_->configure(sources());
            ServerHooks server;
            server.on_header = [&](const RequestHead& head) { return intake_->on_header(head); };
            server.on_request = [&](Exchange exchange) {
                intake_->on_request(std::move(exchange));
            };
            server_ = std::make_unique<Server>(thread_.loop(), std::move(server));
            ListenerOptions options;
            options.name = "test";
            options.address = {"127.0.0.1", 0};
            ASSERT_TRUE(server_->listen(std::move(options)));
            port_ = server_->bound_address("test").port;
        });
    }
    void TearDown() override {
        thread_.on_loop([&] { server_.reset(); });
    }

    static std::map<SourceName, IntakeSource> sources() {
        IntakeSource am;
        Credential bearer;
        bearer.secrets.emplace_back("token");
        am.credentials.push_back(std::move(bearer));
        am.body_bytes_max = 4096;
        am.rate_limit = {10, std::chrono::seconds(1), 4};
        IntakeSource open;
        open.unauthenticated = true;
        open.rate_limit.requests = 0;
        IntakeSource path;
        Credential token{Credential::Kind::path_token, "", {}};
        token.secrets.emplace_back("pa/th");
        path.credentials.push_back(std::move(token));
        IntakeSource grafana;
        grafana.unauthenticated = true;
        grafana.decode.kind = SenderKind::grafana;
        grafana.decode.alerts_max = 4;
        IntakeSource query;
        Credential parameter{Credential::Kind::query_token, "token"};
        parameter.secrets.emplace_back("query-secret");
        query.credentials.push_back(std::move(parameter));
        query.headers_kept = {"X-Kind", "X-Absent"};
        IntakeSource signed_ones;
        Credential hmac{Credential::Kind::hmac, ""};
        hmac.secrets.emplace_back("secret");
        hmac.scheme.header = "X-Signature";
        hmac.scheme.timestamp_header = "X-Time";
        hmac.scheme.signed_text = "{timestamp}:{body}";
        signed_ones.credentials.push_back(std::move(hmac));
        signed_ones.rate_limit = {10, std::chrono::seconds(1), 4};
        IntakeSource prometheus = path;
        prometheus.decode.kind = SenderKind::prometheus;
        IntakeSource open_prometheus = open;
        open_prometheus.decode.kind = SenderKind::prometheus;
        return {{SourceName("am"), am},
                {SourceName("query"), query},
                {SourceName("signed"), signed_ones},
                {SourceName("open"), open},
                {SourceName("prom"), prometheus},
                {SourceName("open-prom"), open_prometheus},
                {SourceName("seed"), orders(open)},
                {SourceName("seed-path"), orders(path)},
                {SourceName("zabbix"), generic()},
                {SourceName("path"), path},
                {SourceName("grafana"), grafana}};
    }

    static IntakeSource orders(IntakeSource source) {
        source.decode.kind = SenderKind::statuspage;
        source.decode.pages = std::make_shared<OrderPages>(
            OrderPages{{PageId("p1"), OrderPage{PageName("main"), {}}}});
        source.headers_kept = headers_needed(source.decode);
        source.wait = std::chrono::seconds(7);
        return source;
    }

    static IntakeSource generic() {
        IntakeSource source;
        source.unauthenticated = true;
        source.decode.kind = SenderKind::generic;
        Extract extract;
        extract.items = Pointer{};
        extract.state = {parse_pointer("/state").value()};
        extract.firing.words = {"down"};
        extract.ignore.words = {"test"};
        extract.key = {parse_pointer("/id").value()};
        source.decode.extract = std::make_shared<const Extract>(extract);
        return source;
    }

    static std::string request(const std::string& method, const std::string& target,
                               const std::string& body, const std::string& fields) {
        return method + " " + target + " HTTP/1.1\r\nHost: t\r\n" + fields +
               "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
    }

    // The fields of a request that is signed now.
    std::string signature(const std::string& body, const std::string& key = "secret") const {
        const auto now =
            std::chrono::duration_cast<std::chrono::seconds>(clock_.now.time_since_epoch()).count();
        const std::string time = std::to_string(now);
        const std::array<std::string_view, 3> pieces{time, ":", body};
        return "X-Time: " + time + "\r\nX-Signature: " + to_hex(hmac_sha256(key, pieces)) + "\r\n";
    }

    // Sends and does what the store is asked for until an answer is there.
    HttpResponse ask(const std::string& method, const std::string& target, const std::string& body,
                     const std::string& fields = "Authorization: Bearer token\r\n") {
        RawSocket socket = RawSocket::connect(port_);
        socket.send(request(method, target, body, fields + "Connection: close\r\n"));
        socket.half_close();
        std::string bytes;
        std::atomic<bool> done{false};
        std::thread reader([&] {
            bytes = socket.receive_to_end();
            done = true;
        });
        thread_.until([&] {
            store_.pump();
            return done.load();
        });
        reader.join();
        const auto answers = net_test::parse_answers(bytes, method == "HEAD");
        return answers.empty() ? HttpResponse{0, {}, bytes} : answers.front();
    }

    LoopThread thread_;
    StandingClock clock_;
    MemoryStore store_;
    Metrics metrics_{"test", "test"};
    std::vector<std::string> lines_;
    Log log_{LogLevel::debug, LogFormat::logfmt,
             [this](std::string_view line) { lines_.emplace_back(line); }};
    std::unique_ptr<Intake> intake_;
    std::unique_ptr<Server> server_;
    std::uint16_t port_ = 0;
    std::string refusal_;
    std::vector<std::string> stored_, refused_, heard_;
};

TEST_F(IntakeTest, AnswersOnlyAfterTheWebhookIsDurable) {
    RawSocket socket = RawSocket::connect(port_);
    socket.send(request("POST", "/webhooks/open", one_alert, ""));
    ASSERT_TRUE(thread_.until([&] { return store_.waiting() == 1; }));
    thread_.on_loop([&] {
        EXPECT_EQ(intake_->oldest_under_way(), clock_.now);
        EXPECT_EQ(store_.next(), "append");
        EXPECT_TRUE(stored_.empty());
        EXPECT_TRUE(store_.entries().empty());
        store_.complete_next();
        EXPECT_EQ(store_.entries().size(), 1U);
        EXPECT_EQ(intake_->oldest_under_way(), std::nullopt);
    });
    const std::string bytes = socket.receive_until("}");
    EXPECT_NE(bytes.find(" 200 "), std::string::npos) << bytes;
    EXPECT_NE(bytes.find("\"status\":\"accepted\""), std::string::npos) << bytes;
    EXPECT_NE(bytes.find("\"alerts\":1"), std::string::npos) << bytes;
    EXPECT_EQ(stored_, std::vector<std::string>{"open/1/1"});
}

TEST_F(IntakeTest, AnswersAWebhookThatWasNotStoredWith503AndKnowsThatItWasDeaf) {
    RawSocket socket = RawSocket::connect(port_);
    socket.send(request("POST", "/webhooks/open", one_alert, ""));
    ASSERT_TRUE(thread_.until([&] { return store_.waiting() == 1; }));
    thread_.on_loop([&] { store_.fail_next(unavailable("disk full")); });
    const std::string bytes = socket.receive_until("\r\n\r\n");
    EXPECT_NE(bytes.find(" 503 "), std::string::npos);
    EXPECT_NE(bytes.find("Retry-After: "), std::string::npos);
    EXPECT_TRUE(stored_.empty());
    thread_.on_loop([&] { EXPECT_EQ(intake_->oldest_under_way(), std::nullopt); });
    EXPECT_EQ(refused_, std::vector<std::string>{"open"});
    EXPECT_EQ(ask("POST", "/webhooks/open", one_alert).status, 200U);
    EXPECT_EQ(heard_, std::vector<std::string>{"open"});
}

TEST_F(IntakeTest, TakesPostAndPutAndNoOtherMethod) {
    EXPECT_EQ(ask("POST", "/webhooks/am", one_alert).status, 200U);
    EXPECT_EQ(ask("PUT", "/webhooks/am", one_alert).status, 200U);
    const HttpResponse response = ask("GET", "/webhooks/am", "");
    EXPECT_EQ(response.status, 405U);
    EXPECT_EQ(response.headers.find("Allow"), "POST, PUT");
}

TEST_F(IntakeTest, HandsAnOrderOnOnceItIsDurable) {
    const std::string fields = "Idempotency-Key: k\r\n";
    const HttpResponse response =
        ask("POST", "/webhooks/seed/v1/pages/p1/incidents.json?incident%5Bstatus%5D=identified",
            "incident[name]=x", fields);
    EXPECT_EQ(response.status, 201U);
    EXPECT_EQ(response.body, "order 1");
    EXPECT_EQ(stored_, std::vector<std::string>{"seed/1/order"});
    ASSERT_EQ(store_.entries().size(), 1U);
    const Webhook& webhook = std::get<Webhook>(store_.entries().front().what);
    EXPECT_EQ(webhook.envelope.target,
              "/webhooks/seed/pages/p1/incidents?incident%5Bstatus%5D=identified");
    EXPECT_EQ(webhook.envelope.kept.find("Idempotency-Key"), "k");
    EXPECT_NE(metrics_.prometheus_text().find("tocsin_webhook_requests_total{code=\"201\""),
              std::string::npos);
}

TEST_F(IntakeTest, RefusesAnOrderThatDoesNotFitInItsOwnForm) {
    const std::string target = "/webhooks/seed/pages/p1/incidents";
    const HttpResponse response = ask("POST", target, "incident[colour]=red", "");
    EXPECT_EQ(response.status, 422U);
    EXPECT_TRUE(response.body.starts_with(R"({"error":{"message":"incident[name])"))
        << response.body;
    EXPECT_EQ(ask("POST", target, "{", "").status, 400U);
    EXPECT_TRUE(stored_.empty());
    EXPECT_EQ(store_.rejected().size(), 2U);
}

TEST_F(IntakeTest, TakesOrdersWhereStatuspageWouldAndNowhereElse) {
    const std::string name = "incident[name]=x";
    for (const char* const wrong :
         {"/webhooks/seed", "/webhooks/seed/pages/p1", "/webhooks/seed/pages/p2/incidents",
          "/webhooks/seed/to/pages/p1/incidents", "/webhooks/open/pages/p1/incidents"})
        EXPECT_EQ(ask("POST", wrong, name, "").status, 404U) << wrong;
    const HttpResponse put = ask("PUT", "/webhooks/seed/pages/p1/incidents", name, "");
    EXPECT_EQ(put.status, 405U);
    EXPECT_EQ(put.headers.find("Allow"), "POST");
    EXPECT_EQ(ask("POST", "/webhooks/seed-path/pa%2Fth/pages/p1/incidents", name, "").status, 201U);
    EXPECT_EQ(ask("POST", "/webhooks/seed-path/no/pages/p1/incidents", name, "").status, 401U);
    EXPECT_EQ(ask("POST", "/webhooks/seed-path/no/pages/p2/incidents", name, "").status, 401U)
        << "a stranger learns nothing of pages";
}

TEST_F(IntakeTest, GivesTheSame401ForEveryCause) {
    const HttpResponse missing = ask("POST", "/webhooks/am", one_alert, "");
    EXPECT_EQ(missing.status, 401U);
    for (const char* wrong : {"Authorization: Bearer nope\r\n", "Authorization: Basic dG9rZW4=\r\n",
                              "Authorization: token\r\n", "X-Token: token\r\n"}) {
        const HttpResponse response = ask("POST", "/webhooks/am", one_alert, wrong);
        EXPECT_EQ(response.status, 401U);
        EXPECT_EQ(response.body, missing.body);
    }
    EXPECT_TRUE(store_.entries().empty());
}

TEST_F(IntakeTest, TurnsAwayTheUnauthenticatedBeforeTheBodyIsRead) {
    RawSocket socket = RawSocket::connect(port_);
    socket.send("POST /webhooks/am HTTP/1.1\r\nHost: t\r\nContent-Length: 1000\r\n\r\n");
    EXPECT_NE(socket.receive_until("\r\n\r\n").find(" 401 "), std::string::npos);
}

TEST_F(IntakeTest, KnowsNoOtherSourceOrPath) {
    EXPECT_EQ(ask("POST", "/webhooks/nobody", one_alert).status, 404U);
    EXPECT_EQ(ask("POST", "/webhooks/", one_alert).status, 404U);
    EXPECT_EQ(ask("POST", "/webhooks/am/extra", one_alert).status, 404U);
    EXPECT_EQ(ask("POST", "/webhooks/a%zz", one_alert).status, 400U);
}

TEST_F(IntakeTest, TakesATokenOfThePathAndStoresThePathWithoutIt) {
    EXPECT_EQ(ask("POST", "/webhooks/path/pa%2Fth", one_alert, "").status, 200U);
    EXPECT_EQ(ask("POST", "/webhooks/path/path", one_alert, "").status, 401U);
    ASSERT_EQ(store_.entries().size(), 1U);
    EXPECT_EQ(std::get<Webhook>(store_.entries()[0].what).envelope.target, "/webhooks/path");
}

// path_prefix is all that Prometheus needs: the end of the path is its own.
TEST_F(IntakeTest, TakesWhatPrometheusPostsWhereAlertmanagersApiWouldBe) {
    const std::string posted = R"([{"labels":{"alertname":"A"}}])";
    for (const char* target :
         {"/webhooks/open-prom", "/webhooks/open-prom/api/v1/alerts",
          "/webhooks/open-prom/api/v2/alerts", "/webhooks/prom/pa%2Fth/api/v2/alerts",
          "/webhooks/prom/pa/th/api/v1/alerts?x=1", "/webhooks/prom/pa%2Fth"}) {
        EXPECT_EQ(ask("POST", target, posted, "").status, 200U) << target;
    }
    for (const char* target : {"/webhooks/prom/api/v2/alerts", "/webhooks/prom/other/api/v2/alerts",
                               "/webhooks/prom/pa%2Fth-api/v2/alerts"}) {
        EXPECT_EQ(ask("POST", target, posted, "").status, 401U) << target;
    }
    for (const char* target : {"/webhooks/open/api/v2/alerts", "/webhooks/open-prom/api/v3/alerts",
                               "/webhooks/open-prom/api/v2/alerts/"}) {
        EXPECT_EQ(ask("POST", target, posted, "").status, 404U) << target;
    }
    EXPECT_EQ(std::get<Webhook>(store_.entries()[3].what).envelope.target, "/webhooks/prom");
}

// What is meant to be ignored is no news; a state that nobody listed may be a missed incident.
TEST_F(IntakeTest, CountsWhatAGenericSourceIgnoresAndWarnsOfStatesThatAreNotListed) {
    const std::string body =
        R"([{"id":1,"state":"test"},{"id":2,"state":"test"},{"id":3,"state":"odd"},)"
        R"({"id":4,"state":"down"}])";
    EXPECT_EQ(ask("POST", "/webhooks/zabbix", body).status, 200U);
    const std::string metrics = metrics_.prometheus_text();
    EXPECT_NE(metrics.find("status=\"ignored\"} 2\n"), std::string::npos) << metrics;
    EXPECT_NE(metrics.find("status=\"unlisted\"} 1\n"), std::string::npos) << metrics;
    thread_.on_loop([&] {
        const auto warnings = std::count_if(lines_.begin(), lines_.end(), [](const auto& line) {
            return line.find("level=warn") != std::string::npos;
        });
        EXPECT_EQ(warnings, 1);
    });
}

TEST_F(IntakeTest, KeepsWhatItRejectsAndSaysWhy) {
    const HttpResponse malformed = ask("POST", "/webhooks/am", "{\"alerts\":");
    EXPECT_EQ(malformed.status, 400U);
    EXPECT_EQ(malformed.headers.find("Content-Type"), "application/problem+json");
    EXPECT_EQ(ask("POST", "/webhooks/am", "{\"hello\":1}").status, 422U);
    ASSERT_EQ(store_.rejected().size(), 2U);
    EXPECT_EQ(store_.rejected()[0].code, 400U);
    EXPECT_EQ(store_.rejected()[1].code, 422U);
    EXPECT_TRUE(store_.entries().empty());
}

TEST_F(IntakeTest, TakesAMessageWithoutAlerts) {
    EXPECT_EQ(ask("POST", "/webhooks/am", R"({"version":"4","groupKey":"g","alerts":[]})").status,
              200U);
}

// Of six alerts two are over the limit, one has no name, one is only paused.
TEST_F(IntakeTest, SaysAndCountsWhatIsLeftOutOfAWebhook) {
    const std::string body = R"({"truncatedAlerts":3,"alerts":[{"labels":{"a":"1"}},{},)"
                             R"({"status":"resolved","labels":{"a":"2"},)"
                             R"("annotations":{"grafana_state_reason":"Paused"}},)"
                             R"({"labels":{"a":"3"}},{"labels":{"a":"4"}},{"labels":{"a":"5"}}]})";
    EXPECT_EQ(ask("POST", "/webhooks/grafana", body).status, 200U);
    EXPECT_EQ(stored_, std::vector<std::string>{"grafana/1/2"});
    const std::string metrics = metrics_.prometheus_text();
    const auto has_count = [&](const std::string& status, int count) {
        return metrics.find("tocsin_webhook_alerts_total{source=\"grafana\",status=\"" + status +
                            "\"} " + std::to_string(count) + "\n") != std::string::npos;
    };
    EXPECT_TRUE(has_count("firing", 2)) << metrics;
    EXPECT_TRUE(has_count("truncated", 5)) << metrics;
    EXPECT_TRUE(has_count("unusable", 1)) << metrics;
    EXPECT_TRUE(has_count("missing", 1)) << metrics;
    thread_.on_loop([&] {
        const auto warned = [&](const std::string& words, const std::string& count) {
            return std::any_of(lines_.begin(), lines_.end(), [&](const std::string& line) {
                return line.find("level=warn") != std::string::npos &&
                       line.find(words) != std::string::npos &&
                       line.find(" count=" + count) != std::string::npos;
            });
        };
        EXPECT_TRUE(warned("cut them off", "5"));
        EXPECT_TRUE(warned("cannot be used", "1"));
        EXPECT_TRUE(warned("proves nothing", "1"));
    });
}

TEST_F(IntakeTest, WaitsForNoSourceThatIsNotConfiguredAnyMore) {
    const auto waits = [&] {
        return metrics_.prometheus_text().find(
                   "tocsin_source_last_webhook_timestamp_seconds{expected=\"true\"") !=
               std::string::npos;
    };
    thread_.on_loop([&] {
        auto expecting = sources();
        expecting.at(SourceName("am")).expected = true;
        intake_->configure(expecting);
        EXPECT_TRUE(waits());
        expecting.erase(SourceName("am"));
        intake_->configure(expecting);
        EXPECT_FALSE(waits());
    });
}

TEST_F(IntakeTest, SaysNothingOfWhatIsWhole) {
    EXPECT_EQ(ask("POST", "/webhooks/grafana", one_alert).status, 200U);
    EXPECT_NE(metrics_.prometheus_text().find(
                  "tocsin_webhook_alerts_total{source=\"grafana\",status=\"truncated\"} 0\n"),
              std::string::npos);
    thread_.on_loop([&] {
        for (const std::string& line : lines_)
            EXPECT_EQ(line.find("level=warn"), std::string::npos) << line;
    });
}

TEST_F(IntakeTest, RejectsABodyThatIsTooLongBeforeItIsRead) {
    EXPECT_EQ(ask("POST", "/webhooks/am", std::string(5000, ' ')).status, 413U);
}

TEST_F(IntakeTest, Answers503WithRetryAfterOverTheRateOfTheSource) {
    for (int i = 0; i < 4; ++i) EXPECT_EQ(ask("POST", "/webhooks/am", one_alert).status, 200U);
    const HttpResponse response = ask("POST", "/webhooks/am", one_alert);
    EXPECT_EQ(response.status, 503U);
    EXPECT_EQ(response.headers.find("Retry-After"), "1");
    EXPECT_EQ(ask("POST", "/webhooks/open", one_alert).status, 200U);
    thread_.on_loop([&] { clock_.now += std::chrono::seconds(1); });
    EXPECT_EQ(ask("POST", "/webhooks/am", one_alert).status, 200U);
}

TEST_F(IntakeTest, TakesNothingWhileTheDaemonSaysSo) {
    thread_.on_loop([&] { refusal_ = "stopping"; });
    EXPECT_EQ(ask("POST", "/webhooks/am", one_alert).status, 503U);
    EXPECT_EQ(ask("POST", "/webhooks/am", one_alert, "").status, 401U);
}

// Whoever has no credentials is no source: it must not keep incidents from ending.
TEST_F(IntakeTest, SaysOfEachSourceThatItIsRefusedAndHeardAgain) {
    thread_.on_loop([&] { refusal_ = "too far behind"; });
    ask("POST", "/webhooks/am", one_alert);
    ask("POST", "/webhooks/am", one_alert, "");
    ask("POST", "/webhooks/am", one_alert);
    EXPECT_EQ(refused_, (std::vector<std::string>{"am", "am"}));
    EXPECT_TRUE(heard_.empty());
    thread_.on_loop([&] { refusal_.clear(); });
    ask("POST", "/webhooks/open", one_alert);
    EXPECT_TRUE(heard_.empty());
    ask("POST", "/webhooks/am", one_alert);
    EXPECT_EQ(heard_, std::vector<std::string>{"am"});
}

TEST_F(IntakeTest, NeverLogsASecretOrABody) {
    ask("POST", "/webhooks/am", one_alert, "Authorization: Bearer canary-secret\r\n");
    ask("POST", "/webhooks/am", "canary-body{");
    thread_.on_loop([&] {
        EXPECT_FALSE(lines_.empty());
        for (const std::string& line : lines_)
            EXPECT_EQ(line.find("canary"), std::string::npos) << line;
    });
}

// ---- A token in the query
// -------------------------------------------------------------------------

TEST_F(IntakeTest, StoresNoTokenOfTheQueryAndKeepsTheHeaderFieldsThatWereAskedFor) {
    EXPECT_EQ(ask("POST", "/webhooks/query?a=1&token=query-secret&b=2", one_alert,
                  "X-Kind: down\r\nX-Other: no\r\nX-Kind-Not: no\r\n")
                  .status,
              200U);
    EXPECT_EQ(ask("POST", "/webhooks/query?a=1", one_alert, "").status, 401U);
    ASSERT_EQ(store_.entries().size(), 1U);
    const Envelope& envelope = std::get<Webhook>(store_.entries()[0].what).envelope;
    EXPECT_EQ(envelope.target, "/webhooks/query?a=1&b=2");
    EXPECT_EQ(envelope.kept, (Headers{{"X-Kind", "down"}}));
    thread_.on_loop([&] {
        for (const std::string& line : lines_)
            EXPECT_EQ(line.find("query-secret"), std::string::npos) << line;
    });
}

// ---- Signed requests
// ------------------------------------------------------------------------------

TEST_F(IntakeTest, TakesWhatIsSignedAndGivesEverythingElseTheSame401) {
    EXPECT_EQ(ask("POST", "/webhooks/signed", one_alert, signature(one_alert)).status, 200U);
    const HttpResponse missing = ask("POST", "/webhooks/signed", one_alert, "");
    EXPECT_EQ(missing.status, 401U);
    const std::string stale = signature(one_alert);
    thread_.on_loop([&] { clock_.now += std::chrono::minutes(6); });
    for (const std::string& wrong :
         {signature(one_alert, "other"), signature("another body"), stale,
          std::string("X-Signature: abc\r\n"), std::string("Authorization: Bearer secret\r\n")}) {
        const HttpResponse response = ask("POST", "/webhooks/signed", one_alert, wrong);
        EXPECT_EQ(response.status, 401U) << wrong;
        EXPECT_EQ(response.body, missing.body);
        EXPECT_EQ(response.headers, missing.headers);
    }
    EXPECT_EQ(store_.entries().size(), 1U);
}

TEST_F(IntakeTest, ClosesTheConnectionBehindA401WhereverItWasFound) {
    for (const std::string& fields : {std::string(), signature(one_alert, "other")}) {
        RawSocket socket = RawSocket::connect(port_);
        socket.send(request("POST", "/webhooks/signed", one_alert, fields));
        const auto answers = net_test::parse_answers(socket.receive_to_end());
        ASSERT_EQ(answers.size(), 1U);
        EXPECT_EQ(answers[0].headers.find("Connection"), "close");
    }
}

TEST_F(IntakeTest, AnswersAReplayWithTheFirstIdAndChangesNothing) {
    const std::string fields = signature(one_alert);
    const HttpResponse first = ask("POST", "/webhooks/signed", one_alert, fields);
    const HttpResponse again = ask("POST", "/webhooks/signed", one_alert, fields);
    EXPECT_EQ(first.status, 200U);
    EXPECT_EQ(again.status, 200U);
    EXPECT_EQ(again.body, first.body);
    EXPECT_EQ(store_.entries().size(), 1U);
    EXPECT_EQ(stored_, std::vector<std::string>{"signed/1/1"});
    EXPECT_TRUE(std::get<Webhook>(store_.entries()[0].what).replay_mark.has_value());
    // A second later it is another message.
    thread_.on_loop([&] { clock_.now += std::chrono::seconds(1); });
    EXPECT_NE(ask("POST", "/webhooks/signed", one_alert, signature(one_alert)).body, first.body);
    EXPECT_EQ(store_.entries().size(), 2U);
}

TEST_F(IntakeTest, KnowsAReplayAfterARestart) {
    const std::string fields = signature(one_alert);
    const HttpResponse first = ask("POST", "/webhooks/signed", one_alert, fields);
    std::vector<SeenSignature> seen;
    thread_.on_loop([&] {
        store_.seen_signatures(clock_.now, [&](Result<std::vector<SeenSignature>> known) {
            seen = std::move(known).value();
        });
        store_.pump();
        IntakeHooks hooks;
        hooks.stored = [](Sequence, const SourceName&, WallTime, const Decoded&) { FAIL(); };
        hooks.refusal = [] { return std::string(); };
        hooks.system_now = [&] { return clock_.now; };
        intake_ =
            std::make_unique<Intake>(store_, clock_, metrics_, log_, std::move(hooks), Rng(2));
        intake_->restore(seen);
        intake_->configure(sources());
    });
    EXPECT_EQ(seen.size(), 1U);
    EXPECT_EQ(ask("POST", "/webhooks/signed", one_alert, fields).body, first.body);
    EXPECT_EQ(store_.entries().size(), 1U);
}

TEST_F(IntakeTest, AnswersAReplayOfWhatIsOnItsWayOnlyWhenThatIsDurable) {
    const std::string fields = signature(one_alert) + "Connection: close\r\n";
    for (const bool stored : {false, true}) {
        RawSocket first = RawSocket::connect(port_);
        first.send(request("POST", "/webhooks/signed", one_alert, fields));
        ASSERT_TRUE(thread_.until([&] { return store_.waiting() == 1; }));
        RawSocket replay = RawSocket::connect(port_);
        replay.send(request("POST", "/webhooks/signed", one_alert, fields));
        ASSERT_TRUE(thread_.until([&] {
            return std::any_of(lines_.begin(), lines_.end(), [](const std::string& line) {
                return line.find("came once more") != std::string::npos;
            });
        }));
        thread_.on_loop([&] {
            EXPECT_EQ(store_.waiting(), 1U);
            lines_.clear();
            if (stored)
                store_.complete_next();
            else
                store_.fail_next(unavailable("disk full"));
        });
        for (RawSocket* socket : {&first, &replay}) {
            const auto answers = net_test::parse_answers(socket->receive_to_end());
            ASSERT_EQ(answers.size(), 1U);
            EXPECT_EQ(answers[0].status, stored ? 200U : 503U);
        }
    }
    EXPECT_EQ(store_.entries().size(), 1U);
}

// Else whoever can reach the address could keep a source from being heard.
TEST_F(IntakeTest, CountsOnlyRightSignaturesAgainstTheRateOfTheSource) {
    for (int i = 0; i < 8; ++i) ask("POST", "/webhooks/signed", one_alert, signature("x", "other"));
    EXPECT_EQ(ask("POST", "/webhooks/signed", one_alert, signature(one_alert)).status, 200U);
    for (int i = 0; i < 3; ++i) ask("POST", "/webhooks/signed", one_alert, signature(one_alert));
    EXPECT_EQ(ask("POST", "/webhooks/signed", one_alert, signature(one_alert)).status, 503U);
    EXPECT_EQ(refused_, std::vector<std::string>{"signed"});
}

TEST_F(IntakeTest, KeepsWhatIsRejectedOnlyOfThoseWhoSignRightly) {
    EXPECT_EQ(ask("POST", "/webhooks/signed", "{", signature("{", "other")).status, 401U);
    EXPECT_TRUE(store_.rejected().empty());
    EXPECT_EQ(ask("POST", "/webhooks/signed", "{", signature("{")).status, 400U);
    EXPECT_EQ(store_.rejected().size(), 1U);
}

// ---- Guessing
// -------------------------------------------------------------------------------------

TEST_F(IntakeTest, LetsTheRightSecretInAtOnceHoweverManyWrongOnesCameBefore) {
    thread_.on_loop([&] {
        RequestHead head;
        head.peer = "192.0.2.1";
        head.method = "POST";
        head.target = "/webhooks/am";
        head.headers = {{"Authorization", "Bearer guess"}};
        Duration wait{};
        for (int i = 0; i < 20; ++i) wait = std::get<Rebuff>(intake_->on_header(head)).wait;
        EXPECT_EQ(wait, FailureGate::wait);
        head.headers = {{"Authorization", "Bearer token"}};
        EXPECT_TRUE(std::holds_alternative<Proceed>(intake_->on_header(head)));
        head.headers = {{"Authorization", "Bearer guess"}};
        head.peer = "192.0.2.2";
        EXPECT_EQ(std::get<Rebuff>(intake_->on_header(head)).wait, Duration(0));
    });
}

}  // namespace
}  // namespace tocsin
