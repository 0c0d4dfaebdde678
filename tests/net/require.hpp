// require: for what the tools of the tests cannot do without.
//
// A socket or a certificate that cannot be had says nothing about the code under test, so it is no
// failed expectation: it ends the program.
#pragma once

#include <cstdlib>

namespace tocsin::net_test {

inline void require(bool good) {
    if (!good) std::abort();
}

}  // namespace tocsin::net_test
