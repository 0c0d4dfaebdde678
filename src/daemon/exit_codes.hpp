// Exit codes of the process, contract.md section 2: init systems and scripts go by them.
//
// 75 and 78 are those of sysexits.h: a temporary failure, a configuration error.
#pragma once

namespace tocsin {

constexpr int exit_ok = 0;
constexpr int exit_failed = 1;
constexpr int exit_usage = 2;
constexpr int exit_warnings = 3;  // check-config --strict
constexpr int exit_store = 75;
constexpr int exit_bad_config = 78;  // serve; the unit does not restart on it

}  // namespace tocsin
