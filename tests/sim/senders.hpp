// Senders: alerts that fire and end, and the Alertmanagers that tell of them.
//
// They know what is true; what they said and was acknowledged is what tocsin can be held to.
// Two sources speak of the same services; messages carry several alerts, are repeated, come from
// both halves of an HA pair, and sometimes a late copy of a firing comes after its resolved, which
// is then repeated too.  Alerts of planned work name its begin and end in annotations, which change
// while they fire.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/rng.hpp"
#include "domain/alert.hpp"
#include "domain/webhook.hpp"

namespace tocsin {

// What the public never reads begins with this.
inline constexpr std::string_view inside_word = "inside-";

// What the annotations of planned work say; not always times.
struct Window {
    std::string starts_at, ends_at;

    auto operator<=>(const Window&) const = default;
};

struct SimAlert {
    SourceName source;
    std::string name;  // Also its fingerprint.
    std::string team, service, severity, component;
    bool ever_fired = false;
    bool firing = false;
    WallTime starts_at{}, ends_at{};
    std::optional<Window> window;
};

// One alert as one message has it.
struct Said {
    std::size_t alert = 0;
    bool firing = false;
    bool late_copy = false;  // Says what was true once.
    WallTime starts_at{}, ends_at{};
    std::optional<Window> window;
};

struct Message {
    SourceName source;
    std::vector<Said> said;
};

class Senders {
public:
    // `planned`: also alerts of sim_planned_teams(), by a chance of their own.
    explicit Senders(Rng rng, std::optional<Rng> planned = std::nullopt);

    // Something happens at `now`, and these messages tell of it, each after a delay.
    std::vector<std::pair<Duration, Message>> next(WallTime now);
    // Likewise with the alerts of the planned teams, sometimes.
    std::vector<std::pair<Duration, Message>> next_planned(WallTime now);

    // All that ever fired, as it is now; first ends it all if `over`.
    std::vector<Message> everything(bool over, WallTime now);

    // The same alerts as they are now: what is sent after a message was not acknowledged.
    Message anew(const Message& message) const;

    // The body that a webhook of the message has.
    Envelope envelope_of(const Message& message) const;

    const std::vector<SimAlert>& alerts() const { return alerts_; }
    std::string describe(const Message& message) const;

private:
    Said present(std::size_t alert) const;
    void add_neighbours(Message& message);
    Rng& chance_of(std::size_t alert) { return alert < first_count_ ? rng_ : *planned_; }
    void add_planned();
    void plan_anew(SimAlert& alert, WallTime now);
    std::vector<std::pair<Duration, Message>> happen_to(std::size_t alert, WallTime now);
    std::vector<std::pair<Duration, Message>> end_one(std::size_t alert, WallTime now);

    Rng rng_;
    std::optional<Rng> planned_;
    std::size_t first_count_ = 0;  // The alerts of the planned teams come after these.
    std::vector<SimAlert> alerts_;
};

}  // namespace tocsin
