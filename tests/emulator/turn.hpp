// ApiTurn: what one call may read and touch, and nothing else of the model.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/rng.hpp"
#include "base/time.hpp"
#include "tests/emulator/journal.hpp"
#include "tests/emulator/options.hpp"
#include "tests/emulator/records.hpp"

namespace tocsin {

struct ApiTurn {
    const ModelOptions& options;
    EmulatedPage& page;
    Rng& rng;
    RequestJournal& journal;
    std::vector<std::string>& notes;  // For the journal's record of this request.
    WallTime now;
    std::string_view by;  // The name of the key, by_person or by_clock.
};

// Who it was, if it was not a key: somebody in front of the page's own interface, or time itself.
inline constexpr std::string_view by_person = "(person)";
inline constexpr std::string_view by_clock = "(clock)";

// 12 characters of [a-z0-9], as every id of Statuspage (behaviour 7).
std::string draw_emulated_id(Rng& rng);

}  // namespace tocsin
