// LongHours: dispatch and delivery beside an emulated page, in virtual time, for tests that would
// take hours.
//
// Nothing fails here but what a test says: the store is always there, each exchange takes 100 ms,
// and the page's fault rules and the reachability are the test's.  One rule, "hours": an incident
// for each service, open at once and over at once.
#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/transport.hpp"
#include "daemon/rehearsal/virtual_time.hpp"
#include "delivery/delivery.hpp"
#include "dispatch/dispatch.hpp"
#include "store/memory_store.hpp"
#include "tests/emulator/model.hpp"

namespace tocsin {

class LongHours final : public Transport {
public:
    explicit LongHours(RetryRules retry = {});

    // A message of one group with an alert of each of these services.
    void say(const std::vector<std::string>& services, bool firing);

    // All that is due until so long from now.
    void pass(Duration length);

    // Names of incidents that are open on the page, with how many of each.
    std::map<std::string, std::size_t> open_incidents() const;

    void exchange(HttpRequest request, Duration timeout, Done done) override;

    VirtualClock clock;
    StatuspageModel page;
    std::vector<WallTime> asked;  // When requests began.
    bool is_silent = false;       // Requests have their effect, and no answer comes.
    std::optional<Delivery> delivery;

private:
    DispatchHooks dispatch_hooks();
    DeliveryHooks delivery_hooks();
    bool turn(WallTime until);
    void pump();

    Timetable timetable_;
    MemoryStore store_;
    Deliveries deliveries_;
    std::optional<Dispatch> dispatch_;
    std::map<std::string, WallTime> began_at_;  // By service, its last episode.
};

}  // namespace tocsin
