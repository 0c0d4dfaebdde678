// foretell: what would become of these alerts, from the first webhook to the end?
//
// They fire together, long enough for everything to open, and are then resolved together: a
// rehearsal of the shipped loops says which incidents that makes, what is sent of them and when.
// The span for which they fire is supposed, and the answer says which it was.
#pragma once

#include <set>
#include <string>
#include <variant>
#include <vector>

#include "config/config.hpp"
#include "daemon/rehearsal/rehearsal.hpp"
#include "domain/alert.hpp"
#include "domain/incident.hpp"

namespace tocsin {

// A label, an annotation or a time that a text shows was not there, or a text failed.
struct TextTrouble {
    TextProblem problem;
};

struct Happening {
    Duration after{};  // Since the first webhook.
    std::variant<Reason, TextTrouble, RehearsedCall> what;
};

struct ForetoldIncident {
    Incident incident;  // As it was last seen.
    std::string name;   // That it opened with, or that a person was asked about; empty for none.
    std::string body;
    std::set<HeldBy> waited_for;  // For all of these, at one time or another.
    std::vector<Happening> happenings;
};

struct Foretelling {
    Duration fires_for{};
    std::vector<ForetoldIncident> incidents;  // In the order in which they began.
};

// Whatever state and times the alerts have, they begin to fire at `start`.
Foretelling foretell(const Config& config, const SourceName& source, const AlertGroup& group,
                     WallTime start);

// Whether alerts of that key are its members: its own, or one that was merged into it.
bool is_of(const Incident& incident, const IncidentKey& key);

}  // namespace tocsin
