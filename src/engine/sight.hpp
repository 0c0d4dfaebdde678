// see: what does one look at an alert say, given what is on record of it?
//
// The first judgement of every webhook.  Senders repeat themselves, come in pairs that overtake
// each other, and forget: here a repeat, a late copy and a new episode are told apart, and nowhere
// else (semantics.md section 2).
//
//   firing --resolved--> resolved --firing, later startsAt--> firing (new episode)
//                           |
//                           +--firing, startsAt not after the end--> doubtful --stale_window-->
//                           firing
//                                                                        |
//                                                                        +--resolved--> resolved
#pragma once

#include <optional>

#include "base/time.hpp"
#include "domain/alert.hpp"

namespace tocsin {

// What a look changed.
enum class Sight {
    again,      // Nothing but annotations and the time it was last received.
    began,      // A new episode: rules place it.
    restarted,  // It fires on with a later start: an end and a new beginning went unseen.
    ended,      // Resolved, or a doubt ended with a resolved.
    doubted,    // A firing that may be a late copy: opens nothing, ends nothing for a while.
};

struct Sighting {
    AlertRecord record;
    Sight sight = Sight::again;
};

// `before` is null if this alert was never seen.  Requires: before->id is the alert's.
Sighting see(const AlertRecord* before, const SourceName& source, const Alert& seen,
             Duration stale_window, WallTime received_at);

// The record after its doubt has lasted: it fires.  Requires: record.doubtful_until.
AlertRecord age(AlertRecord record, WallTime now);

// When the record need not be remembered any more if no incident holds it; nothing while it may
// fire.
std::optional<WallTime> forget_at(const AlertRecord& record, Duration stale_window);

}  // namespace tocsin
