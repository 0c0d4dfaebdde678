// resolve_path: one name for a store's file, and the cause where there is none.
#include "store/resolve_path.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <fstream>

#include "store/back_up.hpp"
#include "store/check_store.hpp"
#include "store/migrate_store.hpp"
#include "tests/store/opened_store.hpp"

namespace tocsin {
namespace {

namespace fs = std::filesystem;

using testing::HasSubstr;

std::string real_folder(const TestFolder& folder) {
    return fs::canonical(folder.path()).string();
}

Error why_not(const std::string& path) {
    const auto existing = resolve_existing(path);
    EXPECT_FALSE(existing.has_value()) << path;
    return existing ? Error{} : existing.error();
}

TEST(ResolvePath, GivesTheFileThatASymbolicLinkMeans) {
    const TestFolder folder;
    std::ofstream(folder.store_path()).close();
    fs::create_directory(folder.path() / "other");
    fs::create_symlink("../tocsin.db", folder.path() / "other" / "link.db");
    fs::create_directory_symlink(folder.path(), folder.path() / "way");
    const std::string real = real_folder(folder) + "/tocsin.db";
    for (const char* const way : {"tocsin.db", "other/link.db", "other/../tocsin.db",
                                  "way/tocsin.db", "way/way/other/link.db"}) {
        EXPECT_EQ(resolve_existing((folder.path() / way).string()).value(), real);
        EXPECT_EQ(resolve_to_be((folder.path() / way).string()).value(), real);
    }
}

TEST(ResolvePath, GivesTheNameInTheRealFolderOfAFileThatIsToBe) {
    const TestFolder folder;
    fs::create_directory_symlink(folder.path(), folder.path() / "way");
    EXPECT_EQ(resolve_to_be((folder.path() / "way/new.db").string()).value(),
              real_folder(folder) + "/new.db");
    EXPECT_EQ(why_not((folder.path() / "way/new.db").string()),
              unavailable("No such file or directory"));
}

// SQLite would take "file:x" for a URI, where its parameters may mean anything.
TEST(ResolvePath, GivesAPathToAFileWhoseNameLooksLikeAUri) {
    const TestFolder folder;
    const fs::path before = fs::current_path();
    fs::current_path(folder.path());
    EXPECT_EQ(resolve_to_be("file:x.db?mode=memory").value(),
              real_folder(folder) + "/file:x.db?mode=memory");
    std::ofstream("file:x.db").close();
    EXPECT_EQ(resolve_existing("file:x.db").value(), real_folder(folder) + "/file:x.db");
    fs::current_path(before);
}

TEST(ResolvePath, RefusesAFileOfTwoNames) {
    const TestFolder folder;
    std::ofstream(folder.store_path()).close();
    fs::create_hard_link(folder.store_path(), folder.path() / "second.db");
    for (const auto& refusal :
         {resolve_existing(folder.store_path()), resolve_to_be(folder.store_path())}) {
        ASSERT_FALSE(refusal.has_value());
        EXPECT_EQ(refusal.error().code, ErrorCode::refused);
        EXPECT_THAT(refusal.error().message, HasSubstr("2 names (hard links)"));
    }
}

TEST(ResolvePath, SaysWhatIsInTheWay) {
    const TestFolder folder;
    const auto in_folder = [&folder](const char* name) { return (folder.path() / name).string(); };
    ASSERT_EQ(mkfifo(in_folder("pipe").c_str(), 0600), 0);
    fs::create_symlink("nothing", in_folder("dangling"));
    fs::create_symlink("loop", in_folder("loop"));
    EXPECT_EQ(why_not(in_folder("pipe")), refused("it is no plain file"));
    EXPECT_EQ(why_not(folder.path().string()), refused("it is a folder"));
    EXPECT_EQ(why_not(""), refused("its path is empty"));
    EXPECT_EQ(why_not(std::string("a\0b", 3)), refused("its path has a zero byte in it"));
    EXPECT_EQ(why_not(in_folder("dangling")),
              unavailable("it is a symbolic link to nothing, which is not there"));
    EXPECT_EQ(resolve_to_be(in_folder("dangling")).error(), why_not(in_folder("dangling")));
    EXPECT_EQ(why_not(in_folder("loop")), unavailable("Too many levels of symbolic links"));
    EXPECT_EQ(resolve_to_be(in_folder("new/")).error(), refused("its path ends with a slash"));
    EXPECT_EQ(resolve_to_be("/nowhere/x.db").error(),
              unavailable("its folder /nowhere: No such file or directory"));
    EXPECT_EQ(why_not("/nowhere/x.db"), resolve_to_be("/nowhere/x.db").error());
}

// Every way to one store meets one lock.
TEST(ResolvePath, LetsNoSecondOwnerInByAnotherName) {
    const TestFolder folder;
    OpenedStore first(folder.store_path());
    ASSERT_TRUE(first.is_open());
    const std::string link = (folder.path() / "link.db").string();
    fs::create_symlink("tocsin.db", link);
    const OpenedStore second(link);
    ASSERT_FALSE(second.is_open());
    EXPECT_THAT(second.refusal().message, HasSubstr("in use by process"));
    Log log(LogLevel::error, LogFormat::logfmt, [](std::string_view) {});
    EXPECT_THAT(migrate_store(link, log).error().message, HasSubstr("in use by process"));
    EXPECT_FALSE(fs::exists(link + ".lock"));
    fs::create_hard_link(folder.store_path(), folder.path() / "hard.db");
    EXPECT_THAT(migrate_store((folder.path() / "hard.db").string(), log).error().message,
                HasSubstr("hard links"));
    EXPECT_TRUE(check_store(link).error().message.find("hard links") != std::string::npos);
}

TEST(ResolvePath, LetsAStoreBeMadeForItsOwnerAloneWhateverTheUmask) {
    for (const mode_t mask : {0000U, 0022U, 0277U}) {
        const TestFolder folder;
        const mode_t before = umask(mask);
        const bool is_open = OpenedStore(folder.store_path()).is_open();
        const bool is_copied =
            back_up(folder.store_path(), folder.store_path() + ".copy").has_value();
        umask(before);
        EXPECT_TRUE(is_open && is_copied) << mask;
        for (const char* const suffix : {"", ".copy"})
            EXPECT_EQ(fs::status(folder.store_path() + suffix).permissions(),
                      fs::perms::owner_read | fs::perms::owner_write)
                << mask << suffix;
    }
}

}  // namespace
}  // namespace tocsin
