#include "store/open_beside.hpp"

#include <fmt/format.h>
#include <sqlite3.h>

#include <utility>

#include "store/resolve_path.hpp"
#include "store/schema.hpp"
#include "store/trouble.hpp"

namespace tocsin {
namespace {

Result<void> check_owner(Database& database) {
    const Result<std::int64_t> owner = database.integer("PRAGMA application_id");
    if (!owner) return told_apart(database, owner.error());
    TRY(const std::int64_t version, database.integer("PRAGMA user_version"));
    if (owner.value() != store_application_id) return refused("it is no store of tocsin");
    if (version < 1)
        return refused(fmt::format("it has version {}, which no tocsin wrote", version));
    if (version > store_version) {
        return refused(fmt::format(
            "it has version {} and was written by a newer tocsin; this one knows up to {}", version,
            store_version));
    }
    return success();
}

}  // namespace

Result<std::unique_ptr<Database>> open_beside(const std::string& path) {
    TRY(const std::string real, resolve_existing(path));
    TRY(std::unique_ptr<Database> database, Database::open(real, {.read_only = true}));
    TRYV(
        database->run("PRAGMA busy_timeout = 5000; PRAGMA cell_size_check = ON; "
                      "PRAGMA trusted_schema = OFF; PRAGMA wal_autocheckpoint = 0"));
    TRYV(check_owner(*database));
    return database;
}

Result<std::unique_ptr<Database>> open_current(const std::string& path) {
    TRY(std::unique_ptr<Database> database, open_beside(path));
    TRY(const std::int64_t version, database->integer("PRAGMA user_version"));
    if (version != store_version) {
        return refused(fmt::format("it has version {}; `tocsin store migrate` makes it {}", version,
                                   store_version));
    }
    return database;
}

Error told_apart(Database& database, Error error) {
    return told_apart(database.take_failure(), std::move(error));
}

Error told_apart(int code, Error error) {
    if (is_of_the_file(code)) error.code = ErrorCode::malformed;
    // The file itself could be opened.  SQLite wants its log, and makes an index of that where
    // there is none.
    const int kind = code & 0xFF;
    if (kind == SQLITE_READONLY || kind == SQLITE_CANTOPEN) {
        error.message =
            "its log or the log's index (-wal, -shm) cannot be opened, or cannot be made for its "
            "folder cannot be written to; run this as the user of the daemon, or copy the store "
            "with its log to another folder";
    }
    return error;
}

}  // namespace tocsin
