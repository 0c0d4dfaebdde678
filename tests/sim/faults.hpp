// Faults: what breaks, when, and how; drawn from the seed.
//
// It knows nothing of the promises (promises.hpp) and they know nothing of it: whatever happens
// here, they must hold.  Each seed draws which kinds of trouble it has at all, so that some runs
// are quiet and others have one trouble over and over.
#pragma once

#include <optional>
#include <string>

#include "base/rng.hpp"
#include "base/time.hpp"

namespace tocsin {

// What becomes of one request to the page.
struct Fate {
    enum class Kind {
        answered,  // As the page answers.
        refused,   // No byte of it left.
        instead,   // `status` is answered in place of the page's own answer.
        lost,      // The connection is reset before an answer.
        silent,    // No answer until the time-out.
    };
    Kind kind = Kind::answered;
    bool effect = true;       // The page carries it out.
    Duration before{};        // From the first byte to its effect.
    Duration after{};         // From its effect to the answer.
    unsigned status = 0;      // With `instead`.
    std::string retry_after;  // With `instead`; empty: no such field.
    std::string word;         // For the story.
    // Of what has no effect before its answer: it has it so long after it, if it writes.
    std::optional<Duration> late;
};

class Faults {
public:
    // `late`: also effects that come after the answer, by a chance of their own.
    explicit Faults(Rng rng, std::optional<Rng> late = std::nullopt);

    Fate of_exchange();
    bool store_fails();
    Duration store_latency();
    Duration network_latency();

    // Whether the process dies with this turn of the story, and how long it stays away.
    bool crashes_now();
    Duration time_away();
    // The page answers nothing but this for a while: begun and ended by the story.
    void begin_outage();
    void end_outage() { outage_.reset(); }
    bool has_outages() const { return outages_; }
    Duration outage_length();

    // No more trouble from now on.
    void stop();

private:
    bool chance(double probability) { return !stopped_ && rng_.uniform() < probability; }

    void delay_effect(Fate& fate);

    Rng rng_;
    std::optional<Rng> late_;
    double exchange_rate_ = 0, store_rate_ = 0, crash_rate_ = 0;
    bool outages_ = false;
    std::optional<Fate> outage_;
    bool stopped_ = false;
};

}  // namespace tocsin
