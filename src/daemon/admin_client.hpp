// ask_daemon: one request of a command to the admin listener of a running daemon.
//
// Commands that look at what is running, or change it, have no other way: the store is the
// daemon's.
#pragma once

#include <string>
#include <string_view>

#include "base/http.hpp"
#include "base/result.hpp"

namespace tocsin {

// Where the daemon is and who asks, as the flags --admin.… say it.
struct AdminAddress {
    std::string url;            // Empty: the first listener of the configuration that does not have
                                // TLS and serves what is asked for.
    std::string ca_file;        // Empty: the system's authorities.
    std::string user;           // Empty: nobody.
    std::string password_file;  // Read as secrets of the configuration are.
};

// Fails if there is no such listener, the password cannot be read, or nobody answers in time.
Result<HttpResponse> ask_daemon(const std::string& config_file, const AdminAddress& address,
                                std::string_view service, HttpRequest request);

}  // namespace tocsin
