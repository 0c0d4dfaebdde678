// The classifier: each outcome of each call, in tables.
#include <gtest/gtest.h>

#include "statuspage/protocol.hpp"
#include "tests/statuspage/calls.hpp"

namespace tocsin {
namespace {

const WallTime now = *parse_rfc3339("2026-11-24T10:00:00Z");
const PageId page("page12345678");

std::vector<PageCall> writes() {
    return {a_create(), a_maintenance(), an_update(),
            ComponentCall{ComponentId("comp00000001"), ComponentStatus::operational},
            TweetCall{StatuspageId("inc123456789"), UpdateId("upd1")}};
}

std::vector<PageCall> all_calls() {
    std::vector<PageCall> calls = writes();
    calls.insert(calls.end(), {ReadIncident{StatuspageId("inc123456789")}, ListIncidents{},
                               ListComponents{}, ReadPage{}});
    return calls;
}

PageReply reply(const PageCall& call, unsigned status, std::string body, Headers headers = {}) {
    return to_reply(call, a_response(status, std::move(body), std::move(headers)), now,
                    {"", page, {}});
}

TEST(ToReply, KnowsThatNothingHappenedWhenNoByteLeft) {
    for (const PageCall& call : all_calls()) {
        EXPECT_EQ(to_reply(call, unavailable("connection refused"), now),
                  PageReply(NotApplied{"connection refused"}));
    }
}

TEST(ToReply, NeverTakesAResetOrATimeOutForNotApplied) {
    for (const PageCall& call : all_calls()) {
        for (const Error& error :
             {unknown_outcome("timed out"), malformed("no HTTP"), refused("no idea")}) {
            EXPECT_EQ(to_reply(call, error, now), PageReply(Unknown{error.message}));
        }
    }
}

// The table of semantics.md section 5, for every call alike.
TEST(ToReply, GivesEachStatusItsMeaning) {
    const std::pair<unsigned, PageReply> rows[]{
        {400, Refused{400, "no"}},      {402, Refused{402, "no"}},
        {405, Refused{405, "no"}},      {409, Refused{409, "no"}},
        {413, Refused{413, "no"}},      {422, Refused{422, "no"}},
        {451, Refused{451, "no"}},      {401, Unauthorised{401, "no"}},
        {403, PageRefused{403, "no"}},  {404, NotFound{"no"}},
        {408, Unknown{"HTTP 408: no"}}, {425, Unknown{"HTTP 425: no"}},
        {500, Unknown{"HTTP 500: no"}}, {502, Unknown{"HTTP 502: no"}},
        {503, Unknown{"HTTP 503: no"}}, {504, Unknown{"HTTP 504: no"}},
        {599, Unknown{"HTTP 599: no"}}, {100, Unknown{"HTTP 100: no"}},
        {700, Unknown{"HTTP 700: no"}},
    };
    for (const PageCall& call : all_calls()) {
        for (const auto& [status, expected] : rows) {
            EXPECT_EQ(reply(call, status, R"({"error":"no"})"), expected) << status;
        }
    }
}

TEST(ToReply, WaitsAsLongAsALimitedPageSays) {
    for (const unsigned status : {420U, 429U}) {
        for (const PageCall& call : all_calls()) {
            EXPECT_EQ(reply(call, status, "", {{"Retry-After", "17"}}),
                      PageReply(Limited{std::chrono::seconds(17)}));
            EXPECT_EQ(reply(call, status, ""), PageReply(Limited{std::chrono::seconds(60)}));
        }
    }
}

// A redirect would carry the key to another host.
TEST(ToReply, TakesARedirectForARefusalOfThePage) {
    for (const unsigned status : {300U, 301U, 302U, 303U, 304U, 307U, 308U}) {
        EXPECT_EQ(reply(a_create(), status, "", {{"Location", "https://else.example/\x1b[2J"}}),
                  PageReply(PageRefused{status, "redirected to https://else.example/[2J"}));
    }
    EXPECT_EQ(reply(a_create(), 302, ""), PageReply(PageRefused{302, "redirected"}));
}

TEST(ToReply, SaysSoWhereThePageGivesNoReason) {
    EXPECT_EQ(reply(a_create(), 422, ""), PageReply(Refused{422, "HTTP 422 without a reason"}));
}

TEST(ToReply, AcceptsACreateWithItsIncident) {
    for (const unsigned status : {200U, 201U}) {
        const PageReply got = reply(a_create(), status, an_incident_body(a_create()));
        ASSERT_TRUE(std::holds_alternative<Accepted>(got));
        const auto& incident = std::get<PageIncident>(std::get<Accepted>(got).what);
        EXPECT_EQ(incident.id, StatuspageId("inc123456789"));
        EXPECT_EQ(incident.marker, a_create().marker);
        EXPECT_EQ(incident.status, IncidentStatus::identified);
    }
}

// A second public incident is the price of each of these taken for success or failure.
TEST(ToReply, DoesNotKnowWhatAnUnreadable2xxDid) {
    for (const PageCall& call : all_calls()) {
        for (const char* body :
             {"", "null", "{", "{}", "\"ok\"", "<html>502</html>", R"({"id":null})", R"({"id":7})",
              R"({"incident":{"id":"inc123456789","status":"resolved"}})", R"([{"name":"x"}])",
              R"([null])"}) {
            EXPECT_TRUE(std::holds_alternative<Unknown>(reply(call, 200, body))) << body;
        }
    }
}

TEST(ToReply, NeverAdoptsTheAnswerToAnotherRequest) {
    CreateCall other = a_create();
    other.marker.attempt = CallId("01JBSOMEBODYELSES000000000");
    EXPECT_TRUE(std::holds_alternative<Unknown>(reply(a_create(), 201, an_incident_body(other))));

    const std::string body = an_incident_body(a_create());
    const Result<HttpResponse> answer = a_response(201, body);
    EXPECT_TRUE(std::holds_alternative<Unknown>(
        to_reply(a_create(), answer, now, {"", PageId("anotherpage0"), {}})));
    EXPECT_TRUE(std::holds_alternative<Accepted>(to_reply(a_create(), answer, now)));

    UpdateCall update = an_update();
    EXPECT_TRUE(std::holds_alternative<Accepted>(reply(update, 200, body)));
    update.incident = StatuspageId("inc000000000");
    EXPECT_TRUE(std::holds_alternative<Unknown>(reply(update, 200, body)));
    EXPECT_TRUE(std::holds_alternative<Unknown>(
        reply(ReadIncident{StatuspageId("inc000000000")}, 200, body)));
}

// A page that returns no metadata (an emulator's switch) must not make every create unknown.
TEST(ToReply, KnowsItsCreateByNameWhereNoMetadataComesBack) {
    constexpr const char* body =
        R"({"id":"i1","status":"identified","name":"Checkout is \"slow\" – EU","metadata":{}})";
    EXPECT_TRUE(std::holds_alternative<Accepted>(reply(a_create(), 201, body)));
    CreateCall other = a_create();
    other.name = "Search is slow";
    EXPECT_TRUE(std::holds_alternative<Unknown>(reply(other, 201, body)));
}

