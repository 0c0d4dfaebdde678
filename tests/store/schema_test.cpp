// schema: a store of this version is made once, and no other file is touched.
#include "store/schema.hpp"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <fstream>
#include <sstream>

#include "tests/store/opened_store.hpp"
#include "tests/store/version_1.hpp"

namespace tocsin {
namespace {

std::string bytes_of(const std::string& path) {
    std::ostringstream bytes;
    bytes << std::ifstream(path, std::ios::binary).rdbuf();
    return bytes.str();
}

void run_sql(const std::string& path, const char* sql) {
    if (!std::filesystem::exists(path)) std::ofstream(path).close();
    const auto database = Database::open(path, {}).value();
    const Result<void> done = database->run(sql);
    ASSERT_TRUE(done.has_value()) << done.error().message;
}

TEST(Schema, MarksAStoreAsItsOwn) {
    const TestFolder folder;
    { const OpenedStore store(folder.store_path()); }
    EXPECT_EQ(ask_sql(folder.store_path(), "PRAGMA application_id"), store_application_id);
    EXPECT_EQ(ask_sql(folder.store_path(), "PRAGMA user_version"), store_version);
}

TEST(Schema, HasStrictTablesOnly) {
    const TestFolder folder;
    { const OpenedStore store(folder.store_path()); }
    EXPECT_EQ(ask_sql(folder.store_path(),
                      "SELECT count(*) FROM pragma_table_list WHERE schema = 'main' AND strict = 0 "
                      "AND name NOT LIKE 'sqlite_%'"),
              0);
}

TEST(Schema, IsReadableByItsOwnerAlone) {
    const TestFolder folder;
    OpenedStore store(folder.store_path());
    ASSERT_TRUE(store.append(a_webhook(1)).has_value());
    for (const char* const suffix : {"", "-wal", "-shm", ".lock"}) {
        struct stat status {};
        const std::string path = folder.store_path() + suffix;
        ASSERT_EQ(stat(path.c_str(), &status), 0) << path;
        EXPECT_EQ(status.st_mode & 0777U, 0600U) << path;
    }
}

TEST(Schema, TellsThatAMigrationGetsOn) {
    const TestFolder folder;
    run_sql(folder.store_path(), version_1_tables);
    run_sql(folder.store_path(), version_1_rows);
    run_sql(folder.store_path(),
            "WITH RECURSIVE n(i) AS (SELECT 2 UNION ALL SELECT i + 1 FROM n WHERE i < 50000) "
            "INSERT INTO entries (sequence, received_at, finding) SELECT i + 1000, i, 'x' FROM n");
    int words = 0;
    Log log(LogLevel::error, LogFormat::logfmt, [](std::string_view) {});
    {
        const auto database = Database::open(folder.store_path(), {}).value();
        ASSERT_TRUE(bring_up_to_date(*database, log, [&words] { ++words; }));
        EXPECT_GT(words, 2);
        words = 0;
        ASSERT_TRUE(
            database->integer("SELECT sum(a.sequence) FROM entries a, entries b "
                              "WHERE b.sequence < 1100"));
    }
    EXPECT_EQ(words, 0) << "the handler outlived the migration";
    const TestFolder fresh;
    std::ofstream(fresh.store_path()).close();
    const auto database = Database::open(fresh.store_path(), {}).value();
    ASSERT_TRUE(bring_up_to_date(*database, log, [&words] { ++words; }));
    EXPECT_EQ(words, 0) << "making tables is no migration";
}

TEST(Schema, RefusesAStoreOfANewerTocsin) {
    const TestFolder folder;
    { const OpenedStore store(folder.store_path()); }
    run_sql(folder.store_path(), "PRAGMA user_version = 5");
    const OpenedStore newer(folder.store_path());
    ASSERT_FALSE(newer.is_open());
    EXPECT_EQ(newer.refusal().code, ErrorCode::refused);
    EXPECT_NE(newer.refusal().message.find("the store has version 5, and this tocsin knows up to "
                                           "4; it was written by a newer one"),
              std::string::npos)
        << newer.refusal().message;
    EXPECT_EQ(ask_sql(folder.store_path(), "PRAGMA user_version"), 5);
}

TEST(Schema, RefusesAVersionThatNoTocsinWrote) {
    for (const char* const sql : {"PRAGMA user_version = -1", "PRAGMA user_version = 0"}) {
        const TestFolder folder;
        { const OpenedStore store(folder.store_path()); }
        run_sql(folder.store_path(), sql);
        const OpenedStore odd(folder.store_path());
        ASSERT_FALSE(odd.is_open()) << sql;
        EXPECT_EQ(odd.refusal().code, ErrorCode::refused) << sql;
        EXPECT_NE(odd.refusal().message.find("which no tocsin wrote"), std::string::npos)
            << odd.refusal().message;
    }
}

TEST(Schema, SaysOfTablesThatAreNotOfTheirVersionThatTheyAreNot) {
    const TestFolder folder;
    { const OpenedStore store(folder.store_path()); }
    run_sql(folder.store_path(), "PRAGMA user_version = 2");
    const OpenedStore odd(folder.store_path());
    ASSERT_FALSE(odd.is_open());
    EXPECT_EQ(odd.refusal().code, ErrorCode::malformed);
}

TEST(Schema, TakesOverAllThatAStoreOfVersionOneHolds) {
    const TestFolder folder;
    run_sql(folder.store_path(), version_1_tables);
    run_sql(folder.store_path(), version_1_rows);
    OpenedStore store(folder.store_path());
    ASSERT_TRUE(store.is_open()) << store.refusal().message;
    const Ledger ledger = store.load().value();
    const AlertId alert{1, 2};
    ASSERT_TRUE(ledger.alerts.contains(alert));
    EXPECT_EQ(ledger.alerts.at(alert).state, AlertState::firing);
    EXPECT_EQ(ledger.alerts.at(alert).group, 0U);
    EXPECT_EQ(ledger.alerts.at(alert).missing_since, std::nullopt);
    const Incident& incident = ledger.incidents.at(IncidentId("I1"));
    EXPECT_EQ(incident.desired.name, "Trouble");
    EXPECT_EQ(incident.held_by, std::set<HeldBy>{HeldBy::limit});
    EXPECT_EQ(incident.dues.close, from_micros(99'000));
    EXPECT_EQ(incident.proposal, std::nullopt);
    EXPECT_FALSE(incident.is_waived || incident.is_timed_out || incident.is_ended_by_hand ||
                 incident.is_flapping);
    EXPECT_TRUE(ledger.members.at(incident.id).contains(alert));
    EXPECT_TRUE(ledger.rules.contains(RuleVersion("V1")));
    EXPECT_EQ(ledger.cursor, Sequence{1});
    EXPECT_EQ(ledger.alive_at, from_micros(1'800));
    const std::vector<Entry> entries = store.read({}).value();
    ASSERT_EQ(entries.size(), 2U);
    EXPECT_EQ(std::get<Webhook>(entries[0].what).envelope.body, "{}");
    EXPECT_EQ(std::get<Finding>(entries[1].what).incident, incident.id);
    EXPECT_TRUE(store.append(a_webhook(3)).has_value());
    EXPECT_EQ(ask_sql(folder.store_path(), "PRAGMA user_version"), store_version);
}

TEST(Schema, RefusesADatabaseOfAnotherProgram) {
    const TestFolder folder;
    run_sql(folder.store_path(), "CREATE TABLE theirs (a INTEGER); INSERT INTO theirs VALUES (7)");
    const OpenedStore store(folder.store_path());
    ASSERT_FALSE(store.is_open());
    EXPECT_EQ(store.refusal().code, ErrorCode::refused);
    EXPECT_NE(store.refusal().message.find("another program"), std::string::npos);
    EXPECT_EQ(ask_sql(folder.store_path(), "SELECT a FROM theirs"), 7);
    EXPECT_EQ(ask_sql(folder.store_path(), "SELECT count(*) FROM sqlite_schema"), 1);
}

TEST(Schema, RefusesAFileThatIsNoDatabaseAndLeavesItAsItIs) {
    const TestFolder folder;
    const std::string diary = "Dear diary, " + std::string(5000, '.');
    std::ofstream(folder.store_path()) << diary;
    const OpenedStore store(folder.store_path());
    ASSERT_FALSE(store.is_open());
    EXPECT_EQ(store.refusal().code, ErrorCode::refused);
    EXPECT_NE(store.refusal().message.find("file is not a database"), std::string::npos)
        << store.refusal().message;
    EXPECT_EQ(bytes_of(folder.store_path()), diary);
}

TEST(Schema, TakesAnEmptyFileAsANewStore) {
    const TestFolder folder;
    std::ofstream(folder.store_path()).close();
    OpenedStore store(folder.store_path());
    ASSERT_TRUE(store.is_open());
    EXPECT_TRUE(store.append(a_webhook(1)).has_value());
}

TEST(Schema, SaysWhyAStoreCannotBeMade) {
    const OpenedStore store("/nowhere/at/all/tocsin.db");
    ASSERT_FALSE(store.is_open());
    EXPECT_EQ(store.refusal().code, ErrorCode::unavailable);
    EXPECT_NE(store.refusal().message.find("No such file or directory"), std::string::npos);
}

}  // namespace
}  // namespace tocsin
