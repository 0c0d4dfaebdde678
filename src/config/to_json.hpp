// to_json: values of the operator's files, and the defaults of the table of keys, as JSON.
//
// What other programs get to see of a configuration: `config adapt`, `config schema`, `rules show`.
// A date is a text in RFC 3339, everything else is what it is in TOML.  A secret is the table that
// says where it is to be read, for the files hold nothing else.
#pragma once

#include <toml++/toml.h>
#include <boost/json/value.hpp>
#include <optional>
#include <string>

#include "config/keys.hpp"

namespace tocsin {

boost::json::value to_json(const toml::node& node);

// The default of a row as the files would say it; nothing if it has none.
std::optional<boost::json::value> default_of(const Key& key);

// Indented by two blanks, arrays of plain values on one line; with a line break at the end.
std::string pretty_json(const boost::json::value& value);

}  // namespace tocsin
