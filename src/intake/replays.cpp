#include "intake/replays.hpp"

#include <utility>

#include "base/assert.hpp"

namespace tocsin {

void Replays::restore(const std::vector<SeenSignature>& seen) {
    for (const SeenSignature& one : seen) {
        const Key key(one.source, one.mark.digest);
        if (seen_.emplace(key, Seen{one.webhook, one.mark.until, true}).second)
            by_end_.emplace(one.mark.until, key);
    }
}

std::optional<WebhookId> Replays::find(const SourceName& source, const ReplayMark& mark,
                                       WallTime now) {
    while (!by_end_.empty() && by_end_.begin()->first < now) {
        const auto over = seen_.find(by_end_.begin()->second);
        // One that is on its way has somebody who will settle it.
        if (over != seen_.end() && !over->second.is_durable) break;
        if (over != seen_.end()) seen_.erase(over);
        by_end_.erase(by_end_.begin());
    }
    const auto found = seen_.find(Key(source, mark.digest));
    if (found == seen_.end()) return std::nullopt;
    return found->second.webhook;
}

void Replays::begin(const SourceName& source, const ReplayMark& mark, WebhookId webhook) {
    const Key key(source, mark.digest);
    const bool is_new = seen_.emplace(key, Seen{std::move(webhook), mark.until}).second;
    TOCSIN_ASSERT(is_new);
    by_end_.emplace(mark.until, key);
}

bool Replays::wait(const SourceName& source, const ReplayMark& mark,
                   std::function<void(bool stored)> answer) {
    Seen& seen = seen_.at(Key(source, mark.digest));
    if (seen.is_durable) return false;
    seen.waiting.push_back(std::move(answer));
    return true;
}

void Replays::settle(const SourceName& source, const ReplayMark& mark, bool stored) {
    const auto at = seen_.find(Key(source, mark.digest));
    TOCSIN_ASSERT(at != seen_.end());
    at->second.is_durable = stored;
    const auto waiting = std::exchange(at->second.waiting, {});
    if (!stored) {
        const auto [first, last] = by_end_.equal_range(at->second.until);
        for (auto end = first; end != last; ++end) {
            if (end->second != at->first) continue;
            by_end_.erase(end);
            break;
        }
        seen_.erase(at);
    }
    for (const auto& answer : waiting) answer(stored);
}

}  // namespace tocsin
