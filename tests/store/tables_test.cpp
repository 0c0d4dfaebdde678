// Tables, through the store that is made of them: it agrees with MemoryStore, whatever is done.
#include "store/tables.hpp"

#include <gtest/gtest.h>
#include <sqlite3.h>

#include "store/memory_store.hpp"
#include "tests/store/any.hpp"
#include "tests/store/faulty_vfs.hpp"
#include "tests/store/ledgers.hpp"
#include "tests/store/opened_store.hpp"

namespace tocsin {
namespace {

// The same calls to both, in the same order; and what each answered.
class Pair {
public:
    explicit Pair(const std::string& path)
        : path_(path), disk_(quick_disk()), sqlite_(std::in_place, path, disk_->name()) {}

    template <class T, class Call>
    void both(Call call) {
        std::optional<Result<T>> expected;
        call(memory, Done<T>([&expected](Result<T> result) { expected = std::move(result); }));
        memory.pump();
        const Result<T> found =
            sqlite_->ask<T>([&](Done<T> done) { call(**sqlite_, std::move(done)); });
        ASSERT_TRUE(found.has_value()) << found.error().message;
        ASSERT_TRUE(expected->has_value());
        if constexpr (std::is_same_v<T, Ledger>) {
            expect_same(found.value(), expected->value());
        } else if constexpr (!std::is_void_v<T>) {
            EXPECT_TRUE(found.value() == expected->value());
        }
    }

    void reopen() {
        sqlite_.reset();
        sqlite_.emplace(path_, disk_->name());
        ASSERT_TRUE(sqlite_->is_open()) << sqlite_->refusal().message;
        EXPECT_EQ((*sqlite_)->newest_time(), memory.newest_time());
        EXPECT_FALSE(sqlite_->was_unclean);
    }

    MemoryStore memory;

private:
    static std::unique_ptr<FaultyVfs> quick_disk() {
        auto disk = std::make_unique<FaultyVfs>();
        disk->pretend_syncs();
        return disk;
    }

