// [source.NAME.extract]: what it compiles to, and what an operator is told before an incident does
// not come.
#include "config/read_extract.hpp"

#include <date/tz.h>

#include <sstream>

#include "decode/decode.hpp"
#include "tests/config/files.hpp"

namespace tocsin::testing {
namespace {

const std::string generic = smallest_main + "[source.b]\nkind = \"generic\"\nauth = \"none\"\n";

// Of [source.b.extract], whose header is line 14.
Found found(const std::string& keys) {
    return found_in_main(generic + "[source.b.extract]\n" + keys);
}

// Enough for a source that fires and resolves, in one line.
const std::string enough = "state = \"/s\"\nfiring = [\"F\"]\nresolved = [\"OK\"]\nkey = \"/id\"\n";

Extract extract_of(const std::string& keys) {
    const Config config = config_of({.main = generic + "[source.b.extract]\n" + keys});
    const auto source = config.sources.find(SourceName("b"));
    if (source == config.sources.end() || !source->second.extract) {
        ADD_FAILURE() << keys;
        return {};
    }
    return *source->second.extract;
}

std::string text_of(const Pointers& pointers) {
    std::string text;
    for (const Pointer& pointer : pointers) text += (text.empty() ? "" : " ") + to_text(pointer);
    return text;
}

std::string text_of(const TextFrom& from) {
    if (const auto* pointers = std::get_if<Pointers>(&from)) return text_of(*pointers);
    std::string text;
    for (const FilledText::Piece& piece : std::get<FilledText>(from).pieces)
        text += piece.text + (piece.pointer ? "{" + to_text(*piece.pointer) + "}" : "");
    return '"' + text + '"';
}

TEST(ReadExtract, ReadsEachKey) {
    const Extract extract = extract_of(R"(
format = "form"
embedded_json = ["/Message", "/Message/a"]
only_if = { "/Type" = '^Notification$', "header:X-Kind" = 'metric' }
items = "/alerts"
state = ["/state", "header:X-State"]
firing = ["ALARM", 're:^crit']
resolved = ["OK"]
ignore = ["TEST"]
missing_state = "reject"
key_join = ["/a", "/b"]
title = "{/name} is down"
description = ["/text", "/msg"]
url = "/url"
severity = "/sev"
severity_map = { "5" = "critical" }
starts_at = "/from"
ends_at = ["/to"]
time_zone = "Europe/Berlin"
labels = { host = "/host", team = { const = "web" }, any = ["/x", "query:x"] }
labels_from_object = ["/tags"]
labels_from_pairs = [{ at = "/dims", name = "/n", value = "/v" }]
labels_from_list = [{ at = ["/list"], split = ",", pair = ":" }]
)");
    EXPECT_EQ(extract.format, BodyFormat::form);
    EXPECT_EQ(text_of(extract.embedded_json), "/Message /Message/a");
    ASSERT_EQ(extract.only_if.size(), 2u);
    EXPECT_EQ(to_text(extract.only_if[0].pointer), "/Type");
    EXPECT_TRUE(extract.only_if[0].pattern.is_in("Notification"));
    EXPECT_EQ(to_text(extract.items.value()), "/alerts");
    EXPECT_EQ(text_of(extract.state), "/state header:X-State");
    EXPECT_EQ(extract.firing.words, std::vector<std::string>{"ALARM"});
    ASSERT_EQ(extract.firing.patterns.size(), 1u);
    EXPECT_TRUE(extract.firing.patterns[0].is_in("critical"));
    EXPECT_EQ(extract.resolved.words, std::vector<std::string>{"OK"});
    EXPECT_EQ(extract.ignore.words, std::vector<std::string>{"TEST"});
    EXPECT_EQ(extract.missing_state, MissingState::reject);
    EXPECT_FALSE(extract.resolved_if_past);
    EXPECT_EQ(text_of(extract.key), "/a /b");
    EXPECT_TRUE(extract.key_joined);
    EXPECT_EQ(text_of(extract.title), "\"{/name} is down\"");
    EXPECT_EQ(text_of(extract.description), "/text /msg");
    EXPECT_EQ(text_of(extract.url), "/url");
    EXPECT_EQ(text_of(extract.severity), "/sev");
    EXPECT_EQ(extract.severity_map,
              (std::vector<std::pair<std::string, std::string>>{{"5", "critical"}}));
    EXPECT_EQ(text_of(extract.starts_at), "/from");
    EXPECT_EQ(text_of(extract.ends_at), "/to");
    EXPECT_EQ(extract.time_zone, date::locate_zone("Europe/Berlin"));
    ASSERT_EQ(extract.labels.size(), 3u);
    EXPECT_EQ(text_of(std::get<Pointers>(extract.labels[0].from)), "/x query:x");
    EXPECT_EQ(text_of(std::get<Pointers>(extract.labels[1].from)), "/host");
    EXPECT_EQ(std::get<std::string>(extract.labels[2].from), "web");
    EXPECT_EQ(text_of(extract.labels_from_object), "/tags");
    EXPECT_EQ(text_of(extract.labels_from_pairs.at(0).at), "/dims");
    EXPECT_EQ(to_text(extract.labels_from_pairs.at(0).value), "/v");
    EXPECT_EQ(text_of(extract.labels_from_list.at(0).at), "/list");
    EXPECT_EQ(extract.labels_from_list.at(0).split, ",");
    EXPECT_EQ(extract.labels_from_list.at(0).pair, ":");
}

TEST(ReadExtract, HasTheDefaultsOfTheContract) {
    const Extract extract = extract_of(enough);
    EXPECT_EQ(extract.format, BodyFormat::by_content_type);
    EXPECT_EQ(extract.missing_state, MissingState::ignore);
    EXPECT_FALSE(extract.items);
    EXPECT_FALSE(extract.key_joined);
    EXPECT_EQ(extract.time_zone, nullptr);
    EXPECT_EQ(to_text(extract_of(enough + "items = \"\"\n").items.value()), "");
}

TEST(ReadExtract, TakesATextForAPointerIfItLooksLikeOne) {
    EXPECT_EQ(text_of(extract_of(enough + "title = \"/a\"\n").title), "/a");
    EXPECT_EQ(text_of(extract_of(enough + "title = \"header:X\"\n").title), "header:X");
    EXPECT_EQ(text_of(extract_of(enough + "title = \"Down\"\n").title), "\"Down\"");
    EXPECT_EQ(text_of(extract_of(enough + "title = \"on {/a}\"\n").title), "\"on {/a}\"");
}

TEST(ReadExtract, PointsAtEachPointerPatternAndTextThatIsNone) {
    EXPECT_EQ(found(enough + "url = \"a/b\"\n"), Found{"tocsin.toml:19:7-12 E207"});
    EXPECT_EQ(found(enough + "url = [\"/a\", \"/a~2\"]\n"), Found{"tocsin.toml:19:14-20 E207"});
    EXPECT_EQ(found(enough + "items = \"header:X\"\n"), Found{"tocsin.toml:19:9-19 E207"});
    EXPECT_EQ(found(enough + "embedded_json = [\"query:x\"]\n"),
              Found{"tocsin.toml:19:18-27 E207"});
    EXPECT_EQ(found(enough + "labels = { a = \"b\" }\n"), Found{"tocsin.toml:19:16-19 E207"});
    EXPECT_EQ(found(enough + "labels = { a = [\"/b\", \"c\"] }\n"),
              Found{"tocsin.toml:19:23-26 E207"});
    EXPECT_EQ(found(enough + "labels = { \"\" = \"/b\" }\n"), Found{"tocsin.toml:19:12-14 E207"});
    EXPECT_EQ(
        found(enough + "labels_from_pairs = [{ at = \"/a\", name = \"n\", value = \"/v\" }]\n"),
        Found{"tocsin.toml:19:42-45 E207"});
    EXPECT_EQ(found(enough + "only_if = { \"Type\" = 'a' }\n"), Found{"tocsin.toml:19:13-19 E207"});
    EXPECT_EQ(found(enough + "only_if = { \"/Type\" = 'a(b' }\n"),
              Found{"tocsin.toml:19:24-27 E301"});
    EXPECT_EQ(found(enough + "ignore = ['re:x\\y']\n"), Found{"tocsin.toml:19:16-18 E301"});
    EXPECT_EQ(found(enough + "ignore = [\"re:\\bx\"]\n"), Found{"tocsin.toml:19:15-17 E302"});
    EXPECT_EQ(found(enough + "ignore = ['re:" + std::string(5000, 'x') + "']\n"),
              Found{"tocsin.toml:19:11-5016 E301"});
    EXPECT_EQ(found(enough + "title = \"{/a\"\n"), Found{"tocsin.toml:19:9-14 E207"});
    EXPECT_EQ(found(enough + "time_zone = \"Berlin\"\n"), Found{"tocsin.toml:19:13-21 E207"});
    EXPECT_EQ(found(enough + "labels = { a = { konst = \"b\" } }\n"),
              Found{"tocsin.toml:19:16-31 E201"});
    EXPECT_EQ(found(enough + "labels = { a = [7] }\n"), Found{"tocsin.toml:19:17-18 E201"});
    EXPECT_EQ(found(enough + "firing_ = [\"a\"]\n"), Found{"tocsin.toml:19:1-8 E203"});
}

// What is kept with each webhook would be a password.
TEST(ReadExtract, KeepsNoSecretOnRecord) {
    for (const std::string name : {"Authorization", "cookie", "Proxy-Authorization"}) {
        const auto told = found(enough + "url = \"header:" + name + "\"\n");
        ASSERT_EQ(told.size(), 1u) << name;
        EXPECT_TRUE(told.front().ends_with("E320")) << told.front();
    }
    const std::string source =
        smallest_main + "[source.b]\nkind = \"generic\"\n" +
        "auth = { header = { name = \"X-Token\", value = { env = \"T\" } } }\n" +
        "[source.b.extract]\n" + enough;
    EXPECT_EQ(found_in_main(source + "url = \"header:X-Other\"\n"), Found{});
    EXPECT_EQ(found_in_main(source + "title = \"on {header:x-token}\"\n"),
              Found{"tocsin.toml:14:1-19 E320"});
}

TEST(ReadExtract, TellsASourceThatCanNeverFire) {
    EXPECT_EQ(found("state = \"/s\"\nresolved = [\"OK\"]\nkey = \"/id\"\n"),
              Found{"tocsin.toml:14:1-19 E205"});
    EXPECT_EQ(found("state = \"/s\"\nfiring = []\nresolved = [\"OK\"]\nkey = \"/id\"\n"),
              Found{"tocsin.toml:14:1-19 E205"});
    EXPECT_EQ(found("firing = [\"F\"]\nresolved = [\"OK\"]\nkey = \"/id\"\n"),
              Found{"tocsin.toml:14:1-19 E205"});
    EXPECT_EQ(found("resolved_if_past = true\nkey = \"/id\"\n"), Found{"tocsin.toml:14:1-19 E205"});
    EXPECT_EQ(found("key = \"/id\"\n"), Found{"tocsin.toml:14:1-19 E205"});
    EXPECT_EQ(found("state = \"/end\"\nresolved_if_past = true\nkey = \"/id\"\n"), Found{});
    EXPECT_EQ(
        found("state = \"/s\"\nresolved = [\"OK\"]\nmissing_state = \"firing\"\nkey = \"/id\"\n"),
        Found{});
}

TEST(ReadExtract, WarnsOfASourceWhoseAlertsNothingEnds) {
    EXPECT_EQ(found("state = \"/s\"\nfiring = [\"F\"]\nkey = \"/id\"\n"),
              Found{"tocsin.toml:14:1-19 W412"});
    EXPECT_EQ(found("missing_state = \"firing\"\nkey = \"/id\"\n"),
              Found{"tocsin.toml:14:1-19 W412"});
    EXPECT_EQ(found("missing_state = \"firing\"\nresolved = []\nkey = \"/id\"\n"), Found{});
    EXPECT_EQ(
        found("state = \"/s\"\nfiring = [\"F\"]\nmissing_state = \"resolved\"\nkey = \"/id\"\n"),
        Found{});
}

TEST(ReadExtract, TellsValuesThatMeanTwoThings) {
    EXPECT_EQ(found("state = \"/s\"\nfiring = [\"Down\"]\nresolved = [\"up\", \"DOWN\"]\n"
                    "key = \"/id\"\n"),
              Found{"tocsin.toml:17:19-25 E207"});
    EXPECT_EQ(found(enough + "ignore = [\"ok\"]\n"), Found{"tocsin.toml:19:11-15 E207"});
}

TEST(ReadExtract, TellsKeysThatAreOfNoUse) {
    EXPECT_EQ(found("state = \"/end\"\nresolved_if_past = true\nfiring = [\"F\"]\nkey = \"/id\"\n"),
              Found{"tocsin.toml:17:10-15 E207"});
    EXPECT_EQ(found("state = \"/s\"\nmissing_state = \"firing\"\nkey = \"/id\"\n"),
              (Found{"tocsin.toml:14:1-19 W412", "tocsin.toml:15:9-13 E207"}));
    EXPECT_EQ(found(enough + "key_join = [\"/a\"]\n"), Found{"tocsin.toml:18:7-12 E207"});
    EXPECT_EQ(found(enough + "severity_map = { a = \"b\" }\n"), Found{"tocsin.toml:19:16-27 E207"});
}

TEST(ReadExtract, TellsASourceThatNamesNoAlert) {
    EXPECT_EQ(found("state = \"/s\"\nfiring = [\"F\"]\nresolved = [\"OK\"]\n"),
              Found{"tocsin.toml:14:1-19 E205"});
    EXPECT_EQ(found("state = \"/s\"\nfiring = [\"F\"]\nresolved = [\"OK\"]\n"
                    "labels = { host = \"/host\" }\n"),
              Found{});
}

TEST(ReadExtract, BelongsToKindGenericAndToNoOther) {
    EXPECT_EQ(found_in_main(generic), Found{"tocsin.toml:11:1-11 E205"});
    for (const std::string kind : {"alertmanager", "grafana", "grafana-legacy", "prometheus"}) {
        const std::string source =
            smallest_main + "[source.b]\nkind = \"" + kind + "\"\nauth = \"none\"\n";
        EXPECT_EQ(found_in_main(source), Found{}) << kind;
        EXPECT_EQ(found_in_main(source + "[source.b.extract]\n" + enough),
                  Found{"tocsin.toml:14:1-19 E207"})
            << kind;
    }
    EXPECT_EQ(found_in_main(smallest_main + "[source.b]\nkind = \"generik\"\nauth = \"none\"\n" +
                            "[source.b.extract]\n"),
              Found{"tocsin.toml:12:8-17 E206"});
}

TEST(ReadExtract, MayStandInASourceFile) {
    const Config config = config_of(
        {.sources = {"[source.b]\nkind = \"generic\"\nauth = { path_token = { env = \"T\" } }\n"
                     "[source.b.extract]\n" +
                     enough}});
    EXPECT_TRUE(config.sources.at(SourceName("b")).extract);
}

}  // namespace
}  // namespace tocsin::testing
