#include "tests/config/files.hpp"

namespace tocsin::testing {
namespace {

TEST(ReadSources, ReadsEachKeyAndItsDefault) {
    const Config config = config_of({.main = smallest_main + R"(
[source.g]
kind = "grafana"
auth = [{ basic = { username = "u", password = [{ env = "A" }, { file = "/b" }] } },
        { header = { name = "X-Token", value = { credential = "c" } } },
        { path_token = { env = "P" } }]
labels = { datacenter = "eu", "a b" = "c" }
expect_every = "15m"
max_body = "4MiB"
max_alerts = 2000
stale_window = "1m"
silence_grace = "2m"
rate_limit = { requests = 0 }
)"});
    const SourceConfig& am = config.sources.at(SourceName("am"));
    EXPECT_EQ(am.kind, SourceKind::alertmanager);
    ASSERT_EQ(am.auth.size(), 1u);
    EXPECT_EQ(am.auth[0].kind, AuthMethod::Kind::bearer);
    EXPECT_EQ(am.auth[0].secrets[0].kind, SecretRef::Kind::file);
    EXPECT_EQ(am.auth[0].secrets[0].name, "/run/am");
    EXPECT_EQ(am.auth[0].secrets[0].place, (FilePlace{"tocsin.toml", 4, 19, 39}));
    EXPECT_FALSE(am.expect_every.has_value());
    EXPECT_EQ(am.max_body, 16u << 20);
    EXPECT_EQ(am.max_alerts, 0u);
    EXPECT_EQ(am.stale_window, std::chrono::minutes(10));
    EXPECT_EQ(am.silence_grace, std::chrono::minutes(5));
    EXPECT_EQ(am.rate_limit.requests, 20u);
    EXPECT_EQ(am.rate_limit.per, std::chrono::seconds(1));
    EXPECT_EQ(am.rate_limit.burst, 100u);

    const SourceConfig& g = config.sources.at(SourceName("g"));
    EXPECT_EQ(g.kind, SourceKind::grafana);
    ASSERT_EQ(g.auth.size(), 3u);
    EXPECT_EQ(g.auth[0].name, "u");
    ASSERT_EQ(g.auth[0].secrets.size(), 2u);
    EXPECT_EQ(g.auth[0].secrets[1].name, "/b");
    EXPECT_EQ(g.auth[1].kind, AuthMethod::Kind::header);
    EXPECT_EQ(g.auth[1].name, "X-Token");
    EXPECT_EQ(g.auth[2].kind, AuthMethod::Kind::path_token);
    EXPECT_EQ(g.labels, (Labels{{"datacenter", "eu"}, {"a b", "c"}}));
    EXPECT_EQ(g.expect_every, std::chrono::minutes(15));
    EXPECT_EQ(g.max_body, 4u << 20);
    EXPECT_EQ(g.max_alerts, 2000u);
    EXPECT_EQ(g.stale_window, std::chrono::minutes(1));
    EXPECT_EQ(g.silence_grace, std::chrono::minutes(2));
    EXPECT_EQ(g.rate_limit.requests, 0u);
    EXPECT_EQ(g.rate_limit.burst, 100u);
}

TEST(ReadSources, LetsKindStatuspageOrderOnEveryPage) {
    const Config config = config_of({.main = smallest_main + R"(
[page.other]
id = "other123"
api_key = { env = "K" }
components = { api = "cApi" }
[source.seed]
kind = "statuspage"
auth = { header = { name = "Authorization", value = { env = "T" } } }
wait = "3s"
)"});
    const SourceConfig& seed = config.sources.at(SourceName("seed"));
    EXPECT_EQ(seed.wait, std::chrono::seconds(3));
    ASSERT_TRUE(seed.order_pages);
    EXPECT_EQ(seed.order_pages->size(), 2u);
    const OrderPage& other = seed.order_pages->at(PageId("other123"));
    EXPECT_EQ(other.name, PageName("other"));
    EXPECT_EQ(other.components.at(ComponentAlias("api")), ComponentId("cApi"));
    EXPECT_FALSE(config.sources.at(SourceName("am")).order_pages);
    EXPECT_EQ(config.sources.at(SourceName("am")).wait, std::chrono::seconds(10));
}

TEST(ReadSources, RefusesWhatAKindHasNoUseFor) {
    const auto source = [](const std::string& kind, const std::string& more) {
        return smallest_main + "[source.b]\nkind = \"" + kind + "\"\n" + more;
    };
    const std::string open = "auth = { bearer = { env = \"T\" } }\n";
    EXPECT_EQ(found_in_main(source("grafana", open + "wait = \"1s\"\n")),
              Found{"tocsin.toml:14:8-12 E207"});
    for (const char* const key :
         {"labels = { a = \"b\" }", "max_alerts = 5", "stale_window = \"1m\"",
          "silence_grace = \"1m\"", "wait = \"31s\""})
        EXPECT_EQ(found_in_main(source("statuspage", open + key + "\n")).size(), 1u) << key;
    EXPECT_EQ(found_in_main(source("statuspage", open)), Found{});
    EXPECT_EQ(found_in_main(source("statuspage",
                                   "auth = { header = { name = \"idempotency-key\", "
                                   "value = { env = \"T\" } } }\n")),
              Found{"tocsin.toml:13:8-72 E320"});
    EXPECT_EQ(found_in_main(source("statuspage",
                                   "auth = { hmac = { secret = { env = \"T\" }, "
                                   "header = \"S\", timestamp_header = \"D\" } }\n")),
              Found{"tocsin.toml:13:8-83 E207"});
}

TEST(ReadSources, ReadsTheAddressOfAnAlertmanager) {
    const auto source = [](const std::string& kind, const std::string& url) {
        return smallest_main + "[source.b]\nkind = \"" + kind +
               "\"\nauth = { bearer = { env = \"T\" } }\nalertmanager_url = \"" + url + "\"\n";
    };
    const auto read = [&](const std::string& url) {
        return config_of({.main = source("alertmanager", url)})
            .sources.at(SourceName("b"))
            .alertmanager_url;
    };
    EXPECT_EQ(read("https://am.example/prefix/"), "https://am.example/prefix");
    EXPECT_EQ(read("http://127.0.0.1:9093"), "http://127.0.0.1:9093");
    EXPECT_EQ(config_of({.main = smallest_main}).sources.at(SourceName("am")).alertmanager_url,
              std::nullopt);
    for (const char* url : {"http://am.example", "ftp://am.example", "am.example:9093",
                            "https://am.example/?a=b", "https://am.example/#a"}) {
        const auto found = found_in_main(source("alertmanager", url));
        ASSERT_EQ(found.size(), 1U) << url;
        EXPECT_TRUE(found.front().ends_with("E207")) << found.front();
    }
    EXPECT_EQ(found_in_main(source("alertmanager", "https://u:p@am.example")),
              Found{"tocsin.toml:14:20-44 E320"});
    EXPECT_EQ(found_in_main(source("grafana", "https://am.example")),
              Found{"tocsin.toml:14:20-40 E207"});
}

TEST(ReadSources, RefusesNoAuthenticationWhereOthersReachIt) {
    const std::string open = "[source.g]\nkind = \"grafana\"\nauth = \"none\"\n";
    const std::string outside = "[listener.w]\naddress = \":9487\"\nserves = [\"webhooks\"]\n";
    EXPECT_EQ(found_in_main(smallest_main + open), Found{});
    EXPECT_EQ(found_in_main(smallest_main + outside + open), Found{"tocsin.toml:16:8-14 E321"});
    EXPECT_EQ(found_in_main(smallest_main + outside + open + "allow_unauthenticated = true\n"),
              Found{});
    EXPECT_EQ(found_in_main(smallest_main +
                            "[listener.w]\naddress = \":9487\"\nserves = [\"metrics\"]\n" + open),
              Found{});
    EXPECT_TRUE(
        config_of({.main = smallest_main + open}).sources.at(SourceName("g")).unauthenticated);
}

TEST(ReadSources, ReadsSourceFilesAndRefusesANameTwice) {
    const std::string good =
        "[source.x]\nkind = \"grafana\"\nauth = { bearer = { env = \"X\" } }\n";
    const std::string twice =
        "[source.am]\nkind = \"grafana\"\nauth = { bearer = { env = \"X\" } }\n";
    EXPECT_EQ(config_of({.sources = {good}}).sources.size(), 2u);
    EXPECT_EQ(found_in({.sources = {twice}}), Found{"s0.toml:1:9-11 E310"});
    EXPECT_EQ(first_in({.sources = {twice}}).message,
              "source \"am\" is there already, at tocsin.toml:2");
    EXPECT_EQ(found_in({.sources = {"[page.x]\n"}}), Found{"s0.toml:1:2-6 E203"});
}

TEST(ReadSources, RefusesNamesThatFitNoAddressAndNoHeader) {
    EXPECT_EQ(
        found_in_main(smallest_main + "[source.\"a/b\"]\nkind = \"grafana\"\nauth = \"none\"\n"),
        Found{"tocsin.toml:11:9-14 E207"});
    EXPECT_EQ(found_in_main(smallest_main +
                            "[source.g]\nkind = \"grafana\"\n"
                            "auth = { header = { name = \"X T\", value = { env = \"T\" } } }\n"),
              Found{"tocsin.toml:13:28-33 E207"});
}

}  // namespace
}  // namespace tocsin::testing
