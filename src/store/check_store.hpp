// check_store: whether a store is whole, and whether what stands in it has a meaning.
//
// Two questions.  SQLite's integrity_check looks at every page and index.  Then every row that a
// start or a backtest would read is read, and what one row says of another is held against it: a
// file that SQLite finds sound can still have been changed by another hand.  It sees one state of
// the store, also beside a running daemon, and changes nothing.
//
// It does not find a changed byte inside of a text: pages carry no sums.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.hpp"

namespace tocsin {

struct StoreCheck {
    std::int64_t version = 0;
    std::vector<std::string> problems;  // One line each, for a person.
    // Whether rows were looked at: not if the file is damaged, or of an older version, whose tables
    // are others.
    bool rows_checked = false;
    // How much it holds: "webhooks", …  Empty if rows were not looked at.
    std::vector<std::pair<std::string_view, std::int64_t>> counts;
};

// Fails with `unavailable` if it cannot be read, with `refused` if it is no store for this tocsin.
// Damage that keeps it from being opened is a problem, not a failure.
Result<StoreCheck> check_store(const std::string& path);

}  // namespace tocsin
