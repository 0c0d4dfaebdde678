// Answers that say no: application/problem+json (RFC 9457).
//
// One form for every refusal of ours, so that a sender's log shows why in one short line.
#pragma once

#include <string_view>

#include "base/http.hpp"
#include "base/time.hpp"

namespace tocsin {

// "Not Found" for 404; "Unknown" for a status without a name.
std::string_view reason_phrase(unsigned status);

// {"type":"about:blank","title":…,"status":…,"detail":…}.  `detail` is for a person and must not
// hold a secret; it is left out if empty.
HttpResponse problem(unsigned status, std::string_view detail);

// 503, to be tried again after so long (Retry-After, in whole seconds and at least one).
HttpResponse not_now(std::string_view detail, Duration retry_after);

}  // namespace tocsin
