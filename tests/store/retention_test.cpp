// Retention: takes what is over and old, all of it, a little at a time, and nothing else.
#include "store/retention.hpp"

#include <gtest/gtest.h>
#include <sqlite3.h>

#include "tests/store/any.hpp"
#include "tests/store/faulty_vfs.hpp"
#include "tests/store/ledgers.hpp"
#include "tests/store/opened_store.hpp"

namespace tocsin {
namespace {

const WallTime long_ago = from_micros(1'000'000);
const WallTime now = from_micros(2'000'000'000'000'000);
const Horizons everything{now, now, now, now};
const Horizons nothing{long_ago, long_ago, long_ago, long_ago};

Result<bool> step(OpenedStore& store, const Horizons& horizons) {
    return store.ask<bool>([&](auto done) { store->retain(horizons, done); });
}

// As many steps as a pass takes.
std::size_t pass(OpenedStore& store, const Horizons& horizons) {
    std::size_t steps = 1;
    while (step(store, horizons).value()) ++steps;
    return steps;
}

// An incident of one alert with its delivery, timeline and rule text.
Changes an_incident(Rng& rng, const std::string& id, Phase phase, WallTime updated_at) {
    Changes changes;
    changes.alerts.push_back(any::alert(rng));
    Incident incident = any::incident(rng);
    incident.id = IncidentId(id);
    incident.phase = phase;
    incident.updated_at = updated_at;
    incident.rule_version = RuleVersion("version of " + id);
    changes.rules.push_back({incident.rule_version, incident.rule, "text"});
    changes.members.push_back({incident.id, changes.alerts[0].id, incident.rule});
    DeliveryRecord delivery = any::delivery(rng);
    delivery.incident = incident.id;
    delivery.dead_letter.reset();
    changes.deliveries.push_back(delivery);
    changes.timeline.push_back({incident.id, updated_at, "dispatch", Reason::opened, ""});
    changes.incidents.push_back(std::move(incident));
    return changes;
}

// What is to take entries fails from now on.
void forbid_to_delete_entries(const TestFolder& folder) {
    ASSERT_TRUE(Database::open(folder.store_path(), {})
                    .value()
                    ->run("CREATE TRIGGER never BEFORE DELETE ON entries BEGIN SELECT "
                          "raise(ABORT, 'never'); END")
                    .has_value());
}

std::int64_t count(const TestFolder& folder, const std::string& what) {
    return ask_sql(folder.store_path(), ("SELECT count(*) FROM " + what).c_str());
}

TEST(Retention, TakesWebhooksThatAreJudgedAndOld) {
    const TestFolder folder;
    OpenedStore store(folder.store_path());
    for (std::size_t i = 1; i <= 10; ++i) ASSERT_TRUE(store.append(a_webhook(i)).has_value());
    ASSERT_TRUE(store.commit(judged_up_to(7)).has_value());
    pass(store, nothing);
    EXPECT_EQ(store.read({}).value().size(), 10U);
    Horizons horizons = nothing;
    horizons.webhooks = a_webhook(5).received_at;
    pass(store, horizons);
    EXPECT_EQ(store.read({}).value().front().sequence, Sequence{5}) << "not older than that";
    pass(store, everything);
    EXPECT_EQ(store.read({}).value().front().sequence, Sequence{8}) << "not judged yet";
}

// Or a replay of it would be taken for new.
TEST(Retention, KeepsAWebhookUntilItsReplayWouldBeTooOld) {
    const TestFolder folder;
    OpenedStore store(folder.store_path());
    Webhook with_a_mark = a_webhook(1);
    with_a_mark.replay_mark = ReplayMark{"a1", a_webhook(3).received_at};
    ASSERT_TRUE(store.append(with_a_mark).has_value());
    for (std::size_t i = 2; i <= 5; ++i) ASSERT_TRUE(store.append(a_webhook(i)).has_value());
    ASSERT_TRUE(store.commit(judged_up_to(5)).has_value());
    Horizons horizons = nothing;
    horizons.webhooks = a_webhook(3).received_at;
    pass(store, horizons);
    EXPECT_EQ(store.read({}).value().size(), 5U);
    horizons.webhooks = a_webhook(4).received_at;
    pass(store, horizons);
    EXPECT_EQ(store.read({}).value().front().sequence, Sequence{4});
}

// It may hold the newest time on record, from which the one clock starts.
TEST(Retention, KeepsTheNewestEntryAndItsNumber) {
    const TestFolder folder;
    {
        OpenedStore store(folder.store_path());
        for (std::size_t i = 1; i <= 3; ++i) ASSERT_TRUE(store.append(a_webhook(i)).has_value());
        ASSERT_TRUE(store.commit(judged_up_to(3)).has_value());
        pass(store, everything);
        EXPECT_EQ(count(folder, "entries"), 1);
    }
    OpenedStore again(folder.store_path());
    EXPECT_EQ(again->newest_time(), a_webhook(3).received_at);
    EXPECT_EQ(again.append(a_webhook(4)).value(), Sequence{4});
}

TEST(Retention, TakesOldRejectedWebhooks) {
    const TestFolder folder;
    OpenedStore store(folder.store_path());
    for (std::size_t i = 1; i <= 4; ++i)
        ASSERT_TRUE(store.reject({a_webhook(i), 422, "not for us"}).has_value());
    Horizons horizons = nothing;
    horizons.webhooks = a_webhook(3).received_at;
    pass(store, horizons);
    EXPECT_EQ(count(folder, "rejected"), 2);
    EXPECT_EQ(count(folder, "rejected WHERE webhook_id IN ('W3', 'W4')"), 2);
}

TEST(Retention, TakesClosedIncidentsWithAllThatIsTheirs) {
    const TestFolder folder;
    OpenedStore store(folder.store_path());
    Rng rng(3);
    ASSERT_TRUE(store.commit(an_incident(rng, "open", Phase::open, long_ago)).has_value());
    ASSERT_TRUE(store.commit(an_incident(rng, "old", Phase::closed, long_ago)).has_value());
    ASSERT_TRUE(store.commit(an_incident(rng, "new", Phase::closed, now)).has_value());
    Horizons horizons = nothing;
    horizons.incidents = now;
    pass(store, horizons);
    for (const char* const table : {"incidents WHERE id", "deliveries WHERE incident",
                                    "timeline WHERE incident", "members WHERE incident"}) {
        EXPECT_EQ(count(folder, std::string(table) + " = 'old'"), 0) << table;
        EXPECT_EQ(count(folder, std::string(table) + " IN ('open', 'new')"), 2) << table;
    }
    EXPECT_EQ(count(folder, "rules"), 2);
    EXPECT_EQ(count(folder, "rules WHERE version = 'version of old'"), 0);
}

TEST(Retention, KeepsWhatIsKnownOfCallsAsLongAsItsOwnKeysSay) {
    const TestFolder folder;
    OpenedStore store(folder.store_path());
    Rng rng(4);
    ASSERT_TRUE(store.commit(an_incident(rng, "open", Phase::open, long_ago)).has_value());
    ASSERT_TRUE(store.commit(an_incident(rng, "closed", Phase::closed, long_ago)).has_value());
    Changes dead = an_incident(rng, "dead", Phase::closed, long_ago);
    dead.deliveries[0].dead_letter.emplace().reason = "422";
    ASSERT_TRUE(store.commit(dead).has_value());
    Horizons horizons = nothing;
    horizons.deliveries = now;
    pass(store, horizons);
    EXPECT_EQ(count(folder, "deliveries WHERE incident IN ('open', 'dead')"), 2);
    EXPECT_EQ(count(folder, "deliveries"), 2);
    horizons.dead_letters = now;
    pass(store, horizons);
    EXPECT_EQ(count(folder, "deliveries WHERE incident = 'open'"), 1);
    EXPECT_EQ(count(folder, "deliveries"), 1);
    EXPECT_EQ(count(folder, "incidents"), 3);
}

TEST(Retention, BoundsTheRowsOfEachStep) {
    const TestFolder folder;
    FaultyVfs disk;
    disk.pretend_syncs();
    OpenedStore store(folder.store_path(), disk.name());
    std::size_t appended = 0;
    constexpr std::size_t entries = 3 * rows_per_retention_step_max + 10;
    for (std::size_t i = 1; i <= entries; ++i)
        store->append(a_webhook(i), [&](const Result<Sequence>&) { ++appended; });
    ASSERT_TRUE(store.loop.run_until([&] { return appended == entries; }));
    Changes told;
    told.cursor = Sequence{entries};
    Rng rng(5);
    Incident closed = any::incident(rng);
    closed.phase = Phase::closed;
    closed.updated_at = long_ago;
    told.incidents.push_back(closed);
    const TimelineRow row{closed.id, long_ago, "dispatch", Reason::opened, ""};
    told.timeline.assign(2 * rows_per_retention_step_max, row);
    ASSERT_TRUE(store.commit(told).has_value());

    const auto rows = [&] {
        return count(folder, "entries") + count(folder, "timeline") + count(folder, "incidents");
    };
    for (std::int64_t before = rows(); step(store, everything).value(); before = rows()) {
        EXPECT_LE(before - rows(), static_cast<std::int64_t>(rows_per_retention_step_max));
    }
    EXPECT_EQ(rows(), 1) << "the newest entry";
}

TEST(Retention, BoundsTheBytesOfEachStepAndTakesALargerBodyAlone) {
    const TestFolder folder;
    OpenedStore store(folder.store_path());
    for (std::size_t i = 1; i <= 9; ++i)
        ASSERT_TRUE(store.append(a_webhook(i, bytes_per_retention_step_max / 3)).has_value());
    ASSERT_TRUE(store.append(a_webhook(10, bytes_per_retention_step_max + 1)).has_value());
    ASSERT_TRUE(store.append(a_webhook(11)).has_value());
    ASSERT_TRUE(store.commit(judged_up_to(11)).has_value());
    std::vector<std::int64_t> left;
    for (int i = 0; i < 4; ++i) {
        ASSERT_TRUE(step(store, everything).value());
        left.push_back(count(folder, "entries"));
    }
    EXPECT_EQ(left, (std::vector<std::int64_t>{8, 5, 2, 1}));
}

// Whatever is on record: what the daemon would read at a start is the same afterwards.
TEST(Retention, NeverTakesWhatIsNotOver) {
    for (std::uint64_t seed = 1; seed <= 20; ++seed) {
        const TestFolder folder;
        FaultyVfs disk;
        disk.pretend_syncs();
        OpenedStore store(folder.store_path(), disk.name());
        Rng rng(seed);
        any::History history(rng);
        for (int i = 0; i < 60; ++i) {
            ASSERT_TRUE(store.commit(history.next()).has_value());
            const bool is_time = i % 7 == 0;
            ASSERT_TRUE(!is_time || step(store, everything).has_value());
        }
        const Ledger before = store.load().value();
        // Twice: the first may be the rest of one that had begun.
        for (int i = 0; i < 2; ++i)
            pass(store, {WallTime::max(), WallTime::max(), WallTime::max(), WallTime::max()});
        SCOPED_TRACE(seed);
        expect_same(store.load().value(), before);
        EXPECT_EQ(count(folder, "incidents WHERE phase = 'closed'"), 0);
    }
}

TEST(Retention, KeepsTheFileAsLargeAsWhatItHolds) {
    const TestFolder folder;
    FaultyVfs disk;
    disk.pretend_syncs();
    OpenedStore store(folder.store_path(), disk.name());
    std::vector<std::uintmax_t> sizes;
    for (std::size_t day = 1; day <= 10; ++day) {
        for (std::size_t i = 1; i <= 100; ++i)
            ASSERT_TRUE(store.append(a_webhook(100 * day + i, 3'000)).has_value());
        ASSERT_TRUE(store.commit(judged_up_to(100 * day)).has_value());
        pass(store, everything);
        sizes.push_back(std::filesystem::file_size(folder.store_path()));
    }
    EXPECT_LE(sizes.back(), 2 * sizes[1]) << "freed pages are not used again";
}

TEST(Retention, GoesOnBehindALargeBodyThatStays) {
    const TestFolder folder;
    OpenedStore store(folder.store_path());
    Rng rng(6);
    ASSERT_TRUE(store.append(a_webhook(1, bytes_per_retention_step_max + 1)).has_value());
    ASSERT_TRUE(store.append(a_webhook(2)).has_value());
    ASSERT_TRUE(store.commit(an_incident(rng, "old", Phase::closed, long_ago)).has_value());
    pass(store, everything);
    EXPECT_EQ(count(folder, "entries"), 2) << "they are not judged";
    EXPECT_EQ(count(folder, "incidents"), 0);
}

TEST(Retention, GoesOnBehindAStageThatFails) {
    const TestFolder folder;
    OpenedStore store(folder.store_path());
    Rng rng(6);
    for (std::size_t i = 1; i <= 3; ++i) ASSERT_TRUE(store.append(a_webhook(i)).has_value());
    ASSERT_TRUE(store.commit(judged_up_to(3)).has_value());
    ASSERT_TRUE(store.commit(an_incident(rng, "old", Phase::closed, long_ago)).has_value());
    forbid_to_delete_entries(folder);
    EXPECT_FALSE(step(store, everything).has_value());
    pass(store, everything);
    EXPECT_EQ(count(folder, "entries"), 3);
    EXPECT_EQ(count(folder, "incidents"), 0);
}

TEST(Retention, IsNotStoppedByADetailThatCannotBeRead) {
    const TestFolder folder;
    OpenedStore store(folder.store_path());
    Rng rng(6);
    ASSERT_TRUE(store.commit(an_incident(rng, "spoilt", Phase::closed, long_ago)).has_value());
    ASSERT_TRUE(store.commit(an_incident(rng, "other", Phase::closed, long_ago)).has_value());
    ASSERT_TRUE(Database::open(folder.store_path(), {})
                    .value()
                    ->run("UPDATE deliveries SET detail = '{' WHERE incident = 'spoilt'")
                    .has_value());
    Horizons horizons = nothing;
    horizons.deliveries = now;
    pass(store, horizons);
    EXPECT_EQ(count(folder, "deliveries WHERE incident = 'spoilt'"), 1);
    EXPECT_EQ(count(folder, "deliveries"), 1);
    pass(store, everything);
    EXPECT_EQ(count(folder, "deliveries"), 0);
}

TEST(Retention, FailsAlone) {
    const TestFolder folder;
    OpenedStore store(folder.store_path());
    for (std::size_t i = 1; i <= 3; ++i) ASSERT_TRUE(store.append(a_webhook(i)).has_value());
    ASSERT_TRUE(store.commit(judged_up_to(3)).has_value());
    forbid_to_delete_entries(folder);
    std::optional<bool> before, retained, after;
    store->append(a_webhook(4), [&](const Result<Sequence>& done) { before = done.has_value(); });
    store->retain(everything, [&](const Result<bool>& done) { retained = done.has_value(); });
    store->append(a_webhook(5), [&](const Result<Sequence>& done) { after = done.has_value(); });
    ASSERT_TRUE(store.loop.run_until([&] { return after.has_value(); }));
    EXPECT_EQ(before, true);
    EXPECT_EQ(retained, false);
    EXPECT_EQ(after, true);
}

}  // namespace
}  // namespace tocsin
