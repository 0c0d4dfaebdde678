// Outside: what a line that asks others needs of the process around it.
//
// Pages and Inquiries are the loops of delivery and inquiry with their sockets; both stand between
// the same neighbours.
#pragma once

#include <functional>

#include "base/time.hpp"
#include "domain/webhook.hpp"
#include "net/loop.hpp"
#include "store/store.hpp"
#include "telemetry/log.hpp"
#include "telemetry/metrics.hpp"

namespace tocsin {

// All of them outlive whoever is given them.
struct Outside {
    Loop& loop;
    Store& store;
    const Clock& clock;
    Metrics& metrics;
    Log& log;
    std::function<void(Sequence, const Finding&)> found;  // For dispatch.
    std::function<void()> turn;                           // Something moved: look at due times.
};

}  // namespace tocsin