TEST(ToReply, AcceptsAComponentATweetAndAPageByTheirIds) {
    EXPECT_EQ(reply(ComponentCall{ComponentId("comp00000001"), {}}, 200,
                    R"({"id":"comp00000001","status":"operational"})"),
              PageReply(Accepted{}));
    EXPECT_TRUE(std::holds_alternative<Unknown>(
        reply(ComponentCall{ComponentId("comp00000001"), {}}, 200, R"({"id":"comp00000002"})")));
    EXPECT_EQ(reply(TweetCall{StatuspageId("i"), UpdateId("u")}, 200, R"({"id":"u"})"),
              PageReply(Accepted{}));
    EXPECT_TRUE(std::holds_alternative<Unknown>(
        reply(TweetCall{StatuspageId("i"), UpdateId("u")}, 200, R"({"id":"v"})")));
    EXPECT_EQ(reply(ReadPage{}, 200, R"({"id":"page12345678","name":"Shop"})"),
              PageReply(Accepted{PageDetails{"Shop"}}));
    EXPECT_TRUE(std::holds_alternative<Unknown>(reply(ReadPage{}, 200, R"({"id":"other"})")));
}

TEST(ToReply, AcceptsListsAndTheirEmptyLastPage) {
    EXPECT_EQ(reply(ListIncidents{}, 200, "[]"), PageReply(Accepted{std::vector<PageIncident>{}}));
    EXPECT_EQ(reply(ListComponents{}, 200, " [] "),
              PageReply(Accepted{std::vector<PageComponent>{}}));
    const PageReply incidents =
        reply(ListIncidents{}, 200, "[" + an_incident_body(a_create()) + "]");
    ASSERT_TRUE(std::holds_alternative<Accepted>(incidents));
    EXPECT_EQ(std::get<std::vector<PageIncident>>(std::get<Accepted>(incidents).what)
                  .at(0)
                  .marker->attempt,
              a_create().marker.attempt);
}

