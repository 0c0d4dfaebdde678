// open_beside: a store that somebody else may be using, for reading only.
//
// For the commands of an operator and for checks beside a running daemon.  The connection never
// writes and never checkpoints, so it cannot meet SQLite's WAL-reset bug (docs/decisions/0003).
// As long as one of its statements reads, the daemon's log cannot begin anew and grows: whoever
// reads much reads in parts, or says so.
#pragma once

#include <memory>
#include <string>

#include "base/result.hpp"
#include "store/sqlite.hpp"

namespace tocsin {

// Fails with `refused` if it is no store of ours or of a newer tocsin, with `malformed` if it is no
// whole database, with `unavailable` if it cannot be read now.
Result<std::unique_ptr<Database>> open_beside(const std::string& path);

// The same, of this tocsin's version only: `refused` for another one.
Result<std::unique_ptr<Database>> open_current(const std::string& path);

// `error`, which `database` has just given (with `code` of SQLite), as `malformed` if it says that
// the file is damaged or has not the tables of a store.
Error told_apart(Database& database, Error error);
Error told_apart(int code, Error error);

}  // namespace tocsin
