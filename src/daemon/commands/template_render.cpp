// tocsin template render: what one text gives over one message.
#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <filesystem>

#include "base/text.hpp"
#include "config/load_texts.hpp"
#include "daemon/commands/commands.hpp"
#include "daemon/config_files.hpp"
#include "daemon/message_data.hpp"
#include "daemon/real_clock.hpp"
#include "template/library.hpp"
#include "template/render.hpp"

namespace tocsin {
namespace {

// How the text of the command line is called in messages.
constexpr const char* text_name = "--text";

void print(const Diagnostics& diagnostics, std::span<const SourceFile> files) {
    std::fputs(format_diagnostics(diagnostics, files, "text").c_str(), stderr);
}

// What is wrong may stand in a file of templates that the text calls.
Diagnostic diagnostic_of(const TemplateError& error, const std::string& text) {
    const auto column = static_cast<std::size_t>(error.column);
    Diagnostic made{Level::error, error.code, text_name,     static_cast<std::size_t>(error.line),
                    column,       column + 1, error.message, error.hint};
    if (error.file.empty()) {
        const std::string_view meant = std::string_view(text).substr(error.offset, error.length);
        const std::size_t width = count_code_points(meant.substr(0, meant.find('\n')));
        made.end = column + std::max<std::size_t>(width, 1);
        return made;
    }
    made.file = error.file;
    if (error.call) {
        const Position call = locate(text, error.call->offset);
        made.message += fmt::format(" (called at {}:{}:{})", text_name, call.line, call.column);
    }
    return made;
}

bool calls_templates(const Template& text) {
    bool calls = false;
    for_each_call(text.program().body, [&](const Call&) { calls = true; });
    return calls;
}

int failed(const std::string& message) {
    complain(message);
    return exit_failed;
}

}  // namespace

int template_render(const TemplateRenderOptions& options) {
    std::vector<SourceFile> files;
    // The usual file need not be there; one that was named must.
    std::error_code ignored;
    if (options.config_file_named || std::filesystem::exists(options.config_file, ignored)) {
        ConfigFiles read = read_config_files(options.config_file);
        if (read.files.empty()) {
            print(read.diagnostics, {});
            return exit_failed;
        }
        files = std::move(read.files);
    }
    const LoadedTexts loaded = load_texts(files);
    print(loaded.diagnostics, files);

    const auto text = Template::parse(options.text, message_fields(), loaded.library);
    if (!text) {
        files.push_back({text_name, options.text, FileRole::templates});
        print({diagnostic_of(text.error(), options.text)}, files);
        return exit_failed;
    }
    if (calls_templates(text.value()) && !loaded.diagnostics.empty()) return exit_failed;
    const WallTime now = system_time();
    const auto file = read_file(options.data_file);
    if (!file) return failed(options.data_file + ": " + file.error().message);
    const auto data = read_message_data(file.value(), loaded.scale, now);
    if (!data) return failed(options.data_file + ": " + data.error().message);
    const auto rendered =
        render(text.value(), data.value(), {.purpose = Purpose::plain, .now = now});
    if (!rendered) {
        std::fprintf(stderr, "%s:%s\n", text_name,
                     without_invisible(rendered.error().message).c_str());
        return exit_failed;
    }
    const std::string& made = rendered.value().text;
    std::fwrite(made.data(), 1, made.size(), stdout);
    return exit_ok;
}

}  // namespace tocsin
