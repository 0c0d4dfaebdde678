// load: TOML text → one Config, or every Diagnostic with file, line and column.
//
// Pure: whoever may read files hands them over as text.  The only room that knows TOML.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "config/config.hpp"
#include "config/diagnostics.hpp"
#include "rules/rule_book.hpp"

namespace tocsin {

enum class FileRole { main, rules, sources, templates };

struct SourceFile {
    std::string name;  // As it is shown: a path.
    std::string text;
    FileRole role = FileRole::main;
};

// Which further files the main file asks for; defaults where it says nothing or cannot be read.
struct FileGlobs {
    std::vector<std::string> rules{"rules.d/*.toml"};
    std::vector<std::string> sources;
    std::vector<std::string> templates{"templates.d/*.tmpl"};
};
FileGlobs globs_of(const SourceFile& main_file);

struct Loaded {
    std::optional<Config> config;  // Nothing if there is any error.
    Diagnostics diagnostics;       // Errors and warnings, sorted by file and position.
};

// Requires: the first of `files` is the main file.  Then sources, then rules, each in byte order
// of their names: rules are tried in the order of their files.  Safe to call from any thread.
Loaded load(std::span<const SourceFile> files);

// The same for whoever asks the rules and nothing else: what is not supported yet (E399) of
// listeners, sources, pages and the store is told, and the config is there all the same.
Loaded load_for_rules(std::span<const SourceFile> files);

// Reads back the text of one rule (Rule::text) as the store keeps it.  Malformed: the text was
// written by a version of tocsin that this one does not know.
Result<RulePtr> load_rule(std::string_view text);

// In the order of the files, then by position; each once.
Diagnostics sorted(Diagnostics diagnostics, std::span<const SourceFile> files);

// How the diagnostics are printed: "text" as in validation.md with line and caret, "json" an array
// as in contract.md section 4.4, "github" workflow annotations.
std::string format_diagnostics(const Diagnostics& diagnostics, std::span<const SourceFile> files,
                               std::string_view format);

}  // namespace tocsin
