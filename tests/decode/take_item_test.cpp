// One item: what its state means, what names it, and where its labels and times come from.
#include "decode/take_item.hpp"

#include <date/tz.h>
#include <gtest/gtest.h>

#include <boost/json/parse.hpp>

#include "tests/decode/extracts.hpp"

namespace tocsin {
namespace {

using Taken = Result<std::variant<Alert, Ignored>>;

Taken take(const Extract& extract, std::string_view item, const Labels& source_labels = {}) {
    const Envelope envelope{"", "/webhooks/x", ""};
    const MessageHead head = head_of(envelope);
    const boost::json::value value = boost::json::parse(item);
    LookUp look(head, value);
    return take_item(extract, source_labels, look, *parse_rfc3339("2026-10-03T10:00:00Z"));
}

std::string state(const Extract& extract, std::string_view item) {
    const Taken taken = take(extract, item);
    if (!taken) return "refused" + taken.error().message;
    if (const auto* ignored = std::get_if<Ignored>(&taken.value()))
        return ignored->unlisted ? "unlisted" : "ignored";
    return std::get<Alert>(taken.value()).state == AlertState::firing ? "firing" : "resolved";
}

Alert alert(const Extract& extract, std::string_view item, const Labels& source_labels = {}) {
    const Taken taken = take(extract, item, source_labels);
    if (!taken || !std::holds_alternative<Alert>(taken.value())) {
        ADD_FAILURE() << "no alert: " << item;
        return {};
    }
    return std::get<Alert>(taken.value());
}

TEST(TakeItem, ComparesStatesWithoutCaseAndNumbersAsTheirText) {
    Extract extract = a_small_extract();
    extract.firing = values({"Firing", "1", "true"});
    extract.resolved = values({"ok", "0", "false"});
    EXPECT_EQ(state(extract, R"({"id":1,"s":"FIRING"})"), "firing");
    EXPECT_EQ(state(extract, R"({"id":1,"s":1})"), "firing");
    EXPECT_EQ(state(extract, R"({"id":1,"s":"1"})"), "firing");
    EXPECT_EQ(state(extract, R"({"id":1,"s":true})"), "firing");
    EXPECT_EQ(state(extract, R"({"id":1,"s":"OK"})"), "resolved");
    EXPECT_EQ(state(extract, R"({"id":1,"s":0})"), "resolved");
    EXPECT_EQ(state(extract, R"({"id":1,"s":false})"), "resolved");
    EXPECT_EQ(state(extract, R"({"id":1,"s":"firing "})"), "unlisted");
}

TEST(TakeItem, TakesAWordForMoreExactThanAPatternAndFiringForSaferThanResolved) {
    Extract extract = a_small_extract();
    extract.firing = values({"re:^ALERT_"});
    extract.resolved = values({"re:RECOVERY$", "ALERT_OVER"});
    extract.ignore = values({"ALERT_TEST", "re:SSL"});
    EXPECT_EQ(state(extract, R"({"id":1,"s":"ALERT_FAILURE"})"), "firing");
    EXPECT_EQ(state(extract, R"({"id":1,"s":"RECOVERY"})"), "resolved");
    EXPECT_EQ(state(extract, R"({"id":1,"s":"ALERT_TEST"})"), "ignored");
    EXPECT_EQ(state(extract, R"({"id":1,"s":"alert_over"})"), "resolved");
    EXPECT_EQ(state(extract, R"({"id":1,"s":"ALERT_RECOVERY"})"), "firing");
    EXPECT_EQ(state(extract, R"({"id":1,"s":"SSL_RECOVERY"})"), "ignored");
}

TEST(TakeItem, IgnoresAnAbsentOrUnlistedStateUnlessToldWhatItMeans) {
    Extract extract = a_small_extract();
    const std::pair<MissingState, std::array<const char*, 2>> cases[] = {
        {MissingState::ignore, {"unlisted", "unlisted"}},
        {MissingState::firing, {"firing", "firing"}},
        {MissingState::resolved, {"resolved", "resolved"}},
        {MissingState::reject,
         {"refused: the state is missing", "refused: the state \"odd\" is not listed"}}};
    for (const auto& [missing, expected] : cases) {
        extract.missing_state = missing;
        EXPECT_EQ(state(extract, R"({"id":1,"s":null})"), expected[0]);
        EXPECT_EQ(state(extract, R"({"id":1,"s":"odd"})"), expected[1]);
    }
}

TEST(TakeItem, ReadsAStateThatIsATime) {
    Extract extract;
    extract.state = at({"/endsAt"});
    extract.resolved_if_past = true;
    extract.missing_state = MissingState::firing;
    extract.key = at({"/id"});
    EXPECT_EQ(state(extract, R"({"id":1,"endsAt":"2026-10-03T10:00:00Z"})"), "resolved");
    EXPECT_EQ(state(extract, R"({"id":1,"endsAt":1791021600})"), "resolved");
    EXPECT_EQ(state(extract, R"({"id":1,"endsAt":"2026-10-03T10:00:00.001Z"})"), "firing");
    EXPECT_EQ(state(extract, R"({"id":1,"endsAt":"0001-01-01T00:00:00Z"})"), "firing");
    EXPECT_EQ(state(extract, R"({"id":1,"endsAt":null})"), "firing");
    extract.missing_state = MissingState::ignore;
    EXPECT_EQ(state(extract, R"({"id":1,"endsAt":"soon"})"), "unlisted");
}

TEST(TakeItem, NamesAnAlertByItsKeyAndKeepsTheNameShort) {
    const Extract extract = a_small_extract();
    const auto name = [&](const std::string& id) {
        return alert(extract, R"({"s":"OK","id":)" + id + "}").fingerprint.value;
    };
    EXPECT_EQ(name("7"), "key:7");
    EXPECT_EQ(name("\"7\""), "key:7") << "the same key, whatever the sender makes of it today";
    EXPECT_EQ(name("\"db 1\""), "key:db 1");
    const std::string long_one = name('"' + std::string(5'000, 'a') + '"');
    EXPECT_EQ(long_one.size(), 4U + 64U);
    EXPECT_NE(long_one, name('"' + std::string(5'001, 'a') + '"'));
    EXPECT_TRUE(name("\"a\\u0000b\"").starts_with("key#"));
    EXPECT_NE(name("\"a\\u0000b\""), name("\"ab\""));
}

TEST(TakeItem, JoinsAKeyOfSeveralPartsSoThatNoTwoMeet) {
    Extract extract = a_small_extract();
    extract.key = at({"/a", "/b"});
    EXPECT_EQ(alert(extract, R"({"s":"OK","b":"B"})").fingerprint.value, "key:B");
    extract.key_joined = true;
    EXPECT_EQ(alert(extract, R"({"s":"OK","a":1,"b":"B"})").fingerprint.value, "key:1|B");
    EXPECT_EQ(alert(extract, R"({"s":"OK","b":"B"})").fingerprint.value, "key:|B");
    EXPECT_EQ(alert(extract, R"({"s":"OK","a":"x|","b":"y"})").fingerprint.value, R"(key:x\||y)");
    EXPECT_EQ(alert(extract, R"({"s":"OK","a":"x","b":"|y"})").fingerprint.value, R"(key:x|\|y)");
    EXPECT_EQ(alert(extract, R"({"s":"OK","a":"x\\","b":"y"})").fingerprint.value, R"(key:x\\|y)");
}

// The severity is another one when it is over: it must not be part of the name.
TEST(TakeItem, NamesAnAlertWithoutAKeyByItsLabelsButNotItsSeverity) {
    Extract extract = a_small_extract();
    extract.labels = {{"host", at({"/host"})}};
    extract.severity = at({"/s"});
    const Alert fires = alert(extract, R"({"s":"FIRING","host":"db1"})");
    const Alert over = alert(extract, R"({"s":"OK","host":"db1"})");
    EXPECT_EQ(fires.fingerprint, over.fingerprint);
    EXPECT_EQ(fires.fingerprint.value, fingerprint_of(Labels{{"host", "db1"}}));
    EXPECT_EQ(alert(extract, R"({"s":"OK","host":"db1"})", Labels{{"env", "prod"}}).fingerprint,
              over.fingerprint)
        << "nor what the source adds";
    EXPECT_EQ(state(extract, R"({"s":"FIRING"})"), "refused: neither a key nor labels");
}

TEST(TakeItem, TakesLabelsFromPointersConstantsObjectsPairsAndLists) {
    Extract extract = a_small_extract();
    extract.labels = {{"alertname", at({"/none", "/name"})},
                      {"team", std::string("web")},
                      {"absent", at({"/absent"})}};
    extract.labels_from_object = at({"/tags", "/more"});
    extract.labels_from_pairs = {{at({"/dims"}), at({"/n"}).front(), at({"/v"}).front()}};
    extract.labels_from_list = {{at({"/list"}), ",", ":"}};
    const Alert taken = alert(extract, R"({"s":"OK","id":1,"name":"Disk",
        "tags":{"a":"1","n":2,"null":null,"deep":{"x":[1]},"":"nameless"},"more":{"a":"later"},
        "dims":[{"n":"d","v":"D"},{"n":"half"},{"v":"nameless"},7,null,{"n":"num","v":3}],
        "list":" env:prod , k8s, url:http://a:1 ,, :x, y: "})");
    EXPECT_EQ(taken.labels.to_text(),
              R"({a="later", alertname="Disk", d="D", deep="{\"x\":[1]}", env="prod", k8s="true", )"
              R"(n="2", num="3", team="web", url="http://a:1"})");
}

TEST(TakeItem, TakesListsThatAreArraysAndPairsThatAreArrays) {
    Extract extract = a_small_extract();
    extract.labels_from_list = {{at({"/l"}), "", "="}};
    extract.labels_from_pairs = {{at({"/p"}), at({"/0"}).front(), at({"/1"}).front()}};
    EXPECT_EQ(alert(extract, R"({"s":"OK","id":1,"l":["a=1",2,"b"],"p":[["c","3"],["d"]]})")
                  .labels.to_text(),
              R"({2="true", a="1", b="true", c="3"})");
    EXPECT_EQ(alert(extract, R"({"s":"OK","id":1,"l":"a=1,b=2"})").labels.to_text(),
              R"({a="1,b=2"})");
}

TEST(TakeItem, LetsTheConfigurationsLabelsGoBeforeFoundOnesAndTheSourcesLast) {
    Extract extract = a_small_extract();
    extract.labels_from_object = at({"/tags"});
    extract.labels = {{"a", std::string("named")}};
    extract.severity = at({"/sev"});
    const Alert taken =
        alert(extract, R"({"s":"OK","id":1,"sev":"P1","tags":{"a":"x","severity":"y","env":"z"}})",
              Labels{{"env", "source"}, {"dc", "source"}});
    EXPECT_EQ(taken.labels.to_text(), R"({a="named", dc="source", env="z", severity="P1"})");
}

TEST(TakeItem, MapsTheSeverityAndKeepsWhatTheMapDoesNotName) {
    Extract extract = a_small_extract();
    extract.severity = at({"/sev"});
    extract.severity_map = {{"5", "critical"}, {"Warn", "warning"}};
    const auto severity = [&](const char* sent) {
        return std::string(alert(extract, std::string(R"({"s":"OK","id":1,"sev":)") + sent + "}")
                               .labels.get("severity"));
    };
    EXPECT_EQ(severity("5"), "critical");
    EXPECT_EQ(severity("\"WARN\""), "warning");
    EXPECT_EQ(severity("\"Other\""), "Other");
    EXPECT_EQ(severity("null"), "");
}

TEST(TakeItem, WritesTextsAsAnnotationsAndTimesWhereTheyCanBeRead) {
    Extract extract = a_small_extract();
    extract.title = filled("{/name} is down");
    extract.description = at({"/text"});
    extract.url = at({"/url"});
    extract.starts_at = at({"/from"});
    extract.ends_at = at({"/to"});
    extract.time_zone = date::locate_zone("Europe/Berlin");
    const std::string rest =
        R"("id":1,"name":"API","text":"t","url":"u","from":"2026-10-03 11:00:00","to":1791021500})";
    const Alert over = alert(extract, R"({"s":"OK",)" + rest);
    EXPECT_EQ(over.annotations.to_text(),
              R"({description="t", generatorURL="u", summary="API is down"})");
    EXPECT_EQ(over.starts_at, parse_rfc3339("2026-10-03T09:00:00Z"));
    EXPECT_EQ(over.ends_at, parse_rfc3339("2026-10-03T09:58:20Z"));
    EXPECT_FALSE(alert(extract, R"({"s":"FIRING",)" + rest).ends_at);
    const Alert bare = alert(extract, R"({"s":"OK","id":1,"from":"?","to":0})");
    EXPECT_TRUE(bare.annotations.empty());
    EXPECT_FALSE(bare.starts_at);
    EXPECT_FALSE(bare.ends_at);
}

}  // namespace
}  // namespace tocsin
