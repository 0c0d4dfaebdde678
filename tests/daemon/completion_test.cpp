// The scripts that complete the command line.  That bash really completes by its own is shown in
// tests/e2e/test_looking.py; here is what each of the three is made of.
#include "daemon/completion.hpp"

#include <gtest/gtest.h>

#include <array>
#include <cstdio>
#include <memory>

namespace tocsin {
namespace {

CommandWords program() {
    const OptionWords file{"--config.file", "the file's place [main]", true, {true, {}}};
    const OptionWords format{"--format", "a form", true, {false, {"text", "json"}}};
    const OptionWords strict{"--strict", "warnings fail", false, {}};
    const CommandWords check{"check", "checks: all", {file, format, strict}, {true, {}}, {}};
    const CommandWords adapt{"adapt", "shows", {}, {false, {"one", "two"}}, {}};
    const CommandWords config{"config", "below", {}, {}, {adapt}};
    return {"tocsin", "the program", {{"-h", "help", false, {}}}, {}, {check, config}};
}

// What bash completes where the cursor stands behind the last word.
std::string completed_by_bash(const std::string& words, std::size_t cursor) {
    const std::string call = "compopt() { :; }\nCOMP_WORDS=(" + words +
                             ")\nCOMP_CWORD=" + std::to_string(cursor) +
                             "\n_tocsin\necho \"${COMPREPLY[*]}\"\n";
    const std::string script = completion_script(program(), Shell::bash) + call;
    std::string quoted = "bash -c '";
    for (const char c : script) quoted += c == '\'' ? std::string("'\\''") : std::string(1, c);
    const std::unique_ptr<std::FILE, decltype(&pclose)> output(popen((quoted + "'").c_str(), "r"),
                                                               pclose);
    std::string text;
    std::array<char, 4096> part{};
    while (std::fgets(part.data(), part.size(), output.get()) != nullptr) text += part.data();
    while (text.ends_with('\n')) text.pop_back();
    return text;
}

TEST(BashCompletion, OffersCommandsThenTheirOptionsAndValues) {
    EXPECT_EQ(completed_by_bash("tocsin ''", 1), "check config");
    EXPECT_EQ(completed_by_bash("tocsin co", 1), "config");
    EXPECT_EQ(completed_by_bash("tocsin -", 1), "-h");
    EXPECT_EQ(completed_by_bash("tocsin config ''", 2), "adapt");
    EXPECT_EQ(completed_by_bash("tocsin config adapt ''", 3), "one two");
    EXPECT_EQ(completed_by_bash("tocsin check --", 2), "--config.file --format --strict");
    EXPECT_EQ(completed_by_bash("tocsin check --format ''", 3), "text json");
    EXPECT_EQ(completed_by_bash("tocsin check --format = j", 4), "json");
    EXPECT_EQ(completed_by_bash("tocsin check --format =", 3), "text json");
    // Behind a value come options again.
    EXPECT_EQ(completed_by_bash("tocsin check --format json --s", 4), "--strict");
}

TEST(BashCompletion, OffersFilesWhereFilesAreWanted) {
    EXPECT_EQ(completed_by_bash("tocsin check /et", 2), "/etc");
    EXPECT_EQ(completed_by_bash("tocsin check --config.file /et", 3), "/etc");
    EXPECT_EQ(completed_by_bash("tocsin config adapt /et", 3), "");
}

TEST(ZshCompletion, HasAFunctionForEveryCommand) {
    const std::string script = completion_script(program(), Shell::zsh);
    EXPECT_EQ(script.find("#compdef tocsin\n"), 0u);
    for (const auto* part :
         {"_tocsin() {", "_tocsin_check() {", "_tocsin_config() {", "_tocsin_config_adapt() {",
          "'check:checks\\: all'", "'--strict[warnings fail]'",
          "'--format=[a form]:value:(text json)'",
          "'--config.file=[the file'\\''s place \\[main\\]]:value:_files'", "'*:argument:_files'",
          "'*:argument:(one two)'", "adapt) _tocsin_config_adapt ;;"}) {
        EXPECT_NE(script.find(part), std::string::npos) << part << '\n' << script;
    }
}

TEST(FishCompletion, HasALineForEveryWord) {
    const std::string script = completion_script(program(), Shell::fish);
    for (const auto* line :
         {"complete -c tocsin -n \"__tocsin_at ''\" -f -a check -d 'checks: all'\n",
          "complete -c tocsin -n \"__tocsin_at ''\" -s h -d 'help'\n",
          "complete -c tocsin -n \"__tocsin_at '/config'\" -f -a adapt -d 'shows'\n",
          "complete -c tocsin -n \"__tocsin_at '/config/adapt'\" -f -a 'one two'\n",
          "complete -c tocsin -n \"__tocsin_at '/check'\" -F\n",
          "complete -c tocsin -n \"__tocsin_at '/check'\" -l format -x -a 'text json' -d 'a "
          "form'\n",
          "complete -c tocsin -n \"__tocsin_at '/check'\" -l config.file -r -F -d 'the file\\'s "
          "place [main]'\n",
          "set -g __tocsin_paths /check /config /config/adapt\n"}) {
        EXPECT_NE(script.find(line), std::string::npos) << line << '\n' << script;
    }
}

}  // namespace
}  // namespace tocsin
