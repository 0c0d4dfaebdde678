// Drift: where does the page differ from what was last acknowledged of it?
//
// Facts for a metric, found with each reading; what follows from them is plan()'s to say.  A
// difference is counted when it appears and not each time it is seen, so a name that a person
// changed counts once.
//
//   closed     a person ended an incident of ours       deleted    it is not there any more
//   name, status, impact   a person changed it          duplicate  a second one of one generation
//   component  its status is not what was last written
#pragma once

#include <compare>
#include <set>
#include <string>
#include <string_view>

#include "domain/delivery.hpp"
#include "engine/page_view.hpp"

namespace tocsin {

struct Drift {
    std::string_view kind;  // One of the words above: a metric's label.
    std::string id;         // Statuspage's, of the incident or component.

    auto operator<=>(const Drift&) const = default;
};

// `deliveries` may hold rows of other pages too.  What is being sent or looked for is left out:
// its outcome is not known yet.
std::set<Drift> drift_of(const PageView& view, const PageRecord& page,
                         const Deliveries& deliveries);

// Whether the view says anything of what drifted.
bool shows(const PageView& view, const Drift& drift);

}  // namespace tocsin
