// resolve_path: the one name of a store's file, whichever way it was named.
//
// The lock, the log and the index of a store stand beside it and bear its name; so two names of one
// file would be two locks, and two daemons would tell a page everything twice.  Symbolic links are
// followed to the file that they mean.  A hard link cannot be: of two equal names none is the one,
// so a file that has more than one is refused (docs/decisions/0024).
//
// It also keeps SQLite from taking a path for more than a path: what is returned begins with a
// slash, and so is no "file:" URI.  What it refuses is named here, where the cause is known; SQLite
// would say "unable to open database file" of most of it, and wait for ever for a pipe's writer.
#pragma once

#include <string>

#include "base/result.hpp"

namespace tocsin {

// Of a file that is there.  Fails with `unavailable` if it is not or may not be read, and with
// `refused` if it is no plain file of one name.  Opens nothing: closing a descriptor of a database
// would let go of SQLite's locks in this process.
Result<std::string> resolve_existing(const std::string& path);

// Of a file that is there or will be made in a folder that is.  Fails likewise, and with
// `unavailable` for a symbolic link to nothing: what it means may be on a disk that is not mounted.
Result<std::string> resolve_to_be(const std::string& path);

}  // namespace tocsin
