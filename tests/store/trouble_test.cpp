// trouble: a full disk passes, a failed sync does not.
#include "store/trouble.hpp"

#include <gtest/gtest.h>
#include <sqlite3.h>

namespace tocsin {
namespace {

TEST(Trouble, EndsTheProcessAfterASyncThatFailedOrAFileThatIsSpoilt) {
    for (const int code :
         {SQLITE_IOERR_FSYNC, SQLITE_IOERR_DIR_FSYNC, SQLITE_IOERR_READ, SQLITE_IOERR_SHORT_READ,
          SQLITE_CORRUPT, SQLITE_NOTADB, SQLITE_CORRUPT_INDEX}) {
        EXPECT_TRUE(is_beyond_repair(code)) << code;
    }
}

TEST(Trouble, GoesOnAfterWhatPasses) {
    for (const int code : {SQLITE_OK, SQLITE_FULL, SQLITE_BUSY, SQLITE_BUSY_SNAPSHOT, SQLITE_NOMEM,
                           SQLITE_IOERR_NOMEM, SQLITE_IOERR_WRITE, SQLITE_CONSTRAINT_UNIQUE}) {
        EXPECT_FALSE(is_beyond_repair(code)) << code;
    }
}

TEST(Trouble, HasAWordForEachKind) {
    EXPECT_EQ(trouble_kind(SQLITE_FULL), "full");
    EXPECT_EQ(trouble_kind(SQLITE_IOERR_FSYNC), "io");
    EXPECT_EQ(trouble_kind(SQLITE_IOERR_NOMEM), "memory");
    EXPECT_EQ(trouble_kind(SQLITE_BUSY_TIMEOUT), "busy");
    EXPECT_EQ(trouble_kind(SQLITE_CORRUPT_VTAB), "corrupt");
    EXPECT_EQ(trouble_kind(SQLITE_CONSTRAINT), "other");
}

TEST(Trouble, TellsAFileThatIsNoGoodFromADiskThatFails) {
    for (const int code : {SQLITE_CORRUPT, SQLITE_NOTADB, SQLITE_ERROR, SQLITE_CONSTRAINT_CHECK})
        EXPECT_TRUE(is_of_the_file(code) && !is_about_writing(code)) << code;
    for (const int code : {SQLITE_FULL, SQLITE_IOERR_WRITE, SQLITE_IOERR_FSYNC})
        EXPECT_TRUE(!is_of_the_file(code) && is_about_writing(code)) << code;
    for (const int code : {SQLITE_BUSY, SQLITE_IOERR_READ, SQLITE_CANTOPEN, SQLITE_READONLY})
        EXPECT_FALSE(is_of_the_file(code) || is_about_writing(code)) << code;
}

}  // namespace
}  // namespace tocsin
