// The rate (behaviour 24).
#include "tests/emulator/request_window.hpp"

#include "tests/emulator/asking.hpp"
#include "tests/emulator/http_date.hpp"

namespace tocsin {
namespace {

Answer get_at(Asking& page, Duration after) {
    page.now = asking_start + after;
    return page.get("/incidents");
}

TEST(Behaviour24, SixtyRequestsInAnySixtySecondsAndNoMore) {
    using std::chrono::milliseconds;
    using std::chrono::seconds;
    Asking page;
    for (int i = 0; i < 60; ++i) EXPECT_EQ(get_at(page, milliseconds(100 * i)).status, 200U);
    const Answer over = get_at(page, seconds(10));
    EXPECT_EQ(over.status, 420U);
    EXPECT_EQ(over.header("retry-after"), "50");
    EXPECT_EQ(get_at(page, milliseconds(59'999)).status, 420U);
    EXPECT_EQ(get_at(page, milliseconds(59'999)).header("retry-after"), "1");
    EXPECT_EQ(get_at(page, seconds(60)).status, 200U);
    EXPECT_EQ(get_at(page, seconds(60)).status, 420U);
}

TEST(Behaviour24, ARejectedRequestIsNotAppliedAndIsInTheJournal) {
    Asking page(options_with([](ModelOptions& options) { options.rate_requests = 1; }));
    page.get("/incidents");
    EXPECT_EQ(page.create(R"("name":"a")").status, 420U);
    EXPECT_FALSE(page.last.applied);
    EXPECT_TRUE(page.model.incidents("page00000001").empty());
    EXPECT_EQ(page.model.journal().requests().back().status, 420U);
    EXPECT_FALSE(page.model.journal().requests().back().applied);
}

TEST(Behaviour24, EachKeyHasItsOwnBudget) {
    Asking page(options_with([](ModelOptions& options) { options.rate_requests = 1; }));
    EXPECT_EQ(page.get("/incidents").status, 200U);
    EXPECT_EQ(page.get("/incidents").status, 420U);
    HttpRequest other = Asking::request("GET", "/v1/pages");
    other.headers = Headers({{"Authorization", "OAuth key-of-theirs"}});
    EXPECT_EQ(page.send(other).status, 200U);
}

TEST(Behaviour24, TheStatusIsASwitch) {
    using Code = ModelOptions::LimitCode;
    const auto statuses = [](Code code) {
        ModelOptions options;
        options.rate_requests = 1;
        options.limit_code = code;
        Asking page(options);
        page.get("/incidents");
        const unsigned first = page.get("/incidents").status;
        return std::pair(first, page.get("/incidents").status);
    };
    EXPECT_EQ(statuses(Code::always_420), std::pair(420U, 420U));
    EXPECT_EQ(statuses(Code::always_429), std::pair(429U, 429U));
    EXPECT_EQ(statuses(Code::alternate), std::pair(420U, 429U));
}

TEST(Behaviour24, TheFormOfRetryAfterIsASwitch) {
    using Form = ModelOptions::RetryAfter;
    const auto header = [](Form form) {
        ModelOptions options;
        options.rate_requests = 1;
        options.retry_after = form;
        Asking page(options);
        page.get("/incidents");
        return page.get("/incidents").header("retry-after");
    };
    EXPECT_EQ(header(Form::seconds), "59");
    EXPECT_EQ(header(Form::absent), "(absent)");
    EXPECT_EQ(header(Form::zero), "0");
    EXPECT_EQ(header(Form::http_date), "Sun, 07 Jun 2026 01:01:17 GMT");
    EXPECT_EQ(header(Form::huge), "31536000");
}

TEST(Behaviour24, WhetherRejectedRequestsCountIsASwitch) {
    for (const bool count : {false, true}) {
        ModelOptions options;
        options.rate_requests = 2;
        options.rejected_count = count;
        Asking page(options);
        get_at(page, std::chrono::seconds(0));
        get_at(page, std::chrono::seconds(1));
        get_at(page, std::chrono::seconds(50));
        get_at(page, std::chrono::seconds(51));
        EXPECT_EQ(get_at(page, std::chrono::seconds(61)).status, count ? 420U : 200U);
    }
}

TEST(Behaviour24, StrictModeAllowsOnePerSecond) {
    using std::chrono::milliseconds;
    Asking page(options_with([](ModelOptions& options) { options.rate_strict = true; }));
    EXPECT_EQ(get_at(page, milliseconds(0)).status, 200U);
    const Answer soon = get_at(page, milliseconds(999));
    EXPECT_EQ(soon.status, 420U);
    EXPECT_EQ(soon.header("retry-after"), "1");
    EXPECT_EQ(get_at(page, milliseconds(1000)).status, 200U);
}

TEST(Behaviour24, NumberAndWindowAreConfigurable) {
    using std::chrono::seconds;
    Asking page(options_with([](ModelOptions& options) {
        options.rate_requests = 2;
        options.rate_window = seconds(10);
    }));
    EXPECT_EQ(get_at(page, seconds(0)).status, 200U);
    EXPECT_EQ(get_at(page, seconds(0)).status, 200U);
    EXPECT_EQ(get_at(page, seconds(9)).status, 420U);
    EXPECT_EQ(get_at(page, seconds(10)).status, 200U);
    Asking open(options_with([](ModelOptions& options) { options.rate_requests = 0; }));
    for (int i = 0; i < 200; ++i) EXPECT_EQ(get_at(open, seconds(0)).status, 200U);
}

TEST(HttpDate, IsTheFixedFormOfRfc9110) {
    EXPECT_EQ(format_http_date(*parse_rfc3339("1994-11-06T08:49:37Z")),
              "Sun, 06 Nov 1994 08:49:37 GMT");
}

}  // namespace
}  // namespace tocsin
