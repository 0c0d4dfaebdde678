// What can be seen of a run (behaviour 36).
#include "tests/emulator/journal.hpp"

#include "tests/emulator/asking.hpp"

namespace tocsin {
namespace {

const char* const marked = R"("name":"a","body":"b","metadata":{"tocsin":{"key":"k1","gen":2}})";

TEST(Behaviour36, EveryRequestIsInTheJournalWithoutItsKey) {
    Asking page;
    page.create(R"("name":"a")");
    page.get("/nothing");
    HttpRequest stranger = Asking::request("GET", "/v1/pages");
    stranger.headers = Headers({{"Authorization", "OAuth a-secret"}});
    page.send(stranger);
    const auto& requests = page.model.journal().requests();
    ASSERT_EQ(requests.size(), 3U);
    EXPECT_EQ(requests[0].at, asking_start);
    EXPECT_EQ(requests[0].key_name, "ours");
    EXPECT_EQ(requests[0].method, "POST");
    EXPECT_EQ(requests[0].target, "/v1/pages/page00000001/incidents");
    EXPECT_EQ(requests[0].body, R"({"incident":{"name":"a"}})");
    EXPECT_EQ(requests[0].status, 201U);
    EXPECT_TRUE(requests[0].applied);
    EXPECT_EQ(requests[1].status, 404U);
    EXPECT_FALSE(requests[1].applied);
    EXPECT_EQ(requests[2].key_name, "");
    EXPECT_EQ(requests[2].status, 401U);
    const std::string shown = boost::json::serialize(page.model.journal().as_json());
    EXPECT_EQ(shown.find("key-of-ours"), std::string::npos);
    EXPECT_EQ(shown.find("a-secret"), std::string::npos);
    EXPECT_EQ(page.model.journal().request_count(), 3U);
    EXPECT_EQ(page.model.journal().applied_count(), 1U);
    EXPECT_EQ(page.model.journal().status_count(404), 1U);
}

TEST(Behaviour36, TheJournalForgetsTheOldestAndCountsThem) {
    Asking page(options_with([](ModelOptions& options) { options.journal_entries_max = 3; }));
    for (int i = 0; i < 5; ++i) page.create(R"("name":"a")");
    EXPECT_EQ(page.model.journal().requests().size(), 3U);
    EXPECT_EQ(page.model.journal().requests().front().number, 3U);
    EXPECT_EQ(page.model.journal().requests().back().status, 201U);
    EXPECT_EQ(page.model.journal().as_json().at("forgotten").to_number<int>(), 2);
    EXPECT_EQ(page.model.journal().applied_count(), 5U);
}

TEST(Behaviour36, AnAnswerThatOutlivesAResetIsNotCounted) {
    Asking page;
    const Admission admission =
        page.model.admit(Asking::request("GET", page.base + "/incidents"), page.now);
    page.model.reset();
    page.model.apply(admission, page.now);
    EXPECT_TRUE(page.model.journal().requests().empty());
    EXPECT_EQ(page.model.journal().status_count(200), 0U);
}

TEST(Behaviour36, EachUpdateThatAsksForItIsANotification) {
    Asking page;
    const Answer made = page.create(std::string(marked) + R"(,"component_ids":["api000000001"])");
    const std::string id = made.at("/id");
    page.change(id, R"("body":"c","deliver_notifications":false)");
    page.change(id, R"("status":"resolved")");  // The default is true, here too.
    page.change(id, R"("name":"d")");           // No update, no notification.
    const auto& sent = page.model.journal().notifications();
    ASSERT_EQ(sent.size(), 2U);
    EXPECT_EQ(sent[0].incident_id, id);
    EXPECT_EQ(sent[0].update_id, made.at("/incident_updates/0/id"));
    EXPECT_EQ(sent[0].component_ids, std::vector<std::string>{"api000000001"});
    EXPECT_EQ(sent[0].episode, "k1/2");
    EXPECT_EQ(sent[1].status, "resolved");
    EXPECT_EQ(page.model.findings().notifications.at("k1/2"), 2U);
    const std::string quiet = page.create(R"("name":"a","deliver_notifications":false)").at("/id");
    EXPECT_EQ(page.model.journal().notifications().size(), 2U);
    page.create(R"("name":"a")");
    EXPECT_EQ(page.model.journal().notifications().back().update_id, "");
}

TEST(Behaviour36, IncidentsWithTheSameMarkerAreFound) {
    Asking page;
    const std::string first = page.create(marked).at("/id");
    page.create(R"("name":"a","metadata":{"tocsin":{"key":"k1","gen":3}})");
    page.create(R"("name":"a","metadata":{"other":{"key":"k1","gen":2}})");
    page.create(R"("name":"a")");
    EXPECT_TRUE(page.model.findings().duplicates.empty());
    const std::string second = page.create(marked).at("/id");
    const std::vector<DuplicateEpisode> expected{{"page00000001", "k1/2", {first, second}}};
    EXPECT_EQ(page.model.findings().duplicates, expected);
    page.change(second, R"("status":"resolved")");
    EXPECT_TRUE(page.model.findings().duplicates.empty());
    EXPECT_EQ(page.model.findings().duplicates_ever, expected);
    page.remove("/incidents/" + second);
    EXPECT_TRUE(page.model.findings().duplicates_ever.empty());
}

TEST(Behaviour36, TheBusiestMinuteIsAnySixtySecondsOfAKey) {
    using std::chrono::seconds;
    Asking page(options_with([](ModelOptions& options) { options.rate_requests = 3; }));
    for (const int at : {0, 50, 55, 59, 60, 200, 201}) {
        page.now = asking_start + seconds(at);
        page.get("/incidents");
    }
    // 50, 55, 59 and 60, rejected ones too; the one at 0 is 60 s before the one at 60.
    EXPECT_EQ(page.model.findings().busiest_minutes.at("ours"), 4U);
}

TEST(Behaviour36, CreatesOfAnEpisodeAreCountedThoughTheyAreDeleted) {
    Asking page;
    const std::string first = page.create(marked).at("/id");
    page.remove("/incidents/" + first);
    page.create(marked);
    page.create(R"("name":"a")");
    page.create(R"("metadata":{"tocsin":{"key":"k1","gen":2}})");  // Refused: no name.
    EXPECT_EQ(page.model.findings().creates, (std::map<std::string, std::uint64_t>{{"k1/2", 2}}));
}

TEST(Behaviour36, WritesOfAnIncidentAreCountedWhetherAnsweredOrNot) {
    Asking page;
    const std::string id = page.create(marked).at("/id");
    FaultRule lost;
    lost.method = "PATCH";
    lost.fault = Fault::drop_after_apply;
    page.model.faults().add(lost);
    page.change(id, R"("name":"b")");
    page.change(id, R"("status":"no such thing")");
    page.get("/incidents/" + id);
    EXPECT_EQ(page.model.findings().calls.at(id), 2U);
    page.patch("/incidents/" + id + "/incident_updates/" +
                   page.model.incidents("page00000001")[0].updates[0].id,
               R"({"incident_update":{"body":"c"}})");
    page.remove("/incidents/" + id);
    EXPECT_EQ(page.model.findings().calls.at(id), 4U);
}

TEST(Behaviour36, StepsBackAreFoundWithWhoMadeThem) {
    Asking page;
    const std::string id = page.create(marked).at("/id");
    for (const char* status : {"identified", "monitoring", "identified", "resolved"}) {
        page.change(id, std::string(R"("status":")") + status + "\"");
    }
    PersonAct reopen{.kind = PersonAct::Kind::move, .incident = id, .status = "monitoring"};
    ASSERT_TRUE(page.model.act(reopen, page.now));
    const auto steps = page.model.findings().steps_back;
    ASSERT_EQ(steps.size(), 2U);
    EXPECT_EQ(steps[0].by, "ours");
    EXPECT_EQ(steps[0].episode, "k1/2");
    EXPECT_EQ(steps[0].from + ">" + steps[0].to, "monitoring>identified");
    EXPECT_EQ(steps[1].by, "(person)");
    EXPECT_EQ(steps[1].from + ">" + steps[1].to, "resolved>monitoring");
}

TEST(Behaviour36, TheFinalStatesOfTheComponentsAreShown) {
    Asking page;
    page.create(R"("name":"a","components":{"api000000001":"partial_outage"})");
    const auto states = page.model.findings().components.at("page00000001");
    EXPECT_EQ(states.at("api000000001"), "partial_outage");
    EXPECT_EQ(states.at("group0000001"), "partial_outage");
    EXPECT_EQ(states.at("web000000001"), "operational");
    const auto state = page.model.state_as_json();
    EXPECT_EQ(state.at("pages").at(0).at("components").as_array().size(), 3U);
    EXPECT_EQ(state.at("pages").at(0).at("incidents").as_array().size(), 1U);
}

}  // namespace
}  // namespace tocsin
