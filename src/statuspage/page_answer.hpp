// Bodies of the page's answers as values: incidents, components, ids.
//
// Tolerant of everything that does not matter: unknown keys and words, nulls, any offset of a time,
// line ends of either kind.  Strict in what does: an incident has an id and says a status, and a
// list of which one element cannot be read is no list, for what is absent from it would count as
// gone.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "domain/call.hpp"
#include "domain/names.hpp"

namespace tocsin {

// One incident; nothing if it cannot be read, or is of another page than `page` where that is
// given.  Updates come newest first; their texts have "\n" for line ends.
std::optional<PageIncident> read_incident(std::string_view body, const PageId& page);

// A list of them, under the same conditions for each.
std::optional<std::vector<PageIncident>> read_incidents(std::string_view body, const PageId& page);

std::optional<std::vector<PageComponent>> read_components(std::string_view body);

// What the page of this id says of itself; nothing if it is another one or none.
std::optional<PageDetails> read_page(std::string_view body, const PageId& page);

// The `id` of an object of whatever kind.
std::optional<std::string> read_id(std::string_view body);

}  // namespace tocsin
