// reason_words: why something was decided, as a sentence for people.
//
// The word of domain/reason.hpp is for logs, metrics and tests.  Here it is said in the words of
// the rule that was judged by, with its own times, so that nobody has to look one up.
#pragma once

#include <string>

#include "domain/reason.hpp"
#include "rules/rule.hpp"

namespace tocsin {

// Of a reason that has no sentence: its word, with spaces.  `rule` may be null.
std::string words_for(Reason reason, const Rule* rule);

}  // namespace tocsin
