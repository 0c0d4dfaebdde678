// Transport: one request to the page or to a sender, one answer, or the reason why not.
//
// The seam between delivery and inquiry, which decide what is asked, and the world: net/ puts a TLS
// client behind it, the simulation the emulator's model.
#pragma once

#include <functional>

#include "base/http.hpp"
#include "base/result.hpp"
#include "base/time.hpp"

namespace tocsin {

class Transport {
public:
    // Called exactly once for each exchange, on the thread of the loop, and never from inside
    // exchange() itself.  A failure is ErrorCode::unavailable only if certainly no byte of the
    // request left; anything later, also a time-out, is ErrorCode::unknown.
    using Done = std::function<void(Result<HttpResponse>)>;

    virtual ~Transport() = default;

    // Sends `request`, whose target starts with "/", and gives up after `timeout`.  Redirects are
    // never followed.
    virtual void exchange(HttpRequest request, Duration timeout, Done done) = 0;
};

}  // namespace tocsin
