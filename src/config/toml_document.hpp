// TomlDocument: one file as toml++ reads it, with the text that it was read from.
//
// toml++ ends at the first syntax error of a file; that one is reported with a hint for the traps
// that people meet most (validation.md, "TOML traps").
#pragma once

#include <toml++/toml.h>
#include <memory>
#include <optional>

#include "config/file_text.hpp"
#include "config/load.hpp"
#include "config/report.hpp"

namespace tocsin {

struct TomlDocument {
    std::unique_ptr<const FileText> file;  // Never null; Places point at it.
    FileRole role = FileRole::main;
    std::optional<toml::table> root;  // Nothing: a syntax error.
};

// E1xx goes into the report.
TomlDocument read_toml(const SourceFile& source, Report& report);

// Where a value stands (a table under a header: its header), and where a key does.
Place place_of(const FileText& file, const toml::node& node);
Place place_of(const FileText& file, const toml::key& key);

// The value that is a text, or nothing.
std::optional<std::string_view> text_in(const toml::node* node);

// "integer", "text", "table", …: what people call what stands there.
std::string_view type_name(const toml::node& node);

}  // namespace tocsin
