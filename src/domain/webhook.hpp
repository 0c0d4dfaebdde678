// Webhook, Finding, OperatorAct and Entry: what the one recorded sequence is made of.
//
// Dispatch judges the entries in their order and nothing else (semantics.md section 1).  A
// webhook's now is its received_at.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "base/http.hpp"
#include "base/time.hpp"
#include "domain/names.hpp"
#include "domain/words.hpp"

namespace tocsin {

// What decode needs again of a request; secrets are cut out before it is made.
struct Envelope {
    std::string content_type;
    std::string target;  // Path and query without a token.
    std::string body;
    Headers kept{};  // Of the request's head what decode asks for (headers_needed).

    bool operator==(const Envelope&) const = default;
};

// What tells that a signed request is sent once more (contract.md section 5, `auth`).
struct ReplayMark {
    std::string digest;  // Of what was signed, a time among it.
    WallTime until;      // System time; later its time would be refused anyway.

    bool operator==(const ReplayMark&) const = default;
};

// One webhook of a sender, as it is recorded.
struct Webhook {
    WebhookId id;
    SourceName source;
    WallTime received_at;
    Envelope envelope;
    std::optional<ReplayMark> replay_mark{};  // If its sender signed it with a time.

    bool operator==(const Webhook&) const = default;
};

// A signature that is on record with its webhook.
struct SeenSignature {
    SourceName source;
    ReplayMark mark;
    WebhookId webhook;

    bool operator==(const SeenSignature&) const = default;
};

// A webhook that was rejected after authentication: kept, bounded, and shown.
struct RejectedWebhook {
    Webhook webhook;
    unsigned code = 0;   // 400 or 422.
    std::string reason;  // For a person.

    bool operator==(const RejectedWebhook&) const = default;
};

// What was learned by asking somebody, for dispatch to judge: delivery reads the page, inquiry the
// sender.
enum class FindingKind : std::uint8_t {
    closed_by_person,   // The incident is resolved or completed there, and not by a call of ours.
    deleted_by_person,  // It is gone from the page (404) although the page is there.
    reopen_refused,     // The page would not take a resolved incident back to open.
    absent_at_sender,   // Alerts that are missing here are not there any more.
};

// Alerts of which their sender, asked, knows nothing.
struct Absence {
    SourceName source;
    WallTime asked_at;  // Before the question left: what came later counts for more.
    std::vector<Fingerprint> alerts;

    bool operator==(const Absence&) const = default;
};

struct Finding {
    FindingKind kind = FindingKind::closed_by_person;
    IncidentId incident;  // Of what was read on the page.
    WallTime found_at;
    Absence absence{};  // Of absent_at_sender.

    bool operator==(const Finding&) const = default;
};

// What a person decided, by the command line or the API.
struct OperatorAct {
    ActKind kind = ActKind::approve;
    IncidentId incident;
    std::string text;  // Mark of the text that was decided on; empty: none waited.
    std::string by;    // Who, for the record.
    WallTime at;

    bool operator==(const OperatorAct&) const = default;
};

// One thing that the sequence records.
using Recorded = std::variant<Webhook, Finding, OperatorAct>;

struct Entry {
    Sequence sequence;
    Recorded what;

    bool operator==(const Entry&) const = default;
};

// What Store::read() holds against its bytes_max.
inline std::size_t body_bytes(const Entry& entry) {
    const auto* const webhook = std::get_if<Webhook>(&entry.what);
    return webhook == nullptr ? 0 : webhook->envelope.body.size();
}

}  // namespace tocsin
