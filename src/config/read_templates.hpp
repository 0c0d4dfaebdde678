// read_templates: the files of template_files → what the texts of rules may call.
//
// They are no TOML: each holds {{ define "name" }} … {{ end }} (template/library.hpp).  What is
// wrong in one is reported at its place there, also where it shows only when a rule calls it.
#pragma once

#include <memory>
#include <span>
#include <vector>

#include "config/file_text.hpp"
#include "config/load.hpp"
#include "config/report.hpp"
#include "template/library.hpp"

namespace tocsin {

struct TemplateFiles {
    std::vector<std::unique_ptr<const FileText>> texts;
    TemplateLibrary library;

    // Requires: the error names one of the files.
    Place place_of(const TemplateError& error) const;
};

// Of `files`, those whose role it is.
TemplateFiles read_templates(std::span<const SourceFile> files, Report& report);

}  // namespace tocsin
