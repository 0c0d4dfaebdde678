#include "tests/emulator/control.hpp"

#include "tests/emulator/asking.hpp"

namespace tocsin {
namespace {

class Control : public testing::Test {
protected:
    Control() : state{Asking().model, {}, {}, {}} {}

    Answer ask(const char* method, const char* target, const char* body = "") {
        const HttpResponse response =
            answer_control(state, {method, target, {}, body}, asking_start);
        return {response.status, response.headers, boost::json::parse(response.body),
                response.body};
    }
    Answer get(const char* target) { return ask("GET", target); }
    Answer post(const char* target, const char* body = "") { return ask("POST", target, body); }

    unsigned create() {
        const HttpRequest sent = Asking::request("POST", "/v1/pages/page00000001/incidents",
                                                 R"({"incident":{"name":"a","body":"b"}})");
        return state.model.answer(sent, state.clock.read(asking_start)).status;
    }

    ControlState state;
};

TEST_F(Control, ShowsJournalStateNotificationsAndAssertions) {
    create();
    EXPECT_EQ(get("/journal").at("/requests/0/status"), "201");
    EXPECT_EQ(get("/journal").at("/counters/requests"), "1");
    EXPECT_EQ(get("/state").at("/pages/0/incidents/0/name"), "a");
    EXPECT_EQ(get("/notifications").at("/notifications/0/status"), "investigating");
    EXPECT_EQ(get("/assertions").at("/duplicates"), "[]");
    EXPECT_EQ(get("/assertions").at("/max_requests_in_60s/ours"), "1");
    EXPECT_EQ(get("/nothing").status, 404U);
    EXPECT_EQ(post("/nothing").status, 404U);
    EXPECT_EQ(ask("DELETE", "/journal").status, 405U);
}

TEST_F(Control, MovesSetsAndStopsTheClock) {
    EXPECT_EQ(post("/clock", R"({"advance":"10m"})").at("/now"), "2026-06-07T01:10:17.309Z");
    EXPECT_EQ(post("/clock", R"({"freeze":true})").at("/frozen"), "true");
    EXPECT_EQ(state.clock.read(asking_start + std::chrono::hours(1)),
              *parse_rfc3339("2026-06-07T01:10:17.309Z"));
    EXPECT_EQ(post("/clock", R"({"set":"2030-01-01T00:00:00Z"})").at("/now"),
              "2030-01-01T00:00:00.000Z");
    EXPECT_EQ(post("/clock", R"({"freeze":false,"advance":"1s"})").at("/now"),
              "2030-01-01T00:00:01.000Z");
    EXPECT_EQ(state.clock.read(asking_start + std::chrono::seconds(1)),
              *parse_rfc3339("2030-01-01T00:00:02Z"));
    EXPECT_EQ(post("/clock", R"({"advance":"soon"})").status, 422U);
    EXPECT_EQ(post("/clock", R"({"forward":"10m"})").status, 422U);
    EXPECT_EQ(get("/clock").at("/now"), "2030-01-01T00:00:01.000Z");
}

TEST_F(Control, TheClockMovesMaintenances) {
    state.model.answer(Asking::request("POST", "/v1/pages/page00000001/incidents",
                                       R"({"incident":{"name":"m","status":"scheduled",)"
                                       R"("scheduled_for":"2026-06-08T01:00:00Z",)"
                                       R"("scheduled_until":"2026-06-08T02:00:00Z",)"
                                       R"("scheduled_auto_in_progress":true}})"),
                       asking_start);
    post("/clock", R"({"advance":"1d"})");
    EXPECT_EQ(get("/state").at("/pages/0/incidents/0/status"), "in_progress");
}

TEST_F(Control, ReplacesAndListsFaults) {
    EXPECT_EQ(post("/faults", R"([{"method":"POST","status":503}])").status, 200U);
    EXPECT_EQ(create(), 503U);
    EXPECT_EQ(get("/faults").at("/faults/0/hit"), "1");
    EXPECT_EQ(post("/faults", R"({"faults":[]})").at("/faults"), "[]");
    EXPECT_EQ(create(), 201U);
    EXPECT_EQ(post("/faults", R"([{"statuss":503}])").status, 422U);
    EXPECT_EQ(post("/faults", "{").status, 400U);
}

TEST_F(Control, Behaviour32TakesKeysAndPagesAwayAndGivesThemBack) {
    EXPECT_EQ(post("/keys", R"({"key":"ours","access":"revoked"})").status, 200U);
    EXPECT_EQ(create(), 401U);
    EXPECT_EQ(post("/keys", R"({"key":"ours","access":"forbidden","from":"2030-01-01T00:00:00Z"})")
                  .at("/from"),
              "2030-01-01T00:00:00.000Z");
    EXPECT_EQ(create(), 201U);
    post("/clock", R"({"set":"2030-01-01T00:00:00Z"})");
    EXPECT_EQ(create(), 403U);
    post("/keys", R"({"key":"ours","access":"valid"})");
    EXPECT_EQ(post("/pages", R"({"page":"page00000001","deleted":true})").status, 200U);
    EXPECT_EQ(create(), 404U);
    post("/pages", R"({"page":"page00000001","deleted":false})");
    EXPECT_EQ(create(), 201U);
    for (const char* body : {R"({"key":"nobody","access":"valid"})", R"({"key":"ours"})",
                             R"({"key":"ours","access":"valid","from":"soon"})", "{}"}) {
        EXPECT_EQ(post("/keys", body).status, 422U) << body;
    }
    EXPECT_EQ(post("/pages", R"({"page":"none","deleted":true})").status, 422U);
    EXPECT_EQ(post("/pages", R"({"page":"page00000001"})").status, 422U);
}

TEST_F(Control, Behaviour35LetsPeopleAct) {
    create();
    const std::string id = get("/state").at("/pages/0/incidents/0/id");
    const std::string resolve = R"({"act":"resolve","incident":")" + id + "\"}";
    EXPECT_EQ(post("/person", resolve.c_str()).at("/id"), id);
    EXPECT_EQ(get("/state").at("/pages/0/incidents/0/status"), "resolved");
    EXPECT_EQ(get("/journal").at("/counters/requests"), "1");
    EXPECT_EQ(post("/person", R"({"act":"resolve","incident":"none"})").status, 422U);
    EXPECT_EQ(post("/person", R"({"act":"dance"})").status, 422U);
    EXPECT_EQ(post("/person", "{").status, 400U);
}

TEST_F(Control, Behaviour36ShowsWhatWasCounted) {
    state.model.answer(Asking::request("POST", "/v1/pages/page00000001/incidents",
                                       R"({"incident":{"name":"a","status":"monitoring",)"
                                       R"("metadata":{"tocsin":{"key":"k","gen":"1"}}}})"),
                       asking_start);
    const std::string id = get("/state").at("/pages/0/incidents/0/id");
    const std::string back = R"({"act":"move","incident":")" + id + R"(","status":"identified"})";
    post("/person", back.c_str());
    const Answer shown = get("/assertions");
    EXPECT_EQ(shown.at("/creates_per_episode"), R"({"k/1":1})");
    EXPECT_EQ(shown.at("/calls_per_incident"), "{\"" + id + "\":1}");
    EXPECT_EQ(shown.at("/steps_back/0/from"), "monitoring");
    EXPECT_EQ(shown.at("/steps_back/0/by"), "(person)");
}

TEST_F(Control, ChangesOptions) {
    EXPECT_EQ(post("/options", R"({"rate_requests":1,"limit_code":"429"})").at("/limit_code"),
              "429");
    create();
    EXPECT_EQ(create(), 429U);
    EXPECT_EQ(post("/options", R"({"rate":1})").status, 422U);
    EXPECT_EQ(get("/options").at("/rate_requests"), "1");
}

TEST_F(Control, ResetsWithOrWithoutASeed) {
    create();
    EXPECT_EQ(post("/reset").status, 200U);
    EXPECT_EQ(get("/state").at("/pages/0/incidents"), "[]");
    create();
    const std::string id = get("/state").at("/pages/0/incidents/0/id");
    post("/reset", R"({"seed":9})");
    create();
    EXPECT_NE(get("/state").at("/pages/0/incidents/0/id"), id);
    EXPECT_EQ(post("/reset", R"({"seed":"x"})").status, 422U);
}

TEST_F(Control, KeepsAndRestoresSnapshots) {
    create();
    EXPECT_EQ(post("/snapshot", R"({"name":"one"})").status, 200U);
    create();
    EXPECT_EQ(post("/restore", R"({"name":"one"})").status, 200U);
    EXPECT_EQ(get("/state").body.at_pointer("/pages/0/incidents").as_array().size(), 1U);
    EXPECT_EQ(post("/restore", R"({"name":"two"})").status, 422U);
}

TEST_F(Control, SwitchesTheFront) {
    EXPECT_EQ(post("/down", R"({"down":true})").at("/reachability"), "refuse");
    EXPECT_EQ(state.switches.reachability, Reachability::refusing);
    EXPECT_EQ(post("/down", R"({"down":true,"mode":"silent"})").at("/reachability"), "silent");
    EXPECT_EQ(post("/down", R"({"down":false})").at("/reachability"), "up");
    EXPECT_EQ(post("/down", R"({"down":true,"mode":"loud"})").status, 422U);
    EXPECT_EQ(post("/down").status, 422U);
    EXPECT_EQ(post("/front", R"({"tls_mode":"expired","read_delay":"2s"})").at("/read_delay"),
              "2s");
    EXPECT_EQ(state.switches.tls_mode, TlsMode::expired);
    EXPECT_EQ(post("/front", R"({"tls_mode":"none"})").status, 422U);
    post("/front", R"({"idle_close":"5s","ignores_expect":true})");
    EXPECT_EQ(state.switches.idle_close, std::chrono::seconds(5));
    EXPECT_TRUE(state.switches.ignores_expect);
    EXPECT_EQ(get("/front").at("/idle_close"), "5s");
    EXPECT_EQ(post("/front", R"({"ignores_expect":1})").status, 422U);
}

}  // namespace
}  // namespace tocsin
