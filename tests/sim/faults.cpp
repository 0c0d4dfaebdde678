#include "tests/sim/faults.hpp"

#include <array>

namespace tocsin {
namespace {

using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::seconds;

// Delivery gives an unknown outcome its `settle` (60 s) to appear; it looks from the answer on.
constexpr Duration late_max = seconds(58);

Fate instead(unsigned status, bool effect, std::string word, std::string retry_after = "") {
    Fate fate;
    fate.kind = Fate::Kind::instead;
    fate.status = status;
    fate.effect = effect;
    fate.word = std::move(word);
    fate.retry_after = std::move(retry_after);
    return fate;
}

Fate without_answer(Fate::Kind kind, bool effect, std::string word) {
    Fate fate;
    fate.kind = kind;
    fate.effect = effect;
    fate.word = std::move(word);
    return fate;
}

const std::array<Fate, 11>& troubles() {
    static const std::array<Fate, 11> all{
        without_answer(Fate::Kind::refused, false, "connection refused"),
        without_answer(Fate::Kind::lost, false, "reset before it had its effect"),
        without_answer(Fate::Kind::lost, true, "reset after it had its effect"),
        without_answer(Fate::Kind::silent, false, "no answer and no effect"),
        without_answer(Fate::Kind::silent, true, "no answer, but its effect"),
        instead(500, false, "500 without effect"),
        instead(503, false, "503 without effect"),
        instead(500, true, "500 after its effect"),
        instead(502, true, "502 after its effect"),
        instead(420, false, "420", "20"),
        instead(429, false, "429 without Retry-After"),
    };
    return all;
}

const std::array<Fate, 5>& outages() {
    static const std::array<Fate, 5> all{
        without_answer(Fate::Kind::refused, false, "the page is unreachable"),
        instead(503, false, "the page is down"),
        instead(401, false, "the key is refused"),
        instead(403, false, "the page is refused"),
        without_answer(Fate::Kind::silent, false, "the page is silent"),
    };
    return all;
}

}  // namespace

Faults::Faults(Rng rng, std::optional<Rng> late) : rng_(rng), late_(late) {
    const std::array<double, 4> exchange_rates{0, 0.02, 0.1, 0.4};
    const std::array<double, 4> store_rates{0, 0, 0.01, 0.1};
    const std::array<double, 4> crash_rates{0, 0.01, 0.05, 0.15};
    exchange_rate_ = exchange_rates[rng_.below(4)];
    store_rate_ = store_rates[rng_.below(4)];
    crash_rate_ = crash_rates[rng_.below(4)];
    outages_ = rng_.below(3) == 0;
}

Duration Faults::network_latency() {
    if (stopped_ || rng_.below(10) > 0) return milliseconds(20 + rng_.below(300));
    return milliseconds(500 + rng_.below(6'000));
}

Duration Faults::store_latency() {
    return Duration(500 + rng_.below(12'000));
}

Fate Faults::of_exchange() {
    Fate fate;
    if (outage_)
        fate = *outage_;
    else if (chance(exchange_rate_))
        fate = troubles()[rng_.below(troubles().size())];
    fate.before = network_latency();
    fate.after = network_latency();
    delay_effect(fate);
    return fate;
}

// Somewhere on the way the request is kept, and goes on when nobody waits for it any more.
void Faults::delay_effect(Fate& fate) {
    if (!late_ || stopped_) return;
    const bool own = fate.kind == Fate::Kind::answered && late_->below(20) == 0;
    if (own) {
        fate.kind = late_->below(2) == 0 ? Fate::Kind::lost : Fate::Kind::silent;
        fate.effect = false;
    }
    const bool unknown = fate.kind == Fate::Kind::lost || fate.kind == Fate::Kind::silent ||
                         (fate.kind == Fate::Kind::instead && fate.status >= 500);
    if (!unknown || fate.effect || (!own && late_->below(2) == 0)) return;
    fate.late = milliseconds(late_->below(late_max / milliseconds(1)));
    if (own) fate.word = "no answer";
    fate.word += ", and its effect " + format_duration(*fate.late) + " later";
}

bool Faults::store_fails() {
    return chance(store_rate_);
}

bool Faults::crashes_now() {
    return chance(crash_rate_);
}

Duration Faults::time_away() {
    const std::array<Duration, 4> lengths{seconds(1), seconds(30), minutes(3), minutes(25)};
    return lengths[rng_.below(4)] + milliseconds(rng_.below(1'000));
}

void Faults::begin_outage() {
    outage_ = outages()[rng_.below(outages().size())];
}

Duration Faults::outage_length() {
    return seconds(10 + rng_.below(1'200));
}

void Faults::stop() {
    stopped_ = true;
    outage_.reset();
}

}  // namespace tocsin
