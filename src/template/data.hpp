// data: what the texts of a rule see of an incident.
//
//   .Status .Severity .Phase .Impact .Rule          texts
//   .GroupLabels .CommonLabels .CommonAnnotations   maps of texts, untrusted
//   .Alerts (.Firing, .Resolved)                    a list; of each .Status .Labels .Annotations
//                                                   .StartsAt .EndsAt .Fingerprint
//   .Duration .StartsAt .EndsAt                     a duration and times in UTC
//   .Incident.URL .Components                       a text; a list of aliases
//
// Alertmanager's names, but over all alerts of the incident, not of one message; its .Receiver and
// .ExternalURL are not here.  A time that is not known is nil: it is false in `if`, and shown it
// is empty and noted as missing.  The same holds for an empty incident URL.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/time.hpp"
#include "template/shape.hpp"
#include "template/value.hpp"

namespace tocsin {

using LabelList = std::vector<std::pair<std::string, std::string>>;  // Any order; names unique.

struct TemplateAlert {
    std::string status;  // "firing" or "resolved".
    LabelList labels, annotations;
    std::optional<WallTime> starts_at, ends_at;
    std::string fingerprint;
};

struct TemplateData {
    std::string status;    // "firing" or "resolved".
    std::string severity;  // Normalised, as named in [severity] order.
    std::string phase, impact;
    LabelList group_labels, common_labels, common_annotations;
    std::vector<TemplateAlert> alerts;
    Duration duration{0};
    std::optional<WallTime> starts_at, ends_at;
    std::string rule;
    std::string incident_url;  // Empty: not known yet.
    std::vector<std::string> components;
};

// The record that render() takes.
Value to_value(const TemplateData& data);

// The fields of that record, for Template::parse.
const FieldSet& incident_fields();

}  // namespace tocsin
