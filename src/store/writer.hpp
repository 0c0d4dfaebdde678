// Writer: the one thread that touches the database, and its group commit.
//
// A sync takes as long for one row as for a hundred.  So there is no timer and no waiting: while
// one transaction is written, the next ones gather, and the writer takes all of them as soon as
// it is free (performance.md section 3: 3 to 25 times the rate of one commit each, and better
// than any timer).
//
//     push ──► queue ──► BEGIN, operation, operation, …, COMMIT ──► post answers ──► checkpoint?
//
// Answers leave after the COMMIT and before the checkpoint that it may have made due.  Reads are
// performed at their place in the transaction, so they see what was called before them, and are
// answered after the COMMIT too: nobody sees what is not durable.  If a transaction fails, all
// its writes fail and its reads are performed again.
//
// It is the only one that writes and the only one that checkpoints (docs/decisions/0003:
// SQLite's WAL-reset bug).
#pragma once

#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <span>
#include <string>
#include <thread>
#include <vector>

#include "store/operation.hpp"
#include "store/sqlite.hpp"
#include "store/tables.hpp"
#include "telemetry/log.hpp"
#include "telemetry/metrics.hpp"

namespace tocsin {

// More in one transaction brings nothing and makes the first wait (performance.md section 3).
constexpr std::size_t operations_per_commit_max = 1000;
// Bodies of one transaction: about a tenth of a second of writing.
constexpr std::size_t bytes_per_commit_max = 8U << 20;
// What may wait to be written.  Beyond, a webhook is refused at once instead of answered late:
// its sender's time-out is 10 s at most.
constexpr std::size_t operations_waiting_max = 10'000;
constexpr std::size_t bytes_waiting_max = 64U << 20;
// Pages of the log after which it is copied into the database: every 250 costs a little rate and
// halves the p99 of the answers (performance.md section 3).
constexpr int log_pages_per_checkpoint = 250;

class Writer {
public:
    // Runs a function on the loop's thread, never from inside the call.  Called on any thread.
    using Post = std::function<void(std::function<void()>)>;

    struct Wiring {
        Post post;
        std::function<void(std::string)> failed;  // Posted, at most once.
        Metrics& metrics;
        Log& log;
        std::string path;  // Of the database, for its size.
    };

    // `tables` belong to `database`; both are the writer's thread's from now on.
    Writer(std::unique_ptr<Database> database, std::unique_ptr<Tables> tables, Wiring wiring);
    Writer(const Writer&) = delete;
    Writer& operator=(const Writer&) = delete;
    ~Writer();

    // Any thread.  The answer is posted, also that of a refusal.
    void push(Operation operation);

    // Performs what waits, copies the whole log into the database, marks the end as clean and
    // ends the thread.  Everything pushed afterwards is refused.
    void stop();

private:
    using Batch = std::vector<Operation>;

    void work();
    bool take(Batch& batch);
    void perform_batch(const std::shared_ptr<Batch>& batch);
    void perform_together(std::span<Operation> operations);
    Result<void> write_together(std::span<Operation> operations);
    void recover(std::span<Operation> operations, const Error& error, Sequence before);
    void perform_reads(std::span<Operation> operations);
    void checkpoint(int mode);
    void finish();
    void note_failure(const Error& error);
    void give_up(const std::string& why);
    void refuse_later(Operation operation, const Error& error);
    void measure_size();

    std::unique_ptr<Database> database_;
    std::unique_ptr<Tables> tables_;
    Wiring wiring_;
    int log_pages_ = 0;  // In the log after the newest commit; the hook sets it.
    bool beyond_repair_ = false;

    std::mutex mutex_;
    std::condition_variable wake_;
    Batch queue_;              // Under mutex_, as what follows.
    std::size_t waiting_ = 0;  // Operations pushed and not yet performed.
    std::size_t waiting_bytes_ = 0;
    bool stopping_ = false;

    std::thread thread_;  // Last: it uses all above.
};

}  // namespace tocsin