// Some servers repeat the request that they do not like, with its key.
TEST(ToReply, NeverSaysTheKeyThatTheAnswerRepeats) {
    const std::string key = "0a1b2c3d-4e5f";
    const PageAddress address{"", page, Secret(key)};
    const auto why = [&](unsigned status, const std::string& body, Headers headers = {}) {
        return why_of(
            to_reply(ReadPage{}, a_response(status, body, std::move(headers)), now, address));
    };
    for (const unsigned status : {400U, 401U, 403U, 404U, 408U, 422U, 500U, 503U}) {
        EXPECT_NE(why(status, "{\"error\":\"Bad OAuth " + key + "!\"}").find("Bad OAuth ********!"),
                  std::string::npos)
            << status;
        EXPECT_EQ(why(status, "<b>" + key).find(key), std::string::npos) << status;
        EXPECT_EQ(why(status, R"({"error":"\u0030a1b2c3d-4e5f"})").find(key), std::string::npos);
        EXPECT_EQ(why(status,
                      "0a1b\xE2\x80\x8B"
                      "2c3d-4e5f")
                      .find(key),
                  std::string::npos);
    }
    EXPECT_EQ(why(302, "", {{"Location", "https://x.example/?k=" + key}}),
              "redirected to https://x.example/?k=********");
    EXPECT_EQ(why_of(to_reply(ReadPage{}, unavailable("no " + key), now, address)), "no ********");
    EXPECT_EQ(why_of(to_reply(ReadPage{}, unknown_outcome("no " + key), now, address)),
              "no ********");
    const auto named =
        to_reply(ReadPage{}, a_response(200, R"({"id":"page12345678","name":"k )" + key + "\"}"),
                 now, address);
    EXPECT_EQ(std::get<PageDetails>(std::get<Accepted>(named).what).name, "k ********");
}

// Cut first, its beginning would stay.
TEST(ToReply, NeverSaysTheBeginningOfAKeyWhereATextIsCut) {
    const std::string key(40, 'k');
    for (std::size_t before = 150; before <= 310; ++before) {
        const std::string text = std::string(before, '.') + key;
        for (const std::string& body : {text, "{\"error\":\"" + text + "\"}"}) {
            const std::string why = why_of(
                to_reply(ReadPage{}, a_response(401, body, {}), now, {"", page, Secret(key)}));
            EXPECT_EQ(why.find("kk"), std::string::npos) << before;
        }
        const std::string where = why_of(to_reply(
            ReadPage{}, a_response(302, "", {{"Location", text}}), now, {"", page, Secret(key)}));
        EXPECT_EQ(where.find("kk"), std::string::npos) << before;
    }
}

}  // namespace
}  // namespace tocsin
