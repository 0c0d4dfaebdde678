#include "engine/openings.hpp"

#include <algorithm>

namespace tocsin {

OpeningRecord opened_again(const OpeningRecord* before, const IncidentKey& key, const Flap& flap,
                           WallTime now) {
    OpeningRecord record;
    if (before != nullptr) record = *before;
    record.key = key;
    const bool was_quiet = record.quiet_since && now - *record.quiet_since >= flap.release_after;
    if (record.is_flapping && was_quiet) {
        record.is_flapping = false;
        record.opened.clear();
    }
    std::erase_if(record.opened, [&](WallTime opened) { return opened + flap.within <= now; });
    record.opened.push_back(now);
    // More are not needed to know that it flaps.
    while (record.opened.size() > flap.opens) record.opened.erase(record.opened.begin());
    record.is_flapping = record.is_flapping || record.opened.size() >= flap.opens;
    record.quiet_since.reset();
    record.forget_at = now + std::max(flap.within, flap.release_after);
    return record;
}

}  // namespace tocsin
