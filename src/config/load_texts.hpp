// load_texts: what one text needs of the operator's files, whatever else is wrong in them.
//
// `tocsin template render` tries a text out, and the text that is tried out most is one that
// check-config has just refused.  So only the files of templates and [severity] are read; what is
// wrong in those is told, what is wrong in rules is not.
#pragma once

#include <span>

#include "config/diagnostics.hpp"
#include "config/load.hpp"
#include "rules/rule.hpp"
#include "template/library.hpp"

namespace tocsin {

struct LoadedTexts {
    TemplateLibrary library;  // Without the templates of a file that cannot be read.
    SeverityScale scale;      // The built-in one where the main file has none or is not there.
    Diagnostics diagnostics;  // Of the templates, sorted by file and position.
};

// Of `files` those that are templates, and the main file if there is one.
LoadedTexts load_texts(std::span<const SourceFile> files);

}  // namespace tocsin
