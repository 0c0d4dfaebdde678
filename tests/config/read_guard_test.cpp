// [guard] is read, and what is wrong in a pattern is found at its place.
#include <gtest/gtest.h>

#include "tests/config/files.hpp"

namespace tocsin {
namespace {

using namespace testing;

TEST(ReadGuard, TakesPatternsAndTheStormBrake) {
    const Loaded loaded =
        Files{.main = smallest_main +
                      "[guard]\ndeny = ['\\.internal\\b']\non_match = \"redact\"\n"
                      "open_incidents_max = 15\non_storm = \"drop\"\n"}
            .load();
    ASSERT_TRUE(loaded.config) << short_forms(loaded).front();
    const Guard& guard = loaded.config->guard;
    EXPECT_TRUE(guard.denies("db.internal is slow"));
    EXPECT_EQ(guard.on_match, OnMatch::redact);
    EXPECT_EQ(guard.open_incidents_max, 15U);
    EXPECT_EQ(guard.on_storm, OnStorm::drop);
}

TEST(ReadGuard, DeniesNothingAndBrakesNothingByDefault) {
    const Loaded loaded = Files{}.load();
    ASSERT_TRUE(loaded.config);
    const Guard& guard = loaded.config->guard;
    EXPECT_TRUE(guard.deny.empty());
    EXPECT_EQ(guard.on_match, OnMatch::approval);
    EXPECT_EQ(guard.open_incidents_max, std::nullopt);
    EXPECT_EQ(guard.on_storm, OnStorm::approval);
}

TEST(ReadGuard, FindsWhatIsWrongInAPattern) {
    const auto found = [](const std::string& patterns) {
        return found_in({.main = smallest_main + "[guard]\ndeny = [" + patterns + "]\n"});
    };
    EXPECT_EQ(found("'ok', 'a(b[c'"), Found{"tocsin.toml:12:19-21 E301"});
    EXPECT_EQ(found("'x*'"), Found{"tocsin.toml:12:9-13 E301"});
    EXPECT_EQ(found("\"a\\bc\""), Found{"tocsin.toml:12:11-13 E302"});
    EXPECT_EQ(found("'" + std::string(5000, 'a') + "'"), Found{"tocsin.toml:12:9-5011 E301"});
    EXPECT_EQ(found("7"), Found{"tocsin.toml:12:9-10 E201"});
}

// Where a text is stopped this one is said: it must pass, or nothing could.
TEST(ReadGuard, RefusesPlainTextsOfRulesThatItDenies) {
    const std::string guard = "[guard]\ndeny = ['Trouble', 'lots']\n";
    EXPECT_EQ(found_in({.main = smallest_main + guard, .rules = {smallest_rule}}),
              Found{"r0.toml:5:17-26 E207"});
    const std::string limited = R"([[rule]]
name = "r"
matchers = ['alertname = "A"']
incident_name = "Fine"
fallback_name = "Fine"
limit = { incidents = 1, per = "1h", into = "lots of it" }
)";
    EXPECT_EQ(found_in({.main = smallest_main + guard, .rules = {limited}}),
              Found{"r0.toml:6:45-57 E207"});
}

}  // namespace
}  // namespace tocsin
