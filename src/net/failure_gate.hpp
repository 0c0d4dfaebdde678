// FailureGate: who has failed to authenticate so often that the answer may take its time.
//
// A bucket for each address (peer_block).  It never says no: whoever knows a secret is let in at
// once, whatever came from that address before (contract.md section 4.1).  What it slows down is
// being told that a guess was wrong.
#pragma once

#include <list>
#include <string>
#include <string_view>
#include <unordered_map>

#include "base/time.hpp"

namespace tocsin {

class FailureGate {
public:
    static constexpr unsigned free_failures = 10;  // At once; then one for each refill.
    static constexpr Duration refill = std::chrono::seconds(6);
    static constexpr Duration wait = std::chrono::seconds(1);
    static constexpr std::size_t peers_max = 4096;  // Those that failed longest ago are forgotten.

    // Somebody failed: how long his answer has to wait.
    Duration fail(std::string_view peer, SteadyTime now);

private:
    struct Failures {
        std::string peer;
        SteadyTime clean_at;  // When the bucket is full again.
    };

    std::list<Failures> newest_first_;
    std::unordered_map<std::string_view, std::list<Failures>::iterator> by_peer_;
};

}  // namespace tocsin
