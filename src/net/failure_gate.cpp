#include "net/failure_gate.hpp"

#include <algorithm>

#include "net/peer.hpp"

namespace tocsin {

Duration FailureGate::fail(std::string_view peer, SteadyTime now) {
    const std::string block = peer_block(peer);
    const auto known = by_peer_.find(block);
    if (known != by_peer_.end()) {
        newest_first_.splice(newest_first_.begin(), newest_first_, known->second);
    } else {
        newest_first_.push_front({block, now});
        by_peer_.emplace(newest_first_.front().peer, newest_first_.begin());
    }
    Failures& failures = newest_first_.front();
    // Never further ahead than one more than is free, or a flood would be remembered for days.
    const SteadyTime furthest = now + refill * (free_failures + 1);
    failures.clean_at = std::min(std::max(failures.clean_at, now) + refill, furthest);
    const bool too_often = failures.clean_at > now + refill * free_failures;
    if (by_peer_.size() > peers_max) {
        by_peer_.erase(newest_first_.back().peer);
        newest_first_.pop_back();
    }
    return too_often ? wait : Duration(0);
}

}  // namespace tocsin
