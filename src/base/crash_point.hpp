// crash_point: a named place at which a test may end the process.
//
// Between two durable records anything may stop: power, the kernel, an operator.  Tests cut the
// process exactly there, in the program as it is shipped.  The shipped one has an empty function
// here; tests link another one in its place (tests/e2e/crash_points.cpp).
#pragma once

#include <string_view>

namespace tocsin {

// Returns, or never.  `name` is a word for the room, a dot, and what was just done or is about to
// be: "delivery.answered".  Any thread.
void crash_point(std::string_view name) noexcept;

}  // namespace tocsin
