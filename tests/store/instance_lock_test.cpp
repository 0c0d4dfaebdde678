// InstanceLock: one owner at a time, who is named, and none after its end.
#include "store/instance_lock.hpp"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <fstream>

#include "tests/store/opened_store.hpp"

namespace tocsin {
namespace {

TEST(InstanceLock, LetsNoSecondStoreOpenTheSameFile) {
    const TestFolder folder;
    OpenedStore first(folder.store_path());
    ASSERT_TRUE(first.is_open());
    {
        const OpenedStore second(folder.store_path());
        ASSERT_FALSE(second.is_open());
        EXPECT_EQ(second.refusal().code, ErrorCode::unavailable);
        EXPECT_NE(second.refusal().message.find("in use by process " + std::to_string(getpid())),
                  std::string::npos)
            << second.refusal().message;
    }
    EXPECT_TRUE(first.append(a_webhook(1)).has_value());
}

TEST(InstanceLock, IsFreeAfterTheStoreIsGone) {
    const TestFolder folder;
    { const OpenedStore first(folder.store_path()); }
    const OpenedStore second(folder.store_path());
    EXPECT_TRUE(second.is_open());
}

TEST(InstanceLock, IsHeldUntilItsLastObjectGoes) {
    const TestFolder folder;
    {
        Result<InstanceLock> taken = InstanceLock::take(folder.store_path());
        ASSERT_TRUE(taken.has_value());
        InstanceLock moved = std::move(taken).value();
        EXPECT_FALSE(InstanceLock::take(folder.store_path()).has_value());
    }
    EXPECT_TRUE(InstanceLock::take(folder.store_path()).has_value());
}

// The child that waits holds it; the kernel frees it when the child is killed.
TEST(InstanceLock, IsFreeAfterItsOwnerWasKilled) {
    const TestFolder folder;
    int ready[2];
    ASSERT_EQ(pipe(ready), 0);
    const pid_t child = fork();
    if (child == 0) {
        const Result<InstanceLock> taken = InstanceLock::take(folder.store_path());
        (void)!write(ready[1], taken ? "y" : "n", 1);
        for (;;) pause();
    }
    char said = 0;
    ASSERT_EQ(read(ready[0], &said, 1), 1);
    EXPECT_EQ(said, 'y');
    const Result<InstanceLock> refused = InstanceLock::take(folder.store_path());
    ASSERT_FALSE(refused.has_value());
    EXPECT_NE(refused.error().message.find("process " + std::to_string(child)), std::string::npos);
    kill(child, SIGKILL);
    waitpid(child, nullptr, 0);
    EXPECT_TRUE(InstanceLock::take(folder.store_path()).has_value());
    close(ready[0]);
    close(ready[1]);
}

// A migration by root must not lock the daemon's user out.
TEST(InstanceLock, OfRootBelongsToTheOwnerOfTheStore) {
    if (geteuid() != 0) GTEST_SKIP() << "only root can give a file away";
    const TestFolder folder;
    std::ofstream(folder.store_path()).close();
    ASSERT_EQ(chown(folder.store_path().c_str(), 12'345, 54'321), 0);
    ASSERT_TRUE(InstanceLock::take(folder.store_path()).has_value());
    struct stat status {};
    ASSERT_EQ(stat((folder.store_path() + ".lock").c_str(), &status), 0);
    EXPECT_EQ(status.st_uid, 12'345U);
    EXPECT_EQ(status.st_gid, 54'321U);
}

// It is written to: a name of another file there would let root spoil that one.
TEST(InstanceLock, IsNoOtherFile) {
    const TestFolder folder;
    const std::string other = (folder.path() / "other").string();
    std::ofstream(other) << "precious";
    std::filesystem::create_hard_link(other, folder.store_path() + ".lock");
    EXPECT_FALSE(InstanceLock::take(folder.store_path()).has_value());
    EXPECT_EQ(std::filesystem::file_size(other), 8U);
}

}  // namespace
}  // namespace tocsin
