// SqliteStore: it survives its process, stops cleanly, and knows when it did not.
#include "store/sqlite_store.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <csignal>
#include <fstream>

#include "tests/store/any.hpp"
#include "tests/store/opened_store.hpp"

namespace tocsin {
namespace {

using testing::HasSubstr;

TEST(SqliteStore, IsDurableAsTheContractAsks) {
    const TestFolder folder;
    OpenedStore store(folder.store_path());
    ASSERT_TRUE(store.append(a_webhook(1)).has_value());
    const auto reader = Database::open(folder.store_path(), {.read_only = true}).value();
    EXPECT_EQ(reader->text("PRAGMA journal_mode").value(), "wal");
}

TEST(SqliteStore, FinishesWhatWasAskedForWhenItStops) {
    const TestFolder folder;
    OpenedStore store(folder.store_path());
    std::size_t stored = 0;
    for (std::size_t i = 1; i <= 300; ++i) {
        store->append(a_webhook(i),
                      [&stored](const Result<Sequence>& done) { stored += done ? 1U : 0U; });
    }
    store->stop();
    store.loop.drain();
    EXPECT_EQ(stored, 300U);
    // All of it in the database itself, nothing left in the log.
    EXPECT_EQ(std::filesystem::file_size(folder.store_path() + "-wal"), 0U);
}

TEST(SqliteStore, RefusesCallsAfterItsStop) {
    const TestFolder folder;
    OpenedStore store(folder.store_path());
    store->stop();
    store->stop();
    const auto refused = store.append(a_webhook(1));
    ASSERT_FALSE(refused.has_value());
    EXPECT_EQ(refused.error().code, ErrorCode::unavailable);
    EXPECT_FALSE(store.load().has_value());
}

// The writer is kept at its post until the loop has answered and let go of all that it had: then
// the writer is the last that knows of the batch, and the callback must be gone from it.
TEST(SqliteStore, DestroysCallbacksOnTheLoopsThread) {
    const TestFolder folder;
    OpenedStore store(folder.store_path());
    std::atomic<int> let_go{0};
    std::atomic<int> posted{0};
    store.after_post = [&] {
        const int mine = ++posted;
        while (let_go < mine) std::this_thread::yield();
    };
    struct Witness {
        std::thread::id home = std::this_thread::get_id();
        ~Witness() { EXPECT_EQ(std::this_thread::get_id(), home); }
    };
    for (std::size_t i = 0; i < 20; ++i) {
        bool answered = false;
        auto witness = std::make_shared<Witness>();
        store->append(a_webhook(i),
                      [witness, &answered](const Result<Sequence>&) { answered = true; });
        witness.reset();
        EXPECT_TRUE(store.loop.run_until([&answered] { return answered; }));
        ++let_go;
    }
}

TEST(SqliteStore, TellsACleanStopFromACrash) {
    const TestFolder folder;
    {
        OpenedStore first(folder.store_path());
        EXPECT_FALSE(first.was_unclean);
    }
    {
        OpenedStore second(folder.store_path());
        EXPECT_FALSE(second.was_unclean);
        ASSERT_TRUE(second.append(a_webhook(1)).has_value());
        // What a crash now would leave behind.
        for (const char* const suffix : {"", "-wal"}) {
            std::filesystem::copy_file(folder.store_path() + suffix,
                                       folder.path().string() + "/crashed.db" + suffix);
        }
        second->stop();
        second.loop.drain();
        EXPECT_TRUE(second.checks.empty());
    }
    OpenedStore crashed(folder.path().string() + "/crashed.db");
    ASSERT_TRUE(crashed.is_open());
    EXPECT_TRUE(crashed.was_unclean);
    ASSERT_TRUE(crashed.loop.run_until([&crashed] { return !crashed.checks.empty(); }));
    EXPECT_TRUE(crashed.checks[0].has_value());
    EXPECT_EQ(crashed.read({}).value().size(), 1U);
}

TEST(SqliteStore, FindsDamageAfterAnUncleanStopWhileItIsUsed) {
    const TestFolder folder;
    const std::string path = folder.store_path();
    {
        OpenedStore store(path);
        Rng rng(2);
        Changes changes;
        for (std::size_t i = 0; i < 300; ++i) changes.alerts.push_back(any::alert(rng));
        ASSERT_TRUE(store.commit(changes).has_value());
    }
    {
        const auto database = Database::open(path, {}).value();
        ASSERT_TRUE(database
                        ->run("UPDATE progress SET clean = 0; "
                              "PRAGMA wal_checkpoint(TRUNCATE)")
                        .has_value());
    }
    // One page of the alerts is none any more.
    const auto pages = std::filesystem::file_size(path) / 4096;
    ASSERT_GT(pages, 20U);
    std::fstream file(path, std::ios::in | std::ios::out | std::ios::binary);
    const std::string junk(4096, '\x5A');
    file.seekp(static_cast<std::streamoff>((pages - 2) * 4096));
    file.write(junk.data(), 4096);
    file.close();

    OpenedStore store(path);
    ASSERT_TRUE(store.is_open());
    ASSERT_TRUE(store.loop.run_until([&store] { return !store.checks.empty(); }));
    ASSERT_FALSE(store.checks[0].has_value());
    EXPECT_EQ(store.checks[0].error().code, ErrorCode::malformed);
    EXPECT_THAT(store.metrics.prometheus_text(),
                HasSubstr("tocsin_store_errors_total{kind=\"corrupt\"} 1\n"));
    EXPECT_TRUE(store.append(a_webhook(1)).has_value());
}

TEST(SqliteStore, ReportsItsSizeAndTimes) {
    const TestFolder folder;
    OpenedStore store(folder.store_path());
    for (std::size_t i = 0; i < 10; ++i)
        ASSERT_TRUE(store.append(a_webhook(i, 200'000)).has_value());
    ASSERT_TRUE(store.read({}).has_value());
    ASSERT_TRUE(store.load().has_value());
    store->stop();
    const std::string text = store.metrics.prometheus_text();
    for (const char* const op : {"write", "read", "load", "checkpoint"}) {
        EXPECT_THAT(text, HasSubstr("tocsin_store_transaction_duration_seconds_count{op=\"" +
                                    std::string(op) + "\"}"));
    }
    const auto size = std::filesystem::file_size(folder.store_path());
    EXPECT_GT(size, 2'000'000U);
    EXPECT_THAT(text, HasSubstr("tocsin_store_size_bytes " + std::to_string(size) + "\n"));
}

TEST(SqliteStore, KnowsTheSignaturesThatWereSeenWithTheirWebhooksAfterAStart) {
    const TestFolder folder;
    Webhook early = a_webhook(1);
    Webhook late = a_webhook(2);
    early.replay_mark = ReplayMark{"a1", from_micros(1'000)};
    late.replay_mark = ReplayMark{"b2", from_micros(2'000)};
    {
        OpenedStore store(folder.store_path());
        for (const Webhook& webhook : {early, late, a_webhook(3)})
            ASSERT_TRUE(store.append(webhook).has_value());
    }
    OpenedStore store(folder.store_path());
    const std::vector<SeenSignature> both{{early.source, *early.replay_mark, early.id},
                                          {late.source, *late.replay_mark, late.id}};
    EXPECT_EQ(store.seen_signatures(from_micros(1'000)).value(), both);
    EXPECT_EQ(store.seen_signatures(from_micros(1'001)).value(),
              std::vector<SeenSignature>{both[1]});
    EXPECT_TRUE(store.seen_signatures(from_micros(2'001)).value().empty());
}

TEST(SqliteStore, KnowsTheNewestTimeOnRecord) {
    const TestFolder folder;
    {
        OpenedStore store(folder.store_path());
        EXPECT_EQ(store->newest_time(), std::nullopt);
        ASSERT_TRUE(store.append(a_webhook(5)).has_value());
    }
    {
        OpenedStore store(folder.store_path());
        EXPECT_EQ(store->newest_time(), a_webhook(5).received_at);
        ASSERT_TRUE(store.commit(alive_at(a_webhook(9).received_at)).has_value());
        ASSERT_TRUE(store.commit(alive_at(a_webhook(7).received_at)).has_value());
    }
    OpenedStore store(folder.store_path());
    EXPECT_EQ(store->newest_time(), a_webhook(9).received_at);
}

// Appends without an end and writes each acknowledged number to `out`.
[[noreturn]] void append_for_ever(const std::string& path, int out) {
    OpenedStore store(path);
    std::size_t next = 0;
    std::function<void()> append_one = [&] {
        const std::size_t number = next++;
        store->append(a_webhook(number, 3000), [&, number](const Result<Sequence>& done) {
            if (done) {
                const auto written = write(out, &number, sizeof number);
                if (written != sizeof number) _exit(1);
            }
            append_one();
        });
    };
    for (int i = 0; i < 8; ++i) append_one();
    (void)store.loop.run_until([] { return false; });
    _exit(1);
}

TEST(SqliteStore, HasEverythingItAcknowledgedBeforeItWasKilled) {
    Rng rng(17);
    for (int round = 0; round < 6; ++round) {
        const TestFolder folder;
        int acknowledged[2];
        ASSERT_EQ(pipe(acknowledged), 0);
        const pid_t child = fork();
        ASSERT_GE(child, 0);
        if (child == 0) append_for_ever(folder.store_path(), acknowledged[1]);
        close(acknowledged[1]);
        const std::size_t enough = 1 + rng.below(400);
        std::vector<std::size_t> numbers;
        std::size_t number = 0;
        while (read(acknowledged[0], &number, sizeof number) == sizeof number) {
            numbers.push_back(number);
            if (numbers.size() == enough) kill(child, SIGKILL);
        }
        int status = 0;
        waitpid(child, &status, 0);
        close(acknowledged[0]);
        ASSERT_TRUE(WIFSIGNALED(status)) << "the child ended by itself";
        ASSERT_GE(numbers.size(), enough);

        OpenedStore store(folder.store_path());
        ASSERT_TRUE(store.is_open()) << store.refusal().message;
        EXPECT_TRUE(store.was_unclean);
        std::vector<Entry> entries = store.read({}).value();
        ASSERT_GE(entries.size(), numbers.size());
        for (const std::size_t one : numbers) {
            ASSERT_EQ(std::get<Webhook>(entries.at(one).what), a_webhook(one, 3000));
        }
        ASSERT_TRUE(store.loop.run_until([&store] { return !store.checks.empty(); }));
        EXPECT_TRUE(store.checks[0].has_value()) << store.checks[0].error().message;
    }
}

// The power fails: of the log, what was not synced is cut off or torn, anywhere.
TEST(SqliteStore, OpensWithATornLogAndHasWhatWasSynced) {
    const TestFolder folder;
    const std::string path = folder.store_path();
    OpenedStore store(path);
    for (std::size_t i = 0; i < 10; ++i) ASSERT_TRUE(store.append(a_webhook(i, 3000)).has_value());
    const auto synced = std::filesystem::file_size(path + "-wal");
    for (std::size_t i = 10; i < 20; ++i) ASSERT_TRUE(store.append(a_webhook(i, 3000)).has_value());
    const auto whole = std::filesystem::file_size(path + "-wal");
    ASSERT_GT(whole, synced);

    Rng rng(23);
    for (int round = 0; round < 25; ++round) {
        const TestFolder after;
        const std::string image = after.store_path();
        std::filesystem::copy_file(path, image);
        std::filesystem::copy_file(path + "-wal", image + "-wal");
        const auto size = synced + rng.below(whole - synced + 1);
        std::filesystem::resize_file(image + "-wal", size);
        if (size > synced && rng.below(2) == 0) {
            std::fstream log(image + "-wal", std::ios::in | std::ios::out | std::ios::binary);
            log.seekp(static_cast<std::streamoff>(synced + rng.below(size - synced)));
            log.put('\x5A');
        }
        OpenedStore opened(image);
        ASSERT_TRUE(opened.is_open()) << opened.refusal().message;
        const std::vector<Entry> entries = opened.read({}).value();
        ASSERT_GE(entries.size(), 10U);
        for (std::size_t i = 0; i < entries.size(); ++i) {
            EXPECT_EQ(std::get<Webhook>(entries[i].what), a_webhook(i, 3000));
        }
        ASSERT_TRUE(opened.loop.run_until([&opened] { return !opened.checks.empty(); }));
        EXPECT_TRUE(opened.checks[0].has_value());
    }
}

}  // namespace
}  // namespace tocsin
