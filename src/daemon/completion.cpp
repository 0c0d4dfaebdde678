#include "daemon/completion.hpp"

#include <fmt/format.h>

#include <functional>

namespace tocsin {
namespace {

// Calls `visit` for the command and all below it; `path` is "" for the program itself, and
// "/config" and "/config/adapt" for what is below.
void walk(const CommandWords& command, const std::string& path,
          const std::function<void(const CommandWords&, const std::string&)>& visit) {
    visit(command, path);
    for (const CommandWords& below : command.commands) walk(below, path + '/' + below.name, visit);
}

std::string names_of(const std::vector<CommandWords>& commands) {
    std::vector<std::string> names;
    for (const CommandWords& command : commands) names.push_back(command.name);
    return fmt::format("{}", fmt::join(names, " "));
}

std::string names_of(const std::vector<OptionWords>& options) {
    std::vector<std::string> names;
    for (const OptionWords& option : options) names.push_back(option.name);
    return fmt::format("{}", fmt::join(names, " "));
}

// In single quotes of a shell.
std::string quoted_for_shell(const std::string& text, const std::string& quote) {
    std::string out = "'";
    for (const char c : text) {
        if (c == '\'')
            out += quote;
        else
            out += c;
    }
    return out + "'";
}

// --- bash ---------------------------------------------------------------------------------------

constexpr std::string_view bash_head =
    R"(# bash completion of tocsin, made by `tocsin completion bash`
# Load it:  source <(tocsin completion bash)

_tocsin_words() {
    mapfile -t COMPREPLY < <(compgen -W "$1" -- "$2")
}

_tocsin_files() {
    compopt -o filenames 2>/dev/null
    mapfile -t -O "${#COMPREPLY[@]}" COMPREPLY < <(compgen -f -- "$1")
}

_tocsin() {
    local current=${COMP_WORDS[COMP_CWORD]} before='' path='' options='' words='' files='' index
    # Bash takes --name=value apart at the "=".
    [[ $current == = ]] && current=''
    for ((index = 1; index < COMP_CWORD; ++index)); do
        case "$path/${COMP_WORDS[index]}" in
)";

constexpr std::string_view bash_after_paths =
    R"(                path="$path/${COMP_WORDS[index]}"
                ;;
        esac
        [[ ${COMP_WORDS[index]} == = ]] || before=${COMP_WORDS[index]}
    done
    COMPREPLY=()
    case "$path:$before" in
)";

constexpr std::string_view bash_after_values = R"(    esac
    case "$path" in
)";

constexpr std::string_view bash_tail = R"(    esac
    [[ $current == -* ]] && words=$options files=''
    _tocsin_words "$words" "$current"
    [[ -n $files ]] && _tocsin_files "$current"
}
complete -F _tocsin tocsin
)";

std::string bash_value(const std::string& path, const OptionWords& option) {
    std::string out = fmt::format("        \"{}:{}\")\n", path, option.name);
    if (option.value.files) {
        out += "            _tocsin_files \"$current\"\n";
    } else if (!option.value.choices.empty()) {
        out += fmt::format("            _tocsin_words \"{}\" \"$current\"\n",
                           fmt::join(option.value.choices, " "));
    }
    return out + "            return\n            ;;\n";
}

std::string bash_script(const CommandWords& program) {
    std::vector<std::string> paths;
    std::string values, commands;
    walk(program, "", [&](const CommandWords& command, const std::string& path) {
        if (!path.empty()) paths.push_back('"' + path + '"');
        for (const OptionWords& option : command.options) {
            if (option.takes_value) values += bash_value(path, option);
        }
        std::string words = names_of(command.commands);
        for (const std::string& choice : command.arguments.choices) words += ' ' + choice;
        commands +=
            fmt::format("        \"{}\")\n            words=\"{}\"\n            options=\"{}\"\n",
                        path, words, names_of(command.options));
        if (command.arguments.files) commands += "            files=1\n";
        commands += "            ;;\n";
    });
    std::string out(bash_head);
    out += fmt::format("            {})\n", fmt::join(paths, " | "));
    out += bash_after_paths;
    out += values;
    out += bash_after_values;
    out += commands;
    out += bash_tail;
    return out;
}

// --- zsh ----------------------------------------------------------------------------------------

std::string zsh_text(const std::string& text) {
    std::string out;
    for (const char c : text) {
        if (c == '[' || c == ']' || c == ':' || c == '\\') out += '\\';
        out += c;
    }
    return out;
}

std::string zsh_action(const ValueWords& value) {
    if (value.files) return "_files";
    if (value.choices.empty()) return " ";
    return fmt::format("({})", fmt::join(value.choices, " "));
}

