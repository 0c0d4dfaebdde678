// back_up: a whole copy while the store is used, under its name only when it is whole.
#include "store/back_up.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <fstream>
#include <thread>

#include "store/check_store.hpp"
#include "tests/store/opened_store.hpp"

namespace tocsin {
namespace {

using testing::HasSubstr;

std::string copy_in(const TestFolder& folder) {
    return (folder.path() / "copy.db").string();
}

TEST(BackUp, HoldsWhatWasAnsweredBeforeItBegan) {
    const TestFolder folder;
    OpenedStore store(folder.store_path());
    for (std::size_t i = 1; i <= 50; ++i) ASSERT_TRUE(store.append(a_webhook(i)).has_value());
    EXPECT_GT(back_up(folder.store_path(), copy_in(folder)).value(), 50 * 100U);
    OpenedStore copy(copy_in(folder));
    ASSERT_TRUE(copy.is_open());
    EXPECT_EQ(copy.read({}).value(), store.read({}).value());
    EXPECT_EQ(copy.append(a_webhook(51)).value(), Sequence{51});
}

// One state, whenever it is taken: the numbers have no hole, and the store goes on answering.
TEST(BackUp, IsSoundWhileTheStoreIsWrittenTo) {
    const TestFolder folder;
    OpenedStore store(folder.store_path());
    ASSERT_TRUE(store.append(a_webhook(1)).has_value());
    std::atomic<int> copies{0};
    std::thread operator_at_work([&] {
        for (int i = 0; i < 5; ++i) {
            const std::string to = copy_in(folder) + std::to_string(i);
            EXPECT_TRUE(back_up(folder.store_path(), to).has_value());
            EXPECT_TRUE(check_store(to).value().problems.empty());
            EXPECT_EQ(ask_sql(to, "SELECT count(*) = max(sequence) FROM entries"), 1);
            ++copies;
        }
    });
    std::size_t stored = 1;
    while (copies < 5 && stored < 100'000)
        EXPECT_TRUE(store.append(a_webhook(++stored, 2'000)).has_value());
    operator_at_work.join();
    EXPECT_TRUE(store.failures.empty());
    EXPECT_EQ(store.read({}).value().size(), stored);
}

TEST(BackUp, IsReadableByItsOwnerAloneAndNeedsNoOtherFile) {
    const TestFolder folder;
    OpenedStore store(folder.store_path());
    ASSERT_TRUE(back_up(folder.store_path(), copy_in(folder)).has_value());
    struct stat status {};
    ASSERT_EQ(stat(copy_in(folder).c_str(), &status), 0);
    EXPECT_EQ(status.st_mode & 0777U, 0600U);
    EXPECT_FALSE(std::filesystem::exists(copy_in(folder) + "-wal"));
    EXPECT_FALSE(std::filesystem::exists(copy_in(folder) + ".part"));
}

TEST(BackUp, WritesOverNothing) {
    const TestFolder folder;
    OpenedStore store(folder.store_path());
    std::ofstream(copy_in(folder)) << "older";
    const auto refused = back_up(folder.store_path(), copy_in(folder));
    ASSERT_FALSE(refused.has_value());
    EXPECT_EQ(refused.error().code, ErrorCode::refused);
    EXPECT_EQ(std::filesystem::file_size(copy_in(folder)), 5U);
}

// Another one is being made there.
TEST(BackUp, LeavesTheUnfinishedCopyOfAnotherAlone) {
    const TestFolder folder;
    OpenedStore store(folder.store_path());
    std::ofstream(copy_in(folder) + ".part") << "half";
    const auto refused = back_up(folder.store_path(), copy_in(folder));
    ASSERT_FALSE(refused.has_value());
    EXPECT_EQ(refused.error().code, ErrorCode::refused);
    EXPECT_EQ(std::filesystem::file_size(copy_in(folder) + ".part"), 4U);
    EXPECT_FALSE(std::filesystem::exists(copy_in(folder)));
}

TEST(BackUp, OfADamagedStoreLeavesNoCopy) {
    const TestFolder folder;
    {
        OpenedStore store(folder.store_path());
        for (std::size_t i = 1; i <= 50; ++i)
            ASSERT_TRUE(store.append(a_webhook(i, 3'000)).has_value());
    }
    std::fstream file(folder.store_path(), std::ios::in | std::ios::out | std::ios::binary);
    file.seekp(-20 * 4096, std::ios::end);
    file << std::string(10 * 4096, 'x');
    file.close();
    EXPECT_FALSE(back_up(folder.store_path(), copy_in(folder)).has_value());
    EXPECT_FALSE(std::filesystem::exists(copy_in(folder)));
    EXPECT_FALSE(std::filesystem::exists(copy_in(folder) + ".part"));
}

TEST(BackUp, SaysWhyItCannotBeMade) {
    const TestFolder folder;
    OpenedStore store(folder.store_path());
    const auto nowhere = back_up(folder.store_path(), "/nowhere/at/all/copy.db");
    ASSERT_FALSE(nowhere.has_value());
    EXPECT_EQ(nowhere.error().code, ErrorCode::unavailable);
    EXPECT_THAT(nowhere.error().message, HasSubstr("No such file or directory"));
    EXPECT_THAT(back_up(folder.store_path(), "").error().message, HasSubstr("path is empty"));
    EXPECT_EQ(back_up("/nowhere/tocsin.db", copy_in(folder)).error().code, ErrorCode::unavailable);
}

// What SQLite takes for a part of a database bears its name and one of these ends.
TEST(BackUp, RefusesANameThatBelongsToADatabase) {
    const TestFolder folder;
    OpenedStore store(folder.store_path());
    for (const char* const suffix : {"-journal", "-wal", "-shm", ".lock"}) {
        std::filesystem::remove(folder.store_path() + "-journal");
        const auto taken = back_up(folder.store_path(), folder.store_path() + suffix);
        ASSERT_FALSE(taken.has_value()) << suffix;
        EXPECT_EQ(taken.error().code, ErrorCode::refused) << suffix;
    }
    std::ofstream(copy_in(folder) + "-wal") << "of another";
    EXPECT_THAT(back_up(folder.store_path(), copy_in(folder)).error().message,
                HasSubstr("copy.db-wal is there"));
    EXPECT_TRUE(store.append(a_webhook(1)).has_value());
}

TEST(BackUp, TakesNoNameForAUri) {
    const TestFolder folder;
    OpenedStore store(folder.store_path());
    const auto before = std::filesystem::current_path();
    std::filesystem::current_path(folder.path());
    const auto size = back_up(folder.store_path(), "file:copy.db?mode=memory");
    const auto found = check_store("file:copy.db?mode=memory");
    std::filesystem::current_path(before);
    ASSERT_TRUE(size.has_value()) << size.error().message;
    EXPECT_EQ(std::filesystem::file_size(folder.path() / "file:copy.db?mode=memory"), size.value());
    EXPECT_THAT(found.value().problems, testing::IsEmpty());
    EXPECT_FALSE(std::filesystem::exists(copy_in(folder)));
}

// The copy is what does not fit, and nothing of it stays.
TEST(BackUp, BlamesTheCopyForADiskThatIsFull) {
    const TestFolder folder;
    OpenedStore store(folder.store_path());
    for (std::size_t i = 1; i <= 200; ++i)
        ASSERT_TRUE(store.append(a_webhook(i, 3'000)).has_value());
    const pid_t child = fork();
    if (child == 0) {
        signal(SIGXFSZ, SIG_IGN);
        const rlimit few_bytes{100'000, 100'000};
        setrlimit(RLIMIT_FSIZE, &few_bytes);
        const auto failed = back_up(folder.store_path(), copy_in(folder));
        const bool is_right = !failed && failed.error().code == ErrorCode::unavailable &&
                              failed.error().message.find("cannot write ") == 0 &&
                              failed.error().message.find("copy.db.part") != std::string::npos;
        if (!is_right) fputs(failed ? "made" : failed.error().message.c_str(), stderr);
        _exit(is_right ? 0 : 1);
    }
    int status = 0;
    ASSERT_EQ(waitpid(child, &status, 0), child);
    EXPECT_EQ(status, 0);
    for (const char* const suffix : {"", ".part", ".part-journal"})
        EXPECT_FALSE(std::filesystem::exists(copy_in(folder) + suffix)) << suffix;
}

}  // namespace
}  // namespace tocsin
