// open_owned: the one connection that writes to a store, with the settings that keep its promises.
//
// The daemon's writer and a migration by hand open it alike, so that a store is never half in one
// mode and half in another.  It refuses files of other programs, of newer versions, and file
// systems on which SQLite has no write-ahead log.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "base/result.hpp"
#include "store/sqlite.hpp"
#include "telemetry/log.hpp"

namespace tocsin {

// Opens the file, made mode 0600 if it is not there, and brings it up to date.  Fails with
// `refused` if it is not to be used, with `malformed` if it is damaged or its tables are not what
// its version says, with `unavailable` if it cannot be used now.  `migrating`: as in
// bring_up_to_date().
// Requires: the caller holds the InstanceLock of `path`.
Result<std::unique_ptr<Database>> open_owned(const std::string& path, const std::string& vfs,
                                             Log& log, const std::function<void()>& migrating = {});

}  // namespace tocsin
