// CreateOrder: an incident that somebody asks for by name and in full, as Statuspage's own create
// call does (contract.md section 7).
//
// No alert holds it open: it is over when the page shows it so, or when a person here ends it.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>

#include "base/time.hpp"
#include "domain/names.hpp"
#include "domain/page_state.hpp"
#include "domain/words.hpp"

namespace tocsin {

// By what an order is known again when it comes once more.
struct OrderMark {
    std::string name;       // Digest: equal for what may be the same order.
    std::string content;    // Digest of all that was asked for.
    bool is_keyed = false;  // Its sender named it (Idempotency-Key).

    bool operator==(const OrderMark&) const = default;
};

// What is kept with its incident of an order.
struct OrderRecord {
    OrderMark mark;
    PageId page;                       // What the page's name meant then.
    std::optional<WallTime> taken_at;  // When it was first seen that the page has it.
    bool is_refused = false;           // The page would not have it: it waits for a person.

    bool operator==(const OrderRecord&) const = default;
};

struct CreateOrder {
    OrderMark mark;
    PageName page;
    PageId page_id;
    RuleKind kind = RuleKind::incident;
    IncidentStatus status = IncidentStatus::investigating;
    std::string name;  // 1 to 255 characters.
    std::string body;  // At most 25,000; may be empty.
    std::optional<Impact> impact;
    ComponentStates components;                  // Statuses to write; kind incident only.
    std::set<ComponentId> concerned;             // These and those that are only named.
    std::optional<MaintenancePlan> maintenance;  // Of kind maintenance.
    std::string backfill_date;                   // Of kind backfill: "2026-10-03".
    bool notify = true;
    bool tweet = false;

    bool operator==(const CreateOrder&) const = default;
};

// A page on which incidents may be ordered.
struct OrderPage {
    PageName name;
    std::map<ComponentAlias, ComponentId> components;
};
using OrderPages = std::map<PageId, OrderPage>;

}  // namespace tocsin
