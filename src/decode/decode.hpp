// decode: bytes of a webhook → AlertGroup, or an error with a JSON pointer.
//
// One file for each kind of sender; this one chooses.  Pure: the same bytes give the same alerts,
// today or replayed next month.  What a kind does not need is ignored, unknown keys are accepted,
// missing ones tolerated (senders.md section 1); what is left must name alerts.
#pragma once

#include <cstdint>
#include <string_view>

#include "base/result.hpp"
#include "base/time.hpp"
#include "domain/alert.hpp"
#include "domain/webhook.hpp"

namespace tocsin {

// The kinds of sender that can be decoded.
enum class SenderKind : std::uint8_t { alertmanager, grafana };

// What of a source's configuration shapes its alerts.
struct DecodeOptions {
    SenderKind kind = SenderKind::alertmanager;
    Labels labels;                 // Added where an alert lacks them.
    std::uint32_t alerts_max = 0;  // Beyond: cut and counted as truncated.  0: no limit.
};

// Fails with `malformed` for what is not JSON (answer 400; the message says at which byte) and
// `refused` for JSON that is not of this kind or whose alerts are all unusable (answer 422; the
// message starts with a JSON pointer, "/alerts/3/labels: …", or "the document").  An alert that
// cannot be used among others that can is counted in unusable_count; alerts of one fingerprint stay
// as they are, in their order.  An empty list is fine.
Result<AlertGroup> decode(const DecodeOptions& options, const Envelope& envelope,
                          WallTime received_at);

}  // namespace tocsin