    const std::string path_;
    const std::unique_ptr<FaultyVfs> disk_;
    std::optional<OpenedStore> sqlite_;
};

void do_something(Pair& pair, Rng& rng, any::History& history, WallTime& now) {
    switch (rng.below(10)) {
        case 0:
        case 1: {
            Webhook webhook = any::webhook(rng);
            webhook.received_at = now += Duration(rng.below(1000));
            pair.both<Sequence>([&](Store& store, auto done) { store.append(webhook, done); });
            break;
        }
        case 2: {
            Finding finding = any::finding(rng);
            finding.found_at = now;
            pair.both<Sequence>([&](Store& store, auto done) { store.append(finding, done); });
            break;
        }
        case 8: {
            OperatorAct act = any::act(rng);
            act.at = now;
            pair.both<Sequence>([&](Store& store, auto done) { store.append(act, done); });
            break;
        }
        case 9: {
            const IncidentId incident("incident" + std::to_string(rng.below(5)));
            pair.both<std::vector<TimelineRow>>(
                [&](Store& store, auto done) { store.timeline(incident, done); });
            break;
        }
        case 3:
        case 4: {
            Changes changes = history.next();
            // Nobody judges what has not come yet.
            const Sequence last{pair.memory.entries().size()};
            if (changes.cursor) changes.cursor = std::min(*changes.cursor, last);
            pair.both<void>([&](Store& store, auto done) { store.commit(changes, done); });
            break;
        }
        case 5: {
            const RejectedWebhook rejected = any::rejected(rng);
            pair.both<void>([&](Store& store, auto done) { store.reject(rejected, done); });
            break;
        }
        case 6: {
            const Sequence after{rng.below(pair.memory.entries().size() + 2)};
            const std::size_t entries = rng.below(10);
            const std::size_t bytes = rng.below(3) == 0 ? 1'000'000 : rng.below(20'000);
            pair.both<std::vector<Entry>>(
                [&](Store& store, auto done) { store.read(after, entries, bytes, done); });
            break;
        }
        default:
            pair.both<Ledger>([](Store& store, auto done) { store.load(done); });
            break;
    }
}

TEST(Tables, AgreeWithMemoryOnAnySequenceOfOperations) {
    for (std::uint64_t seed = 1; seed <= 6 && !testing::Test::HasFailure(); ++seed) {
        SCOPED_TRACE(seed);
        const TestFolder folder;
        Pair pair(folder.store_path());
        Rng rng(seed);
        any::History history(rng);
        // Later than all others, so that the newest entry is the newest time of entries.
        WallTime now = from_micros(1'900'000'000'000'000);
        for (int step = 0; step < 250 && !testing::Test::HasFailure(); ++step) {
            do_something(pair, rng, history, now);
            if (rng.below(60) == 0) pair.reopen();
        }
        pair.reopen();
        pair.both<Ledger>([](Store& store, auto done) { store.load(done); });
        pair.both<std::vector<Entry>>(
            [](Store& store, auto done) { store.read({}, 1'000'000, 1U << 30, done); });
    }
}

TEST(Tables, KeepClosedIncidentsAsHistory) {
    const TestFolder folder;
    OpenedStore store(folder.store_path());
    Rng rng(3);
    Changes changes;
    changes.incidents.push_back(any::incident(rng));
    changes.incidents[0].phase = Phase::open;
    const IncidentId id = changes.incidents[0].id;
    changes.alerts.push_back(any::alert(rng));
    changes.members.push_back({id, changes.alerts[0].id, RuleName("r")});
    changes.deliveries.push_back(any::delivery(rng));
    changes.deliveries[0].incident = id;
    changes.rules.push_back({changes.incidents[0].rule_version, RuleName("r"), "text"});
    ASSERT_TRUE(store.commit(changes).has_value());
    const Ledger open = store.load().value();
    EXPECT_EQ(
        open.incidents.size() + open.members.size() + open.deliveries.size() + open.rules.size(),
        4U);

    Changes closing;
    closing.incidents.push_back(changes.incidents[0]);
    closing.incidents[0].phase = Phase::closed;
    ASSERT_TRUE(store.commit(closing).has_value());
    const Ledger closed = store.load().value();
    EXPECT_TRUE(closed.incidents.empty() && closed.members.empty() && closed.deliveries.empty() &&
                closed.rules.empty());
    EXPECT_EQ(ask_sql(folder.store_path(),
                      "SELECT (SELECT count(*) FROM incidents WHERE phase = 'closed') + (SELECT "
                      "count(*) FROM members) + (SELECT count(*) FROM deliveries) + (SELECT "
                      "count(*) FROM rules)"),
              4);
}

// An alert that parts and is forgotten in one commit, and comes again, is one alert with one row.
TEST(Tables, KeepOneRowForAnAlertThatGoesAndComesAgain) {
    const TestFolder folder;
    Rng rng(5);
    Changes begun;
    begun.incidents.push_back(any::incident(rng));
    begun.incidents[0].phase = Phase::open;
    begun.alerts.push_back(any::alert(rng));
    const Member member{begun.incidents[0].id, begun.alerts[0].id, RuleName("r")};
    begun.members.push_back(member);
    Changes over;
    over.members_gone.push_back(member);
    over.alerts_forgotten.push_back(member.alert);
    Changes again;
    again.alerts = begun.alerts;
    again.members = begun.members;
    for (int life = 0; life < 2; ++life) {
        OpenedStore store(folder.store_path());
        ASSERT_TRUE(store.commit(begun).has_value());
        ASSERT_TRUE(store.commit(over).has_value());
        const Ledger without = store.load().value();
        EXPECT_TRUE(without.members.empty() && without.alerts.empty());
        ASSERT_TRUE(store.commit(again).has_value());
    }
    EXPECT_EQ(ask_sql(folder.store_path(),
                      "SELECT (SELECT count(*) FROM alerts) * 10 + (SELECT count(*) FROM members)"),
              11);
}

TEST(Tables, KeepTheNewestRejectedOnly) {
    const TestFolder folder;
    OpenedStore store(folder.store_path());
    std::size_t answered = 0;
    for (std::size_t i = 0; i < rejected_kept_max + 5; ++i) {
        store->reject({a_webhook(i), 422, "no alerts"}, [&answered](const Result<void>& done) {
            EXPECT_TRUE(done.has_value());
            ++answered;
        });
    }
    ASSERT_TRUE(store.loop.run_until([&] { return answered == rejected_kept_max + 5; }));
    EXPECT_EQ(ask_sql(folder.store_path(), "SELECT count(*) FROM rejected"),
              static_cast<std::int64_t>(rejected_kept_max));
    EXPECT_EQ(ask_sql(folder.store_path(),
                      "SELECT count(*) FROM rejected WHERE webhook_id = 'W4' OR code <> 422"),
              0);
}

// Retention may take every entry; a number that comes twice would be skipped as judged.
TEST(Tables, NeverGiveANumberTwice) {
    const TestFolder folder;
    {
        OpenedStore store(folder.store_path());
        for (std::size_t i = 1; i <= 3; ++i) ASSERT_TRUE(store.append(a_webhook(i)).has_value());
        ASSERT_TRUE(store.commit(judged_up_to(3)).has_value());
    }
    ASSERT_TRUE(
        Database::open(folder.store_path(), {}).value()->run("DELETE FROM entries").has_value());
    OpenedStore store(folder.store_path());
    EXPECT_EQ(store.append(a_webhook(4)).value(), Sequence{4});
}

TEST(Tables, SayWhichRowCannotBeRead) {
    const TestFolder folder;
    {
        OpenedStore store(folder.store_path());
        ASSERT_TRUE(store.append(a_webhook(1)).has_value());
        ASSERT_TRUE(store.append(a_webhook(2)).has_value());
    }
    ASSERT_TRUE(
        Database::open(folder.store_path(), {})
            .value()
            ->run("UPDATE entries SET webhook_id = NULL, finding = 'spoilt', incident = 'i' "
                  "WHERE sequence = 2")
            .has_value());
    OpenedStore store(folder.store_path());
    EXPECT_TRUE(store.read({}, 1).has_value());
    const auto read = store.read({}, 2);
    ASSERT_FALSE(read.has_value());
    EXPECT_EQ(read.error().code, ErrorCode::malformed);
    EXPECT_TRUE(store.append(a_webhook(3)).has_value()) << "one bad row must not stop the rest";
}

}  // namespace
}  // namespace tocsin
