// Secrets in lines that are shown: covered whatever else is wrong with the file.
#include "config/mask.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "base/text.hpp"

namespace tocsin {
namespace {

// With '*' for the mark.
std::string shown(std::string_view text) {
    std::string out = masked(text);
    std::replace(out.begin(), out.end(), mask_mark, '*');
    return out;
}

TEST(Mask, CoversWhatIsGivenToKeysOfSecrets) {
    EXPECT_EQ(shown("api_key = \"hunter2\" # x"), "api_key = ********* # x");
    EXPECT_EQ(shown("api_key='hunter2'"), "api_key=*********");
    EXPECT_EQ(shown("api_key = hunter2/+= # x"), "api_key = ********** # x");
    EXPECT_EQ(shown("api_key = 12345"), "api_key = *****");
    EXPECT_EQ(shown("page.main.api_key = \"hunter2\""), "page.main.api_key = *********");
    EXPECT_EQ(shown("\"api_key\" = \"hünter2\""), "\"api_key\" = *********");
    EXPECT_EQ(shown("auth = { bearer = \"a\" }"), "auth = { bearer = *** }");
    EXPECT_EQ(shown("auth = { bearer = [\"a\", \"b\"] }"), "auth = { bearer = [***, ***] }");
    EXPECT_EQ(shown("auth = { basic = { username = \"u\", password = \"p\" } }"),
              "auth = { basic = { username = \"u\", password = *** } }");
    EXPECT_EQ(shown("dsn = \"postgres://u:p@h/d\""), "dsn = ********************");
}

TEST(Mask, ShowsTheNamesOfSecrets) {
    for (const std::string text :
         {"api_key = { file = \"/run/key\" }", "auth = { bearer = { credential = \"am\" } }",
          "auth = { bearer = [{ env = \"A\" }, { file = \"b\" }] }", "name = \"x\"",
          "kind = \"grafana\"", "[page.main.api_key]\nfile = \"/run/key\"\n"}) {
        EXPECT_EQ(shown(text), text);
    }
}

TEST(Mask, CoversSecretsInTablesThatAreWrittenWrong) {
    EXPECT_EQ(shown("api_key = { key = \"hunter2\" }"), "api_key = { key = ********* }");
    EXPECT_EQ(shown("[page.main.api_key]\nkey = \"hunter2\"\nfile = \"f\"\n[page.b]\nid = \"c\"\n"),
              "[page.main.api_key]\nkey = *********\nfile = \"f\"\n[page.b]\nid = \"c\"\n");
    EXPECT_EQ(shown("bearer = [\n  \"a\",\n  \"b\"\n]\nname = \"x\"\n"),
              "bearer = [\n  ***,\n  ***\n]\nname = \"x\"\n");
}

// A syntax error is shown before anything is understood.
TEST(Mask, CoversSecretsInLinesThatAreNoToml) {
    EXPECT_EQ(shown("api_key = \"hunter2\nid = \"a\"\n"), "api_key = ********\nid = \"a\"\n");
    EXPECT_EQ(shown("password = 'it's hunter2' # x"), "password = ******************");
    EXPECT_EQ(shown("api_key = '''hun\nter2''' # x"), "api_key = ******\n******* # x");
    EXPECT_EQ(shown("api_key = \"\"\"hun\nter2"), "api_key = ******\n****");
    EXPECT_EQ(shown("api_key = \"a\\\"b\""), "api_key = ******");
    EXPECT_EQ(shown("api_key = { file = \"a\",\nid = \"b\"\n"),
              "api_key = { file = \"a\",\nid = \"b\"\n");
}

TEST(Mask, KeepsTheLengthInCodePointsOfAnyText) {
    for (const std::string text : {"", "\n", "api_key", "api_key =", "api_key = {[\"ä\n'''", "]]}}",
                                   "= = =", "\"", "'''", "value = \xff\xfe"}) {
        EXPECT_EQ(count_code_points(masked(text)), count_code_points(text)) << text;
    }
}

}  // namespace
}  // namespace tocsin
