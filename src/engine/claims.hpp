// claims: which components does an alert say something of, and what?
//
// Each firing alert claims the components that its own labels name, with its own severity; an
// incident's claim on a component is the worst of these (semantics.md section 4, "components").
// What the page then gets is the worst over all open incidents: engine/plan.hpp.
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>
#include <vector>

#include "domain/alert.hpp"
#include "domain/page_state.hpp"
#include "rules/rule.hpp"

namespace tocsin {

// One [[rule.component]] that applies to an alert.
struct ClaimedComponent {
    std::size_t claim = 0;  // Index into rule.components.
    ComponentId component;

    auto operator<=>(const ClaimedComponent&) const = default;
};

std::vector<ClaimedComponent> components_of(const Rule& rule, const AlertRecord& alert,
                                            std::string_view source_kind);

// Whether a [[rule.component]] with on_unmapped = "error" finds no component for this alert.
bool names_unmapped_component(const Rule& rule, const AlertRecord& alert,
                              std::string_view source_kind);

// What a claim says at a severity, in a phase whose text is `phase`: the component's own status,
// else the phase's, else the rule's.  Nothing: this severity leaves the component alone.
std::optional<ComponentStatus> status_of(const Rule& rule, std::size_t claim,
                                         const PhaseText& phase, const Severity& severity);

// Claims a component with this status, or leaves it as it is if something worse is claimed.
void raise_claim(ComponentStates& states, const ComponentId& component, ComponentStatus status);

}  // namespace tocsin
