// PersonAct: what a colleague does in front of the page's own interface while tocsin works on it
// (behaviour 35).
//
// An act is the same change as a call of the API makes, by the same rules, and is no request: the
// journal does not have it, no key's rate counts it, no fault hits it, and what subscribers are
// sent for it is not tocsin's.  The simulation's own people (tests/sim/people.hpp) do theirs by
// calls with a key of their own, with the same bodies: no notification unless one is asked for, and
// a planned incident is completed where another is resolved.
#pragma once

#include <array>
#include <boost/json/object.hpp>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "base/time.hpp"
#include "tests/emulator/records.hpp"

namespace tocsin {

struct PersonAct {
    enum class Kind {
        post,             // incident, body; status if it moves too.
        edit,             // incident, body; update, or the newest.
        resolve,          // incident; body.  Completes a maintenance.
        remove,           // incident.
        rename,           // incident, name.
        override_impact,  // incident, impact; without: the page's own judgement.
        move,             // incident, status.
        set,              // component, status.
        open,             // name; component, body, status, and impact.
        schedule,         // name, from, until; component, body, automatic.
        reschedule,       // incident; from, until.
    };

    // All with a default, so that an act names only what it needs.
    Kind kind = Kind::post;
    std::string page = {};  // Empty: the first one.
    std::string incident = {};
    std::string update = {};
    std::string component = {};
    std::string name = {};
    std::string body = {};
    std::string status = {};
    std::string impact = {};
    std::string from = {};  // As the API writes times.
    std::string until = {};
    bool automatic = false;  // The page begins and ends the maintenance by itself.
    bool notify = false;
};

inline constexpr std::array<std::string_view, 11> person_act_words{
    "post", "edit", "resolve", "remove",   "rename",    "override",
    "move", "set",  "open",    "schedule", "reschedule"};

// An act as the call of the API that would do the same.
struct PersonCall {
    std::string method;
    std::string path;  // Below the page.
    boost::json::object body;
};

// ErrorCode::refused if the act lacks what it needs, or names what the page does not have.
Result<PersonCall> call_of_act(const PersonAct& act, EmulatedPage& page);

// An act as tests/emulator/README.md describes it, with its word as "act".
Result<PersonAct> read_person_act(const boost::json::object& written);

}  // namespace tocsin
