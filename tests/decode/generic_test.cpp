// A message of any sender as a whole: its form, whether it is meant, and its items.
#include "decode/generic.hpp"

#include <gtest/gtest.h>

#include <chrono>

#include "tests/decode/extracts.hpp"
#include "tests/decode/group_text.hpp"

namespace tocsin {
namespace {

constexpr const char* form_type = "application/x-www-form-urlencoded; charset=utf-8";

struct Request {
    std::string body;
    std::string content_type = "application/json";
    std::string target = "/webhooks/x";
};

Result<AlertGroup> decoded(const Extract& extract, const Request& request,
                           std::uint32_t alerts_max = 0, DecodeNotes* notes = nullptr) {
    DecodeOptions options;
    options.kind = SenderKind::generic;
    options.alerts_max = alerts_max;
    options.extract = std::make_shared<const Extract>(extract);
    return decode_generic(options, {request.content_type, request.target, request.body},
                          *parse_rfc3339("2026-10-03T10:00:00Z"), notes);
}

// "key:1 key:2", or the error.
std::string names(const Extract& extract, const Request& request) {
    const auto group = decoded(extract, request);
    if (!group) {
        const bool malformed_ = group.error().code == ErrorCode::malformed;
        return (malformed_ ? "malformed: " : "refused: ") + group.error().message;
    }
    std::string text;
    for (const Alert& alert : group.value().alerts)
        text += (text.empty() ? "" : " ") + alert.fingerprint.value;
    return text;
}

const std::string one = R"({"id":1,"s":"OK"})";

TEST(Generic, ReadsJsonWhateverTheTypeSays) {
    const Extract extract = a_small_extract();
    for (const char* type : {"application/json", "text/plain; charset=UTF-8", "", "nonsense",
                             form_type, "application/cloudevents+json"}) {
        EXPECT_EQ(names(extract, {one, type}), "key:1") << type;
    }
    EXPECT_EQ(names(extract, {"{", ""}), "malformed: not JSON: incomplete JSON at byte 2");
    EXPECT_EQ(names(extract, {"", ""}), "malformed: not JSON: the body is empty");
}

TEST(Generic, ReadsAFormAsAFlatObject) {
    Extract extract = a_small_extract();
    EXPECT_EQ(names(extract, {"id=7&s=ok&id=8", form_type}), "key:8");
    EXPECT_EQ(names(extract, {"id=7&s=%zz", form_type}),
              "malformed: not a form: a broken escape behind byte 5");
    EXPECT_EQ(names(extract, {"id=7&s=ok", "text/plain"}).substr(0, 9), "malformed");
    EXPECT_EQ(names(extract, {"{=x&id=7&s=ok", form_type}), "key:7");
    extract.format = BodyFormat::form;
    EXPECT_EQ(names(extract, {"id=7&s=ok", "text/plain"}), "key:7");
    extract.format = BodyFormat::json;
    EXPECT_EQ(names(extract, {"id=7&s=ok", form_type}).substr(0, 9), "malformed");
}

TEST(Generic, ParsesTextsThatHoldJsonInTheirPlace) {
    Extract extract = a_small_extract();
    extract.state = at({"/Message/s"});
    extract.key = at({"/Message/inner/id"});
    extract.embedded_json = at({"/Message", "/Message/inner", "/none"});
    EXPECT_EQ(names(extract, {R"({"Message":"{\"s\":\"OK\",\"inner\":\"{\\\"id\\\":3}\"}"})"}),
              "key:3");
    extract.missing_state = MissingState::firing;
    extract.key = at({"/Message"});
    EXPECT_EQ(names(extract, {R"({"Message":"plain words"})"}), "key:plain words");
    extract.key = at({"/data/id"});
    extract.embedded_json = at({"/data"});
    EXPECT_EQ(names(extract, {"x=1&data=%7B%22id%22%3A4%7D", form_type}), "key:4");
}

TEST(Generic, IgnoresAMessageThatDoesNotFitEachCondition) {
    Extract extract = a_small_extract();
    extract.only_if = {{at({"/Type"}).front(), compile_pattern("^Notification$").pattern},
                       {at({"/env"}).front(), compile_pattern("prod|^$").pattern}};
    EXPECT_EQ(names(extract, {R"({"Type":"Notification","id":1,"s":"OK"})"}), "key:1");
    for (const char* other :
         {R"({"Type":"SubscriptionConfirmation","id":1,"s":"OK"})", R"({"id":1,"s":"OK"})",
          R"({"Type":null})", "[]", R"({"Type":"Notification","env":"test","id":1,"s":"OK"})"}) {
        DecodeNotes notes;
        const auto group = decoded(extract, {other}, 0, &notes);
        ASSERT_TRUE(group) << other;
        EXPECT_TRUE(group.value().alerts.empty()) << other;
        EXPECT_EQ(group.value().ignored_count, 1U) << other;
        EXPECT_EQ(group.value().unlisted_count, 0U) << other;
        EXPECT_EQ(notes.size(), 1U) << other;
    }
}

TEST(Generic, TakesEachItemOfAnArray) {
    Extract extract = a_small_extract();
    extract.items = at({"/alerts"}).front();
    const std::string array = R"([{"id":1,"s":"OK"},{"id":2,"s":"FIRING"}])";
    EXPECT_EQ(names(extract, {R"({"alerts":)" + array + "}"}), "key:1 key:2");
    EXPECT_EQ(names(extract, {R"({"alerts":[]})"}), "");
    EXPECT_EQ(names(extract, {"{}"}), "refused: /alerts: missing");
    EXPECT_EQ(names(extract, {R"({"alerts":{}})"}),
              "refused: /alerts: expected an array, not an object");
    extract.items = Pointer{};
    EXPECT_EQ(names(extract, {array}), "key:1 key:2");
    EXPECT_EQ(names(extract, {one}), "refused: the document: expected an array, not an object");
}

TEST(Generic, TakesTheDocumentForOneAlertOnlyIfItCanHoldOne) {
    const Extract extract = a_small_extract();
    for (const char* scalar : {"1", "\"text\"", "null", "true"})
        EXPECT_TRUE(
            names(extract, {scalar}).starts_with("refused: the document: expected an object"))
            << scalar;
    Extract of_array = a_small_extract();
    of_array.state = at({"/0"});
    of_array.key = at({"/1"});
    EXPECT_EQ(names(of_array, {R"(["OK",5])"}), "key:5");
}

TEST(Generic, CountsWhatItCannotUseAndRefusesAMessageOfWhichNothingIsOfUse) {
    Extract extract = a_small_extract();
    extract.ignore = values({"TEST"});
    extract.items = Pointer{};
    DecodeNotes notes;
    const auto group = decoded(
        extract, {R"([1,{"id":1,"s":"OK"},{"id":2,"s":"odd"},{"id":3},{"s":"OK"},{"s":"TEST"}])"},
        0, &notes);
    ASSERT_TRUE(group);
    EXPECT_EQ(to_text(group).substr(0, to_text(group).find('\n')),
              "truncated 0, unusable 2, missing 0, ignored 1, unlisted 2");
    EXPECT_EQ(notes, (DecodeNotes{"/0: expected an object, not a number",
                                  "/2: the state \"odd\" is not listed", "/3: the state is missing",
                                  "/4: neither a key nor labels",
                                  "/5: the state \"TEST\" is to be ignored"}));
    EXPECT_EQ(names(extract, {R"([1,{"s":"OK"}])"}),
              "refused: /0: expected an object, not a number");
    EXPECT_EQ(names(extract, {R"([1,{"s":"odd"}])"}), "");
    EXPECT_EQ(names(extract, {R"([1,{"s":"TEST"}])"}), "");
}

TEST(Generic, CutsWhatIsBeyondTheMostAlerts) {
    Extract extract = a_small_extract();
    extract.items = Pointer{};
    const auto group = decoded(extract, {"[" + one + "," + one + "," + one + "]"}, 2);
    ASSERT_TRUE(group);
    EXPECT_EQ(group.value().alerts.size(), 2U);
    EXPECT_EQ(group.value().truncated_count, 1U);
    std::string many = "[1";
    for (std::size_t i = 0; i < items_max + 5; ++i) many += ",1";
    const auto cut = decoded(extract, {many + "]"});
    ASSERT_FALSE(cut) << "no item is of use";
    extract.missing_state = MissingState::firing;
    extract.labels = {{"a", std::string("b")}};
    // So small that their tree would be too large for the body, they would be refused.
    const std::string item = R"({"pad":"as large as the smallest real one"})";
    many = "[" + item;
    for (std::size_t i = 0; i < items_max + 4; ++i) many += "," + item;
    const auto full = decoded(extract, {many + "]"});
    ASSERT_TRUE(full);
    EXPECT_EQ(full.value().alerts.size(), items_max);
    EXPECT_EQ(full.value().truncated_count, 5U);
}

// All that is said may stand in the address and in header fields.
TEST(Generic, NeedsNoBodyIfItLooksIntoTheHead) {
    Extract extract = a_small_extract();
    extract.state = at({"query:s"});
    extract.key = at({"query:id"});
    EXPECT_EQ(names(extract, {"", "", "/webhooks/x?s=ok&id=9"}), "key:9");
    EXPECT_EQ(names(extract, {" \n", "text/plain", "/webhooks/x?s=ok&id=9"}), "key:9");
    EXPECT_EQ(names(extract, {"", form_type, "/webhooks/x?s=ok&id=9"}), "key:9");
    EXPECT_EQ(names(extract, {"{", "", "/webhooks/x?s=ok&id=9"}).substr(0, 9), "malformed");
}

// A message says nothing of the alerts that it does not name.
TEST(Generic, IsNeverAWholeGroup) {
    const Extract extract = a_small_extract();
    const auto group = decoded(extract, {one});
    ASSERT_TRUE(group);
    EXPECT_EQ(group.value().group, 0U);
    EXPECT_FALSE(group.value().is_whole());
}

// Depth is bounded by the parser, and what is embedded is parsed by the same one.
TEST(Generic, TakesNoDeepDocument) {
    Extract extract = a_small_extract();
    extract.embedded_json = at({"/deep"});
    const std::string deep(10'000, '[');
    EXPECT_EQ(names(extract, {deep}).substr(0, 9), "malformed");
    EXPECT_EQ(names(extract, {R"({"id":1,"s":"OK","deep":")" + deep + "\"}"}), "key:1");
}

}  // namespace
}  // namespace tocsin
