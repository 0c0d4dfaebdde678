// Look: was a call whose outcome is unknown applied or not?
//
// Statuspage has no idempotency key.  A create is found again by the marker in its metadata: in
// the unresolved list, then in all incidents back to before it was prepared, for it may be over
// already.  An update is found by reading the incident and comparing (statuspage.md section 4.1).
#pragma once

#include <cstddef>
#include <optional>
#include <set>
#include <string_view>
#include <vector>

#include "domain/call.hpp"
#include "domain/delivery.hpp"

namespace tocsin {

// The page's clock and ours may differ by so much.
constexpr Duration clock_skew_max = std::chrono::minutes(5);

class Look {
public:
    // `own`: incident updates that are known to be other calls' (DeliveryRecord::own_updates).
    // Requires: the intent is a create, an update or a tweet.
    explicit Look(const Intent& intent, std::set<UpdateId> own = {});

    std::optional<PageCall> next() const;

    // The answer to next(); false if the look must be tried again later.
    bool take(const PageReply& reply);

    // When next() gives nothing: the incident that shows that the call was applied.
    const std::optional<PageIncident>& found() const { return found_; }

    // The incident of an update was not there (404).
    bool is_missing() const { return missing_; }

private:
    void take_list(const std::vector<PageIncident>& incidents);
    void take_unmarked(const PageIncident* incident);
    bool is_ours(const PageIncident& incident) const;
    bool may_be_ours(const PageIncident& incident) const;
    WallTime back_to() const;

    Intent intent_;
    std::set<UpdateId> own_;
    std::vector<IncidentList> lists_;     // Still to be read, the present one first.
    std::vector<StatuspageId> unmarked_;  // Of our name and time, still to be read by itself.
    int page_ = 1;
    bool done_ = false;
    bool missing_ = false;
    std::optional<PageIncident> found_;
};

// Whether the incident, as the page shows it, proves that the update was written: by an incident
// update that can only be its, or by everything else that it would have written.  An update of
// components alone proves nothing: a component may have been changed again since.
bool shows_update(const PageIncident& incident, const UpdateCall& update, WallTime prepared_at,
                  const std::set<UpdateId>& own = {});

// Whether the page's text is ours: it may come back with other line ends or without white space
// at its ends.
bool same_text(std::string_view shown, std::string_view ours);

// Of two incidents with one marker, the one that was there first.
bool is_older(const PageIncident& a, const PageIncident& b);

}  // namespace tocsin
