// aim: what may be written to one component of a page?
//
// A component's status is page-wide and the last writer wins; people write it too.  What our open
// incidents claim is raised at once.  What is lowered must be ours: written by us, and not held by
// an incident or a maintenance of others.  What we raised goes back to what was found before, not
// to what we think is right (semantics.md section 4, "components").
#pragma once

#include <map>
#include <optional>
#include <set>

#include "domain/delivery.hpp"
#include "engine/page_view.hpp"

namespace tocsin {

struct Aim {
    std::optional<ComponentStatus> write;   // It differs from this and may be changed to it.
    std::optional<ComponentStatus> target;  // What may be said of it now, changed or not.
    std::optional<ComponentRecord> record;  // Its row from now on; nothing: no row is needed.
};

// `claim`: the worst that our open incidents say.  `listed`: an open incident that is not ours, or
// an active maintenance, names the component.
Aim aim(ComponentStatus present, const std::optional<ComponentRecord>& record,
        const std::optional<ComponentStatus>& claim, bool listed);

// The aims of all components that we claim, have a row of, or that `concerned` names; those that
// the page does not have are left out.
std::map<ComponentId, Aim> aims(const PageRecord& page, const PageView& view,
                                const ComponentStates& claims,
                                const std::set<ComponentId>& concerned,
                                const std::set<ComponentId>& listed);

}  // namespace tocsin
