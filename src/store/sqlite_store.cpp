#include "store/sqlite_store.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "store/schema.hpp"
#include "store/tables.hpp"
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

Error cannot_open(const std::string& path, const Error& error) {
    return {error.code, fmt::format("cannot open the store {}: {}", path, error.message)};
}

// SQLite would make the file readable by all; its log and index take the mode of the file.
Result<void> make_file(const std::string& path) {
    const int fd = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (fd < 0) return unavailable(std::strerror(errno));
    ::close(fd);
    return success();
}

Result<std::unique_ptr<Database>> open_database(const SqliteStoreOptions& options, Log& log) {
    TRYV(make_file(options.path));
    TRY(std::unique_ptr<Database> database,
        Database::open(options.path, {.read_only = false, .vfs = options.vfs}));
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
    TRYV(bring_up_to_date(*database, log));
    return database;
}

}  // namespace

Result<std::unique_ptr<SqliteStore>> SqliteStore::open(SqliteStoreOptions options, Metrics& metrics,
                                                       Log& log) {
    TRY(InstanceLock lock, InstanceLock::take(options.path));
    std::unique_ptr<SqliteStore> store(new SqliteStore(std::move(lock)));
    Result<std::unique_ptr<Database>> opened = open_database(options, log);
    if (!opened) return cannot_open(options.path, opened.error());
    std::unique_ptr<Database> database = std::move(opened).value();
    TRY(std::unique_ptr<Tables> tables, Tables::open(*database));
    TRY(store->newest_time_, tables->newest_time());
    TRY(const bool ended_clean, tables->ended_clean());
    TRYV(tables->set_clean(false));
    store->writer_ = std::make_unique<Writer>(
        std::move(database), std::move(tables),
        Writer::Wiring{options.post, options.failed, metrics, log, options.path});
    if (!ended_clean) {
        log.warn("store", "the last run was not stopped; the store is being checked",
                 {{"path", options.path}});
        store->check_ = std::make_unique<BackgroundCheck>(
            options.path, options.vfs,
            [post = options.post, checked = options.checked, &metrics, &log](Result<void> found) {
                if (found) {
                    log.info("store", "the check found nothing wrong");
                } else {
                    const bool is_finding = found.error().code == ErrorCode::malformed;
                    metrics.store_error(is_finding ? "corrupt" : "other");
                    log.error("store", "the check failed", {{"err", found.error().message}});
                }
                if (checked) post([checked, found] { checked(found); });
            });
    }
    return store;
}

SqliteStore::~SqliteStore() {
    stop();
}

void SqliteStore::stop() {
    // First: its read transaction would keep the log from being copied whole.
    if (check_) check_->stop();
    if (writer_) writer_->stop();  // None in one that could not be opened.
}

void SqliteStore::append(Webhook webhook, Done<Sequence> done) {
    writer_->push(Append{std::move(webhook), {std::move(done)}});
}

void SqliteStore::append(Finding finding, Done<Sequence> done) {
    writer_->push(Append{std::move(finding), {std::move(done)}});
}

void SqliteStore::append(OperatorAct act, Done<Sequence> done) {
    writer_->push(Append{std::move(act), {std::move(done)}});
}

void SqliteStore::commit(Changes changes, Done<void> done) {
    writer_->push(Commit{std::move(changes), {std::move(done)}});
}

void SqliteStore::read(Sequence after, std::size_t entries_max, std::size_t bytes_max,
                       Done<std::vector<Entry>> done) {
    writer_->push(Read{after, entries_max, bytes_max, {std::move(done)}});
}

void SqliteStore::load(Done<Ledger> done) {
    writer_->push(Load{{std::move(done)}});
}

void SqliteStore::timeline(IncidentId incident, Done<std::vector<TimelineRow>> done) {
    writer_->push(ReadTimeline{std::move(incident), {std::move(done)}});
}

void SqliteStore::reject(RejectedWebhook rejected, Done<void> done) {
    writer_->push(Reject{std::move(rejected), {std::move(done)}});
}

}  // namespace tocsin
