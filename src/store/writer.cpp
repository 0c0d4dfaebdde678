#include "store/writer.hpp"

#include <fmt/format.h>
#include <sqlite3.h>

#include <algorithm>
#include <chrono>
#include <filesystem>

#include "base/crash_point.hpp"
#include "store/trouble.hpp"

namespace tocsin {
namespace {

class Stopwatch {
public:
    Duration elapsed() const {
        return std::chrono::duration_cast<Duration>(std::chrono::steady_clock::now() - begun_);
    }

private:
    std::chrono::steady_clock::time_point begun_ = std::chrono::steady_clock::now();
};

// How many of `operations` go into the next transaction; at least one.
std::size_t count_together(std::span<const Operation> operations) {
    std::size_t count = 0;
    std::size_t bytes = 0;
    for (const Operation& operation : operations) {
        bytes += body_bytes(operation);
        if (count == operations_per_commit_max) break;
        if (count > 0 && stands_alone(operation)) break;
        if (count > 0 && bytes > bytes_per_commit_max) break;
        ++count;
        if (stands_alone(operation)) break;
    }
    return count;
}

int keep_log_pages(void* log_pages, sqlite3*, const char*, int pages) {
    *static_cast<int*>(log_pages) = pages;
    return SQLITE_OK;
}

std::uintmax_t size_of(const std::string& path) {
    std::error_code failure;
    const std::uintmax_t size = std::filesystem::file_size(path, failure);
    return failure ? 0 : size;
}

}  // namespace

Writer::Writer(std::unique_ptr<Database> database, std::unique_ptr<Tables> tables, Wiring wiring)
    : database_(std::move(database)), tables_(std::move(tables)), wiring_(std::move(wiring)) {
    sqlite3_wal_hook(database_->handle(), keep_log_pages, &log_pages_);
    measure_size();
    thread_ = std::thread([this] { work(); });
}

Writer::~Writer() {
    stop();
}

void Writer::push(Operation operation) {
    const std::size_t bytes = body_bytes(operation);
    std::unique_lock lock(mutex_);
    if (stopping_) {
        lock.unlock();
        return refuse_later(std::move(operation), unavailable("the store is stopped"));
    }
    const bool too_many = waiting_ >= operations_waiting_max;
    const bool too_big = waiting_ > 0 && waiting_bytes_ + bytes > bytes_waiting_max;
    if (comes_from_outside(operation) && (too_many || too_big)) {
        lock.unlock();
        wiring_.metrics.store_error("behind");
        return refuse_later(std::move(operation), unavailable("the store is too far behind"));
    }
    const bool was_empty = queue_.empty();
    queue_.push_back(std::move(operation));
    ++waiting_;
    waiting_bytes_ += bytes;
    lock.unlock();
    if (was_empty) wake_.notify_one();
}

void Writer::refuse_later(Operation operation, const Error& error) {
    refuse(operation, error);
    const auto refused = std::make_shared<Operation>(std::move(operation));
    wiring_.post([refused] { answer(*refused); });
}

void Writer::stop() {
    {
        const std::lock_guard lock(mutex_);
        stopping_ = true;
    }
    wake_.notify_one();
    if (thread_.joinable()) thread_.join();
}

void Writer::work() {
    for (;;) {
        const auto batch = std::make_shared<Batch>();
        if (!take(*batch)) break;
        perform_batch(batch);
    }
    finish();
}

// Waits until there is something to do; false if nothing will come any more.
bool Writer::take(Batch& batch) {
    std::unique_lock lock(mutex_);
    wake_.wait(lock, [this] { return stopping_ || !queue_.empty(); });
    batch.swap(queue_);
    return !batch.empty();
}

void Writer::perform_batch(const std::shared_ptr<Batch>& batch) {
    std::size_t begin = 0;
    while (begin < batch->size()) {
        std::span<Operation> rest(*batch);
        rest = rest.subspan(begin);
        const std::span<Operation> now = rest.first(count_together(rest));
        std::size_t bytes = 0;
        for (const Operation& operation : now) bytes += body_bytes(operation);
        perform_together(now);
        {
            const std::lock_guard lock(mutex_);
            waiting_ -= now.size();
            waiting_bytes_ -= bytes;
        }
        // `batch` goes along: its callbacks are the loop's to destroy.
        wiring_.post([batch, now] {
            for (Operation& operation : now) answer(operation);
        });
        begin += now.size();
        if (log_pages_ >= log_pages_per_checkpoint) checkpoint(SQLITE_CHECKPOINT_PASSIVE);
    }
}

void Writer::perform_together(std::span<Operation> operations) {
    if (beyond_repair_) {
        for (Operation& operation : operations) {
            refuse(operation, unavailable("the store has failed; tocsin must be started again"));
        }
        return;
    }
    if (std::none_of(operations.begin(), operations.end(), is_write)) {
        return perform_reads(operations);
    }
    const Sequence before = tables_->last_sequence();
    const Stopwatch watch;
    const Result<void> written = write_together(operations);
    if (!written) return recover(operations, written.error(), before);
    tables_->committed();
    const bool is_care = stands_alone(operations.front());
    wiring_.metrics.store_transaction(is_care ? "retain" : "write", watch.elapsed());
}

Result<void> Writer::write_together(std::span<Operation> operations) {
    TRYV(database_->run("BEGIN IMMEDIATE"));
    for (Operation& operation : operations) {
        Result<void> done = perform(operation, *tables_);
        // A row that cannot be read is its reader's trouble and not that of those who write.
        if (!done && is_write(operation)) return done;
    }
    crash_point("store.written");
    TRYV(database_->run("COMMIT"));
    crash_point("store.committed");
    return success();
}

void Writer::recover(std::span<Operation> operations, const Error& error, Sequence before) {
    note_failure(error);
    if (database_->in_transaction()) {
        const Result<void> rolled_back = database_->run("ROLLBACK");
        if (!rolled_back) give_up(rolled_back.error().message);
    }
    tables_->rolled_back(before);
    // If a sync failed, the commit may all the same be found in the log at the next start.
    const Error told = beyond_repair_ ? unknown_outcome(error.message) : unavailable(error.message);
    for (Operation& operation : operations) {
        if (is_write(operation) || beyond_repair_)
            refuse(operation, told);
        else
            perform_reads({&operation, 1});
    }
}

void Writer::perform_reads(std::span<Operation> operations) {
    for (Operation& operation : operations) {
        const Stopwatch watch;
        const Result<void> done = perform(operation, *tables_);
        if (!done) note_failure(done.error());
        if (std::holds_alternative<Turn>(operation)) continue;
        const bool is_load = std::holds_alternative<Load>(operation);
        wiring_.metrics.store_transaction(is_load ? "load" : "read", watch.elapsed());
    }
}

void Writer::checkpoint(int mode) {
    crash_point("store.log_is_full");
    const Stopwatch watch;
    const int code =
        sqlite3_wal_checkpoint_v2(database_->handle(), nullptr, mode, nullptr, nullptr);
    if (code != SQLITE_OK) note_failure(database_->failure(code, "checkpoint"));
    crash_point("store.log_is_copied");
    wiring_.metrics.store_transaction("checkpoint", watch.elapsed());
    log_pages_ = 0;  // Until the next commit says how long the log is now.
    measure_size();
}

void Writer::note_failure(const Error& error) {
    const int code = database_->take_failure();
    wiring_.metrics.store_error(trouble_kind(code));
    wiring_.log.error("store", "operation failed",
                      {{"err", error.message}, {"kind", trouble_kind(code)}});
    if (is_beyond_repair(code)) give_up(error.message);
}

void Writer::give_up(const std::string& why) {
    if (beyond_repair_) return;
    beyond_repair_ = true;
    wiring_.post([failed = wiring_.failed, why] { failed(why); });
}

void Writer::finish() {
    if (beyond_repair_) return;
    const Result<void> marked = tables_->set_clean(true);
    if (!marked) note_failure(marked.error());
    if (!beyond_repair_) checkpoint(SQLITE_CHECKPOINT_TRUNCATE);
}

void Writer::measure_size() {
    wiring_.metrics.set_store_size(size_of(wiring_.path) + size_of(wiring_.path + "-wal"));
}

}  // namespace tocsin
