// check_value: does one value fit its row of the table of keys?
//
// Type (E201), word (E206), form and range (E207), literal secrets (E320), words that are known
// and not there yet (E399).  Names that other tables must know (pages, components, severities) and
// texts with a grammar of their own (matchers, templates) are looked at where they are read.
#pragma once

#include <toml++/toml.h>

#include "config/file_text.hpp"
#include "config/keys.hpp"
#include "config/report.hpp"

namespace tocsin {

struct ValueCheck {
    const FileText& file;
    Report& report;
    bool refuse_later = true;  // False inside of what was refused as a whole already.
};

// Not for tables, arrays of tables and auth, which check_keys walks into.
void check_value(const ValueCheck& check, const Key& key, const toml::node& value);

// E201 with what was expected.
void report_type(const ValueCheck& check, const Key& key, const toml::node& value);

// Whether the table is { credential = … }, { file = … } or { env = … }; reports if not.
bool check_secret(const ValueCheck& check, std::string_view name, const toml::node& value);

}  // namespace tocsin
