// The model as a whole: paths, keys, bodies, errors, header fields, ids (behaviours 2 to 7), and
// that equal seeds give equal bytes (37).
#include "tests/emulator/model.hpp"

#include <regex>
#include <set>

#include "tests/emulator/asking.hpp"

namespace tocsin {
namespace {

TEST(Behaviour2, EveryPathMayEndInJson) {
    Asking page(options_with([](ModelOptions& options) { options.limit_unpaginated = false; }));
    const std::string id = page.create("\"name\":\"a\"").at("/id");
    for (const char* path : {"", "/components", "/incidents", "/incidents/unresolved"}) {
        EXPECT_EQ(page.get(path).text, page.get(std::string(path) + ".json").text) << path;
    }
    EXPECT_EQ(page.get("/incidents/" + id + ".json").at("/id"), id);
}

TEST(Behaviour2, AnUnknownPathIs404AndAWrongMethod405) {
    Asking page;
    EXPECT_EQ(page.get("/nothing").status, 404U);
    EXPECT_EQ(page.get("/nothing").text, R"({"error":"not found"})");
    EXPECT_EQ(page.send(Asking::request("GET", "/v2/pages")).status, 404U);
    EXPECT_EQ(page.remove("/incidents").status, 405U);
    EXPECT_EQ(page.post("/incidents/unresolved", "{}").status, 405U);
}

TEST(Behaviour3, OnlyOAuthWithTheRightKeyIsLetIn) {
    Asking page;
    const auto with = [&](const char* field) {
        HttpRequest sent = Asking::request("GET", "/v1/pages");
        sent.headers = Headers();
        if (field) sent.headers.add("Authorization", field);
        return page.send(sent);
    };
    EXPECT_EQ(with("OAuth key-of-ours").status, 200U);
    EXPECT_EQ(with("oauth key-of-ours").status, 200U);
    for (const char* field : {"Bearer key-of-ours", "OAuth wrong", "OAuth", "key-of-ours",
                              static_cast<const char*>(nullptr)}) {
        const Answer answer = with(field);
        EXPECT_EQ(answer.status, 401U) << (field ? field : "none");
        EXPECT_EQ(answer.text, R"({"error":"Could not authenticate"})");
    }
}

TEST(Behaviour3, TheSchemeMayBeStrict) {
    Asking page(options_with([](ModelOptions& options) { options.scheme_any_case = false; }));
    HttpRequest sent = Asking::request("GET", "/v1/pages");
    EXPECT_EQ(page.send(sent).status, 200U);
    sent.headers = Headers({{"Authorization", "oauth key-of-ours"}});
    EXPECT_EQ(page.send(sent).status, 401U);
}

TEST(Behaviour3, TheKeyMayStandInTheQueryAndIsNotShown) {
    Asking page;
    HttpRequest sent = Asking::request("GET", "/v1/pages?api_key=key-of-ours&page=1");
    sent.headers = Headers();
    EXPECT_EQ(page.send(sent).status, 200U);
    EXPECT_EQ(page.model.journal().requests().back().target, "/v1/pages?api_key=…&page=1");
}

TEST(Behaviour3, AuthenticationComesBeforeThePath) {
    Asking page;
    HttpRequest sent = Asking::request("GET", "/v1/nothing");
    sent.headers = Headers();
    EXPECT_EQ(page.send(sent).status, 401U);
}

TEST(Behaviour3, APageOfAnotherOrganisationIs404Or403) {
    Asking page;
    const HttpRequest sent = Asking::request("GET", "/v1/pages/page00000002");
    EXPECT_EQ(page.send(sent).status, 404U);
    Asking strict(options_with([](ModelOptions& options) { options.foreign_page_status = 403; }));
    EXPECT_EQ(strict.send(sent).status, 403U);
    EXPECT_EQ(strict.send(Asking::request("GET", "/v1/pages/unknown")).status, 404U);
}

TEST(Behaviour4, FormsAndJsonSayTheSame) {
    Asking page;
    const Answer made = page.form("POST", "/incidents",
                                  "incident[name]=Two+words&incident[status]=identified"
                                  "&incident[component_ids][]=api000000001"
                                  "&incident[component_ids][]=web000000001"
                                  "&incident[components][api000000001]=major_outage"
                                  "&incident[deliver_notifications]=f&incident%5Bbody%5D=text");
    ASSERT_EQ(made.status, 201U) << made.text;
    EXPECT_EQ(made.at("/name"), "Two words");
    EXPECT_EQ(made.at("/components/1/id"), "web000000001");
    EXPECT_EQ(made.at("/components/0/status"), "major_outage");
    EXPECT_EQ(made.at("/incident_updates/0/deliver_notifications"), "false");
    EXPECT_EQ(made.at("/incident_updates/0/body"), "text");
}

TEST(Behaviour4, BooleansOfFormsAreLooseAndOfJsonStrict) {
    Asking page;
    for (const char* yes : {"t", "true", "1"}) {
        const Answer made =
            page.form("POST", "/incidents",
                      std::string("incident[name]=a&incident[scheduled_remind_prior]=") + yes);
        EXPECT_EQ(made.at("/scheduled_remind_prior"), "true") << yes;
    }
    const Answer maybe =
        page.form("POST", "/incidents", "incident[name]=a&incident[backfilled]=yes");
    EXPECT_EQ(maybe.status, 400U);
    EXPECT_EQ(maybe.error(), "incident[backfilled] is invalid");
    EXPECT_EQ(page.create(R"("name":"a","scheduled_remind_prior":"t")").status, 400U);
    EXPECT_EQ(page.create(R"("name":"a","scheduled_remind_prior":1)").status, 400U);
}

TEST(Behaviour4, WhatCannotBeReadIs400) {
    Asking page;
    EXPECT_EQ(page.post("/incidents", "{\"incident\":").status, 400U);
    EXPECT_EQ(page.post("/incidents", "[]").status, 400U);
    EXPECT_EQ(page.post("/incidents", "{}").error(), "incident is missing");
    EXPECT_EQ(page.post("/incidents", R"({"name":"a"})").error(), "incident is missing");
    EXPECT_EQ(page.post("/incidents", R"({"incident":"a"})").error(), "incident is invalid");
    EXPECT_EQ(page.form("POST", "/incidents", "incident[name=a").status, 400U);
    EXPECT_EQ(page.form("POST", "/incidents", "incident[name]=%zz").status, 400U);
    EXPECT_EQ(page.form("POST", "/incidents", "incident=a&incident[name]=b").status, 400U);
    EXPECT_EQ(page.form("POST", "/incidents", R"({"incident":{"name":"a"}})").status, 400U);
    EXPECT_TRUE(page.model.incidents("page00000001").empty());
}

TEST(Behaviour4, JsonWithoutContentTypeIsASwitch) {
    HttpRequest sent = Asking::request("POST", "/v1/pages/page00000001/incidents");
    sent.body = R"({"incident":{"name":"a"}})";
    Asking page;
    EXPECT_EQ(page.send(sent).status, 201U);
    Asking strict(
        options_with([](ModelOptions& options) { options.json_without_content_type = false; }));
    EXPECT_EQ(strict.send(sent).error(), "incident is missing");
}

TEST(Behaviour5, TheStyleOfErrorsIsASwitch) {
    using Style = ModelOptions::ErrorStyle;
    const auto text_in = [](Style style) {
        ModelOptions options;
        options.error_style_422 = style;
        Asking page(options);
        return page.create(R"("name":"a","metadata":{"k":1})").text;
    };
    const std::string why = "incident[metadata] must have objects as its top-level values";
    EXPECT_EQ(text_in(Style::text), "{\"error\":\"" + why + "\"}");
    EXPECT_EQ(text_in(Style::array), "{\"error\":[\"" + why + "\"]}");
    EXPECT_EQ(text_in(Style::object),
              R"({"error":{"incident[metadata]":["must have objects as its top-level values"]}})");
    EXPECT_EQ(text_in(Style::message), "{\"message\":\"" + why + "\"}");
    EXPECT_EQ(text_in(Style::html).substr(0, 6), "<html>");
    EXPECT_EQ(text_in(Style::empty), "");
}

TEST(Behaviour5, TextIsTheDefaultOf400AndAnArrayOf422) {
    Asking page;
    EXPECT_EQ(page.create("").text, R"({"error":"incident[name] is missing"})");
    EXPECT_EQ(page.create(R"("name":"a","component_ids":["none"])").text,
              R"({"error":["incident[component_ids] does not exist: none"]})");
}

TEST(Behaviour6, EveryAnswerHasAnIdAndARuntimeAndNoRateHeader) {
    Asking page;
    const Answer answer = page.get("/incidents");
    EXPECT_EQ(answer.header("content-type"), "application/json; charset=utf-8");
    EXPECT_TRUE(std::regex_match(answer.header("x-request-id"), std::regex("[0-9a-f]{32}")));
    EXPECT_TRUE(std::regex_match(answer.header("x-runtime"), std::regex("0\\.[0-9]{6}")));
    EXPECT_EQ(answer.header("etag"), "(absent)");
    for (const Header& field : answer.headers)
        EXPECT_EQ(field.name.find("Rate"), std::string::npos);
    EXPECT_NE(page.get("/incidents").header("x-request-id"), answer.header("x-request-id"));
}

TEST(Behaviour6, AnETagIsASwitch) {
    Asking page(options_with([](ModelOptions& options) { options.etag = true; }));
    const std::string first = page.get("/incidents").header("etag");
    EXPECT_EQ(first.substr(0, 3), "W/\"");
    EXPECT_EQ(page.get("/incidents").header("etag"), first);
    page.create("\"name\":\"a\"");
    EXPECT_NE(page.get("/incidents").header("etag"), first);
}

TEST(Behaviour7, IdsAreTwelveLettersOrDigits) {
    Asking page;
    std::set<std::string> ids;
    for (int i = 0; i < 50; ++i) {
        const Answer made = page.create(R"("name":"a","body":"b")");
        for (const char* pointer : {"/id", "/incident_updates/0/id"}) {
            EXPECT_TRUE(std::regex_match(made.at(pointer), std::regex("[a-z0-9]{12}")));
            EXPECT_TRUE(ids.insert(made.at(pointer)).second);
        }
    }
}

TEST(Behaviour7, TheStampsAreThoseOfTheGivenTime) {
    Asking page;
    page.now = *parse_rfc3339("2031-02-03T04:05:06.789Z");
    const Answer made = page.create(R"("name":"a","body":"b")");
    EXPECT_EQ(made.at("/created_at"), "2031-02-03T04:05:06Z");
    EXPECT_EQ(made.at("/incident_updates/0/created_at"), "2031-02-03T04:05:06.789Z");
}

// What a run of mixed requests answers, byte for byte.
std::string transcript(std::uint64_t seed, bool with_reset) {
    Asking page({}, seed);
    FaultRule unlucky;
    unlucky.method = "POST";
    unlucky.times = 0;
    unlucky.probability = 0.5;
    unlucky.status = 503;
    page.model.faults().add(unlucky);
    FaultRule twisted;
    twisted.times = 0;
    twisted.probability = 0.3;
    twisted.twist = Twist::other_id;
    page.model.faults().add(twisted);
    FaultRule late;
    late.method = "PATCH";
    late.times = 0;
    late.probability = 0.5;
    late.status = 504;
    late.late = std::chrono::seconds(7);
    page.model.faults().add(late);
    std::string all;
    for (int round = 0; round < (with_reset ? 2 : 1); ++round) {
        all.clear();
        page.now = asking_start;
        if (round == 1) page.model.reset();
        for (int i = 0; i < 20; ++i) {
            all += page.create(R"("name":"a","body":"b")").text;
            const Answer list = page.get("/incidents");
            all += list.text + list.header("x-request-id") + list.header("x-runtime");
            const auto opened =
                page.model.act({.kind = PersonAct::Kind::open, .name = "theirs"}, page.now);
            all += page.change(opened.value(), R"("name":"ours")").text;
        }
    }
    return all;
}

TEST(Behaviour37, EqualSeedsGiveEqualBytes) {
    // Not EXPECT_EQ, which would print all of it.
    EXPECT_TRUE(transcript(7, false) == transcript(7, false));
    EXPECT_FALSE(transcript(7, false) == transcript(8, false));
}

TEST(Behaviour37, AResetGoesBackToTheSetUp) {
    EXPECT_TRUE(transcript(7, true) == transcript(7, false));
    Asking page;
    page.create(R"("name":"a","components":{"api000000001":"major_outage"})");
    page.model.reset(3);
    EXPECT_TRUE(page.model.incidents("page00000001").empty());
    EXPECT_TRUE(page.model.journal().requests().empty());
    EXPECT_TRUE(page.model.journal().notifications().empty());
    EXPECT_EQ(page.status_of("api000000001"), "operational");
}

TEST(Behaviour37, AReadChangesNoIdOfWhatComesAfterIt) {
    Asking quiet;
    Asking curious;
    for (int i = 0; i < 10; ++i) curious.get("/incidents");
    EXPECT_EQ(quiet.create("\"name\":\"a\"").at("/id"), curious.create("\"name\":\"a\"").at("/id"));
}

TEST(Behaviour37, ACopyIsASnapshot) {
    Asking page;
    page.create("\"name\":\"a\"");
    const StatuspageModel kept = page.model;
    page.create("\"name\":\"b\"");
    EXPECT_EQ(kept.incidents("page00000001").size(), 1U);
    page.model = kept;
    EXPECT_EQ(page.model.incidents("page00000001").size(), 1U);
}

}  // namespace
}  // namespace tocsin
