// PagePasts: pages as they were, for reads that lag behind the writes (behaviour 30).
//
// A copy is kept before each change, and only while the options ask for stale reads: it is the
// whole page.
#pragma once

#include <deque>
#include <string_view>

#include "base/time.hpp"
#include "tests/emulator/records.hpp"

namespace tocsin {

class PagePasts {
public:
    // `page` changes at `now`.  Forgets what is older than `lag`.
    void keep(const EmulatedPage& page, WallTime now, Duration lag);

    // The page as it was at that time; null if it has not changed since, or nobody knows.
    EmulatedPage* find(std::string_view page_id, WallTime at);

private:
    struct Past {
        WallTime until;
        EmulatedPage page;
    };
    std::deque<Past> pasts_;  // Oldest first.
};

}  // namespace tocsin
