// decode: bytes of a webhook → AlertGroup, or an error with a JSON pointer.
//
// One file for each kind of sender; this one chooses.  Pure: the same bytes give the same alerts,
// today or replayed next month.  What a kind does not need is ignored, unknown keys are accepted,
// missing ones tolerated (senders.md section 1); what is left must name alerts.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/result.hpp"
#include "base/time.hpp"
#include "domain/alert.hpp"
#include "domain/order.hpp"
#include "domain/webhook.hpp"

namespace tocsin {

struct Extract;

// The kinds of sender that can be decoded.
enum class SenderKind : std::uint8_t {
    alertmanager,
    grafana,
    grafana_legacy,
    prometheus,
    generic,
    statuspage,  // Sends no alerts but orders (order.hpp).
};

// What of a source's configuration shapes its alerts.
struct DecodeOptions {
    SenderKind kind = SenderKind::alertmanager;
    Labels labels;                 // Added where an alert lacks them.
    std::uint32_t alerts_max = 0;  // Beyond: cut and counted as truncated.  0: no limit.
    std::shared_ptr<const Extract> extract{};   // Of kind generic.
    std::shared_ptr<const OrderPages> pages{};  // Of kind statuspage.
};

// Why something in a message is no alert, one line each: for whoever tries out a source.
using DecodeNotes = std::vector<std::string>;

// Fails with `malformed` for what is not JSON (answer 400; the message says at which byte) and
// `refused` for JSON that is not of this kind or whose alerts are all unusable (answer 422; the
// message starts with a JSON pointer, "/alerts/3/labels: …", or "the document").  An alert that
// cannot be used among others that can is counted in unusable_count; alerts of one fingerprint stay
// as they are, in their order.  An empty list is fine, and so is a message of which all is ignored.
// `notes` may be null.  Kind statuspage, which sends none, is `refused`.
Result<AlertGroup> decode(const DecodeOptions& options, const Envelope& envelope,
                          WallTime received_at, DecodeNotes* notes = nullptr);

// What a webhook says: alerts, or of kind statuspage an incident that is asked for.
using Decoded = std::variant<AlertGroup, CreateOrder>;

// The same for every kind (decode(), decode_order()).
Result<Decoded> decode_webhook(const DecodeOptions& options, const Envelope& envelope,
                               WallTime received_at);

// The names of the header fields that Envelope::kept must hold for these options; without
// Content-Type, which the envelope has anyway.  In small letters, each once, sorted.
std::vector<std::string> headers_needed(const DecodeOptions& options);

}  // namespace tocsin
