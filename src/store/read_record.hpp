// read_record: what a start of the daemon would read of a store, beside a running one.
//
// For commands that compare the record with something outside: `pages verify` with the page.
#pragma once

#include <string>

#include "base/result.hpp"
#include "domain/changes.hpp"

namespace tocsin {

// One state of the store; changes nothing.  Fails as open_beside() does, and with `refused` if the
// store is of another version than this tocsin's.
Result<Ledger> read_record(const std::string& path);

}  // namespace tocsin
