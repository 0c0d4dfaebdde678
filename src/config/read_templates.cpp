#include "config/read_templates.hpp"

#include <algorithm>

#include "base/assert.hpp"

namespace tocsin {

Place TemplateFiles::place_of(const TemplateError& error) const {
    const auto named = std::find_if(texts.begin(), texts.end(),
                                    [&](const auto& text) { return text->name() == error.file; });
    TOCSIN_ASSERT(named != texts.end());
    return (*named)->in_text(error.offset, error.length);
}

TemplateFiles read_templates(std::span<const SourceFile> files, Report& report) {
    TemplateFiles made;
    std::vector<TemplateFile> read;
    for (const SourceFile& file : files) {
        if (file.role != FileRole::templates) continue;
        made.texts.push_back(std::make_unique<const FileText>(file.name, file.text));
        read.push_back({file.name, std::string(made.texts.back()->text())});
    }
    ReadLibrary library = read_library(read);
    made.library = std::move(library.library);
    for (const TemplateError& error : library.errors) {
        report.error(error.code, made.place_of(error), error.message, error.hint);
    }
    return made;
}

}  // namespace tocsin
