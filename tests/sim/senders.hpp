// Senders: alerts that fire and end, and the Alertmanagers that tell of them.
//
// They know what is true; what they said and was acknowledged is what tocsin can be held to.
// Two sources speak of the same services; messages carry several alerts, are repeated, come from
// both halves of an HA pair, and sometimes a late copy of a firing comes after its resolved, which
// is then repeated too.  Alerts of planned work name its begin and end in annotations, which change
// while they fire.  Those of the absent teams come in whole groups, from which a silenced one is
// missing: nobody says that it ended.  The braked teams have storms.
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
    std::string host;  // Empty: the label is not there.
    bool silenced = false;
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
    std::string group = "{}";
    unsigned truncated = 0;
};

// Whose alerts there are beside the first ones, each by a chance of its own.
struct MoreSenders {
    std::optional<Rng> planned, asking, braked, absent, drawn;
};

class Senders {
public:
    explicit Senders(Rng rng, const MoreSenders& more = {});

    // Something happens at `now`, and these messages tell of it, each after a delay.
    std::vector<std::pair<Duration, Message>> next(WallTime now);
    // Likewise with the alerts of the other teams, sometimes.
    std::vector<std::pair<Duration, Message>> next_more(WallTime now);

    // All that ever fired, as it is now; first ends it all if `over`.
    std::vector<Message> everything(bool over, WallTime now);

    // The same alerts as they are now: what is sent after a message was not acknowledged.
    Message anew(const Message& message) const;

    // The body that a webhook of the message has.
    Envelope envelope_of(const Message& message) const;

    const std::vector<SimAlert>& alerts() const { return alerts_; }
    std::string describe(const Message& message) const;

private:
    // The alerts of some teams, and their chance.
    struct Part {
        Rng rng;
        std::size_t first = 0, count = 0;
        bool is_planned = false, storms = false, in_groups = false;
    };

    Said present(std::size_t alert) const;
    void add_neighbours(Message& message);
    void add_group(Message& message);
    Part& part_of(std::size_t alert);
    Rng& chance_of(std::size_t alert) { return part_of(alert).rng; }
    void add_planned(Rng rng);
    void add_part(Rng rng, const std::vector<std::string_view>& teams, std::size_t count_max,
                  std::size_t services_max);
    void plan_anew(SimAlert& alert, WallTime now);
    std::vector<std::pair<Duration, Message>> happen_to(std::size_t alert, WallTime now);
    std::vector<std::pair<Duration, Message>> end_one(std::size_t alert, WallTime now);
    std::vector<std::pair<Duration, Message>> storm(const Part& part, WallTime now);

    std::vector<Part> parts_;  // In the order of their alerts.
    std::vector<SimAlert> alerts_;
};

}  // namespace tocsin
