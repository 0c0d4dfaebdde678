// check_keys: every key of a document against the table of keys.
//
// Unknown keys (E203), keys below a wrong header (E204), missing ones (E205), types and values
// (check_value.hpp), and what is known but not there yet (E399).  One walk; what passes it can be
// read without another look at types.
#pragma once

#include "config/report.hpp"
#include "config/toml_document.hpp"

namespace tocsin {

// `root` names the rows of a root: "main", "rules", "sources" or "record".  With `require` false
// nothing is missed: the text of one rule names no secrets.
void check_keys(const TomlDocument& document, std::string_view root, bool require, Report& report);

// The header above a table, "[rule.open]"; empty for an inline table and for the file itself.
std::string header_of(const FileText& file, const toml::table& table);

}  // namespace tocsin
