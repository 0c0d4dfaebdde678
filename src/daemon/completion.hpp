// completion: the command line as a script that completes it, for bash, zsh and fish.
//
// The scripts are made of the same tree of commands that reads the command line, so that they offer
// what it takes.  They know words only; names that stand in files or in a daemon are not asked for.
#pragma once

#include <string>
#include <vector>

namespace tocsin {

// What may stand where a value is wanted.
struct ValueWords {
    bool files = false;
    std::vector<std::string> choices;
};

struct OptionWords {
    std::string name;  // "--config.file"
    std::string text;
    bool takes_value = false;
    ValueWords value;
};

struct CommandWords {
    std::string name;
    std::string text;
    std::vector<OptionWords> options;
    ValueWords arguments;
    std::vector<CommandWords> commands;
};

enum class Shell { bash, zsh, fish };

std::string completion_script(const CommandWords& program, Shell shell);

}  // namespace tocsin
