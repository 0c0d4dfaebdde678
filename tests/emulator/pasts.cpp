#include "tests/emulator/pasts.hpp"

namespace tocsin {

void PagePasts::keep(const EmulatedPage& page, WallTime now, Duration lag) {
    while (!pasts_.empty() && pasts_.front().until + lag <= now) pasts_.pop_front();
    pasts_.push_back({now, page});
}

EmulatedPage* PagePasts::find(std::string_view page_id, WallTime at) {
    for (Past& past : pasts_) {
        if (past.until > at && past.page.id == page_id) return &past.page;
    }
    return nullptr;
}

}  // namespace tocsin
