// Flags: what the command line and the environment say about the configuration; they beat the file.
//
// Put over every snapshot, at the start and at each reload: else a reload would take back what was
// said on the command line, and warn of changes that nobody made.
#pragma once

#include <string>

#include "daemon/snapshot.hpp"

namespace tocsin {

// Empty: as the files say.
struct Flags {
    std::string listen_address;  // Of the first listener that serves webhooks.
    std::string store_path;
    std::string log_level;
    std::string log_format;
};

// Changes nothing if it fails; the message names the flag.
Result<void> put_over(const Flags& flags, Snapshot& snapshot);

}  // namespace tocsin
