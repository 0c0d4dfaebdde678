// export_rows: what a store holds as JSON, one object a line, for other programs and other eyes.
//
// Each line names its kind.  Names, times (RFC 3339) and label sets are as people read them; what
// only tocsin reads stands under "detail" as it is stored.  The rows are read in parts, so that a
// running daemon is not kept from emptying its log: each line is true of the moment when it was
// read.  For one state of all, export a backup.
#pragma once

#include <functional>
#include <span>
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace tocsin {

// "webhook", "finding", … in the order in which they are written.
std::span<const std::string_view> export_kinds();

// Takes a line without its line break; false ends the export.
using TakeLine = std::function<bool(std::string_view line)>;

// All rows of `kind`.  Fails as open_beside().
// Requires: `kind` is one of export_kinds().
Result<void> export_rows(const std::string& path, std::string_view kind, const TakeLine& take);

}  // namespace tocsin
