// keys_page: docs/configuration.md, made of the table of keys and its sentences.
//
// A page that people keep by hand says in a year what the program did last year; a test compares
// this one with what stands in docs/.
#pragma once

#include <string>

namespace tocsin {

std::string keys_page();

}  // namespace tocsin
