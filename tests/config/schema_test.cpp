// The JSON Schema takes what is right, refuses what check_keys and check_value refuse, and knows
// every key.
#include "config/schema.hpp"

#include <boost/json.hpp>
#include <map>

#include "base/text.hpp"
#include "config/check_keys.hpp"
#include "config/keys.hpp"
#include "config/to_json.hpp"
#include "tests/config/example_files.hpp"
#include "tests/config/json_schema.hpp"

namespace tocsin::testing {
namespace {

namespace json = boost::json;

std::string root_of(FileRole role) {
    return role == FileRole::main ? "main" : role == FileRole::rules ? "rules" : "sources";
}

json::value schema_of(const std::string& root) {
    return json::parse(json_schema(root));
}

json::value as_json(const SourceFile& file) {
    return to_json(toml::parse(FileText(file.name, file.text).text()));
}

void expect_fits(const std::vector<SourceFile>& files) {
    for (const SourceFile& file : files) {
        for (const std::string& root : {root_of(file.role), std::string()}) {
            EXPECT_EQ(misfits(schema_of(root), as_json(file)), std::vector<std::string>{})
                << file.name << ' ' << root;
        }
    }
}

TEST(Schema, TakesTheExamples) {
    for (const auto& folder : folders_in(data_folder() / "good")) {
        SCOPED_TRACE(folder);
        expect_fits(files_in(folder));
    }
    const auto shipped = source_folder();
    expect_fits({{"config", read_text((shipped / "config/tocsin.toml").string()), FileRole::main}});
    for (const auto& entry : std::filesystem::directory_iterator(shipped / "rules")) {
        expect_fits({{entry.path().string(), read_text(entry.path().string()), FileRole::rules}});
    }
}

TEST(Schema, TakesTheExamplesOfTheDesign) {
    if (!std::filesystem::exists(design_folder())) {
        GTEST_SKIP() << "../shared is not beside this checkout";
    }
    expect_fits(files_in(design_folder()));
}

TEST(Schema, RefusesAFileInThePlaceOfAnother) {
    const json::value rule = as_json({"r", smallest_rule, FileRole::rules});
    EXPECT_EQ(misfits(schema_of("main"), rule),
              (std::vector<std::string>{"/rule: nothing may stand here", ": required"}));
    EXPECT_FALSE(misfits(schema_of("sources"), rule).empty());
    EXPECT_TRUE(misfits(schema_of("rules"), rule).empty());
}

TEST(Schema, RefusesWhatIsWrong) {
    const auto wrong = [](const std::string& more, const std::string& place) {
        const SourceFile file{"r", smallest_rule + more, FileRole::rules};
        const auto found = misfits(schema_of("rules"), as_json(file));
        ASSERT_FALSE(found.empty()) << more;
        EXPECT_EQ(found.front(), place) << more;
        EXPECT_EQ(misfits(schema_of(""), as_json(file)), std::vector<std::string>{": anyOf"});
    };
    wrong("keep_fireing_for = \"3m\"\n", "/rule/0/keep_fireing_for: nothing may stand here");
    wrong("for = 5\n", "/rule/0/for: type");
    wrong("for = \"5 minutes\"\n", "/rule/0/for: pattern");
    wrong("for = \"\"\n", "/rule/0/for: minLength");
    wrong("for = \"1s1h\"\n", "/rule/0/for: pattern");
    wrong("limit = { incidents = 1, per = \"0s\" }\n", "/rule/0/limit/per: not");
    wrong("limit = { incidents = 0, per = \"1h\" }\n", "/rule/0/limit/incidents: minimum");
    wrong("limit = { incidents = 1 }\n", "/rule/0/limit: required");
    wrong("reopen_as = \"old\"\n", "/rule/0/reopen_as: enum");
    wrong("publish = { critical = \"maybe\" }\n", "/rule/0/publish: anyOf");
    wrong("group_by = [1]\n", "/rule/0/group_by/0: type");
    wrong("[rule.open]\nnotify = \"yes\"\n", "/rule/0/open/notify: type");
    wrong("[rule.update]\non = [\"weather\"]\n", "/rule/0/update/on/0: enum");
    wrong("[[rule]]\nmatchers = []\n", "/rule/1: required");
    wrong("[[test]]\nname = \"t\"\n[[test.at]]\ntime = \"1m\"\nfire = [5]\n",
          "/test/0/at/0/fire/0: anyOf");
}

TEST(Schema, RefusesLiteralSecretsAndWaysToAuthenticateThatAreNone) {
    const auto found = [](const std::string& more) {
        return misfits(schema_of("main"), as_json({"m", smallest_main + more, FileRole::main}));
    };
    const std::vector<std::string> fits;
    EXPECT_EQ(found("[page.b]\nid = \"b\"\napi_key = { env = \"K\" }\n"), fits);
    EXPECT_NE(found("[page.b]\nid = \"b\"\napi_key = \"hunter2\"\n"), fits);
    EXPECT_NE(found("[page.b]\nid = \"b\"\napi_key = {}\n"), fits);
    EXPECT_NE(found("[page.b]\nid = \"b\"\napi_key = { env = \"K\", file = \"f\" }\n"), fits);
    const auto auth = [&](const std::string& value) {
        return found("[source.b]\nkind = \"grafana\"\nauth = " + value + "\n");
    };
    EXPECT_EQ(auth("\"none\""), fits);
    EXPECT_EQ(auth("[{ bearer = { env = \"T\" } }, { path_token = [{ file = \"f\" }] }]"), fits);
    EXPECT_NE(auth("\"some\""), fits);
    EXPECT_NE(auth("[]"), fits);
    EXPECT_NE(auth("{ bearer = \"T\" }"), fits);
    EXPECT_NE(auth("{ bearer = { env = \"T\" }, path_token = { env = \"T\" } }"), fits);
    EXPECT_NE(auth("{ basic = { username = \"u\" } }"), fits);
}

// Files that the loader refuses for their keys and types are refused by the schema too.
TEST(Schema, RefusesWhatTheLoaderRefusesForKeysAndTypes) {
    std::size_t count = 0;
    for (const auto& folder : folders_in(data_folder() / "bad")) {
        for (const SourceFile& file : files_in(folder)) {
            Report report;
            const TomlDocument document = read_toml(file, report);
            if (!document.root) continue;
            check_keys(document, root_of(file.role), true, report);
            const Diagnostics& found = report.found();
            const bool refused = std::any_of(found.begin(), found.end(), [](const auto& d) {
                return d.code == "E201" || d.code == "E203" || d.code == "E204" ||
                       d.code == "E205" || d.code == "E206" || d.code == "E320";
            });
            if (!refused) continue;
            ++count;
            EXPECT_FALSE(misfits(schema_of(root_of(file.role)), as_json(file)).empty())
                << folder << file.name;
        }
    }
    EXPECT_GE(count, 4u);
}

// A value that fits the row, and one that fits no row of that kind, as TOML.
struct Values {
    std::string right, wrong;
};
Values values_of(const Key& key) {
    const auto words = split_words(key.words);
    const std::string word = words.empty() ? "" : '"' + std::string(words.front()) + '"';
    switch (key.kind) {
        case KeyKind::boolean:
            return {"true", "\"true\""};
        case KeyKind::integer:
        case KeyKind::number:
            return {std::string(words.empty() ? "1" : key.words.substr(0, key.words.find('.'))),
                    "\"1\""};
        case KeyKind::text:
        case KeyKind::zone:
            return {"\"UTC\"", "7"};
        case KeyKind::texts:
            return {"[\"a\"]", "[7]"};
        case KeyKind::text_or_texts:
            return {"[\"a\"]", "7"};
        case KeyKind::duration:
            return {"\"1h30m\"", "\"5 m\""};
        case KeyKind::size:
            return {"\"4MiB\"", "\"4 mb\""};
        case KeyKind::word:
            return {word, "\"nonsense\""};
        case KeyKind::words:
            return {'[' + word + ']', "[\"nonsense\"]"};
        case KeyKind::by_severity:
            return {"{ a = " + word + " }", "{ a = \"nonsense\" }"};
        case KeyKind::text_map:
            return {"{ a = \"b\" }", "{ a = 7 }"};
        case KeyKind::extract_map:
            return {"{ a = { const = \"b\" }, c = [\"/d\"] }", "{ a = { konst = \"b\" } }"};
        case KeyKind::secret:
        case KeyKind::secrets:
            return {"{ env = \"A\" }", "\"literal\""};
        case KeyKind::path_or_secret:
            return {"\"/path\"", "7"};
        case KeyKind::auth:
            return {"\"none\"", "\"some\""};
        case KeyKind::date_time:
            return {"2026-10-03T10:00:00Z", "7"};
        case KeyKind::alerts:
            return {"[\"*\"]", "[7]"};
        case KeyKind::table:
            return {"", "7"};
        case KeyKind::tables:
            return {"[]", "7"};
    }
    return {};
}

// Row by row the loader and the schema agree on what is right and what is not.
TEST(Schema, AgreesWithTheLoaderOnEveryRow) {
    const json::value schema = schema_of("");
    std::size_t count = 0;
    for (const auto rows : {daemon_keys(), rule_keys()}) {
        for (const Key& key : rows) {
            if (key.name == "*" || key.where == "record" || key.kind == KeyKind::auth) continue;
            std::string name(key.where);
            for (std::size_t at = 0; (at = name.find('*')) != std::string::npos;) {
                name.replace(at, 1, "NAME");
            }
            const json::value& property = schema.at("$defs").at(name).at("properties").at(key.name);
            json::object alone{{"$defs", schema.at("$defs")}};
            for (const auto& word : property.as_object()) alone.insert(word);
            const Values values = values_of(key);
            const auto fits = [&](const std::string& value) {
                const toml::table table = toml::parse("v = " + value);
                return misfits(alone, to_json(*table.get("v"))).empty();
            };
            if (!values.right.empty()) {
                EXPECT_TRUE(fits(values.right)) << name << ' ' << key.name;
            }
            EXPECT_FALSE(fits(values.wrong)) << name << ' ' << key.name;
            EXPECT_FALSE(property.at("description").as_string().empty());
            ++count;
        }
    }
    EXPECT_GT(count, 200u);
}

TEST(Schema, SaysDefaultsAndWhatIsNotThereYet) {
    const json::value definitions = schema_of("main").at("$defs");
    const json::value& rule = definitions.at("rule").at("properties");
    EXPECT_EQ(rule.at("for").at("default"), "1m");
    EXPECT_EQ(rule.at("continue").at("default"), false);
    EXPECT_EQ(rule.at("group_by").at("default"), json::array{"alertname"});
    EXPECT_EQ(definitions.at("delivery.retry").at("properties").at("jitter").at("default"), 0.5);
    EXPECT_TRUE(
        std::string(
            definitions.at("store").at("properties").at("dsn").at("description").as_string())
            .ends_with("Not supported yet."));
    EXPECT_TRUE(std::string(definitions.at("listener.NAME")
                                .at("properties")
                                .at("serves")
                                .at("description")
                                .as_string())
                    .ends_with("Not supported yet: ui."));
}

}  // namespace
}  // namespace tocsin::testing
