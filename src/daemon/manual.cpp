#include "daemon/manual.hpp"

#include <fmt/format.h>

namespace tocsin {
namespace {

// What scdoc would take for its own.
std::string plain(const std::string& text) {
    std::string out;
    for (const char c : text) {
        if (std::string_view("\\*_`<>~#[]|").find(c) != std::string_view::npos) out += '\\';
        out += c;
    }
    return out;
}

std::string value_text(const ValueWords& value) {
    if (value.files) return "_FILE_";
    if (value.choices.empty()) return "_VALUE_";
    return plain(fmt::format("{}", fmt::join(value.choices, "|")));
}

std::string option_text(const OptionWords& option) {
    const std::string value =
        option.takes_value ? (option.name.starts_with("--") ? "=" : " ") + value_text(option.value)
                           : "";
    return fmt::format("*{}*{}\n\t{}\n\n", plain(option.name), value, plain(option.text));
}

void append(std::string& out, const CommandWords& command, const std::string& above) {
    const std::string name = above + command.name;
    for (const CommandWords& below : command.commands) append(out, below, name + ' ');
    if (!command.commands.empty()) return;
    out += fmt::format("## tocsin {}\n\n{}\n\n", plain(name), plain(command.text));
    for (const OptionWords& option : command.options) {
        if (option.name != "-h" && option.name != "--help") out += option_text(option);
    }
}

}  // namespace

std::string manual_of(const CommandWords& program) {
    std::string out;
    for (const CommandWords& command : program.commands) append(out, command, "");
    return out;
}

}  // namespace tocsin
