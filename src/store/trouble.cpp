#include "store/trouble.hpp"

#include <sqlite3.h>

namespace tocsin {
namespace {

// The low byte of an extended code.
int primary(int code) {
    return code & 0xFF;
}

}  // namespace

std::string_view trouble_kind(int code) {
    switch (primary(code)) {
        case SQLITE_FULL:
            return "full";
        case SQLITE_IOERR:
            return code == SQLITE_IOERR_NOMEM ? "memory" : "io";
        case SQLITE_BUSY:
        case SQLITE_LOCKED:
            return "busy";
        case SQLITE_CORRUPT:
        case SQLITE_NOTADB:
            return "corrupt";
        case SQLITE_NOMEM:
            return "memory";
        default:
            return "other";
    }
}

bool is_about_writing(int code) {
    switch (code) {
        case SQLITE_IOERR_WRITE:
        case SQLITE_IOERR_FSYNC:
        case SQLITE_IOERR_DIR_FSYNC:
        case SQLITE_IOERR_TRUNCATE:
            return true;
        default:
            return primary(code) == SQLITE_FULL;
    }
}

bool is_of_the_file(int code) {
    switch (primary(code)) {
        case SQLITE_CORRUPT:
        case SQLITE_NOTADB:
        // Of our own statements: no such table, no such column, a row that a table does not take.
        case SQLITE_ERROR:
        case SQLITE_CONSTRAINT:
        case SQLITE_MISMATCH:
            return true;
        default:
            return false;
    }
}

bool is_beyond_repair(int code) {
    switch (primary(code)) {
        case SQLITE_CORRUPT:
        case SQLITE_NOTADB:
            return true;
        // A write that fails (a quota, a file size limit, a bad block) leaves a log without its
        // commit mark, which the next transaction writes over.  All else is not to be trusted.
        case SQLITE_IOERR:
            return code != SQLITE_IOERR_WRITE && code != SQLITE_IOERR_NOMEM;
        default:
            return false;
    }
}

}  // namespace tocsin
