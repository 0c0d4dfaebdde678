#include "store/sqlite_store.hpp"

#include <fmt/format.h>

#include "store/open_owned.hpp"
#include "store/resolve_path.hpp"
#include "store/tables.hpp"

namespace tocsin {
namespace {

Error cannot_open(const std::string& path, const Error& error) {
    return {error.code, fmt::format("cannot open the store {}: {}", path, error.message)};
}

struct Opened {
    std::unique_ptr<Database> database;
    std::unique_ptr<Tables> tables;
    std::optional<WallTime> newest_time;
    bool ended_clean = false;
};

// What of a damaged file fails here does not know its name.
Result<Opened> open_tables(const SqliteStoreOptions& options, Log& log) {
    Opened opened;
    TRY(opened.database, open_owned(options.path, options.vfs, log, options.migrating));
    TRY(opened.tables, Tables::open(*opened.database));
    TRY(opened.newest_time, opened.tables->newest_time());
    TRY(opened.ended_clean, opened.tables->ended_clean());
    TRYV(opened.tables->set_clean(false));
    return opened;
}

}  // namespace

Result<std::unique_ptr<SqliteStore>> SqliteStore::open(SqliteStoreOptions options, Metrics& metrics,
                                                       Log& log) {
    const std::string named = options.path;
    Result<std::string> path = resolve_to_be(named);
    if (!path) return cannot_open(named, path.error());
    options.path = std::move(path).value();
    TRY(InstanceLock lock, InstanceLock::take(options.path));
    std::unique_ptr<SqliteStore> store(new SqliteStore(std::move(lock)));
    Result<Opened> opened = open_tables(options, log);
    if (!opened) return cannot_open(named, opened.error());
    store->newest_time_ = opened.value().newest_time;
    const bool ended_clean = opened.value().ended_clean;
    store->writer_ = std::make_unique<Writer>(
        std::move(opened.value().database), std::move(opened.value().tables),
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

void SqliteStore::seen_signatures(WallTime since, Done<std::vector<SeenSignature>> done) {
    writer_->push(ReadSignatures{since, {std::move(done)}});
}

void SqliteStore::reject(RejectedWebhook rejected, Done<void> done) {
    writer_->push(Reject{std::move(rejected), {std::move(done)}});
}

void SqliteStore::retain(const Horizons& horizons, Done<bool> done) {
    writer_->push(Retain{horizons, {std::move(done)}});
}

void SqliteStore::turn(Done<void> done) {
    writer_->push(Turn{{std::move(done)}});
}

}  // namespace tocsin
