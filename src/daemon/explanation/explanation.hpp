// Explanation: all that `tocsin explain` has to say of one message, and how it is printed.
//
// For people it is a story: the alert, each rule in order with what it saw, then each incident from
// the first webhook to its end.  For programs it is the object of contract.md section 4.4.
#pragma once

#include <string>
#include <vector>

#include "daemon/explanation/explain_alert.hpp"
#include "daemon/explanation/foretell.hpp"

namespace tocsin {

struct Explanation {
    SourceName source;
    AlertGroup group;  // As it was decoded.
    std::vector<AlertExplanation> alerts;
    Foretelling foretold;
};

// Requires: the source is configured.
Explanation explain(const Config& config, const SourceName& source, AlertGroup group, WallTime now);

std::string format_explanation(const Config& config, const Explanation& explanation);

std::string explanation_json(const Config& config, const Explanation& explanation);

}  // namespace tocsin