std::string zsh_function(const std::string& path) {
    std::string name = "_tocsin";
    for (const char c : path) name += c == '/' || c == '-' ? '_' : c;
    return name;
}

std::string zsh_command(const CommandWords& command, const std::string& path) {
    std::string out = zsh_function(path) + "() {\n";
    if (!command.commands.empty()) out += "    local line state\n";
    out += command.commands.empty() ? "    _arguments -S" : "    _arguments -C";
    for (const OptionWords& option : command.options) {
        const std::string text =
            fmt::format("{}[{}]", option.takes_value ? "=" : "", zsh_text(option.text));
        const std::string value = option.takes_value ? ":value:" + zsh_action(option.value) : "";
        out += " \\\n        " + quoted_for_shell(option.name + text + value, "'\\''");
    }
    if (command.commands.empty()) {
        if (command.arguments.files || !command.arguments.choices.empty()) {
            out += " \\\n        " +
                   quoted_for_shell("*:argument:" + zsh_action(command.arguments), "'\\''");
        }
        return out + "\n}\n";
    }
    out += " \\\n        '1: :->command' \\\n        '*::argument:->argument'\n";
    out += "    case $state in\n        command)\n            local -a commands=(\n";
    std::string cases;
    for (const CommandWords& below : command.commands) {
        out += "                " +
               quoted_for_shell(below.name + ':' + zsh_text(below.text), "'\\''") + '\n';
        cases += fmt::format("                {}) {} ;;\n", below.name,
                             zsh_function(path + '/' + below.name));
    }
    out += "            )\n            _describe command commands\n            ;;\n";
    out += "        argument)\n            case $line[1] in\n" + cases;
    return out + "            esac\n            ;;\n    esac\n}\n";
}

std::string zsh_script(const CommandWords& program) {
    std::string out =
        "#compdef tocsin\n# zsh completion of tocsin, made by `tocsin completion zsh`\n"
        "# Load it:  source <(tocsin completion zsh)\n\n";
    walk(program, "", [&](const CommandWords& command, const std::string& path) {
        out += zsh_command(command, path);
    });
    // Sourced it has to announce itself; autoloaded it is called as the function.
    return out +
           "if [[ $funcstack[1] == _tocsin ]]; then\n    _tocsin \"$@\"\nelse\n"
           "    compdef _tocsin tocsin\nfi\n";
}

// --- fish ---------------------------------------------------------------------------------------

std::string fish_quoted(const std::string& text) {
    return quoted_for_shell(text, "\\'");
}

std::string fish_value(const ValueWords& value) {
    if (value.files) return " -F";
    if (value.choices.empty()) return "";
    return " -a " + fish_quoted(fmt::format("{}", fmt::join(value.choices, " ")));
}

std::string fish_option_value(const OptionWords& option) {
    if (!option.takes_value) return "";
    return (option.value.files ? " -r" : " -x") + fish_value(option.value);
}

std::string fish_script(const CommandWords& program) {
    std::string out =
        "# fish completion of tocsin, made by `tocsin completion fish`\n"
        "# Load it:  tocsin completion fish | source\n\n"
        "function __tocsin_at\n"
        "    set -l path ''\n"
        "    for word in (commandline -opc)[2..-1]\n"
        "        contains -- \"$path/$word\" $__tocsin_paths; and set path \"$path/$word\"\n"
        "    end\n"
        "    test \"$path\" = \"$argv[1]\"\n"
        "end\n";
    std::vector<std::string> paths;
    std::string lines;
    walk(program, "", [&](const CommandWords& command, const std::string& path) {
        if (!path.empty()) paths.push_back(path);
        const std::string at = fmt::format("complete -c tocsin -n \"__tocsin_at '{}'\"", path);
        for (const CommandWords& below : command.commands) {
            lines += fmt::format("{} -f -a {} -d {}\n", at, below.name, fish_quoted(below.text));
        }
        if (command.commands.empty()) {
            lines += fmt::format(
                "{}{}\n", at,
                command.arguments.files ? " -F" : " -f" + fish_value(command.arguments));
        }
        for (const OptionWords& option : command.options) {
            const bool is_long = option.name.starts_with("--");
            lines += fmt::format("{} {} {}{} -d {}\n", at, is_long ? "-l" : "-s",
                                 option.name.substr(is_long ? 2 : 1), fish_option_value(option),
                                 fish_quoted(option.text));
        }
    });
    return out + fmt::format("set -g __tocsin_paths {}\n", fmt::join(paths, " ")) + lines;
}

}  // namespace

std::string completion_script(const CommandWords& program, Shell shell) {
    switch (shell) {
        case Shell::zsh:
            return zsh_script(program);
        case Shell::fish:
            return fish_script(program);
        case Shell::bash:
            break;
    }
    return bash_script(program);
}

}  // namespace tocsin
