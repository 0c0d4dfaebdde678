// Writer: answers after the sync and never otherwise, together, in order, within bounds.
#include "store/writer.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sqlite3.h>

#include <set>

#include "tests/store/any.hpp"
#include "tests/store/faulty_vfs.hpp"
#include "tests/store/opened_store.hpp"

namespace tocsin {
namespace {

using testing::HasSubstr;

std::int64_t count_entries(const std::string& path) {
    const auto reader = Database::open(path, {.read_only = true}).value();
    return reader->integer("SELECT count(*) FROM entries").value();
}

TEST(Writer, AnswersOnlyAfterTheLogIsSynced) {
    const TestFolder folder;
    FaultyVfs disk;
    OpenedStore store(folder.store_path(), disk.name());
    ASSERT_TRUE(store.is_open());
    std::size_t posts = 0;
    // On the writer's thread, at the very moment when answers leave.
    store.before_post = [&disk, &posts] {
        ++posts;
        EXPECT_TRUE(disk.log_is_synced());
    };
    const std::size_t syncs_before = disk.log_syncs();
    for (std::size_t i = 1; i <= 20; ++i) ASSERT_TRUE(store.append(a_webhook(i)).has_value());
    EXPECT_EQ(posts, 20U);
    EXPECT_EQ(disk.log_syncs() - syncs_before, 20U);
    store->stop();
}

TEST(Writer, AnswersOnlyAfterOthersCanSeeIt) {
    const TestFolder folder;
    OpenedStore store(folder.store_path());
    for (std::size_t i = 1; i <= 5; ++i) {
        bool answered = false;
        store->append(a_webhook(i), [&](const Result<Sequence>&) {
            EXPECT_EQ(count_entries(folder.store_path()), static_cast<std::int64_t>(i));
            answered = true;
        });
        ASSERT_TRUE(store.loop.run_until([&answered] { return answered; }));
    }
}

// For the watchdog: the answer comes from a writer that turns, and from no other.
TEST(Writer, AnswersATurnOnlyWhenItHasComeToIt) {
    const TestFolder folder;
    FaultyVfs disk;
    OpenedStore store(folder.store_path(), disk.name());
    bool turned = false;
    disk.hold_syncs();
    store->append(a_webhook(1), [](const Result<Sequence>&) {});
    disk.wait_until_held();
    store->turn([&turned](const Result<void>&) { turned = true; });
    store.loop.drain();
    EXPECT_FALSE(turned);
    disk.release_syncs();
    EXPECT_TRUE(store.loop.run_until([&turned] { return turned; }));
}

TEST(Writer, CommitsTogetherWhatGatheredDuringASync) {
    const TestFolder folder;
    FaultyVfs disk;
    OpenedStore store(folder.store_path(), disk.name());
    std::vector<std::uint64_t> numbers;
    const auto note = [&numbers](Result<Sequence> done) { numbers.push_back(done.value().value); };
    const std::size_t syncs_before = disk.log_syncs();
    disk.hold_syncs();
    store->append(a_webhook(1), note);
    disk.wait_until_held();
    for (std::size_t i = 2; i <= 500; ++i) store->append(a_webhook(i), note);
    disk.release_syncs();
    ASSERT_TRUE(store.loop.run_until([&numbers] { return numbers.size() == 500; }));
    EXPECT_EQ(disk.log_syncs() - syncs_before, 2U);
    for (std::size_t i = 0; i < 500; ++i) ASSERT_EQ(numbers[i], i + 1) << "not in order";
}

TEST(Writer, PutsABoundOnOneTransaction) {
    const TestFolder folder;
    FaultyVfs disk;
    disk.pretend_syncs();
    OpenedStore store(folder.store_path(), disk.name());
    std::size_t answered = 0;
    const auto note = [&answered](const Result<Sequence>& done) { answered += done ? 1U : 0U; };
    const std::size_t syncs_before = disk.log_syncs();
    disk.hold_syncs();
    store->append(a_webhook(1), note);
    disk.wait_until_held();
    const std::size_t more = 2 * operations_per_commit_max + 1;
    for (std::size_t i = 0; i < more; ++i) store->append(a_webhook(i, 0), note);
    disk.release_syncs();
    ASSERT_TRUE(store.loop.run_until([&] { return answered == more + 1; }));
    store->stop();
    // One alone, three of the others; and at most one sync for each checkpoint, and one to stop.
    EXPECT_GE(disk.log_syncs() - syncs_before, 4U);
    EXPECT_LE(disk.log_syncs() - syncs_before, 4U + 4U + 2U);
}

TEST(Writer, LetsReadsSeeWhatWasCalledBeforeAndNotAfter) {
    const TestFolder folder;
    FaultyVfs disk;
    OpenedStore store(folder.store_path(), disk.name());
    std::string seen;
    const auto count = [&seen](Result<std::vector<Entry>> read) {
        seen += std::to_string(read.value().size()) + " ";
    };
    const auto quiet = [](const Result<Sequence>& done) { EXPECT_TRUE(done.has_value()); };
    disk.hold_syncs();
    store->append(a_webhook(1), quiet);
    disk.wait_until_held();
    store->read({}, 100, 1'000'000, count);
    store->append(a_webhook(2), quiet);
    store->read({}, 100, 1'000'000, count);
    store->append(a_webhook(3), quiet);
    store->append(a_webhook(4), quiet);
    store->read({}, 100, 1'000'000, count);
    bool loaded = false;
    store->load([&loaded](const Result<Ledger>& done) { loaded = done.has_value(); });
    disk.release_syncs();
    ASSERT_TRUE(store.loop.run_until([&loaded] { return loaded; }));
    EXPECT_EQ(seen, "1 2 4 ");
}

// A read in a transaction that fails must not show what was never stored.
TEST(Writer, ShowsNoReaderWhatWasRolledBack) {
    const TestFolder folder;
    FaultyVfs disk;
    OpenedStore store(folder.store_path(), disk.name());
    ASSERT_TRUE(store.append(a_webhook(1)).has_value());
    std::size_t failed = 0;
    std::optional<std::size_t> seen;
    disk.hold_syncs();
    store->commit(judged_up_to(1), [](const Result<void>& done) { EXPECT_TRUE(done.has_value()); });
    disk.wait_until_held();
    store->append(a_webhook(2),
                  [&failed](const Result<Sequence>& done) { failed += done ? 0U : 1U; });
    store->read({}, 100, 1'000'000,
                [&seen](Result<std::vector<Entry>> read) { seen = read.value().size(); });
    store->append(a_webhook(3),
                  [&failed](const Result<Sequence>& done) { failed += done ? 0U : 1U; });
    disk.fail(FaultyVfs::Act::write, 1, SQLITE_FULL);
    disk.release_syncs();
    ASSERT_TRUE(store.loop.run_until([&] { return failed == 2 && seen; }));
    EXPECT_EQ(seen, 1U);
    EXPECT_EQ(store.append(a_webhook(2)).value(), Sequence{2}) << "the numbers have a gap";
}

TEST(Writer, FailsAllOfAFailedTransactionAndNoneOfTheNext) {
    const TestFolder folder;
    FaultyVfs disk;
    OpenedStore store(folder.store_path(), disk.name());
    std::vector<ErrorCode> refused;
    const auto note = [&refused](Result<Sequence> done) {
        ASSERT_FALSE(done.has_value());
        refused.push_back(done.error().code);
    };
    disk.hold_syncs();
    store->commit(judged_up_to(1), [](const Result<void>& done) { EXPECT_TRUE(done.has_value()); });
    disk.wait_until_held();
    for (std::size_t i = 0; i < 10; ++i) store->append(a_webhook(i, 5000), note);
    disk.fail(FaultyVfs::Act::write, 7, SQLITE_FULL);
    disk.release_syncs();
    ASSERT_TRUE(store.loop.run_until([&refused] { return refused.size() == 10; }));
    EXPECT_EQ(refused, std::vector<ErrorCode>(10, ErrorCode::unavailable));
    EXPECT_EQ(count_entries(folder.store_path()), 0);
    EXPECT_TRUE(store.append(a_webhook(11)).has_value());
    EXPECT_TRUE(store.failures.empty());
    EXPECT_THAT(store.metrics.prometheus_text(),
                HasSubstr("tocsin_store_errors_total{kind=\"full\"} 1\n"));
}

// By another hand: the append that is given this number cannot be done.
bool take_sequence(const std::string& path, int sequence) {
    const std::string sql =
        "INSERT INTO entries (sequence, received_at, finding, incident) VALUES (" +
        std::to_string(sequence) + ", 0, 'closed_by_person', 'I')";
    return Database::open(path, {}).value()->run(sql.c_str()).has_value();
}

TEST(Writer, FailsAllOfATransactionInWhichOneOperationFails) {
    const TestFolder folder;
    FaultyVfs disk;
    OpenedStore store(folder.store_path(), disk.name());
    ASSERT_TRUE(take_sequence(folder.store_path(), 3));
    std::size_t refused = 0;
    disk.hold_syncs();
    store->commit(judged_up_to(1), [](const Result<void>& done) { EXPECT_TRUE(done.has_value()); });
    disk.wait_until_held();
    for (std::size_t i = 1; i <= 5; ++i) {
        store->append(a_webhook(i), [&refused](Result<Sequence> done) {
            EXPECT_EQ(done.error().code, ErrorCode::unavailable);
            ++refused;
        });
    }
    disk.release_syncs();
    ASSERT_TRUE(store.loop.run_until([&refused] { return refused == 5; }));
    EXPECT_EQ(count_entries(folder.store_path()), 1);
    EXPECT_EQ(store.append(a_webhook(1)).value(), Sequence{1}) << "the next is not to blame";
}

// The forgetting of an alert is undone with the rest: its row is there, under its old number.
TEST(Writer, KeepsOneRowForAnAlertWhoseForgettingWasUndone) {
    const TestFolder folder;
    FaultyVfs disk;
    OpenedStore store(folder.store_path(), disk.name());
    Rng rng(8);
    Changes known;
    known.alerts.push_back(any::alert(rng));
    ASSERT_TRUE(store.commit(known).has_value());
    ASSERT_TRUE(take_sequence(folder.store_path(), 1));
    Changes forgetting;
    forgetting.alerts_forgotten.push_back(known.alerts[0].id);
    int failed = 0;
    disk.hold_syncs();
    store->commit(judged_up_to(1), [](const Result<void>& done) { EXPECT_TRUE(done.has_value()); });
    disk.wait_until_held();
    store->commit(forgetting, [&failed](const Result<void>& done) { failed += done ? 0 : 1; });
    store->append(a_webhook(1),
                  [&failed](const Result<Sequence>& done) { failed += done ? 0 : 1; });
    disk.release_syncs();
    ASSERT_TRUE(store.loop.run_until([&failed] { return failed == 2; }));
    ASSERT_TRUE(store.commit(known).has_value());
    EXPECT_EQ(Database::open(folder.store_path(), {.read_only = true})
                  .value()
                  ->integer("SELECT count(*) FROM alerts")
                  .value(),
              1);
}

TEST(Writer, GoesOnWhenThereIsSpaceAgain) {
    const TestFolder folder;
    FaultyVfs disk;
    OpenedStore store(folder.store_path(), disk.name());
    ASSERT_TRUE(store.append(a_webhook(1)).has_value());
    disk.fail(FaultyVfs::Act::write, 1, SQLITE_FULL, 1'000'000);
    for (std::size_t i = 0; i < 20; ++i) {
        const auto refused = store.append(a_webhook(2));
        ASSERT_FALSE(refused.has_value());
        EXPECT_EQ(refused.error().code, ErrorCode::unavailable);
        EXPECT_THAT(refused.error().message, HasSubstr("full"));
    }
    EXPECT_EQ(store.read({}).value().size(), 1U) << "reading needs no space";
    disk.fail_no_more();
    EXPECT_EQ(store.append(a_webhook(2)).value(), Sequence{2});
    EXPECT_TRUE(store.failures.empty());
}

TEST(Writer, NeverTriesAgainAfterASyncThatFailed) {
    const TestFolder folder;
    FaultyVfs disk;
    {
        OpenedStore store(folder.store_path(), disk.name());
        ASSERT_TRUE(store.append(a_webhook(1)).has_value());
        disk.fail(FaultyVfs::Act::sync, 1, SQLITE_IOERR_FSYNC);
        const auto unsure = store.append(a_webhook(2));
        ASSERT_FALSE(unsure.has_value());
        EXPECT_EQ(unsure.error().code, ErrorCode::unknown) << "it may be in the log";
        ASSERT_TRUE(store.loop.run_until([&store] { return !store.failures.empty(); }));
        EXPECT_THAT(store.failures[0], HasSubstr("disk I/O error"));

        const std::size_t writes = disk.writes();
        const std::size_t syncs = disk.log_syncs() + disk.database_syncs();
        for (std::size_t i = 0; i < 5; ++i) {
            const auto refused = store.append(a_webhook(3));
            ASSERT_FALSE(refused.has_value());
            EXPECT_EQ(refused.error().code, ErrorCode::unavailable);
            EXPECT_FALSE(store.commit(judged_up_to(1)).has_value());
            EXPECT_FALSE(store.read({}).has_value());
            EXPECT_FALSE(store.load().has_value());
        }
        store->stop();
        EXPECT_EQ(disk.writes(), writes) << "something was written after the failure";
        EXPECT_EQ(disk.log_syncs() + disk.database_syncs(), syncs);
        store.loop.drain();
        EXPECT_EQ(store.failures.size(), 1U);
    }
    OpenedStore again(folder.store_path());
    ASSERT_TRUE(again.is_open());
    EXPECT_TRUE(again.was_unclean);
    const auto entries = again.read({}).value();
    ASSERT_FALSE(entries.empty());
    EXPECT_EQ(std::get<Webhook>(entries[0].what), a_webhook(1));
}

// SQLite's own checkpoint would swallow this failure.
TEST(Writer, GivesUpAfterACheckpointWhoseSyncFailed) {
    const TestFolder folder;
    FaultyVfs disk;
    OpenedStore store(folder.store_path(), disk.name());
    disk.fail(FaultyVfs::Act::database_sync, 1, SQLITE_IOERR_FSYNC);
    // Until the log is long enough for a checkpoint, the tables that were just made included. Which
    // append makes it so is a race with the writer, which answers before it checkpoints; all that
    // were answered were durable.
    std::size_t stored = 0;
    while (store.append(a_webhook(stored, 80'000)).has_value()) ASSERT_LT(++stored, 100U);
    EXPECT_GE(stored, log_pages_per_checkpoint * 4096U / 80'000 - 2);
    ASSERT_TRUE(store.loop.run_until([&store] { return !store.failures.empty(); }));
    EXPECT_FALSE(store.append(a_webhook(1)).has_value());
}

TEST(Writer, TurnsWebhooksAwayWhenTooManyWait) {
    const TestFolder folder;
    FaultyVfs disk;
    disk.pretend_syncs();
    OpenedStore store(folder.store_path(), disk.name());
    std::size_t stored = 0;
    std::vector<std::string> refused;
    const auto note = [&](Result<Sequence> done) {
        if (done)
            ++stored;
        else
            refused.push_back(done.error().message);
    };
    disk.hold_syncs();
    store->append(a_webhook(1, 0), note);
    disk.wait_until_held();
    for (std::size_t i = 1; i < operations_waiting_max + 3; ++i)
        store->append(a_webhook(1, 0), note);
    bool committed = false;
    store->commit(judged_up_to(1),
                  [&committed](const Result<void>& done) { committed = done.has_value(); });
    ASSERT_TRUE(store.loop.run_until([&refused] { return refused.size() == 3; }))
        << "a refusal waits for the disk";
    EXPECT_THAT(refused[0], HasSubstr("too far behind"));
    disk.release_syncs();
    ASSERT_TRUE(store.loop.run_until([&committed] { return committed; }));
    EXPECT_EQ(stored, operations_waiting_max);
    EXPECT_TRUE(store.append(a_webhook(1)).has_value());
}

TEST(Writer, TurnsWebhooksAwayWhenTooManyBytesWait) {
    const TestFolder folder;
    FaultyVfs disk;
    disk.pretend_syncs();
    OpenedStore store(folder.store_path(), disk.name());
    std::size_t stored = 0;
    std::size_t refused = 0;
    const auto note = [&](const Result<Sequence>& done) { ++(done ? stored : refused); };
    constexpr std::size_t mebibyte = 1U << 20;
    disk.hold_syncs();
    store->append(a_webhook(1, mebibyte), note);
    disk.wait_until_held();
    for (std::size_t i = 0; i < bytes_waiting_max / mebibyte; ++i) {
        store->append(a_webhook(1, mebibyte), note);
    }
    ASSERT_TRUE(store.loop.run_until([&refused] { return refused == 1; }));
    disk.release_syncs();
    ASSERT_TRUE(store.loop.run_until([&] { return stored == bytes_waiting_max / mebibyte; }));
    // One is always taken; the second only if the count was given back.
    store->append(a_webhook(1, mebibyte), note);
    EXPECT_TRUE(store.append(a_webhook(1, mebibyte)).has_value());
}

// For each act of the disk: what was acknowledged is there afterwards, what was refused is not.
class FaultLoop : public testing::TestWithParam<int> {
protected:
    static constexpr std::size_t webhooks = 24;

    void run_with(FaultyVfs::Act act, std::size_t nth, std::size_t times) {
        const TestFolder folder;
        FaultyVfs disk;
        disk.pretend_syncs();
        std::set<std::string> acknowledged;
        std::set<std::string> refused;
        {
            OpenedStore store(folder.store_path(), disk.name());
            ASSERT_TRUE(store.is_open());
            disk.fail(act, nth, GetParam(), times);
            for (std::size_t i = 0; i < webhooks; ++i) {
                const Webhook webhook = a_webhook(i, 50'000);
                const auto done = store.append(webhook);
                if (done)
                    acknowledged.insert(webhook.id.value);
                else if (done.error().code == ErrorCode::unavailable)
                    refused.insert(webhook.id.value);
            }
            disk.fail_no_more();
        }
        OpenedStore again(folder.store_path(), disk.name());
        ASSERT_TRUE(again.is_open()) << again.refusal().message;
        std::set<std::string> found;
        const std::vector<Entry> entries = again.read({}).value();
        for (const Entry& entry : entries) {
            found.insert(std::get<Webhook>(entry.what).id.value);
        }
        for (const std::string& id : acknowledged) EXPECT_TRUE(found.contains(id)) << id;
        for (const std::string& id : refused) EXPECT_FALSE(found.contains(id)) << id;
        again->stop();
        const auto reader = Database::open(folder.store_path(), {.read_only = true}).value();
        EXPECT_EQ(reader->text("PRAGMA integrity_check").value(), "ok");
    }
};

TEST_P(FaultLoop, LosesNothingAtAnyWrite) {
    for (std::size_t nth = 1; nth < 1300 && !HasFailure(); nth += nth < 20 ? 1 : 61) {
        SCOPED_TRACE(nth);
        run_with(FaultyVfs::Act::write, nth, 1);
        run_with(FaultyVfs::Act::write, nth, 1'000'000);
    }
}

TEST_P(FaultLoop, LosesNothingAtAnySync) {
    for (std::size_t nth = 1; nth < 30 && !HasFailure(); ++nth) {
        SCOPED_TRACE(nth);
        run_with(FaultyVfs::Act::sync, nth, 1);
        run_with(FaultyVfs::Act::sync, nth, 1'000'000);
    }
}

INSTANTIATE_TEST_SUITE_P(Writer, FaultLoop,
                         testing::Values(SQLITE_FULL, SQLITE_IOERR_WRITE, SQLITE_IOERR_FSYNC));

}  // namespace
}  // namespace tocsin
