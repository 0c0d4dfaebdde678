// The webhook of Grafana's dashboard alerts, which Grafana 11 does not have any more.
//
//   { title, ruleId, ruleName, ruleUrl, state, orgId, tags, message, evalMatches, … }
//
// One message is one alert: named by organisation and rule, with alertname = ruleName and the tags
// as labels (semantics.md section 2).  It names no times.  alerting and no_data fire, ok resolves,
// the rest is ignored; so is rule 0, which is the test message and would never be resolved.
#pragma once

#include <string_view>

#include "decode/decode.hpp"

namespace tocsin {

// As decode() of decode.hpp.
Result<AlertGroup> decode_grafana_legacy(const DecodeOptions& options, std::string_view body,
                                         DecodeNotes* notes = nullptr);

}  // namespace tocsin
