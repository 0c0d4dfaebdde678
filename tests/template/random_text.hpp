// random_text: well-formed templates by chance, for the comparison with Go.
//
// They are made along the kinds of their expressions, so that they render in both: every field is
// there, every function is given what it takes, nothing is out of range.  What they hold: fields,
// literals, variables, pipelines, parentheses, if, with, range with else, break and continue,
// comments, trim markers, calls of templates, and every function that Alertmanager 0.25 has too.
// A seed gives the same texts on every machine.
#pragma once

#include <string>
#include <vector>

#include "base/rng.hpp"

namespace tocsin::random_text {

// A file of templates, for `definitions`; each may call those before it.
std::string definitions(Rng& rng);

// A text over the data of sample::incident() that may call them.
std::string text(Rng& rng);

}  // namespace tocsin::random_text
