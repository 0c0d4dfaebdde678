// letter_case: capitals and small letters, the same on every machine.
//
// The C library's towupper depends on the locale of the process, and its files.  Here the
// alphabets that have two cases and that status pages are written in are listed: Latin (with
// Latin-1, Extended-A, part of B and Extended Additional), Greek, Cyrillic, Armenian.  Other
// characters stay as they are, also "ß", which has no single capital.
#pragma once

#include <string>
#include <string_view>

namespace tocsin {

char32_t to_upper(char32_t code_point);
char32_t to_lower(char32_t code_point);

// Go's strings.ToUpper and strings.ToLower.
std::string to_upper(std::string_view text);
std::string to_lower(std::string_view text);

// Alertmanager's title (0.25 and later: golang.org/x/text/cases, American English): the first
// letter of each word as a capital, all others small.  "foo-bar" is two words, "it's", "a.b" and
// "a_b" are one.
std::string to_title(std::string_view text);

}  // namespace tocsin
