// What a shell can complete of a command line, read off the very parser that takes it.
#include "daemon/command_line.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <CLI/CLI.hpp>

namespace tocsin {
namespace {

const CommandWords& below(const CommandWords& words, const std::string& name) {
    const auto found = std::find_if(words.commands.begin(), words.commands.end(),
                                    [&](const CommandWords& one) { return one.name == name; });
    EXPECT_NE(found, words.commands.end()) << name;
    return *found;
}

const OptionWords& option(const CommandWords& words, const std::string& name) {
    const auto found = std::find_if(words.options.begin(), words.options.end(),
                                    [&](const OptionWords& one) { return one.name == name; });
    EXPECT_NE(found, words.options.end()) << name;
    return *found;
}

struct Line {
    CLI::App app{"the program", "tocsin"};
    Chosen chosen;
    bool flag = false;

    Line() {
        app.add_flag("--flag", flag, "a flag");
        add_config_commands(app, chosen);
        add_rules_commands(app, chosen);
        add_completion_command(app, chosen);
    }
};

TEST(CommandLine, TellsItsCommandsOptionsAndValues) {
    const Line line;
    const CommandWords words = words_of(line.app);
    EXPECT_EQ(words.name, "tocsin");
    EXPECT_FALSE(option(words, "--flag").takes_value);
    const CommandWords& show = below(below(words, "rules"), "show");
    EXPECT_TRUE(option(show, "--config.file").takes_value);
    EXPECT_TRUE(option(show, "--config.file").value.files);
    EXPECT_EQ(option(show, "--output").value.choices, (std::vector<std::string>{"table", "json"}));
    EXPECT_FALSE(option(show, "--output").value.files);
    EXPECT_FALSE(option(show, "--effective").takes_value);
    EXPECT_FALSE(show.arguments.files);
    EXPECT_EQ(below(words, "completion").arguments.choices,
              (std::vector<std::string>{"bash", "zsh", "fish"}));
}

TEST(CommandLine, DoesNotTellOfHiddenCommands) {
    const Line line;
    const CommandWords words = words_of(line.app);
    const CommandWords& config = below(words, "config");
    EXPECT_EQ(config.commands.size(), 2u);
    EXPECT_EQ(line.app.help().find("docs"), std::string::npos);
}

TEST(CommandLine, ChoosesWhatWasNamed) {
    Line line;
    line.app.parse("rules show name --effective", false);
    EXPECT_TRUE(line.chosen);
    Line other;
    EXPECT_THROW(other.app.parse("rules", false), CLI::ParseError);
    EXPECT_THROW(other.app.parse("rules show", false), CLI::ParseError);
    EXPECT_THROW(other.app.parse("completion csh", false), CLI::ParseError);
    EXPECT_THROW(other.app.parse("rules list --output=xml", false), CLI::ParseError);
    EXPECT_FALSE(other.chosen);
}

}  // namespace
}  // namespace tocsin
