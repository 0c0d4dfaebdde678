#include "admin/admin.hpp"

#include <gtest/gtest.h>

namespace tocsin {
namespace {

struct Desk {
    std::string unready;
    bool reload_accepted = true;
    int reloads = 0;
    Admin admin{AdminHooks{[this] { return unready; },
                           [](bool open) { return std::string(open ? "openmetrics" : "plain"); },
                           [this] {
                               ++reloads;
                               return ReloadAnswer{reload_accepted, "report"};
                           }}};

    HttpResponse ask(const std::string& method, const std::string& target,
                     const Headers& headers = {},
                     const std::set<std::string>& serves = {"health", "metrics", "lifecycle"}) {
        return admin.answer(serves, {method, target, headers, ""});
    }
};

TEST(Admin, IsHealthyWhateverItWaitsForAndReadyOnlyWhenItIs) {
    Desk desk;
    EXPECT_EQ(desk.ask("GET", "/-/ready").status, 200U);
    EXPECT_EQ(desk.ask("HEAD", "/readyz").status, 200U);
    desk.unready = "draining";
    EXPECT_EQ(desk.ask("GET", "/-/healthy").status, 200U);
    EXPECT_EQ(desk.ask("GET", "/healthz").status, 200U);
    const HttpResponse response = desk.ask("GET", "/-/ready");
    EXPECT_EQ(response.status, 503U);
    EXPECT_NE(response.body.find("draining"), std::string::npos);
    EXPECT_TRUE(response.headers.find("Retry-After"));
}

TEST(Admin, AnswersNothingThatTheListenerDoesNotServe) {
    Desk desk;
    EXPECT_EQ(desk.ask("GET", "/metrics", {}, {"health"}).status, 404U);
    EXPECT_EQ(desk.ask("POST", "/-/reload", {}, {"health", "metrics"}).status, 404U);
    EXPECT_EQ(desk.ask("GET", "/").status, 404U);
    EXPECT_EQ(desk.reloads, 0);
}

TEST(Admin, RefusesOtherMethodsAndNamesThoseItTakes) {
    Desk desk;
    const HttpResponse response = desk.ask("GET", "/-/reload");
    EXPECT_EQ(response.status, 405U);
    EXPECT_EQ(response.headers.find("Allow"), "POST");
    EXPECT_EQ(desk.ask("POST", "/metrics").status, 405U);
    EXPECT_EQ(desk.ask("GE", "/metrics").status, 405U);
}

TEST(Admin, GivesTheFormatThatAcceptPrefers) {
    Desk desk;
    const HttpResponse open = desk.ask(
        "GET", "/metrics",
        {{"Accept",
          "application/openmetrics-text;version=1.0.0;q=0.5,text/plain;version=0.0.4;q=0.4"}});
    EXPECT_EQ(open.body, "openmetrics");
    EXPECT_EQ(open.headers.find("Content-Type"),
              "application/openmetrics-text; version=1.0.0; charset=utf-8");
    EXPECT_EQ(desk.ask("GET", "/metrics").body, "plain");
    EXPECT_EQ(desk.ask("GET", "/metrics", {{"Accept", "*/*"}}).body, "plain");
    EXPECT_EQ(
        desk.ask("GET", "/metrics", {{"Accept", "text/plain, application/openmetrics-text;q=0.1"}})
            .body,
        "plain");
}

TEST(Admin, ReloadTellsTheErrorsOfARefusedConfiguration) {
    Desk desk;
    EXPECT_EQ(desk.ask("POST", "/-/reload").status, 200U);
    desk.reload_accepted = false;
    const HttpResponse response = desk.ask("POST", "/-/reload");
    EXPECT_EQ(response.status, 422U);
    EXPECT_NE(response.body.find("report"), std::string::npos);
    EXPECT_EQ(desk.reloads, 2);
}

TEST(Admin, NeverReloadsForAWebPage) {
    Desk desk;
    EXPECT_EQ(desk.ask("POST", "/-/reload", {{"Origin", "https://evil.example"}}).status, 403U);
    EXPECT_EQ(desk.reloads, 0);
}

TEST(HandlerOf, NamesRoutesAndNeverThePathThatWasAskedFor) {
    EXPECT_EQ(handler_of("/metrics?x=1"), "metrics");
    EXPECT_EQ(handler_of("/readyz"), "ready");
    EXPECT_EQ(handler_of("/no/such/path"), "other");
}

TEST(Admin, AsksWhoeverWantsMoreThanHealthWhoHeIs) {
    const std::set<std::string> all{"health", "metrics", "lifecycle"};
    EXPECT_EQ(Admin::deed_of(all, "/metrics?x=1"), Deed::see_metrics);
    EXPECT_EQ(Admin::deed_of(all, "/-/reload"), Deed::administer);
    for (const char* free : {"/-/healthy", "/-/ready", "/healthz", "/readyz", "/nowhere"})
        EXPECT_EQ(Admin::deed_of(all, free), std::nullopt) << free;
    EXPECT_EQ(Admin::deed_of({"health"}, "/metrics"), std::nullopt) << "it is not there";
}

}  // namespace
}  // namespace tocsin
