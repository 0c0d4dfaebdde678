// decode chooses by the source's kind and by nothing that the sender says.
#include "decode/decode.hpp"

#include <gtest/gtest.h>

#include "tests/decode/extracts.hpp"

namespace tocsin {
namespace {

const WallTime received_at = *parse_rfc3339("2026-10-03T10:00:00Z");

Envelope envelope_of(std::string content_type, std::string body) {
    return {std::move(content_type), "/webhooks/test", std::move(body)};
}

constexpr const char* paused =
    R"({"version":"4","alerts":[{"status":"resolved","labels":{"a":"1"},)"
    R"("annotations":{"grafana_state_reason":"Paused"}}]})";

TEST(Decode, ReadsAStateReasonOnlyForKindGrafana) {
    DecodeOptions options;
    const auto as_alertmanager =
        decode(options, envelope_of("application/json", paused), received_at);
    options.kind = SenderKind::grafana;
    const auto as_grafana = decode(options, envelope_of("application/json", paused), received_at);
    ASSERT_TRUE(as_alertmanager && as_grafana);
    EXPECT_EQ(as_alertmanager.value().alerts.size(), 1U);
    EXPECT_EQ(as_alertmanager.value().missing_count, 0U);
    EXPECT_EQ(as_grafana.value().alerts.size(), 0U);
    EXPECT_EQ(as_grafana.value().missing_count, 1U);
}

TEST(Decode, TakesJsonWhateverTheContentTypeSays) {
    for (const char* type : {"", "text/plain", "application/x-www-form-urlencoded"}) {
        EXPECT_TRUE(decode({}, envelope_of(type, R"({"alerts":[]})"), received_at)) << type;
    }
}

// A recorded webhook is decoded again after a crash and next month.
TEST(Decode, GivesEqualAlertsForEqualBytes) {
    const Envelope envelope = envelope_of("", paused);
    EXPECT_EQ(decode({}, envelope, received_at).value(), decode({}, envelope, received_at).value());
}

TEST(Decode, SaysWhichHeaderFieldsItNeedsAgain) {
    DecodeOptions options;
    EXPECT_TRUE(headers_needed(options).empty());
    Extract extract = a_small_extract();
    extract.only_if = {{at({"header:X-Resource"}).front(), compile_pattern("a").pattern}};
    extract.title = filled("{header:ce-Type} {query:header} {header:Content-Type}");
    extract.key = at({"header:x-resource", "header:CE-id"});
    options.kind = SenderKind::generic;
    options.extract = std::make_shared<const Extract>(extract);
    EXPECT_EQ(headers_needed(options),
              (std::vector<std::string>{"ce-id", "ce-type", "x-resource"}));
}

TEST(Decode, GivesKindGenericTheHeadOfTheRequest) {
    DecodeOptions options;
    options.kind = SenderKind::generic;
    Extract extract = a_small_extract();
    extract.key = at({"header:X-Id"});
    options.extract = std::make_shared<const Extract>(extract);
    Envelope envelope = envelope_of("", R"({"s":"OK"})");
    envelope.kept.add("X-Id", "5");
    EXPECT_EQ(decode(options, envelope, received_at).value().alerts.at(0).fingerprint.value,
              "key:5");
}

// For whoever tries out a source: the bodies of all kinds.
TEST(Decode, NotesWhyAnAlertIsLeftOut) {
    const std::string body = R"({"alerts":[{"labels":{"a":[]}},{},{"labels":{"a":"b"}}]})";
    DecodeNotes notes;
    EXPECT_TRUE(decode({}, envelope_of("", body), received_at, &notes));
    EXPECT_EQ(notes, (DecodeNotes{"/alerts/0/labels/a: expected a text, not an array",
                                  "/alerts/1/labels: neither labels nor a fingerprint"}));
    DecodeOptions grafana;
    grafana.kind = SenderKind::grafana;
    notes.clear();
    std::string with_another = paused;
    with_another.insert(with_another.rfind(']'), R"(,{"status":"firing","labels":{"a":"2"}})");
    EXPECT_TRUE(decode(grafana, envelope_of("", with_another), received_at, &notes));
    EXPECT_EQ(notes,
              DecodeNotes{R"({a="1"}: resolved without proof (Paused), so it goes on firing)"});
}

}  // namespace
}  // namespace tocsin
