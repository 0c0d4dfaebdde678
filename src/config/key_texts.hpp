// key_texts: one sentence for each row of the table of keys (keys.hpp).
//
// What an editor shows beside a key and what docs/configuration.md is made of.  It stands beside
// the table and not in it, for the table is read by people who look for types and defaults; a test
// holds the two together.
#pragma once

#include <span>
#include <string_view>

#include "config/keys.hpp"

namespace tocsin {

struct KeyText {
    std::string_view where;  // One table, or several with "|" between them.
    std::string_view name;
    std::string_view text;
};

std::span<const KeyText> daemon_key_texts();
std::span<const KeyText> rule_key_texts();

// Empty if the row has none.
std::string_view text_of(const Key& key);

}  // namespace tocsin
