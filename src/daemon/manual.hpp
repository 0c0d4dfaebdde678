// manual: the commands with their options, as a part of the manual page tocsin(8).
//
// Made of the tree of commands that reads the command line, as the completion is, so that the page
// says what the program takes.  What the page says beside the commands stands in docs/man.
#pragma once

#include <string>

#include "daemon/completion.hpp"

namespace tocsin {

// A subsection for each command that does something, in the language of scdoc(5).
std::string manual_of(const CommandWords& program);

}  // namespace tocsin
