// check_store: finds damage and rows without a meaning, beside the daemon too, and changes nothing.
#include "store/check_store.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <fstream>
#include <sstream>

#include "store/schema.hpp"
#include "tests/store/any.hpp"
#include "tests/store/opened_store.hpp"
#include "tests/store/version_1.hpp"

namespace tocsin {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

// An open incident with an alert and the text of its rule.
Changes an_incident() {
    Rng rng(6);
    Changes changes;
    changes.alerts.push_back(any::alert(rng));
    Incident incident = any::incident(rng);
    incident.id = IncidentId("I1");
    incident.phase = Phase::open;
    changes.rules.push_back({incident.rule_version, incident.rule, "text"});
    changes.members.push_back({incident.id, changes.alerts[0].id, incident.rule});
    DeliveryRecord delivery;
    delivery.incident = incident.id;
    delivery.page = incident.page;
    delivery.statuspage_id = StatuspageId("s1");
    changes.deliveries.push_back(std::move(delivery));
    changes.timeline.push_back({incident.id, incident.updated_at, "dispatch", Reason::opened, ""});
    changes.incidents.push_back(std::move(incident));
    return changes;
}

void make_store(const TestFolder& folder) {
    OpenedStore store(folder.store_path());
    for (std::size_t i = 1; i <= 3; ++i) ASSERT_TRUE(store.append(a_webhook(i)).has_value());
    ASSERT_TRUE(store.commit(an_incident()).has_value());
}

void change(const TestFolder& folder, const char* sql) {
    const auto database = Database::open(folder.store_path(), {}).value();
    const auto done = database->run(sql);
    ASSERT_TRUE(done.has_value()) << done.error().message;
}

std::vector<std::string> problems_of(const TestFolder& folder) {
    return check_store(folder.store_path()).value().problems;
}

TEST(CheckStore, FindsNothingWrongInAStoreThatIsUsed) {
    const TestFolder folder;
    OpenedStore store(folder.store_path());
    for (std::size_t i = 1; i <= 3; ++i) ASSERT_TRUE(store.append(a_webhook(i)).has_value());
    ASSERT_TRUE(store.commit(an_incident()).has_value());
    const StoreCheck check = check_store(folder.store_path()).value();
    EXPECT_THAT(check.problems, IsEmpty());
    EXPECT_EQ(check.version, store_version);
    EXPECT_THAT(check.counts, Contains(std::pair<std::string_view, std::int64_t>("webhooks", 3)));
    EXPECT_THAT(check.counts,
                Contains(std::pair<std::string_view, std::int64_t>("open incidents", 1)));
    EXPECT_TRUE(store.append(a_webhook(4)).has_value());
}

TEST(CheckStore, FindsWhatAnotherHandDid) {
    struct Case {
        const char* sql;
        const char* found;
    };
    const Case cases[] = {
        {"DELETE FROM rules", "1 open incidents lack the text of their rule"},
        {"INSERT INTO alerts SELECT 99, id, source, fingerprint, state, starts_at, ends_at, "
         "changed_at, received_at, doubtful_until, placed_under, unroutable, labels, annotations, "
         "sender_group, missing_since FROM alerts",
         "1 alerts stand in it twice"},
        {"UPDATE members SET alert = zeroblob(16)", "that has another number"},
        {"UPDATE incidents SET detail = '{'", "not JSON"},
        {"UPDATE incidents SET detail = '{}'", "detail cannot be read"},
        {"UPDATE incidents SET phase = 'asleep'", "bad column"},
        {"UPDATE entries SET source = NULL WHERE sequence = 2", "webhook is not whole"},
        {"DELETE FROM progress", "rows of progress are missing"},
        {"DELETE FROM alerts", "1 members of open incidents name an alert that is not there"},
        {"DELETE FROM incidents", "1 deliveries belong to an incident that is not there"},
        {"DELETE FROM incidents", "1 rows of the timeline belong to an incident that is not there"},
        {"INSERT INTO incidents SELECT 'I2', key, page, rule, rule_version, kind, phase, standing, "
         "reason, severity, worst, created_at, updated_at, opened_at, resolved_at, group_labels, "
         "detail FROM incidents; INSERT INTO deliveries SELECT 'I2', page, statuspage_id, "
         "failures, "
         "failing_since, next_try_at, resent, gone, over, detail FROM deliveries",
         "2 incidents of a page are shown as one there"},
    };
    for (const Case& one : cases) {
        SCOPED_TRACE(one.sql);
        const TestFolder folder;
        make_store(folder);
        change(folder, one.sql);
        EXPECT_THAT(problems_of(folder), Contains(HasSubstr(one.found)));
    }
}

TEST(CheckStore, FindsDamage) {
    const TestFolder folder;
    make_store(folder);
    std::fstream file(folder.store_path(), std::ios::in | std::ios::out | std::ios::binary);
    file.seekp(-10 * 4096, std::ios::end);
    file << std::string(8 * 4096, 'x');
    file.close();
    EXPECT_THAT(problems_of(folder), Not(IsEmpty()));
    std::ofstream(folder.store_path()) << std::string(8'192, 'x');
    EXPECT_THAT(problems_of(folder), ElementsAre(HasSubstr("not a database")));
}

TEST(CheckStore, SaysTheVersionOfAnOlderStore) {
    const TestFolder folder;
    std::ofstream(folder.store_path()).close();
    change(folder, version_1_tables);
    const StoreCheck check = check_store(folder.store_path()).value();
    EXPECT_EQ(check.version, 1);
    EXPECT_FALSE(check.rows_checked);
    EXPECT_THAT(check.problems, IsEmpty());
}

TEST(CheckStore, RefusesWhatIsNoStoreAndWhatIsNotThere) {
    const TestFolder folder;
    std::ofstream(folder.store_path()).close();
    EXPECT_EQ(check_store(folder.store_path()).error().code, ErrorCode::refused);
    change(folder, "CREATE TABLE theirs (a INTEGER)");
    EXPECT_EQ(check_store(folder.store_path()).error().code, ErrorCode::refused);
    EXPECT_EQ(check_store("/nowhere/tocsin.db").error().code, ErrorCode::unavailable);
}

TEST(CheckStore, SaysOfATableThatIsNotThereThatTheStoreIsNotSound) {
    for (const char* const sql : {"DROP TABLE alerts", "DROP TABLE openings"}) {
        const TestFolder folder;
        make_store(folder);
        change(folder, sql);
        EXPECT_THAT(problems_of(folder), Contains(HasSubstr("no such table")));
    }
}

TEST(CheckStore, RefusesAVersionThatNoTocsinWrote) {
    const TestFolder folder;
    make_store(folder);
    change(folder, "PRAGMA user_version = -1");
    EXPECT_EQ(check_store(folder.store_path()).error().code, ErrorCode::refused);
}

// What check_store says to a user who is not its owner.
std::string refusal_to_another_user(const TestFolder& folder) {
    int said[2];
    EXPECT_EQ(pipe(said), 0);
    const pid_t child = fork();
    if (child == 0) {
        if (geteuid() == 0) (void)!setresuid(12'345, 12'345, 12'345);
        const auto none = check_store(folder.store_path());
        const std::string message = none ? "it was read" : none.error().message;
        (void)!write(said[1], message.data(), message.size());
        _exit(0);
    }
    close(said[1]);
    std::string message(1'000, ' ');
    message.resize(static_cast<std::size_t>(
        std::max<ssize_t>(read(said[0], message.data(), message.size()), 0)));
    close(said[0]);
    EXPECT_EQ(waitpid(child, nullptr, 0), child);
    return message;
}

// SQLite opens its log, and would make an index of it in the folder.
TEST(CheckStore, SaysWhatAStoreNeedsWhoseFolderItMayNotWriteTo) {
    using std::filesystem::perms;
    for (const bool has_log : {true, false}) {
        const TestFolder folder;
        make_store(folder);
        std::filesystem::remove(folder.store_path() + "-shm");
        if (!has_log) std::filesystem::remove(folder.store_path() + "-wal");
        std::filesystem::permissions(folder.store_path(), perms(0444));
        std::filesystem::permissions(folder.path(), perms(0555));
        EXPECT_THAT(refusal_to_another_user(folder),
                    HasSubstr("run this as the user of the daemon"))
            << has_log;
        std::filesystem::permissions(folder.path(), perms(0755));
    }
}

TEST(CheckStore, ChangesNothing) {
    const TestFolder folder;
    make_store(folder);
    const auto bytes = [&folder] {
        std::ostringstream all;
        all << std::ifstream(folder.store_path(), std::ios::binary).rdbuf();
        return all.str();
    };
    const std::string before = bytes();
    EXPECT_THAT(problems_of(folder), IsEmpty());
    EXPECT_TRUE(bytes() == before);
}

}  // namespace
}  // namespace tocsin
