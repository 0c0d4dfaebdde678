// read_auth: how a source proves who it is.
//
// What is named and can never let anybody in is an error here, and not a 401 at night.
#pragma once

#include <vector>

#include "config/config.hpp"
#include "config/layers.hpp"
#include "config/report.hpp"

namespace tocsin {

// `auth` of a source, into `source`.  `listeners` decides whether a client certificate can come.
void read_auth(const Layers& layers, const std::vector<ListenerConfig>& listeners,
               SourceConfig& source, Report& report);

}  // namespace tocsin
