// Rng: a small random generator whose seed is an argument.
//
// Jitter and ids need chance, and a simulation needs the same chance again: one seed, one
// sequence.  Not for secrets: what must not be guessed comes from OpenSSL's RAND_bytes.
#pragma once

#include <array>
#include <cstdint>

namespace tocsin {

// xoshiro256** (Blackman and Vigna), seeded by splitmix64.  One thread at a time.
class Rng {
public:
    explicit Rng(std::uint64_t seed);

    std::uint64_t next();

    // A number in [0, 1).
    double uniform();

    // A number in [0, bound).  Requires: bound > 0.
    std::uint64_t below(std::uint64_t bound);

private:
    std::array<std::uint64_t, 4> state_;
};

}  // namespace tocsin
