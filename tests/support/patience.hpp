// patience: how long a test waits for what must happen, before it calls that a hang.
//
// Long, for a machine that builds meanwhile: it bounds a failure and measures nothing.
#pragma once

#include <chrono>

namespace tocsin {

inline constexpr std::chrono::seconds patience{20};

}  // namespace tocsin
