// message_data: the data file of `tocsin template render`, as a template sees it.
//
//   { "receiver": "…", "status": "firing", "externalURL": "…",
//     "groupLabels": {…}, "commonLabels": {…}, "commonAnnotations": {…},
//     "alerts": [ { "status", "labels", "annotations", "startsAt", "endsAt", "fingerprint" } ] }
//
// What `amtool template render --template.data` takes, which is also the body of Alertmanager's
// webhook.  Names are read as Go does, whatever their case, and unknown ones are left alone.  It
// holds one message, so .Receiver and .ExternalURL are known here and nowhere else (templates.md).
// What only an incident has is worked out from the alerts where that is possible: .Severity from
// their labels, .StartsAt, .EndsAt and .Duration from their times, .Phase from the status; or it
// is said in the file as "severity", "phase", "impact", "rule", "components", "incidentURL".
#pragma once

#include <string_view>

#include "base/result.hpp"
#include "base/time.hpp"
#include "rules/rule.hpp"
#include "template/shape.hpp"
#include "template/value.hpp"

namespace tocsin {

// The fields of that data: those of a rule's texts, .Receiver and .ExternalURL.
const FieldSet& message_fields();

// `malformed` for what is not JSON, `refused` with a JSON pointer for what does not fit.  `now` is
// for the duration of what still fires.
Result<Value> read_message_data(std::string_view text, const SeverityScale& scale, WallTime now);

}  // namespace tocsin
