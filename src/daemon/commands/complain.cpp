// What a command tells of its own failure.
#include <cstdio>

#include "daemon/commands/commands.hpp"

namespace tocsin {

void complain(const std::string& problem) {
    std::fprintf(stderr, "tocsin: %s\n", problem.c_str());
}

}  // namespace tocsin
