// A disk that fails at its Nth write, sync or open, for N from 1 to 200, once and for good.
//
// Whatever fails and when: what was answered as stored is there afterwards, what was answered as
// certainly not stored is not, the database is sound, and after a failed sync nothing is written
// or synced again.
#include <gtest/gtest.h>
#include <sqlite3.h>

#include <set>

#include "tests/store/faulty_vfs.hpp"
#include "tests/store/opened_store.hpp"

namespace tocsin {
namespace {

using Act = FaultyVfs::Act;

constexpr std::size_t faults_max = 200;
constexpr std::size_t for_good = 1'000'000'000;
// Reached by the 200th sync, and some more to see what comes afterwards.
constexpr std::size_t appends_max = faults_max + 10;

enum class When : std::uint8_t { from_the_opening, near_a_checkpoint };

struct Fault {
    Act act;
    int code;
    std::size_t nth;
    std::size_t times;
    When when;
};

std::ostream& operator<<(std::ostream& out, const Fault& fault) {
    const char* const act = fault.act == Act::write  ? "write"
                            : fault.act == Act::sync ? "sync"
                                                     : "open";
    const char* const when =
        fault.when == When::from_the_opening ? "from the opening" : "near a checkpoint";
    return out << act << " " << fault.nth << (fault.times == 1 ? " once, " : " for good, ")
               << "code " << fault.code << ", " << when;
}

// What the answers said, by the number in a_webhook().
struct Answers {
    std::set<std::size_t> stored;
    std::set<std::size_t> not_stored;  // The rest may be or not.

    void note(std::size_t number, const Result<Sequence>& answer) {
        if (answer)
            stored.insert(number);
        else if (answer.error().code == ErrorCode::unavailable)
            not_stored.insert(number);
    }
};

class Run {
public:
    explicit Run(const Fault& fault) : fault_(fault) { disk_.pretend_syncs(); }

    void use_and_check() {
        use();
        disk_.fail_no_more();
        check();
    }

private:
    void arm() { disk_.fail(fault_.act, fault_.nth, fault_.code, fault_.times); }

    void use() {
        if (fault_.when == When::from_the_opening) arm();
        OpenedStore store(folder_.store_path(), disk_.name());
        if (!store.is_open()) {
            EXPECT_NE(store.refusal().message, "");
            return;
        }
        // Most of the log's pages until a checkpoint.
        constexpr std::size_t body_bytes = 4096 * (log_pages_per_checkpoint - 100);
        append(store, a_webhook(next_, body_bytes));
        if (fault_.when == When::near_a_checkpoint) arm();
        const std::size_t body = fault_.act == Act::write ? 20'000 : 300;
        for (std::size_t after = 0; next_ < appends_max && after < 4; ++next_) {
            append(store, a_webhook(next_, body));
            if (disk_.failed() > 0) ++after;
        }
        store->stop();
        store.loop.drain();
        expect_no_retry(store);
    }

    void append(OpenedStore& store, Webhook webhook) {
        const bool was_given_up = !store.failures.empty();
        const auto answer = store.append(std::move(webhook));
        EXPECT_FALSE(was_given_up && answer) << fault_;
        answers_.note(next_++, answer);
        if (!store.failures.empty() && !done_when_given_up_) done_when_given_up_ = done();
    }

    std::size_t done() const {
        return disk_.writes() + disk_.log_syncs() + disk_.database_syncs() + disk_.failed();
    }

    void expect_no_retry(const OpenedStore& store) {
        if (fault_.act != Act::sync || disk_.failed() == 0) return;
        EXPECT_EQ(store.failures.size(), 1U) << fault_;
        EXPECT_EQ(disk_.failed(), 1U) << fault_ << ": a sync was tried again";
        EXPECT_EQ(done(), done_when_given_up_.value_or(done())) << fault_;
    }

    void check() {
        OpenedStore healed(folder_.store_path(), disk_.name());
        ASSERT_TRUE(healed.is_open()) << fault_ << ": " << healed.refusal().message;
        const auto reader = Database::open(folder_.store_path(), {.read_only = true}).value();
        EXPECT_EQ(reader->text("PRAGMA integrity_check").value(), "ok") << fault_;
        std::set<std::string> found;
        const std::vector<Entry> entries = healed.read({}).value();
        for (const Entry& entry : entries) found.insert(std::get<Webhook>(entry.what).id.value);
        for (const std::size_t number : answers_.stored)
            EXPECT_TRUE(found.contains(a_webhook(number).id.value))
                << fault_ << ": lost " << number;
        for (const std::size_t number : answers_.not_stored)
            EXPECT_FALSE(found.contains(a_webhook(number).id.value)) << fault_ << ": " << number;
        EXPECT_TRUE(healed.append(a_webhook(1'000'000)).has_value()) << fault_;
    }

    Fault fault_;
    TestFolder folder_;
    FaultyVfs disk_;
    Answers answers_;
    std::size_t next_ = 1;
    std::optional<std::size_t> done_when_given_up_;
};

void fail_each(Act act, int code, When when) {
    for (std::size_t nth = 1; nth <= faults_max && !testing::Test::HasFailure(); ++nth) {
        for (const std::size_t times : {std::size_t{1}, for_good})
            Run({act, code, nth, times, when}).use_and_check();
    }
}

TEST(IoFaults, OfAWriteLoseNothingThatWasAnswered) {
    fail_each(Act::write, SQLITE_IOERR_WRITE, When::from_the_opening);
    fail_each(Act::write, SQLITE_IOERR_WRITE, When::near_a_checkpoint);
}

TEST(IoFaults, OfAFullDiskLoseNothingThatWasAnswered) {
    fail_each(Act::write, SQLITE_FULL, When::from_the_opening);
    fail_each(Act::write, SQLITE_FULL, When::near_a_checkpoint);
}

TEST(IoFaults, OfASyncLoseNothingThatWasAnsweredAndAreNeverTriedAgain) {
    fail_each(Act::sync, SQLITE_IOERR_FSYNC, When::from_the_opening);
    fail_each(Act::sync, SQLITE_IOERR_FSYNC, When::near_a_checkpoint);
}

TEST(IoFaults, OfAnOpenRefuseTheStoreAndLeaveItAsItWas) {
    fail_each(Act::open, SQLITE_CANTOPEN, When::from_the_opening);
}

}  // namespace
}  // namespace tocsin
