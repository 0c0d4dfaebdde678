// Repeats: keeps one message from filling the log.
//
// A page that is down or a sender that is wrong says the same thing hundreds of times a second.
// Of one message of one component a few are written each second; the others are counted, and the
// count is written when the second is over.  It knows no clock: the caller says what time it is.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/time.hpp"

namespace tocsin {

// Enough to see a pattern in the fields, few enough to read.
constexpr std::uint64_t repeats_written_max = 10;
constexpr Duration repeats_window = std::chrono::seconds(1);
// Messages are constants of the program; what comes in more kinds than that shares one count.
constexpr std::size_t repeats_kinds_max = 512;

// Not thread-safe.
class Repeats {
public:
    struct Swallowed {
        std::string component;
        std::string message;
        std::uint64_t count = 0;
    };

    // Whether this one is to be written.
    bool admits(std::string_view component, std::string_view message, SteadyTime now);

    // What was swallowed in windows that are over at `now`; each is told once.
    std::vector<Swallowed> take_ended(SteadyTime now);

private:
    struct Window {
        SteadyTime begun;
        std::uint64_t seen = 0;
        std::string component;
        std::string message;
    };

    std::unordered_map<std::string, Window> windows_;
    SteadyTime look_again_{};  // No window ends before.
};

}  // namespace tocsin
