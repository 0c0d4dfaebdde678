// migrate_store: brings a store up to date without starting the daemon.
//
// The daemon does the same at each start.  This is for who wants to know beforehand how long it
// takes, or whether it works, on a copy.  It takes the instance lock: never beside a daemon.
#pragma once

#include <cstdint>
#include <string>

#include "base/result.hpp"
#include "telemetry/log.hpp"

namespace tocsin {

struct Migrated {
    std::int64_t from = 0;
    std::int64_t to = 0;
};

// Fails with `unavailable` if there is no such file, it is in use or cannot be written, with
// `refused` if it is of a newer tocsin or none of ours, with `malformed` if it is damaged.
Result<Migrated> migrate_store(const std::string& path, Log& log);

}  // namespace tocsin
