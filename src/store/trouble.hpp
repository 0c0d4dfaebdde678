// trouble: what a failure of SQLite means for the store.
//
// Most failures pass: a full disk is emptied, a lock is let go.  The transaction is rolled back,
// its operations are answered with `unavailable`, and the next ones are tried.  Others say that
// what the kernel holds and what the disk holds may differ: after a failed fsync the kernel may
// count lost pages as written, so a second fsync would succeed and mean nothing (PostgreSQL's
// "fsyncgate", 2018).  Then nothing is tried again; the process ends and reads the record anew.
#pragma once

#include <string_view>

namespace tocsin {

// "full", "io", "busy", "corrupt", "memory" or "other": a label value and a log word.
std::string_view trouble_kind(int sqlite_code);

// Whether it is a write that failed: no space, a bad disk, no permission.
bool is_about_writing(int sqlite_code);

// Whether the file will always fail so: it is damaged, or its tables are not those of a store.
bool is_of_the_file(int sqlite_code);

// Whether the store must not be used again in this process.
bool is_beyond_repair(int sqlite_code);

}  // namespace tocsin
