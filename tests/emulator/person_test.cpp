// What people do on the page (behaviour 35).
#include "tests/emulator/person.hpp"

#include "tests/emulator/asking.hpp"

namespace tocsin {
namespace {

using Kind = PersonAct::Kind;

class Person : public testing::Test {
protected:
    Person() {
        id = page.create(R"("name":"a","body":"b","metadata":{"tocsin":{"key":"k","gen":"1"}})")
                 .at("/id");
    }
    std::string act(const PersonAct& wanted) {
        const auto done = page.model.act(wanted, page.now);
        return done ? done.value() : "refused: " + done.error().message;
    }
    const EmulatedIncident& incident() { return page.model.incidents("page00000001").front(); }
    std::string component(const char* wanted) {
        for (const EmulatedComponent& row : page.model.components("page00000001")) {
            if (row.id == wanted) return row.status;
        }
        return "";
    }

    Asking page;
    std::string id;
};

TEST_F(Person, Behaviour35PostsAnUpdateAndMoves) {
    EXPECT_EQ(act({.kind = Kind::post, .incident = id, .body = "We know."}), id);
    EXPECT_EQ(incident().updates.back().body, "We know.");
    EXPECT_EQ(incident().status, "investigating");
    act({.kind = Kind::post, .incident = id, .body = "Found.", .status = "identified"});
    EXPECT_EQ(incident().updates.back().status, "identified");
    act({.kind = Kind::move, .incident = id, .status = "monitoring"});
    EXPECT_EQ(incident().status, "monitoring");
}

TEST_F(Person, Behaviour35EditsAnUpdate) {
    act({.kind = Kind::post, .incident = id, .body = "Second."});
    act({.kind = Kind::edit, .incident = id, .body = "Second, better."});
    EXPECT_EQ(incident().updates.back().body, "Second, better.");
    const std::string first = incident().updates.front().id;
    act({.kind = Kind::edit, .incident = id, .update = first, .body = "First, better."});
    EXPECT_EQ(incident().updates.front().body, "First, better.");
    EXPECT_EQ(incident().updates.size(), 2U);
}

TEST_F(Person, Behaviour35ResolvesAndDeletes) {
    act({.kind = Kind::resolve, .incident = id, .body = "Solved."});
    EXPECT_EQ(incident().status, "resolved");
    act({.kind = Kind::remove, .incident = id});
    EXPECT_TRUE(page.model.incidents("page00000001").empty());
}

TEST_F(Person, Behaviour35RenamesAndOverrides) {
    act({.kind = Kind::rename, .incident = id, .name = "A better name"});
    act({.kind = Kind::override_impact, .incident = id, .impact = "critical"});
    EXPECT_EQ(incident().name, "A better name");
    EXPECT_EQ(incident().impact, "critical");
    act({.kind = Kind::override_impact, .incident = id});
    EXPECT_FALSE(incident().impact_override);
}

TEST_F(Person, Behaviour35SetsComponentsAndOpensIncidentsOfTheirOwn) {
    EXPECT_EQ(act({.kind = Kind::set, .component = "api000000001", .status = "major_outage"}),
              "api000000001");
    EXPECT_EQ(component("api000000001"), "major_outage");
    const std::string own =
        act({.kind = Kind::open, .component = "web000000001", .name = "Ours", .body = "Look."});
    const EmulatedIncident& opened = page.model.incidents("page00000001").back();
    EXPECT_EQ(opened.id, own);
    EXPECT_EQ(opened.component_ids, std::vector<std::string>{"web000000001"});
    EXPECT_TRUE(opened.metadata.empty());
}

TEST_F(Person, Behaviour35PlansAMaintenanceMovesAndEndsIt) {
    const std::string planned = act({.kind = Kind::schedule,
                                     .component = "web000000001",
                                     .name = "Works",
                                     .from = "2026-06-08T01:00:00Z",
                                     .until = "2026-06-08T02:00:00Z",
                                     .automatic = true});
    const auto row = [&]() -> const EmulatedIncident& {
        return page.model.incidents("page00000001").back();
    };
    act({.kind = Kind::reschedule, .incident = planned, .until = "2026-06-08T03:00:00Z"});
    EXPECT_EQ(row().scheduled_for, parse_rfc3339("2026-06-08T01:00:00Z"));
    EXPECT_EQ(row().scheduled_until, parse_rfc3339("2026-06-08T03:00:00Z"));
    page.model.advance(*parse_rfc3339("2026-06-08T01:30:00Z"));
    EXPECT_EQ(row().status, "in_progress");
    EXPECT_EQ(component("web000000001"), "under_maintenance");
    page.now = *parse_rfc3339("2026-06-08T01:31:00Z");
    act({.kind = Kind::resolve, .incident = planned});
    EXPECT_EQ(row().status, "completed");
}

TEST_F(Person, Behaviour35IsNoRequestAndCountsForNoRate) {
    page.model.set_options(options_with([](ModelOptions& options) { options.rate_requests = 2; }));
    FaultRule broken;
    broken.times = 0;
    broken.status = 503;
    page.model.faults().add(broken);
    for (int i = 0; i < 5; ++i) act({.kind = Kind::post, .incident = id, .body = "We know."});
    EXPECT_EQ(page.model.journal().request_count(), 1U);
    EXPECT_EQ(page.model.findings().busiest_minutes.at("ours"), 1U);
    EXPECT_EQ(page.model.findings().calls.at(id), 1U);
    page.model.faults().replace({});
    EXPECT_EQ(page.change(id, R"("name":"c")").status, 200U);
}

TEST_F(Person, Behaviour35NotifiesOnlyIfAskedAndInTheirOwnName) {
    act({.kind = Kind::post, .incident = id, .body = "Quiet."});
    act({.kind = Kind::post, .incident = id, .body = "Loud.", .notify = true});
    const auto& sent = page.model.journal().notifications();
    ASSERT_EQ(sent.size(), 2U);
    EXPECT_EQ(sent[0].by, "ours");
    EXPECT_EQ(sent[1].by, "(person)");
    EXPECT_EQ(page.model.findings().notifications.at("k/1"), 1U);
}

TEST_F(Person, Behaviour35WhatThePageWouldNotTakeIsRefused) {
    EXPECT_EQ(act({.kind = Kind::resolve, .incident = "nothing"}),
              "refused: there is no incident \"nothing\"");
    EXPECT_EQ(act({.kind = Kind::post, .incident = id}), "refused: the act needs \"body\"");
    EXPECT_EQ(act({.kind = Kind::post, .page = "nowhere", .incident = id, .body = "b"}),
              "refused: there is no page \"nowhere\"");
    EXPECT_EQ(act({.kind = Kind::move, .incident = id, .status = "bored"}).substr(0, 12),
              "refused: 400");
    EXPECT_EQ(act({.kind = Kind::set, .component = "none", .status = "operational"}),
              "refused: 404: not found");
    EXPECT_EQ(act({.kind = Kind::schedule, .name = "m", .from = "2026-06-08T01:00:00Z"}),
              "refused: the act needs \"until\"");
}

TEST_F(Person, Behaviour35AnActIsReadFromJson) {
    const auto read = [](const char* json) {
        return read_person_act(boost::json::parse(json).as_object());
    };
    const auto act = read(R"({"act":"schedule","name":"m","component":"c","from":"f","until":"u",)"
                          R"("body":"b","automatic":true,"notify":true,"page":"p"})");
    ASSERT_TRUE(act);
    EXPECT_EQ(act.value().kind, Kind::schedule);
    EXPECT_EQ(act.value().from + act.value().until + act.value().page, "fup");
    EXPECT_TRUE(act.value().automatic && act.value().notify);
    EXPECT_EQ(read(R"({"act":"override","incident":"i","impact":"x"})").value().kind,
              Kind::override_impact);
    for (const char* json : {R"({})", R"({"act":"dance"})", R"({"act":"post","bodi":"b"})",
                             R"({"act":"post","body":1})", R"({"act":"post","notify":"yes"})"}) {
        EXPECT_FALSE(read(json)) << json;
    }
}

}  // namespace
}  // namespace tocsin
