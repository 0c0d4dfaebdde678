#include "store/open_owned.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "store/schema.hpp"
#include "store/trouble.hpp"

namespace tocsin {
namespace {

// synchronous=FULL syncs the log at each commit: NORMAL would lose the last commits with the
// power.  wal_autocheckpoint=0 because the writer checkpoints itself, after the answers left.
// trusted_schema and cell_size_check: the file may have been in other hands.
constexpr const char* settings = R"(
PRAGMA synchronous = FULL;
PRAGMA wal_autocheckpoint = 0;
PRAGMA journal_size_limit = 67108864;
PRAGMA foreign_keys = ON;
PRAGMA trusted_schema = OFF;
PRAGMA cell_size_check = ON;
PRAGMA temp_store = MEMORY;
PRAGMA cache_size = -8192;
)";

// SQLite would make the file readable by all; its log and index take the mode of the file.
Result<void> make_file(const std::string& path) {
    const int fd = ::open(path.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (fd < 0 && errno == EEXIST) return success();
    if (fd < 0) return unavailable(std::strerror(errno));
    const bool is_ours_alone = ::fchmod(fd, 0600) == 0;  // Whatever the umask.
    ::close(fd);
    if (!is_ours_alone) return unavailable("its mode cannot be set");
    return success();
}

}  // namespace

Result<std::unique_ptr<Database>> open_owned(const std::string& path, const std::string& vfs,
                                             Log& log, const std::function<void()>& migrating) {
    TRYV(make_file(path));
    TRY(std::unique_ptr<Database> database, Database::open(path, {.read_only = false, .vfs = vfs}));
    // Another program's lock (the sqlite3 shell) passes.
    TRYV(database->run("PRAGMA busy_timeout = 5000"));
    const Result<std::int64_t> readable = database->integer("PRAGMA schema_version");
    if (!readable) {
        const bool is_other = trouble_kind(database->take_failure()) == "corrupt";
        return Error{is_other ? ErrorCode::refused : ErrorCode::unavailable,
                     readable.error().message};
    }
    TRY(const std::string mode, database->text("PRAGMA journal_mode = WAL"));
    if (mode != "wal") {
        return refused(fmt::format("its file system allows no write-ahead log (mode {})", mode));
    }
    TRYV(database->run(settings));
    if (const Result<void> done = bring_up_to_date(*database, log, migrating); !done) {
        const bool is_for_good = is_of_the_file(database->take_failure());
        return Error{is_for_good ? ErrorCode::malformed : done.error().code, done.error().message};
    }
    return database;
}

}  // namespace tocsin
