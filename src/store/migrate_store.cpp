#include "store/migrate_store.hpp"

#include <sqlite3.h>

#include "store/instance_lock.hpp"
#include "store/open_beside.hpp"
#include "store/open_owned.hpp"
#include "store/resolve_path.hpp"
#include "store/schema.hpp"

namespace tocsin {
namespace {

Result<std::int64_t> version_of(const std::string& path) {
    TRY(const std::unique_ptr<Database> database, open_beside(path));
    return database->integer("PRAGMA user_version");
}

// The file alone is the whole store again, ready to be copied.
Result<void> empty_log(Database& database) {
    const int code = sqlite3_wal_checkpoint_v2(database.handle(), nullptr,
                                               SQLITE_CHECKPOINT_TRUNCATE, nullptr, nullptr);
    if (code == SQLITE_OK) return success();
    return told_apart(code, database.failure(code, "checkpoint"));
}

}  // namespace

Result<Migrated> migrate_store(const std::string& named, Log& log) {
    TRY(const std::string path, resolve_existing(named));
    // Before the lock, which would stay beside a file that is no store.
    TRYV(version_of(path));
    TRY(const InstanceLock lock, InstanceLock::take(path));
    Migrated done{0, store_version};
    TRY(done.from, version_of(path));
    TRY(const std::unique_ptr<Database> database, open_owned(path, "", log));
    TRYV(empty_log(*database));
    return done;
}

}  // namespace tocsin
