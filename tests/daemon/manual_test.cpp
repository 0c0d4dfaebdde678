// The commands as a part of tocsin(8).  The whole page is made in tests/e2e/test_manual.py.
#include "daemon/manual.hpp"

#include <gtest/gtest.h>

namespace tocsin {
namespace {

TEST(Manual, HasASubsectionForEachCommandThatDoesSomething) {
    const CommandWords adapt{"adapt", "shows what is in effect", {}, {}, {}};
    const CommandWords config{"config", "for programs", {}, {}, {adapt}};
    const CommandWords run{"run", "runs", {}, {}, {}};
    EXPECT_EQ(manual_of({"tocsin", "the program", {}, {}, {config, run}}),
              "## tocsin config adapt\n\nshows what is in effect\n\n## tocsin run\n\nruns\n\n");
}

TEST(Manual, ShowsOptionsWithTheirValuesButForHelp) {
    const CommandWords run{"run",
                           "runs",
                           {{"-h", "help", false, {}},
                            {"--help", "help", false, {}},
                            {"--config.file", "main file", true, {true, {}}},
                            {"--format", "the form", true, {false, {"text", "json"}}},
                            {"--name", "a name", true, {}},
                            {"--strict", "warnings fail", false, {}}},
                           {},
                           {}};
    EXPECT_EQ(manual_of({"tocsin", "", {}, {}, {run}}),
              "## tocsin run\n\nruns\n\n*--config.file*=_FILE_\n\tmain file\n\n"
              "*--format*=text\\|json\n\tthe form\n\n*--name*=_VALUE_\n\ta name\n\n"
              "*--strict*\n\twarnings fail\n\n");
}

TEST(Manual, TakesNothingOfATextForScdocsOwn) {
    const CommandWords run{"run", "runs [[test]] of _all_ *.toml", {}, {}, {}};
    EXPECT_EQ(manual_of({"tocsin", "", {}, {}, {run}}),
              "## tocsin run\n\nruns \\[\\[test\\]\\] of \\_all\\_ \\*.toml\n\n");
}

}  // namespace
}  // namespace tocsin
