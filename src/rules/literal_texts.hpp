// literal_texts: the few texts that a pattern stands for, where it stands for no others.
//
//   pattern :=  list  |  "(" list ")"  |  "(?:" list ")"        list := text { "|" text }
//
// `a|b|c` is what people write most, and `svc\.a|svc\.b` what careful ones write; both are a look
// into a table instead of a run of an automaton.  What this file does not see to be such a list is
// a real pattern, also where it happens to stand for few texts (`ab?`): RE2 is asked then.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tocsin {

// The texts of a pattern that is anchored at both ends; nothing if it is no plain list of texts.
// Requires: RE2 takes the pattern.
std::optional<std::vector<std::string>> literal_texts(std::string_view pattern);

}  // namespace tocsin
