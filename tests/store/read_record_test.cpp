// read_record: the ledger of a store that a daemon may be using.
#include "store/read_record.hpp"

#include <gtest/gtest.h>

#include "tests/store/any.hpp"
#include "tests/store/opened_store.hpp"

namespace tocsin {
namespace {

TEST(ReadRecord, GivesWhatAStartWouldReadBesideTheDaemon) {
    const TestFolder folder;
    OpenedStore store(folder.store_path());
    Rng rng(6);
    Changes changes;
    Incident incident = any::incident(rng);
    incident.phase = Phase::open;
    changes.rules.push_back({incident.rule_version, incident.rule, "text"});
    changes.incidents.push_back(incident);
    ASSERT_TRUE(store.commit(changes).has_value());
    const auto ledger = read_record(folder.store_path());
    ASSERT_TRUE(ledger.has_value()) << ledger.error().message;
    EXPECT_EQ(ledger.value().incidents, store.load().value().incidents);
    EXPECT_EQ(ledger.value().incidents.at(incident.id), incident);
}

TEST(ReadRecord, RefusesAnotherVersionAndWhatIsNotThere) {
    const TestFolder folder;
    EXPECT_EQ(read_record(folder.store_path()).error().code, ErrorCode::unavailable);
    { OpenedStore store(folder.store_path()); }
    ASSERT_TRUE(Database::open(folder.store_path(), {}).value()->run("PRAGMA user_version = 2"));
    const auto older = read_record(folder.store_path());
    ASSERT_FALSE(older.has_value());
    EXPECT_NE(older.error().message.find("tocsin store migrate"), std::string::npos);
}

}  // namespace
}  // namespace tocsin
