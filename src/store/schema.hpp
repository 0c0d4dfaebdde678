// schema: the tables, and how an older store becomes one of today.
//
// A store knows its version (PRAGMA user_version) and whose it is (PRAGMA application_id).  Each
// version is reached from the one before by one migration in one transaction: a crash in the
// middle leaves the version before.  A store of a newer tocsin is refused, never guessed at, and
// so is a database of another program.
#pragma once

#include <cstdint>
#include <functional>

#include "base/result.hpp"
#include "store/sqlite.hpp"
#include "telemetry/log.hpp"

namespace tocsin {

constexpr std::int64_t store_application_id = 0x746F6373;  // "tocs"
constexpr std::int64_t store_version = 4;

// Creates or migrates the tables.  Fails with `refused` if the file is none of ours or newer, and
// with what SQLite says otherwise.  `migrating`, if there is one, is called now and then while an
// older store is migrated, as long as SQLite gets on.
Result<void> bring_up_to_date(Database& database, Log& log,
                              const std::function<void()>& migrating = {});

}  // namespace tocsin
