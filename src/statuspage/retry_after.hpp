// Retry-After: for how long a page that said 420 or 429 is left alone.
#pragma once

#include "base/http.hpp"
#include "base/time.hpp"

namespace tocsin {

// Seconds, or an HTTP date counted from the answer's Date, else from `now` (the page's clock need
// not be ours).  Absent, 0, past or unreadable: 60 s, the page's window (statuspage.md section
// 4.4).  At most retry_after_max.
Duration retry_after(const Headers& headers, WallTime now);

}  // namespace tocsin
