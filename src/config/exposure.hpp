// exposure: what nobody may reach who has proven nothing (E321).
//
// One rule for the address in a file, that of a flag and that of a socket which was handed over.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "config/config.hpp"

namespace tocsin {

// What the listener serves that changes things, if it names no users.
std::vector<std::string_view> acts_open_to_all(const ListenerConfig& listener);

// Whether it has auth = "none" and does not say that others may reach it so.
bool is_open_to_all(const SourceConfig& source);

// What of this must not be, if others reach the listener's address; empty: nothing.
std::string exposed_by(const ListenerConfig& listener,
                       const std::map<SourceName, SourceConfig>& sources);

}  // namespace tocsin
