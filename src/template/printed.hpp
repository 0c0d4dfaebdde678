// printed: a value as Go's fmt writes it with %v.
//
//   text      as it is                     list      [a b]
//   number    7, 1.5, 1e+06                map       map[key:value other:value]
//   boolean   true, false                  duration  1h30m0s, 1.5s, 250ms, 0s
//   time      2026-10-03 10:00:00.5 +0000 UTC, or as its zone says
//
// nil, which Go writes as "<nil>" or "<no value>", is an empty text here: neither belongs on a
// public page.  Records are refused before they come here.
#pragma once

#include <string>

#include "template/value.hpp"

namespace tocsin {

// Requires: is_printable(value).
std::string printed(const Value& value);

// False for an alert, a list of alerts and the data as a whole.
bool is_printable(const Value& value);

}  // namespace tocsin
