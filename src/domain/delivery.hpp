// Delivery's rows: what was sent of an incident, what is known of its outcome, and the state of
// each page and key.
//
// Delivery alone writes them.  An intent goes prepared → sent → gone: `sent` is durable before
// the first byte leaves, so that a crash leaves either nothing sent or a call whose outcome is
// looked for before anything is sent again (semantics.md section 5).
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "base/time.hpp"
#include "domain/call.hpp"
#include "domain/incident.hpp"
#include "domain/names.hpp"
#include "domain/page_state.hpp"

namespace tocsin {

enum class IntentState : std::uint8_t {
    prepared,  // Decided; no byte has left.
    sent,      // The first byte may have left; no answer is on record.
    unknown,   // An answer that says nothing, or none: look before sending again.
};

std::string_view to_string(IntentState state);

struct Intent {
    CallId call;       // For a create: also the marker's attempt.
    PageCall what;     // Frozen: an unknown outcome is compared with this.
    PageState target;  // What is acknowledged when it succeeds.
    IntentState state = IntentState::prepared;
    WallTime prepared_at;
    std::optional<WallTime> sent_at;
    std::uint32_t looks = 0;  // Looks in vain since the outcome became unknown.
    std::optional<WallTime> looked_at;

    bool operator==(const Intent&) const = default;
};

struct DeadLetter {
    // Codes of those that no answer of the page made.
    static constexpr unsigned given_up = 0;  // Due again as soon as the page answers.
    static constexpr unsigned dropped = 1;   // By a person: asks for nothing any more.

    PageState target;  // What could not be delivered; another target is tried again.
    std::string operation;
    unsigned code = given_up;  // The status of the answer, or one of the above.
    std::string reason;        // The page's words, or ours.
    std::uint32_t attempts = 0;
    WallTime at;

    bool operator==(const DeadLetter&) const = default;
};

// One row for each incident that delivery ever touched.
struct DeliveryRecord {
    IncidentId incident;
    PageName page;
    std::optional<StatuspageId> statuspage_id;
    std::optional<PageState> acknowledged;
    std::optional<CallId> attempt;  // Of the create, as long as its outcome is not known.
    std::optional<Intent> intent;
    std::uint32_t failures = 0;  // In a row, of this incident's calls.
    std::optional<WallTime> failing_since;
    std::optional<WallTime> next_try_at;
    std::optional<DeadLetter> dead_letter;
    std::optional<UpdateId> tweet_update;  // The incident update that is to be tweeted.
    std::set<UpdateId> own_updates;        // Incident updates that our calls made.
    bool resent = false;        // A create was sent again and not taken yet: look for a twin then.
    bool bare_resolve = false;  // A resolve was refused: once more, status and notify alone.
    bool gone = false;          // Deleted on the page: nothing is sent any more.
    bool over = false;          // The page shows it resolved or completed.

    bool operator==(const DeliveryRecord&) const = default;
};

// Whether a person said of what is to be told of the incident now that it is not to be sent.
bool is_dropped(const Incident& incident, const DeliveryRecord& delivery);

// What stands for Statuspage's id where a dry run would have created something.
inline const StatuspageId dry_run_id{"dry-run"};

// Delivery's rows, by incident.
using Deliveries = std::map<IncidentId, DeliveryRecord>;

// Components of a page that calls of unknown outcome may still write.
std::set<ComponentId> may_still_be_written(const PageName& page, const Deliveries& deliveries);

// What is known of one component on a page.
struct ComponentRecord {
    ComponentStatus found = ComponentStatus::operational;  // Before we first raised it.
    bool found_listed = false;  // Others listed it in an open incident or maintenance then.
    std::optional<ComponentStatus> written;   // Last acknowledged write of ours.
    std::set<ComponentStatus> maybe_written;  // Writes since whose outcome is unknown.

    bool operator==(const ComponentRecord&) const = default;
};

struct PageRecord {
    PageName page;
    std::map<ComponentId, ComponentRecord> components;
    std::optional<WallTime> parked_until;  // 403, 404, 3xx: one request a minute.
    std::string parked_why;
    // Which page of which server all this is of, and the incidents; nothing: not known, so it is
    // the one that is configured.
    std::optional<std::string> place{};

    bool operator==(const PageRecord&) const = default;
};

// The rate budget and health of one API key, shared by all pages that use it.
struct BucketRecord {
    BucketName bucket;
    std::vector<WallTime> begun;            // Requests that began inside the window, oldest first.
    std::optional<WallTime> blocked_until;  // Retry-After of a 420 or 429.
    std::optional<WallTime> parked_until;   // 401: one request a minute.
    std::string parked_why;
    std::uint32_t failures = 0;  // In a row.
    std::optional<WallTime> breaker_until;
    std::uint64_t slots = 0;  // Slots given; every eighth goes to the oldest.

    bool operator==(const BucketRecord&) const = default;
};

// Tokens of a rule's `limit`.
struct TokenBucket {
    RuleName rule;
    double tokens = 0;
    WallTime filled_at;

    bool operator==(const TokenBucket&) const = default;
};

// How often an incident key was opened lately (`flap`).
struct OpeningRecord {
    IncidentKey key;
    std::vector<WallTime> opened;  // Oldest first; those inside the window.
    bool is_flapping = false;      // Since it was opened too often, until it is quiet long enough.
    std::optional<WallTime> quiet_since;
    WallTime forget_at;  // From then on it means nothing any more.

    bool operator==(const OpeningRecord&) const = default;
};

// How calls to a page are taken at the moment.
enum class PageMode : std::uint8_t {
    working,
    parked,   // The key or the page was refused: it is only asked whether it works again.
    dry_run,  // Nothing is sent.
};

// How far the page is with one incident, in the words of contract.md section 4.4.  "none": there
// is nothing to send, now or later.
std::string_view delivery_word(const Incident& incident, const DeliveryRecord* delivery,
                               PageMode mode = PageMode::working);

}  // namespace tocsin
