// What a command tells a person, and what of its own failure.
#include <cstdio>

#include "base/text.hpp"
#include "daemon/commands/commands.hpp"

namespace tocsin {

void complain(const std::string& problem) {
    std::fprintf(stderr, "tocsin: %s\n", without_invisible(problem).c_str());
}

void tell(const std::string& lines) {
    std::fputs(for_terminal(lines).c_str(), stdout);
}

}  // namespace tocsin
