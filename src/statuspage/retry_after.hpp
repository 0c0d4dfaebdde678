// Retry-After: for how long a page that said 420 or 429 is left alone.
//
// The budget belongs to the API key and to everything that uses it: who asks again too early only
// stays shut out.  Who believes every figure may be silent for a year.
#pragma once

#include "base/http.hpp"
#include "base/time.hpp"

namespace tocsin {

// Seconds, or an HTTP date counted from the answer's Date, else from `now` (the page's clock need
// not be ours).  Absent, 0, past or unreadable: 60 s, the page's window (statuspage.md section
// 4.4).  At most retry_after_max.
Duration retry_after(const Headers& headers, WallTime now);

}  // namespace tocsin
