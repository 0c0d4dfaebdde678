// Look: was a call whose outcome is unknown applied or not?
//
// Statuspage has no idempotency key.  A create is found again by the marker in its metadata: in
// the unresolved list, then in all incidents back to before it was prepared, for it may be over
// already.  An update is found by reading the incident and comparing (statuspage.md section 4.1).
#pragma once

#include <optional>

#include "domain/call.hpp"
#include "domain/delivery.hpp"

namespace tocsin {

// The page's clock and ours may differ by so much.
constexpr Duration clock_skew_max = std::chrono::minutes(5);

class Look {
public:
    // Requires: the intent is a create, an update or a tweet.
    explicit Look(const Intent& intent);

    std::optional<PageCall> next() const;

    // The answer to next(); false if the look must be tried again later.
    bool take(const PageReply& reply);

    // When next() gives nothing: the incident that shows that the call was applied.
    const std::optional<PageIncident>& found() const { return found_; }

    // The incident of an update was not there (404).
    bool is_missing() const { return missing_; }

private:
    void take_list(const std::vector<PageIncident>& incidents);

    Intent intent_;
    IncidentList list_ = IncidentList::unresolved;
    int page_ = 1;
    bool done_ = false;
    bool missing_ = false;
    std::optional<PageIncident> found_;
};

// Whether the incident, as the page shows it, holds everything that the update would have written.
bool shows_update(const PageIncident& incident, const UpdateCall& update, WallTime prepared_at);

}  // namespace tocsin
