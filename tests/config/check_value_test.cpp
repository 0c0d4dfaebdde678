// One value against its row: type, word, form, secret.
#include "config/check_value.hpp"

#include "tests/config/files.hpp"

namespace tocsin::testing {
namespace {

Found in_rule(const std::string& line) {
    return found_in_rules(smallest_rule + line + "\n");
}
Diagnostic first_in_rule(const std::string& line) {
    return first_in({.rules = {smallest_rule + line + "\n"}});
}

TEST(CheckValue, FindsAWrongType) {
    EXPECT_EQ(in_rule("for = 5"), Found{"r0.toml:6:7-8 E201"});
    EXPECT_EQ(first_in_rule("for = 5").message, "\"for\" is a duration, not a whole number");
    EXPECT_EQ(first_in_rule("for = 5").hint, "a duration is a string, for example \"5m\"");
    EXPECT_EQ(in_rule("continue = \"true\""), Found{"r0.toml:6:12-18 E201"});
    EXPECT_EQ(in_rule("group_by = \"service\""), Found{"r0.toml:6:12-21 E201"});
    EXPECT_EQ(in_rule("requires = [\"a\", 5]"), Found{"r0.toml:6:18-19 E201"});
    EXPECT_EQ(in_rule("publish = 1"), Found{"r0.toml:6:11-12 E201"});
    EXPECT_EQ(in_rule("impact = { critical = 1 }"), Found{"r0.toml:6:23-24 E201"});
    EXPECT_EQ(in_rule("component = [\"api\"]"), Found{"r0.toml:6:14-19 E201"});
    EXPECT_EQ(in_rule("component = \"api\""), Found{"r0.toml:6:13-18 E201"});
    EXPECT_EQ(in_rule("open = \"identified\""), Found{"r0.toml:6:8-20 E201"});
    EXPECT_EQ(in_rule("limit = { incidents = 1.5, per = \"1h\" }"), Found{"r0.toml:6:23-26 E201"});
    EXPECT_EQ(in_rule("fallback_names = 1"), Found{"r0.toml:6:1-15 E203"});
    EXPECT_EQ(found_in_main("version = 1.0\n"),
              Found({"tocsin.toml E205", "tocsin.toml:1:11-14 E201"}));
}

TEST(CheckValue, FindsWordsThatAreNotInTheList) {
    EXPECT_EQ(in_rule("publish = \"atuo\""), Found{"r0.toml:6:11-17 E206"});
    EXPECT_EQ(first_in_rule("publish = \"atuo\"").message,
              "\"atuo\" is not a value of \"publish\", which is one of auto, approval, record");
    EXPECT_EQ(first_in_rule("publish = \"atuo\"").hint, "did you mean \"auto\"?");
    EXPECT_EQ(in_rule("impact = { critical = \"bad\" }"), Found{"r0.toml:6:23-28 E206"});
    EXPECT_EQ(in_rule("impact = { critical = \"computed\" }"), Found{"r0.toml:6:23-33 E206"});
    EXPECT_EQ(in_rule("component_status = \"down\""), Found{"r0.toml:6:20-26 E206"});
    EXPECT_EQ(in_rule("kind = \"x\""), Found{"r0.toml:6:8-11 E206"});
    EXPECT_EQ(in_rule("limit = { incidents = 1, per = \"1h\", overflow = \"x\" }"),
              Found{"r0.toml:6:49-52 E206"});
    EXPECT_EQ(in_rule("[rule.open]\nstatus = \"open\""), Found{"r0.toml:7:10-16 E206"});
    EXPECT_EQ(in_rule("[rule.update]\non = [\"alerts\", \"x\"]"), Found{"r0.toml:7:17-20 E206"});
    EXPECT_EQ(found_in_main(smallest_main + "[store]\ndriver = \"mysql\"\n"),
              Found{"tocsin.toml:12:10-17 E206"});
}

TEST(CheckValue, FindsDurationsSizesAndNumbersThatAreNone) {
    EXPECT_EQ(in_rule("for = \"5 m\""), Found{"r0.toml:6:7-12 E207"});
    EXPECT_EQ(in_rule("for = \"1m1h\""), Found{"r0.toml:6:7-13 E207"});
    EXPECT_EQ(in_rule("limit = { incidents = 0, per = \"1h\" }"), Found{"r0.toml:6:23-24 E207"});
    EXPECT_EQ(in_rule("limit = { incidents = 1, per = \"0s\" }"), Found{"r0.toml:6:32-36 E207"});
    const std::string source =
        "[source.b]\nkind = \"grafana\"\nauth = { bearer = { env = \"T\" } }\n";
    EXPECT_EQ(found_in_main(smallest_main + source + "max_body = \"4 MB\"\n"),
              Found{"tocsin.toml:14:12-18 E207"});
    EXPECT_EQ(found_in_main(smallest_main + source + "max_body = \"0B\"\n"),
              Found{"tocsin.toml:14:12-16 E207"});
    EXPECT_EQ(found_in_main(smallest_main + source + "max_body = 4\n"),
              Found{"tocsin.toml:14:12-13 E201"});
    EXPECT_EQ(found_in_main(smallest_main + "[delivery]\nretry = { jitter = 1.5 }\n"),
              Found{"tocsin.toml:12:20-23 E207"});
    EXPECT_EQ(found_in_main(smallest_main + "[delivery]\nconnect_timeout = \"0s\"\n"),
              Found{"tocsin.toml:12:19-23 E207"});
}

TEST(CheckValue, FindsAZoneThatIsNotThere) {
    EXPECT_EQ(
        found_in_main(smallest_main + "[page.b]\nid = \"b1\"\napi_key = { env = \"K\" }\n"
                                      "timezone = \"Europe/Berln\"\n[defaults]\npage = \"main\"\n"),
        Found{"tocsin.toml:14:12-26 E207"});
    EXPECT_EQ(found_in_main(smallest_main +
                            "[page.b]\nid = \"b1\"\napi_key = { env = \"K\" }\n"
                            "timezone = \"Europe/Berlin\"\n[defaults]\npage = \"main\"\n"),
              Found{});
}

TEST(CheckValue, FindsEmptyTextsWhereThereMustBeSome) {
    EXPECT_EQ(in_rule("key = \"\""), Found{"r0.toml:6:7-9 E207"});
    EXPECT_EQ(in_rule("[rule.open]\nbody = \"\""), Found{});
}

// A secret in a file: an error, and never shown.
TEST(CheckValue, RefusesLiteralSecrets) {
    const auto page = [](const std::string& key) {
        return "version = 1\n[page.main]\nid = \"a1\"\napi_key = " + key + "\n";
    };
    EXPECT_EQ(found_in_main(page("\"hunter2\"")), Found{"tocsin.toml:4:11-20 E320"});
    EXPECT_EQ(found_in_main(page("12345")), Found{"tocsin.toml:4:11-16 E320"});
    EXPECT_EQ(found_in_main(page("true")), Found{"tocsin.toml:4:11-15 E201"});
    EXPECT_EQ(found_in_main(page("{ }")), Found{"tocsin.toml:4:11-14 E201"});
    EXPECT_EQ(found_in_main(page("{ file = \"\" }")), Found{"tocsin.toml:4:11-24 E201"});
    EXPECT_EQ(found_in_main(page("{ file = \"a\", env = \"b\" }")),
              Found{"tocsin.toml:4:11-36 E201"});
    EXPECT_EQ(found_in_main(page("{ vault = \"a\" }")), Found{"tocsin.toml:4:11-26 E201"});
    EXPECT_EQ(found_in_main(page("{ credential = \"a\" }")), Found{});

    const auto auth = [](const std::string& value) {
        return "version = 1\n[page.main]\nid = \"a1\"\napi_key = { env = \"K\" }\n[source.a]\n"
               "kind = \"grafana\"\nauth = " +
               value + "\n";
    };
    EXPECT_EQ(found_in_main(auth("\"hunter2\"")), Found{"tocsin.toml:7:8-17 E320"});
    EXPECT_EQ(found_in_main(auth("{ bearer = \"hunter2\" }")), Found{"tocsin.toml:7:19-28 E320"});
    EXPECT_EQ(found_in_main(auth("{ path_token = [\"a\", { env = \"T\" }] }")),
              Found{"tocsin.toml:7:24-27 E320"});
    EXPECT_EQ(found_in_main(auth("{ bearer = [] }")), Found{"tocsin.toml:7:19-21 E207"});
    EXPECT_EQ(found_in_main(auth("{ basic = { username = \"u\", password = \"p\" } }")),
              Found{"tocsin.toml:7:47-50 E320"});
    EXPECT_EQ(found_in_main(auth("{ header = { name = \"X-T\", value = \"p\" } }")),
              Found{"tocsin.toml:7:43-46 E320"});
    EXPECT_EQ(found_in_main(auth("{ bearer = { env = \"T\" }, path_token = { env = \"T\" } }")),
              Found{"tocsin.toml:7:8-62 E313"});
    EXPECT_EQ(found_in_main(auth("[]")), Found{"tocsin.toml:7:8-10 E207"});
    EXPECT_EQ(found_in_main(auth("5")), Found{"tocsin.toml:7:8-9 E201"});
    EXPECT_EQ(
        found_in_main(auth("[{ bearer = { env = \"T\" } }, { path_token = { env = \"T\" } }]")),
        Found{});
}

TEST(CheckValue, RefusesAKeyInThePlaceOfItsPath) {
    const std::string tls =
        "[listener.a]\naddress = \"127.0.0.1:1\"\nserves = [\"health\"]\n[listener.a.tls]\n"
        "cert_file = \"c\"\nkey_file = ";
    EXPECT_EQ(found_in_main(smallest_main + tls + "\"-----BEGIN PRIVATE KEY-----\"\n"),
              Found{"tocsin.toml:16:12-41 E320"});
    EXPECT_EQ(found_in_main(smallest_main + tls + "{ credential = \"k\" }\n"), Found{});
    EXPECT_EQ(found_in_main(smallest_main + tls + "\"/etc/k.pem\"\n"), Found{});
}

}  // namespace
}  // namespace tocsin::testing
