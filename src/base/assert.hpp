// TOCSIN_ASSERT: a mistake of the programmer ends the process, in release builds too.
//
// What is durable is durable; systemd starts the process again and the record is read anew.
// Going on with a broken assumption could put a wrong word on a public page.
#pragma once

namespace tocsin {

[[noreturn]] void assertion_failed(const char* expression, const char* file, int line) noexcept;

}  // namespace tocsin

#define TOCSIN_ASSERT(expression)        \
    ((expression) ? static_cast<void>(0) \
                  : ::tocsin::assertion_failed(#expression, __FILE__, __LINE__))
