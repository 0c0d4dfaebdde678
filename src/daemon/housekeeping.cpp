#include "daemon/housekeeping.hpp"

#include <algorithm>

namespace tocsin {
namespace {

// Five thousand rows a second at most: more than comes in, and about a tenth of the writer.
constexpr Duration between_steps = std::chrono::milliseconds(100);
constexpr Duration between_passes_min = std::chrono::seconds(1);
constexpr Duration between_passes_max = std::chrono::minutes(10);

}  // namespace

Horizons horizons_at(WallTime now, const RetentionConfig& retention) {
    return {now - retention.webhooks, now - retention.deliveries, now - retention.dead_letters,
            now - retention.incidents};
}

Duration between_passes(const RetentionConfig& retention) {
    const Duration shortest = std::min(
        {retention.webhooks, retention.deliveries, retention.dead_letters, retention.incidents});
    return std::clamp(shortest, between_passes_min, between_passes_max);
}

Housekeeping::Housekeeping(Loop& loop, SqliteStore& store, const Clock& clock,
                           RetentionConfig retention)
    : loop_(loop), store_(store), clock_(clock), retention_(retention) {
    wait(between_passes(retention_));
}

void Housekeeping::stop() {
    stopped_ = true;
    timer_.cancel();
}

void Housekeeping::wait(Duration pause) {
    timer_ = loop_.after(pause, [this] { step(); });
}

void Housekeeping::step() {
    store_.retain(horizons_at(clock_.wall(), retention_), [this](const Result<bool>& has_more) {
        if (stopped_) return;
        const bool goes_on = has_more && has_more.value();
        wait(goes_on ? between_steps : between_passes(retention_));
    });
}

}  // namespace tocsin
