#include "config/load_texts.hpp"

#include <algorithm>

#include "config/read.hpp"
#include "config/read_templates.hpp"
#include "config/toml_document.hpp"

namespace tocsin {

LoadedTexts load_texts(std::span<const SourceFile> files) {
    LoadedTexts loaded;
    Report report;
    loaded.library = read_templates(files, report).library;
    loaded.diagnostics = sorted(report.found(), files);

    const auto main = std::find_if(files.begin(), files.end(), [](const SourceFile& file) {
        return file.role == FileRole::main;
    });
    Report of_others;
    TomlDocument document =
        read_toml(main != files.end() ? *main : SourceFile{"", "", FileRole::main}, of_others);
    if (!document.root) document.root = toml::table();
    loaded.scale = read_severity(document, of_others);
    return loaded;
}

}  // namespace tocsin
