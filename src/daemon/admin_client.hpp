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

// `admin_url` is --admin.url; empty: the first listener of the configuration that serves `service`
// without TLS.  Fails if there is none, or nobody answers in time.
Result<HttpResponse> ask_daemon(const std::string& config_file, const std::string& admin_url,
                                std::string_view service, HttpRequest request);

}  // namespace tocsin
