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
