// sqlite: what goes in comes out, byte for byte, and failures say what they were.
#include "store/sqlite.hpp"

#include <gtest/gtest.h>
#include <sqlite3.h>

#include <fstream>

#include "store/columns.hpp"
#include "tests/store/any.hpp"
#include "tests/store/opened_store.hpp"

namespace tocsin {
namespace {

class SqliteTest : public testing::Test {
protected:
    SqliteTest() {
        std::ofstream(folder_.store_path()).close();
        database_ = Database::open(folder_.store_path(), {}).value();
        EXPECT_TRUE(database_->run("PRAGMA synchronous = OFF").has_value());
    }

    TestFolder folder_;
    std::unique_ptr<Database> database_;
};

TEST_F(SqliteTest, KeepsEveryValueOfTheDomain) {
    ASSERT_TRUE(database_
                    ->run("CREATE TABLE t (id BLOB, time INTEGER, number REAL, text TEXT, labels "
                          "BLOB, word TEXT, count INTEGER, truth INTEGER, maybe TEXT) STRICT")
                    .has_value());
    Statement insert = database_->prepare("INSERT INTO t VALUES (?,?,?,?,?,?,?,?,?)").value();
    Statement select = database_->prepare("SELECT * FROM t").value();
    Rng rng(5);
    for (int round = 0; round < 500; ++round) {
        ASSERT_TRUE(database_->run("DELETE FROM t").has_value());
        const AlertId id{rng.next(), rng.next()};
        const WallTime time = any::time(rng);
        const double number = rng.uniform() * 1e6;
        const std::string text = any::text(rng);
        const Labels labels = any::labels(rng);
        const auto reason = static_cast<Reason>(rng.below(50));
        const std::uint64_t count = rng.next();
        const bool truth = rng.below(2) == 0;
        const auto maybe = rng.below(2) == 0 ? std::optional(RuleName(text)) : std::nullopt;
        ASSERT_TRUE(
            run(insert, id, time, number, text, labels, reason, count, truth, maybe).has_value());
        int rows = 0;
        const auto take = [&](const Statement& row) -> Result<bool> {
            ++rows;
            AlertId id2;
            WallTime time2;
            double number2 = 0;
            std::string text2;
            Labels labels2;
            Reason reason2{};
            std::uint64_t count2 = 0;
            bool truth2 = false;
            std::optional<RuleName> maybe2;
            TRYV(read_row(row, id2, time2, number2, text2, labels2, reason2, count2, truth2,
                          maybe2));
            EXPECT_EQ(id2, id);
            EXPECT_EQ(time2, time);
            EXPECT_EQ(number2, number);
            EXPECT_EQ(text2, text);
            EXPECT_TRUE(labels2 == labels);
            EXPECT_EQ(reason2, reason);
            EXPECT_EQ(count2, count);
            EXPECT_EQ(truth2, truth);
            EXPECT_EQ(maybe2, maybe);
            return true;
        };
        ASSERT_TRUE(for_each_row(select, take).has_value());
        EXPECT_EQ(rows, 1);
    }
}

TEST_F(SqliteTest, ShowsAnAlertsIdAsPeopleWriteIt) {
    Statement select = database_->prepare("SELECT lower(hex(?))").value();
    const AlertId id{0x0123456789abcdef, 0xfedcba9876543210};
    std::string shown;
    ASSERT_TRUE(for_each_row(
                    select,
                    [&shown](const Statement& row) -> Result<bool> {
                        shown = row.text(0);
                        return true;
                    },
                    id)
                    .has_value());
    EXPECT_EQ(shown, to_text(id));
}

template <class T>
bool reads_as(Database& database, const char* expression) {
    Statement select = database.prepare(std::string("SELECT ") + expression).value();
    T value{};
    return for_each_row(select,
                        [&value](const Statement& row) -> Result<bool> {
                            TRYV(read_row(row, value));
                            return true;
                        })
        .has_value();
}

TEST_F(SqliteTest, TakesNoColumnForWhatItIsNot) {
    EXPECT_FALSE(reads_as<std::string>(*database_, "NULL"));
    EXPECT_FALSE(reads_as<WallTime>(*database_, "NULL"));
    EXPECT_FALSE(reads_as<Phase>(*database_, "'ajar'"));
    EXPECT_FALSE(reads_as<AlertId>(*database_, "x'00'"));
    EXPECT_FALSE(reads_as<Labels>(*database_, "x'0102'"));
    EXPECT_FALSE(reads_as<Labels>(*database_, "NULL"));
    EXPECT_FALSE(reads_as<bool>(*database_, "2"));
    EXPECT_FALSE(reads_as<std::uint32_t>(*database_, "4294967296"));
    EXPECT_FALSE(reads_as<std::uint32_t>(*database_, "-1"));
    EXPECT_TRUE(reads_as<std::uint32_t>(*database_, "4294967295"));
    EXPECT_TRUE(reads_as<Phase>(*database_, "'open'"));
    EXPECT_TRUE(reads_as<std::optional<Phase>>(*database_, "NULL"));
}

TEST_F(SqliteTest, RemembersTheFirstFailureOnly) {
    EXPECT_EQ(database_->take_failure(), SQLITE_OK);
    const Result<void> failed = database_->run("SELECT * FROM nowhere");
    ASSERT_FALSE(failed.has_value());
    EXPECT_EQ(failed.error().code, ErrorCode::unavailable);
    EXPECT_NE(failed.error().message.find("no such table: nowhere"), std::string::npos);
    EXPECT_FALSE(database_->integer("SELECT 1 WHERE 0").has_value());
    EXPECT_EQ(database_->take_failure(), SQLITE_ERROR);
    EXPECT_EQ(database_->take_failure(), SQLITE_OK);
}

TEST_F(SqliteTest, RunsAStatementAgainAfterItFailed) {
    ASSERT_TRUE(database_->run("CREATE TABLE t (a INTEGER PRIMARY KEY) STRICT").has_value());
    Statement insert = database_->prepare("INSERT INTO t VALUES (?)", true).value();
    EXPECT_TRUE(run(insert, 1).has_value());
    EXPECT_FALSE(run(insert, 1).has_value());
    EXPECT_EQ(database_->take_failure(), SQLITE_CONSTRAINT_PRIMARYKEY);
    EXPECT_TRUE(run(insert, 2).has_value());
    EXPECT_EQ(database_->integer("SELECT count(*) FROM t").value(), 2);
}

TEST_F(SqliteTest, WritesNothingThroughAReadOnlyConnection) {
    ASSERT_TRUE(database_->run("CREATE TABLE t (a INTEGER)").has_value());
    const auto reader = Database::open(folder_.store_path(), {.read_only = true}).value();
    EXPECT_FALSE(reader->run("INSERT INTO t VALUES (1)").has_value());
    EXPECT_EQ(reader->take_failure() & 0xFF, SQLITE_READONLY);
}

TEST(Sqlite, MakesNoFileThatIsNotThere) {
    const TestFolder folder;
    EXPECT_FALSE(Database::open(folder.store_path(), {}).has_value());
    EXPECT_FALSE(std::filesystem::exists(folder.store_path()));
}

}  // namespace
}  // namespace tocsin
