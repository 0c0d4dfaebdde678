#include "template/time_functions.hpp"

#include <gtest/gtest.h>

#include "tests/template/sample.hpp"

namespace tocsin {
namespace {

using namespace std::chrono_literals;
using sample::plain;

TEST(TimeFunctions, DateWritesAsTheLayoutSays) {
    EXPECT_EQ(plain("{{ .StartsAt | date \"Mon 2 Jan 2006, 15:04 MST\" }}"),
              "Sat 3 Oct 2026, 10:00 UTC");
    EXPECT_EQ(plain("{{ date \"15:04:05.0\" (index .Alerts 0).StartsAt }}"), "10:00:00.5");
}

TEST(TimeFunctions, TzShowsTheSameMomentElsewhere) {
    EXPECT_EQ(plain("{{ .StartsAt | tz \"Europe/Berlin\" | date \"15:04 MST\" }}"), "12:00 CEST");
    EXPECT_EQ(plain("{{ .StartsAt | tz \"America/Sao_Paulo\" }}"),
              "2026-10-03 07:00:00.5 -0300 -03");
    EXPECT_EQ(plain("{{ .StartsAt | tz \"UTC\" }}|{{ .StartsAt | tz \"\" }}"),
              "2026-10-03 10:00:00.5 +0000 UTC|2026-10-03 10:00:00.5 +0000 UTC");
    EXPECT_EQ(plain("{{ eq .StartsAt (tz \"Asia/Tokyo\" .StartsAt) }}"), "true");
}

TEST(TimeFunctions, TzKnowsBothSidesOfAClockChange) {
    TemplateData data = sample::incident();
    const auto berlin = [&](std::string_view time) {
        data.starts_at = parse_rfc3339(time);
        return plain("{{ .StartsAt | tz \"Europe/Berlin\" | date \"15:04:05 MST\" }}", data);
    };
    EXPECT_EQ(berlin("2026-10-25T00:59:59.9Z"), "02:59:59 CEST");
    EXPECT_EQ(berlin("2026-10-25T01:00:00Z"), "02:00:00 CET");
    EXPECT_EQ(berlin("2026-03-29T00:59:59Z"), "01:59:59 CET");
    EXPECT_EQ(berlin("2026-03-29T01:00:00Z"), "03:00:00 CEST");
}

TEST(TimeFunctions, SinceCountsToTheTimeOfTheRendering) {
    const TemplateData data = sample::incident();
    const auto since = [&](Duration later) {
        const auto text = Template::parse(
            "{{ since .StartsAt }} {{ humanizeDuration (since .StartsAt) }}", incident_fields());
        const RenderOptions options{.purpose = Purpose::plain, .now = *data.starts_at + later};
        return render(text.value(), to_value(data), options).value().text;
    };
    EXPECT_EQ(since(90s), "1m30s 1m 30s");
    EXPECT_EQ(since(-1s), "-1s -1s");
}

TEST(TimeFunctions, LeaveATimeThatIsNotKnownUnknown) {
    for (const std::string text : {"{{ .EndsAt | date \"15:04\" }}", "{{ .EndsAt | tz \"UTC\" }}",
                                   "{{ .EndsAt | tz \"UTC\" | date \"15:04\" }}",
                                   "{{ since .EndsAt }}", "{{ printf \"%s\" .EndsAt }}"}) {
        const auto result = sample::rendered(text, sample::incident(), Purpose::body);
        ASSERT_TRUE(result) << text << ' ' << result.error().message;
        EXPECT_EQ(result.value().text, "") << text;
        EXPECT_TRUE(result.value().missing_in_output) << text;
    }
    EXPECT_EQ(plain("{{ with .EndsAt | tz \"UTC\" }}{{ . }}{{ else }}not yet{{ end }}"), "not yet");
}

}  // namespace
}  // namespace tocsin
