// Control: what the control port can show and change, without a socket.
//
// Faults, clock and options are never reachable through the API port, and nothing that is asked
// here enters the journal.  A body with a name that is not known is refused with 422.
// The table of all requests is in tests/emulator/README.md.
#pragma once

#include <map>
#include <string>

#include "base/http.hpp"
#include "base/time.hpp"
#include "tests/emulator/certificates.hpp"
#include "tests/emulator/emulator_clock.hpp"
#include "tests/emulator/model.hpp"

namespace tocsin {

// How the API ports behave as a whole.
enum class Reachability {
    up,
    refusing,  // Nothing listens: a connection is refused.
    silent,    // Connections are taken and never answered.
};

// What the front reads before each connection or request.
struct FrontSwitches {
    Reachability reachability = Reachability::up;
    TlsMode tls_mode = TlsMode::normal;
    Duration read_delay{0};  // Before a request is read (behaviour 25).
    Duration idle_close{0};  // A connection idle so long after an answer is closed; 0: never (31).
    bool ignores_expect = false;  // No "100 Continue", whoever waits for it (33).

    bool operator==(const FrontSwitches&) const = default;
};

struct ControlState {
    StatuspageModel model;
    EmulatorClock clock;
    FrontSwitches switches;
    std::map<std::string, StatuspageModel> snapshots;
};

// `system` is the system's time.
HttpResponse answer_control(ControlState& state, const HttpRequest& request, WallTime system);

}  // namespace tocsin
