// migrate_store: an older store becomes one of today with all that it held, or stays what it was.
#include "store/migrate_store.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <fstream>

#include "store/check_store.hpp"
#include "store/export_rows.hpp"
#include "store/schema.hpp"
#include "tests/store/faulty_vfs.hpp"
#include "tests/store/opened_store.hpp"
#include "tests/store/version_1.hpp"

namespace tocsin {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;

// Some hundred webhooks beside the rows of the oldest version, so that it takes more than a page.
constexpr const char* many_rows = R"(
WITH RECURSIVE n(i) AS (SELECT 3 UNION ALL SELECT i + 1 FROM n WHERE i < 300)
INSERT INTO entries (sequence, received_at, webhook_id, source, content_type, target, body)
    SELECT i, i * 1000, 'W' || i, 'am', 'application/json', '/webhooks/am', zeroblob(i) FROM n;
)";

void make_version_1(const std::string& path) {
    std::ofstream(path).close();
    const auto database = Database::open(path, {}).value();
    for (const char* const sql :
         {"PRAGMA journal_mode = WAL", version_1_tables, version_1_rows, many_rows}) {
        const Result<void> done = database->run(sql);
        ASSERT_TRUE(done.has_value()) << done.error().message;
    }
}

std::vector<std::string> all_lines(const std::string& path) {
    std::vector<std::string> lines;
    for (const std::string_view kind : export_kinds()) {
        const auto take = [&lines](std::string_view line) {
            lines.emplace_back(line);
            return true;
        };
        EXPECT_TRUE(export_rows(path, kind, take).has_value());
    }
    return lines;
}

class Migration : public testing::Test {
protected:
    Migration() { make_version_1(path_); }

    Result<Migrated> migrate() {
        Log log(LogLevel::error, LogFormat::logfmt, [](std::string_view) {});
        return migrate_store(path_, log);
    }

    TestFolder folder_;
    std::string path_ = folder_.store_path();
};

TEST_F(Migration, SaysFromWhereToWhere) {
    const Migrated first = migrate().value();
    EXPECT_EQ(first.from, 1);
    EXPECT_EQ(first.to, store_version);
    const Migrated second = migrate().value();
    EXPECT_EQ(second.from, store_version);
    EXPECT_THAT(check_store(path_).value().problems, IsEmpty());
    EXPECT_EQ(all_lines(path_).size(), 303U);
}

TEST_F(Migration, LeavesTheStoreInItsFileAlone) {
    ASSERT_TRUE(migrate().has_value());
    EXPECT_EQ(std::filesystem::file_size(path_ + "-wal"), 0U);
}

TEST_F(Migration, IsRefusedBesideADaemonAndByAnOlderTocsin) {
    {
        OpenedStore store(path_);
        ASSERT_TRUE(store.is_open());
        const auto beside = migrate();
        ASSERT_FALSE(beside.has_value());
        EXPECT_EQ(beside.error().code, ErrorCode::unavailable);
        EXPECT_THAT(beside.error().message, HasSubstr("in use by process"));
    }
    {
        const auto database = Database::open(path_, {}).value();
        ASSERT_TRUE(database->run("PRAGMA user_version = 999").has_value());
    }
    const auto newer = migrate();
    ASSERT_FALSE(newer.has_value());
    EXPECT_EQ(newer.error().code, ErrorCode::refused);
    EXPECT_THAT(newer.error().message, HasSubstr("version 999 and was written by a newer tocsin"));
}

TEST_F(Migration, MakesNoStoreWhereNoneIs) {
    std::filesystem::remove(path_);
    EXPECT_EQ(migrate().error().code, ErrorCode::unavailable);
    EXPECT_FALSE(std::filesystem::exists(path_));
    std::ofstream(path_).close();
    EXPECT_EQ(migrate().error().code, ErrorCode::refused);
    EXPECT_FALSE(std::filesystem::exists(path_ + ".lock"));
}

// In a process of its own, which dies in the middle of its nth write; whether it did.
bool dies_while_it_migrates(const std::string& path, std::size_t nth) {
    const pid_t child = fork();
    if (child == 0) {
        FaultyVfs disk;
        disk.pretend_syncs();
        disk.die_at_write(nth);
        { const OpenedStore store(path, disk.name()); }
        _exit(0);
    }
    int status = 0;
    EXPECT_EQ(waitpid(child, &status, 0), child);
    EXPECT_TRUE(WIFEXITED(status));
    return WEXITSTATUS(status) == FaultyVfs::exit_of_the_dead;
}

TEST_F(Migration, IsWholeOrNotAtAllWhereverItsProcessDies) {
    ASSERT_TRUE(migrate().has_value());
    const std::vector<std::string> expected = all_lines(path_);
    std::set<std::int64_t> versions;
    std::size_t deaths = 0;
    for (std::size_t nth = 1;; ++nth) {
        const TestFolder folder;
        make_version_1(folder.store_path());
        if (!dies_while_it_migrates(folder.store_path(), nth)) break;
        ++deaths;
        SCOPED_TRACE(nth);
        ASSERT_LT(deaths, 1'000U);
        const StoreCheck left = check_store(folder.store_path()).value();
        EXPECT_THAT(left.problems, IsEmpty());
        versions.insert(left.version);
        FaultyVfs disk;
        disk.pretend_syncs();
        { const OpenedStore store(folder.store_path(), disk.name()); }
        EXPECT_EQ(all_lines(folder.store_path()), expected);
    }
    EXPECT_EQ(versions, (std::set<std::int64_t>{1, 2, 3, 4})) << "of " << deaths << " deaths";
}

}  // namespace
}  // namespace tocsin
