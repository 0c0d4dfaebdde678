// compare_calls: do the calls of a step meet what the step expects?
//
// Each expectation has to be met by a call of its own, and the calls of one incident in the order
// in which they are expected; the order between incidents is nobody's (semantics.md section 7).
// Which call is meant by which expectation nothing says, so it is searched for: there may be many
// incidents that look alike.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "config/config.hpp"
#include "daemon/rehearsal/rehearsal.hpp"

namespace tocsin {

// One key of an expectation that a call does not meet, with both values as they are written.
struct KeyDifference {
    std::string key;
    std::string expected;
    std::string made;

    bool operator==(const KeyDifference&) const = default;
};

// Empty if the call meets it.  Name, status and impact are those that the incident shows after the
// call, whether this call changed them or not; text, components and notify are the call's own.
std::vector<KeyDifference> differences(const Config& config, const ExpectedCall& expected,
                                       const RehearsedCall& call);

struct CallMatch {
    // By expectation: the call that meets it.
    std::vector<std::optional<std::size_t>> call_of;
    // All are met, but not in this order.
    bool is_out_of_order = false;
};

// As many expectations as can be met.  `exhaustive`: no call of an incident may be left out
// between two that are expected.  Tweets must not be among the calls.
CallMatch match_calls(const Config& config, std::span<const ExpectedCall> expects,
                      std::span<const RehearsedCall> calls, bool exhaustive);

}  // namespace tocsin
