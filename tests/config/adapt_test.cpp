// `config adapt`: the whole configuration as JSON, with its defaults and without its secrets.
#include <boost/json.hpp>

#include "config/effective.hpp"
#include "config/schema.hpp"
#include "tests/config/example_files.hpp"
#include "tests/config/json_schema.hpp"

namespace tocsin::testing {
namespace {

namespace json = boost::json;

json::value adapted(const Files& files) {
    return json::parse(adapted_json(files.all(), config_of(files)));
}

TEST(Adapt, WritesEveryDefaultOfTheSmallestConfiguration) {
    const json::value all = adapted({.rules = {smallest_rule}});
    EXPECT_EQ(all.at("version"), 1);
    EXPECT_EQ(all.at("rule_files"), json::array{"rules.d/*.toml"});
    EXPECT_EQ(all.at("listener").at("webhooks").at("address"), "127.0.0.1:9487");
    EXPECT_EQ(all.at("listener").at("admin").at("max_connections"), 1024);
    EXPECT_EQ(all.at("source").at("am").at("rate_limit"),
              json::parse(R"({"requests":20,"per":"1s","burst":100})"));
    EXPECT_EQ(all.at("page").at("main").at("rate_limit"),
              json::parse(R"({"requests":54,"per":"60s","burst":5})"));
    EXPECT_EQ(all.at("page").at("main").at("components"),
              json::parse(R"({"api":"a1b2","web":"c3d4"})"));
    EXPECT_EQ(all.at("severity").at("aliases").at("page"), "critical");
    EXPECT_EQ(all.at("delivery").at("retry").at("max"), "5m");
    EXPECT_EQ(all.at("store").at("path"), "/var/lib/tocsin/tocsin.db");
    EXPECT_EQ(all.at("log").at("level"), "info");
    EXPECT_FALSE(all.as_object().contains("defaults"));
    const json::value& rule = all.at("rule").at(0);
    EXPECT_EQ(rule.at("name"), "r");
    EXPECT_EQ(rule.at("for"), "1m");
    EXPECT_EQ(rule.at("open").at("status"), "investigating");
}

TEST(Adapt, WritesWhatTheFilesSay) {
    const json::value all =
        adapted({.main = "rule_files = []\n" + smallest_main +
                         "[listener.w]\naddress = \"127.0.0.1:1\"\nserves = [\"webhooks\"]\n"
                         "[page.b]\nid = \"b\"\napi_key = { env = \"B\" }\n"
                         "rate_limit = { requests = 3 }\n[delivery]\nretry = { jitter = 0.25 }\n"
                         "[[time_interval]]\nname = \"t\"\ntimes = [{ start = \"08:00\", end = "
                         "\"09:00\" }]\n"});
    EXPECT_EQ(all.at("rule_files"), json::array());
    EXPECT_EQ(all.at("listener").as_object().size(), 1u);
    EXPECT_EQ(all.at("listener").at("w").at("idle_timeout"), "6m");
    EXPECT_EQ(all.at("page").at("b").at("rate_limit"),
              json::parse(R"({"requests":3,"per":"60s","burst":3})"));
    EXPECT_EQ(all.at("delivery").at("retry").at("jitter"), 0.25);
    EXPECT_EQ(all.at("delivery").at("retry").at("initial"), "1s");
    EXPECT_EQ(all.at("time_interval"), json::parse(R"([{"name":"t","location":"UTC",
                               "times":[{"start":"08:00","end":"09:00"}]}])"));
}

TEST(Adapt, WritesRulesInEffectInTheirOrder) {
    const Files files{.main = smallest_main + "[defaults]\nfor = \"7m\"\n",
                      .rules = {smallest_rule + "[[rule.component]]\nname = \"api\"\n",
                                "[[rule]]\nname = \"a\"\nextends = \"r\"\nmatchers = ['b = c']\n"}};
    const json::value all = adapted(files);
    EXPECT_EQ(all.at("rule").at(0).at("name"), "r");
    const json::value& child = all.at("rule").at(1);
    EXPECT_EQ(child.at("name"), "a");
    EXPECT_EQ(child.at("for"), "7m");
    EXPECT_EQ(child.at("incident_name"), "Trouble");
    EXPECT_EQ(child.at("component"), json::parse(R"([{"name":"api"}])"));
}

TEST(Adapt, ShowsWhereSecretsAreReadAndNoValues) {
    const json::value all = adapted(
        {.sources = {"[source.x]\nkind = \"grafana\"\nauth = [{ basic = { username = \"u\", "
                     "password = [{ env = \"A\" }, { credential = \"b\" }] } }]\n"}});
    EXPECT_EQ(all.at("page").at("main").at("api_key"), json::parse(R"({"file":"/run/page"})"));
    EXPECT_EQ(all.at("source").at("am").at("auth"),
              json::parse(R"({"bearer":{"file":"/run/am"}})"));
    EXPECT_EQ(
        all.at("source").at("x").at("auth"),
        json::parse(R"([{"basic":{"password":[{"env":"A"},{"credential":"b"}],"username":"u"}}])"));
    EXPECT_EQ(all.at("source").at("x").at("max_body"), "16MiB");
}

// What is written is a configuration again: parts of it fit the schema of the files.
TEST(Adapt, FitsTheSchema) {
    json::value main = json::parse(json_schema("main"));
    json::value rules = json::parse(json_schema("rules"));
    for (const auto& folder : folders_in(data_folder() / "good")) {
        const auto files = files_in(folder);
        const Loaded loaded = load(files);
        ASSERT_TRUE(loaded.config);
        json::value all = json::parse(adapted_json(files, *loaded.config));
        const json::object of_rules{{"rule", all.at("rule")}};
        all.as_object().erase("rule");
        EXPECT_EQ(misfits(main, all), std::vector<std::string>{}) << folder;
        EXPECT_EQ(misfits(rules, of_rules), std::vector<std::string>{}) << folder;
    }
}

}  // namespace
}  // namespace tocsin::testing
