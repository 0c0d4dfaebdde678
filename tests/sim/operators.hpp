// Operators: those who approve, discard and resolve through tocsin itself.
//
// They look at what is durable, as `tocsin incidents show` does, and decide a little later, perhaps
// on what is no longer there.  They remember each text they saw by its mark: what an approval may
// send is that text and no other.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/rng.hpp"
#include "domain/changes.hpp"
#include "domain/webhook.hpp"

namespace tocsin {

// A text that waited, as an operator saw it: its name and its body.
using SeenText = std::pair<std::string, std::string>;

class Operators {
public:
    explicit Operators(std::optional<Rng> rng) : rng_(rng) {}

    // Perhaps somebody decides something: it is to be appended after the delay.
    std::optional<std::pair<Duration, OperatorAct>> act(const Ledger& ledger);

    // What a mark stands for; null: nobody saw it.
    const SeenText* seen(const std::string& mark) const;

private:
    OperatorAct decide(const Incident& incident);

    std::optional<Rng> rng_;
    std::size_t count_ = 0;
    std::map<std::string, SeenText> seen_;  // By mark.
    std::string last_mark_;                 // Of somebody's last look.
};

}  // namespace tocsin
