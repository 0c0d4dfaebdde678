// Replays: signed requests that were seen, so that one that was captured changes nothing again.
//
// What is durable stands with its webhook in the store (ReplayMark); this is the memory of it, and
// of those whose webhook is on its way there.  A replay is answered like the first: with 200 once
// that is durable, with 503 if it could not be stored.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "domain/webhook.hpp"

namespace tocsin {

class Replays {
public:
    // What the store knows.
    void restore(const std::vector<SeenSignature>& seen);

    // The webhook whose signature this is, if it was seen.  Forgets those of which a replay would
    // be refused for its time by now (system time).
    std::optional<WebhookId> find(const SourceName& source, const ReplayMark& mark, WallTime now);

    // Its webhook is on its way into the store.  Requires: find() gave nothing.
    void begin(const SourceName& source, const ReplayMark& mark, WebhookId webhook);

    // Gives `answer` to be called once it is known what became of it; false: it is durable.
    // Requires: find() gave a webhook.
    bool wait(const SourceName& source, const ReplayMark& mark,
              std::function<void(bool stored)> answer);

    // What became of it; one that is not stored is forgotten.
    void settle(const SourceName& source, const ReplayMark& mark, bool stored);

    std::size_t size() const { return seen_.size(); }

private:
    struct Seen {
        WebhookId webhook;
        WallTime until;
        bool is_durable = false;
        std::vector<std::function<void(bool)>> waiting{};
    };
    using Key = std::pair<SourceName, std::string>;

    std::map<Key, Seen> seen_;
    std::multimap<WallTime, Key> by_end_;
};

}  // namespace tocsin
