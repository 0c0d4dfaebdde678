// back_up: a whole, compact copy of a store, also while a daemon uses it.
//
// One read transaction copies one state (VACUUM INTO); the daemon goes on answering, and its log
// grows as long as that takes.  The copy appears under its name only when it is whole, checked and
// on the disk: what has the name can be restored.  It refuses to write over anything.
#pragma once

#include <cstdint>
#include <string>

#include "base/result.hpp"

namespace tocsin {

// The size of the copy.  Fails as open_beside() for `path`, with `refused` if there is a file `to`
// already or it cannot bear that name, with `unavailable` if the copy cannot be written or may not
// last, with `malformed` if it is not sound.
Result<std::uintmax_t> back_up(const std::string& path, const std::string& to);

}  // namespace tocsin
