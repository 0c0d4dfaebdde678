// Names and keys: each kind of name is a type of its own (base/strong.hpp).
// A page's name handed over where a rule's is meant does not compile; what is only a text to
// tocsin (a label, a body) is a string.
#pragma once

#include <compare>
#include <cstdint>
#include <functional>
#include <string>

#include "base/strong.hpp"

namespace tocsin {

using SourceName = Strong<struct SourceNameTag>;    // [source.NAME], and /webhooks/NAME
using PageName = Strong<struct PageNameTag>;        // [page.NAME]
using RuleName = Strong<struct RuleNameTag>;        // [[rule]] name
using RuleVersion = Strong<struct RuleVersionTag>;  // Digest of a rule with all names resolved
using ComponentAlias = Strong<struct ComponentAliasTag>;  // [page.NAME.components] alias
using ComponentId = Strong<struct ComponentIdTag>;        // Statuspage's id of a component
using PageId = Strong<struct PageIdTag>;                  // Statuspage's id of a page
using StatuspageId = Strong<struct StatuspageIdTag>;      // Statuspage's id of an incident
using UpdateId = Strong<struct UpdateIdTag>;              // Statuspage's id of an incident update
using Severity = Strong<struct SeverityTag>;              // One of [severity] order
using Fingerprint = Strong<struct FingerprintTag>;        // The sender's name of an alert
using WebhookId = Strong<struct WebhookIdTag>;            // ULID
using IncidentId = Strong<struct IncidentIdTag>;          // ULID; also the marker's generation
using IncidentKey = Strong<struct IncidentKeyTag>;        // 32 hex digits, semantics.md section 3
using CallId = Strong<struct CallIdTag>;                  // ULID of one logical call to the page
using BucketName = Strong<struct BucketNameTag>;          // First page that uses an API key

// Place in the one recorded sequence; 0 is before the first entry.
struct Sequence {
    std::uint64_t value = 0;
    auto operator<=>(const Sequence&) const = default;
};

// An alert is named by its source and the sender's fingerprint (semantics.md section 2): the
// first 128 bits of SHA-256 over both, so that a hundred thousand of them are small in every map.
// Not a fast hash: alert text is written by others, and two alerts must not meet by design.
struct AlertId {
    std::uint64_t high = 0;
    std::uint64_t low = 0;
    auto operator<=>(const AlertId&) const = default;
};

AlertId alert_id_of(const SourceName& source, const Fingerprint& fingerprint);

// 32 hex digits.
std::string to_text(const AlertId& id);

}  // namespace tocsin

template <>
struct std::hash<tocsin::AlertId> {
    std::size_t operator()(const tocsin::AlertId& id) const noexcept {
        return static_cast<std::size_t>(id.low);
    }
};
