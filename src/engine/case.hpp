// Case: an incident and what a judgement may look at.
//
// A judgement sees one incident, its members and a few facts about the others, and nothing else:
// the signature says what a step can touch.
#pragma once

#include <functional>
#include <optional>
#include <vector>

#include "domain/alert.hpp"
#include "domain/delivery.hpp"
#include "domain/incident.hpp"
#include "engine/tally.hpp"
#include "rules/guard.hpp"

namespace tocsin {

struct Case {
    Incident incident;
    const Tally& tally;
    // The members, in the order of their ids; called only when a text is rendered.
    std::function<std::vector<const AlertRecord*>()> members{};
};

// What a decision needs of the others.
struct Surroundings {
    const DeliveryRecord* delivery = nullptr;  // How far the page is with this incident.
    std::optional<TokenBucket> tokens;         // Of the rule's `limit`, as last written.
    std::optional<IncidentId> host;            // The rule's newest public incident that is open.
    const Guard* guard = nullptr;              // Null: none.
    std::size_t public_count = 0;              // Incidents that are public, of all rules and pages.
    const OpeningRecord* openings = nullptr;   // Of its key, if its rule has `flap`.
    WallTime quiet_until{};                    // Until then silence proves nothing.
};

// Whether a call that creates the incident on the page was begun, or succeeded.
bool create_begun(const DeliveryRecord* delivery);

// Whether the page has it, as far as is known; what a dry run made up does not count.
bool is_created(const DeliveryRecord* delivery);

// Whether a call that resolves it was begun, or succeeded.
bool resolve_begun(const DeliveryRecord* delivery);

// Whether it was ended on the page by somebody else: nothing is written to it any more.
bool closed_by_person(const DeliveryRecord* delivery);

// Whether the page refused to create it as it should be now: nothing is sent until that changes.
bool create_refused(const Incident& incident, const DeliveryRecord* delivery);

// Whether a create of it whose outcome stayed unknown may stand on the page, or land yet.
bool may_have_landed(const DeliveryRecord* delivery);

// Whether delivery has nothing more to do for it.  What stands on the page and could not be told
// is not settled, however often it was refused or given up: it stays on record, stuck, until it
// is told or a person ends it there.
bool is_settled(const Incident& incident, const DeliveryRecord* delivery);

}  // namespace tocsin
