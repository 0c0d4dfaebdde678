// exchange_once: one request to one server, for commands that ask and end.
#pragma once

#include "base/http.hpp"
#include "base/result.hpp"
#include "base/time.hpp"
#include "net/client.hpp"

namespace tocsin {

// On a loop of its own; returns with the answer, or the client's error (Transport::exchange).
Result<HttpResponse> exchange_once(ClientOptions options, HttpRequest request, Duration timeout);

}  // namespace tocsin
