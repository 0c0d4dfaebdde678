// Access: lets those in who may do what they ask for, on listeners that name their users.
//
// Everything but health is asked for; the answer to a missing, an unknown and a wrong name or
// password is one and the same 401, and takes about the same time.  Whoever fails often waits for
// it (FailureGate).
#pragma once

#include <functional>
#include <map>
#include <string>
#include <string_view>

#include "admin/password_check.hpp"
#include "admin/users.hpp"
#include "base/time.hpp"
#include "net/failure_gate.hpp"
#include "net/server.hpp"
#include "telemetry/log.hpp"

namespace tocsin {

class Access {
public:
    // `post` runs a callback on the loop's thread.  All must outlive it.
    Access(const Clock& clock, Log& log, std::function<void(std::function<void()>)> post);

    // Listeners with users; each has at least one.
    void configure(std::map<std::string, Users> by_listener);

    bool asks(std::string_view listener) const;

    // Calls `allowed` with the name of the user, or with none where the listener asks nobody, now
    // or later; or answers 401, 403 or 503.
    void admit(const Exchange& exchange, Deed deed,
               std::function<void(const std::string& user)> allowed);

private:
    Rebuff turn_away(const RequestHead& head, const std::string& why);

    const Clock& clock_;
    Log& log_;
    std::map<std::string, Users, std::less<>> by_listener_;
    PasswordCheck passwords_;
    FailureGate failures_;
};

}  // namespace tocsin
