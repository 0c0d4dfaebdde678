#include "tests/config/files.hpp"

namespace tocsin::testing {
namespace {

const std::string page_b = "[page.b]\nid = \"b1\"\napi_key = { env = \"B\" }\n";

Found beside(const std::string& text) {
    return found_in(
        {.main = smallest_main + text, .rules = {"[defaults]\npage = \"main\"\n" + smallest_rule}});
}

TEST(ReadPages, ReadsEachKeyAndItsDefault) {
    const Config config = config_of({.main = smallest_main + page_b + R"(
base_url = "http://127.0.0.1:8080/v1/"
ca_file = "/ca"
rate_limit = { requests = 3, per = "10s" }
reconcile = "5m"
manual_changes = "respect"
dry_run = true
timezone = "Europe/Berlin"
)"});
    const PageConfig& main = config.pages.at(PageName("main"));
    EXPECT_EQ(main.id.value, "kctbh9vrtdwd");
    EXPECT_EQ(main.api_key.name, "/run/page");
    EXPECT_EQ(main.base_url, "https://api.statuspage.io/v1");
    EXPECT_FALSE(main.ca_file.has_value());
    EXPECT_EQ(main.rate_limit.requests, 54u);
    EXPECT_EQ(main.rate_limit.per, std::chrono::seconds(60));
    EXPECT_EQ(main.rate_limit.burst, 5u);
    EXPECT_EQ(main.reconcile, std::chrono::minutes(10));
    EXPECT_FALSE(main.dry_run);
    EXPECT_EQ(main.timezone, "UTC");
    EXPECT_EQ(main.components.at(ComponentAlias("api")).value, "a1b2");

    const PageConfig& b = config.pages.at(PageName("b"));
    EXPECT_EQ(b.base_url, "http://127.0.0.1:8080/v1");
    EXPECT_EQ(b.ca_file, "/ca");
    EXPECT_EQ(b.rate_limit.requests, 3u);
    EXPECT_EQ(b.rate_limit.per, std::chrono::seconds(10));
    EXPECT_EQ(b.rate_limit.burst, 3u);
    EXPECT_EQ(b.reconcile, std::chrono::minutes(5));
    EXPECT_TRUE(b.dry_run);
    EXPECT_EQ(b.timezone, "Europe/Berlin");
}

TEST(ReadPages, RefusesTwoPagesWithOneId) {
    EXPECT_EQ(beside("[page.b]\nid = \"kctbh9vrtdwd\"\napi_key = { env = \"B\" }\n"),
              Found{"tocsin.toml:6:6-20 E310"});
    EXPECT_EQ(first_in({.main = smallest_main +
                                "[page.b]\nid = \"kctbh9vrtdwd\"\napi_key = { env = \"B\" }\n"})
                  .message,
              "[page.b] and [page.main] have one id");
}

TEST(ReadPages, RefusesIdsAndAddressesThatAreNone) {
    EXPECT_EQ(beside("[page.b]\nid = \"b/1\"\napi_key = { env = \"B\" }\n"),
              Found{"tocsin.toml:12:6-11 E207"});
    EXPECT_EQ(beside(page_b + "[page.b.components]\nx = \"a b\"\n"),
              Found{"tocsin.toml:15:5-10 E207"});
    EXPECT_EQ(beside(page_b + "[page.b.components]\nx = \"a1\"\ny = \"a1\"\n"),
              Found{"tocsin.toml:16:5-9 E310"});
    EXPECT_EQ(beside(page_b + "base_url = \"http://api.statuspage.io\"\n"),
              Found{"tocsin.toml:14:12-38 E207"});
    EXPECT_EQ(beside(page_b + "base_url = \"https://u:p@host/\"\n"),
              Found{"tocsin.toml:14:12-31 E320"});
}

TEST(ReadPages, WarnsOfARateThatStatuspageDoesNotTake) {
    EXPECT_EQ(beside(page_b + "rate_limit = { requests = 61 }\n"),
              Found{"tocsin.toml:14:14-31 W406"});
    EXPECT_EQ(beside(page_b + "rate_limit = { requests = 2, per = \"1s\" }\n"),
              Found{"tocsin.toml:14:14-42 W406"});
    EXPECT_EQ(beside(page_b + "rate_limit = { requests = 60 }\n"), Found{});
}

TEST(ReadPages, WarnsOfOneKeyWithTwoLimits) {
    const std::string shared = "[page.b]\nid = \"b1\"\napi_key = { file = \"/run/page\" }\n";
    EXPECT_EQ(beside(shared), Found{});
    EXPECT_EQ(beside(shared + "rate_limit = { requests = 30 }\n"),
              Found{"tocsin.toml:7:11-33 W407"});
}

TEST(ReadPages, IsMissedWhereRulesNeedOne) {
    EXPECT_EQ(found_in_main("version = 1\n"), Found{"tocsin.toml E205"});
    EXPECT_EQ(found_in({.main = "version = 1\n"}), Found{});
}

}  // namespace
}  // namespace tocsin::testing
