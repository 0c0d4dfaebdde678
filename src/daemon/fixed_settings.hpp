// FixedSettings: what of the configuration only a start takes.
//
// Kept as they were at the start, whatever reloads bring meanwhile: a reload that still asks for
// something else says each time that a restart is needed, and one that takes it back says nothing.
#pragma once

#include <string>
#include <vector>

#include "config/config.hpp"

namespace tocsin {

struct FixedSettings {
    std::vector<ListenerConfig> listeners;
    StoreConfig store;
    std::string log_format;
};

FixedSettings fixed_settings_of(const Config& config);

// One sentence for each that differs.  A certificate, what goes with it, and users may differ: a
// reload takes them; but whether there are users at all may not.
std::vector<std::string> what_needs_restart(const FixedSettings& running, const Config& fresh);

}  // namespace tocsin
