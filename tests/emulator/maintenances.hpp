// Maintenances: what moves by itself when the clock passes a planned begin or end (behaviour 22).
//
// Nothing ticks here: whoever asks the model something says what time it is, and what was due
// until then is made up for, in its order and with the stamps it would have had.
#pragma once

#include <optional>

#include "tests/emulator/turn.hpp"

namespace tocsin {

// The earliest moment at which an incident of the page moves by itself.
std::optional<WallTime> next_transition(const EmulatedPage& page);

// Carries out the transition that is due at turn.now.
// Requires: next_transition(turn.page) <= turn.now.
void carry_out_transition(ApiTurn& turn);

}  // namespace tocsin
