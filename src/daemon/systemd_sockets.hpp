// systemd_sockets: listening sockets that systemd opened before us (sd_listen_fds(3)).
//
// They outlive the process: while it restarts, connections wait in the kernel's queue in the place
// of being refused.  A listener asks for one by its name ([listener.NAME] systemd_socket).  What
// the files cannot tell, where such a socket can be reached from, is judged here by the rules that
// config/ has for addresses.  It refuses what is no listening TCP socket, and two of one name.
#pragma once

#include <string>
#include <vector>

#include "base/result.hpp"
#include "daemon/snapshot.hpp"

namespace tocsin {

struct PassedSocket {
    std::string name;
    int descriptor = -1;
};

// What systemd passed, the caller's from now on; nothing outside systemd.  Once for the process:
// programs that it starts do not see them any more.
std::vector<PassedSocket> take_passed_sockets();

// Gives every listener of `snapshot` that names a socket that socket and its address.  Closes the
// others and returns their names: who connects there is not heard.  Fails with `refused`: such a
// socket was not passed, cannot be listened on, or others could reach through it what needs
// protection.
Result<std::vector<std::string>> give_sockets(const std::vector<PassedSocket>& passed,
                                              Snapshot& snapshot);

}  // namespace tocsin
