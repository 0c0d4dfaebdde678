// The API of incidents over real sockets, with a record that the test makes.
#include "admin/incidents_api.hpp"

#include <gtest/gtest.h>

#include <boost/json.hpp>

#include "tests/net/loop_thread.hpp"
#include "tests/net/raw_socket.hpp"
#include "tests/support/builders.hpp"

namespace tocsin {
namespace {

namespace json = boost::json;

class IncidentsApiTest : public testing::Test {
protected:
    void SetUp() override {
        thread_.on_loop([&] {
            IncidentsApiHooks hooks;
            hooks.all = [&] { return views_; };
            hooks.detail = [&](const IncidentId&) { return IncidentDetail{}; };
            hooks.timeline = [&](const IncidentId& id, const Done<std::vector<TimelineRow>>& done) {
                if (store_fails_) return done(unavailable("disk"));
                done(std::vector<TimelineRow>{{id, at(0s), "dispatch", Reason::opened, ""}});
            };
            hooks.act = [&](const OperatorAct& act, const Done<Reason>& done) {
                acts_.push_back(act);
                if (store_fails_) return done(unavailable("disk"));
                done(outcome_);
            };
            hooks.now = [] { return at(1h); };
            api_ = std::make_unique<IncidentsApi>(std::move(hooks));
            ServerHooks server;
            server.on_header = [&](const RequestHead& head) { return api_->on_header(head); };
            server.on_request = [&](const Exchange& exchange) {
                api_->on_request(exchange, user_);
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

    HttpResponse ask(const std::string& method, const std::string& target,
                     const std::string& body = "", const std::string& fields = "") {
        net_test::RawSocket socket = net_test::RawSocket::connect(port_);
        socket.send(method + " " + target + " HTTP/1.1\r\nHost: t\r\nConnection: close\r\n" +
                    fields + "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body);
        socket.half_close();
        const auto answers = net_test::parse_answers(socket.receive_to_end(), method == "HEAD");
        return answers.empty() ? HttpResponse{0, {}, ""} : answers.front();
    }
    static json::object object_in(const HttpResponse& response) {
        return json::parse(response.body).as_object();
    }
    static std::string detail_of(const HttpResponse& response) {
        return std::string(object_in(response).at("detail").as_string());
    }

    void add(const Incident& incident) {
        thread_.on_loop([&] { views_.push_back({incident, 1, std::nullopt, "none", false}); });
    }
    static Incident held(const std::string& id) {
        Incident incident = an_incident(id);
        incident.standing = Standing::held;
        incident.held_by = {HeldBy::publish};
        incident.proposal = Proposal{"Slow", "", true, false, warning(), {}, at(0s)};
        return incident;
    }

    net_test::LoopThread thread_;
    std::vector<IncidentView> views_;
    std::vector<OperatorAct> acts_;
    Reason outcome_ = Reason::approved;
    bool store_fails_ = false;
    std::string user_;
    std::unique_ptr<IncidentsApi> api_;
    std::unique_ptr<Server> server_;
    std::uint16_t port_ = 0;
};

TEST_F(IncidentsApiTest, ListsAllAndSaysThatThereIsNoMore) {
    EXPECT_EQ(object_in(ask("GET", "/api/v1/incidents")),
              (json::object{{"items", json::array{}}, {"next", nullptr}}));
    add(held("01A"));
    add(an_incident("01B"));
    const HttpResponse response = ask("GET", "/api/v1/incidents");
    EXPECT_EQ(response.status, 200U);
    EXPECT_EQ(response.headers.find("Content-Type"), "application/json");
    EXPECT_EQ(response.headers.find("Cache-Control"), "no-store");
    EXPECT_EQ(object_in(response).at("items").as_array().size(), 2U);
}

TEST_F(IncidentsApiTest, ShowsOneByTheBeginningOfItsIdAlone) {
    add(held("01AB"));
    add(held("01CD"));
    const HttpResponse response = ask("GET", "/api/v1/incidents/01a");
    EXPECT_EQ(response.status, 200U);
    EXPECT_EQ(object_in(response).at("id"), "01AB");
    EXPECT_EQ(object_in(response).at("timeline").as_array().size(), 1U);
    EXPECT_EQ(ask("GET", "/api/v1/incidents/01").status, 409U);
    EXPECT_EQ(ask("GET", "/api/v1/incidents/07").status, 404U);
}

TEST_F(IncidentsApiTest, RecordsWhatAPersonDecidesOnTheTextThatStandsThere) {
    const Incident incident = held("01A");
    add(incident);
    EXPECT_EQ(ask("POST", "/api/v1/incidents/01A/approve").status, 200U);
    const std::string seen = R"({"text":"seen","by":"alice"})";
    EXPECT_EQ(ask("POST", "/api/v1/incidents/01A/discard", seen).status, 200U);
    EXPECT_EQ(ask("POST", "/api/v1/incidents/01A/resolve", "{}").status, 200U);
    ASSERT_EQ(acts_.size(), 3U);
    EXPECT_EQ(acts_[0], (OperatorAct{ActKind::approve, incident.id, text_mark(*incident.proposal),
                                     "somebody at 127.0.0.1", at(1h)}));
    EXPECT_EQ(acts_[1],
              (OperatorAct{ActKind::discard, incident.id, "seen", "alice at 127.0.0.1", at(1h)}));
    EXPECT_EQ(acts_[2].kind, ActKind::resolve);
    EXPECT_EQ(acts_[2].text, "");
}

TEST_F(IncidentsApiTest, SaysWhyAnActHadNoEffect) {
    add(held("01A"));
    outcome_ = Reason::act_outdated;
    HttpResponse response = ask("POST", "/api/v1/incidents/01A/approve");
    EXPECT_EQ(response.status, 409U);
    EXPECT_EQ(detail_of(response), "its text has changed since; look at it again");
    outcome_ = Reason::act_impossible;
    EXPECT_EQ(detail_of(ask("POST", "/api/v1/incidents/01A/resolve")),
              "it is not public; discard it instead");
    add(an_incident("02B"));
    EXPECT_EQ(detail_of(ask("POST", "/api/v1/incidents/02B/approve")),
              "nothing of it waits for a person");
    thread_.on_loop([&] { views_.back().waits_for_foreign = true; });
    EXPECT_EQ(detail_of(ask("POST", "/api/v1/incidents/02B/approve")),
              "an incident of another store with its key is open on the page; end it there");
    store_fails_ = true;
    EXPECT_EQ(ask("POST", "/api/v1/incidents/01A/approve").status, 503U);
    EXPECT_EQ(ask("GET", "/api/v1/incidents/01A").status, 503U);
}

TEST_F(IncidentsApiTest, RecordsWhoHasProvenToBeTheOneWhoDecides) {
    add(held("01A"));
    user_ = "alice";
    ask("POST", "/api/v1/incidents/01A/approve", R"({"by":"mallory"})");
    ASSERT_EQ(acts_.size(), 1U);
    EXPECT_EQ(acts_[0].by, "alice at 127.0.0.1");
}

TEST(IncidentsApiDeeds, AreToSeeOrToDecide) {
    const auto deed_of = [](const std::string& target) {
        RequestHead head;
        head.target = target;
        return IncidentsApi::deed_of(head);
    };
    EXPECT_EQ(deed_of("/api/v1/incidents"), Deed::see);
    EXPECT_EQ(deed_of("/api/v1/incidents/01A"), Deed::see);
    EXPECT_EQ(deed_of("/api/v1/incidents/01A/resolve?x=1"), Deed::decide);
}

// security.md: a page in a browser on this host must not be able to publish.
TEST_F(IncidentsApiTest, TakesNoActOfAPageInABrowser) {
    add(held("01A"));
    EXPECT_EQ(ask("POST", "/api/v1/incidents/01A/approve", "", "Origin: http://evil\r\n").status,
              403U);
    EXPECT_TRUE(acts_.empty());
}

TEST_F(IncidentsApiTest, RefusesWhatItDoesNotKnow) {
    add(held("01A"));
    EXPECT_EQ(ask("GET", "/api/v1/incidents/01A/approve").status, 405U);
    EXPECT_EQ(ask("GET", "/api/v1/incidents/01A/approve").headers.find("Allow"), "POST");
    EXPECT_EQ(ask("DELETE", "/api/v1/incidents/01A").status, 405U);
    EXPECT_EQ(ask("POST", "/api/v1/incidents").status, 405U);
    EXPECT_EQ(ask("POST", "/api/v1/incidents/01A/explode").status, 404U);
    EXPECT_EQ(ask("POST", "/api/v1/incidents//approve").status, 404U);
    EXPECT_EQ(ask("POST", "/api/v1/incidents/01A/approve", "nonsense").status, 400U);
    EXPECT_EQ(ask("POST", "/api/v1/incidents/01A/approve", "[]").status, 400U);
    EXPECT_EQ(ask("POST", "/api/v1/incidents/01A/approve", R"({"text":7})").status, 400U);
    EXPECT_EQ(ask("POST", "/api/v1/incidents/01A/approve", R"({"txt":"a"})").status, 400U);
    EXPECT_EQ(ask("POST", "/api/v1/incidents/01A/approve", std::string(20'000, ' ')).status, 413U);
    EXPECT_TRUE(acts_.empty());
}

// Names go to logs and terminals: control characters do not.
TEST_F(IncidentsApiTest, CleansTheNameOfWhoDecides) {
    add(held("01A"));
    ask("POST", "/api/v1/incidents/01A/approve",
        R"({"by":"al\u0007ice\u202e)" + std::string(200, 'x') + R"("})");
    ASSERT_EQ(acts_.size(), 1U);
    EXPECT_TRUE(acts_[0].by.starts_with("alicexxx")) << acts_[0].by;
    EXPECT_LT(acts_[0].by.size(), 90U);
}

TEST(IncidentsApiPaths, AreItsOwnAndNobodyElses) {
    EXPECT_TRUE(IncidentsApi::owns("/api/v1/incidents"));
    EXPECT_TRUE(IncidentsApi::owns("/api/v1/incidents?x=1"));
    EXPECT_TRUE(IncidentsApi::owns("/api/v1/incidents/01A/approve"));
    EXPECT_FALSE(IncidentsApi::owns("/api/v1/incidentsx"));
    EXPECT_FALSE(IncidentsApi::owns("/metrics"));
}

}  // namespace
}  // namespace tocsin
