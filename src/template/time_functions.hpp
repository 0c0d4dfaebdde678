// time_functions: date, tz and since, as Alertmanager has them.
//
//   {{ .StartsAt | tz "Europe/Berlin" | date "15:04 MST" }}     {{ since .StartsAt }}
//
// A time that is not known stays unknown, or becomes an empty text that counts as missing.  The
// zone files are the same for every rendering of one process; `since` counts to the time that the
// rendering is given, never to a clock.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "template/functions.hpp"
#include "template/value.hpp"
#include "template/workspace.hpp"

namespace tocsin {

// Each requires arguments as the table of functions.cpp says.
Result<Value> call_date(std::span<const Value> arguments);
Result<Value> call_tz(std::span<const Value> arguments);
Result<Value> call_since(std::span<const Value> arguments, Workspace& workspace);

// Why a zone's name that stands in the text is none; empty if it is one.
std::string objection_to_zone(std::string_view name, std::span<const KnownKind> others);

}  // namespace tocsin
