#include "tests/sim/senders.hpp"

#include <algorithm>
#include <array>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <iterator>

#include "tests/sim/fixed_rules.hpp"
#include "tests/sim/sim_rules.hpp"

namespace tocsin {
namespace {

using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::seconds;

constexpr std::array<std::string_view, 3> severities{"critical", "warning", "info"};
constexpr std::array<std::string_view, 3> services{"checkout", "login", "search"};
constexpr std::array<std::string_view, 2> sources{"am-a", "am-b"};

// One is for insiders: no rule shows it.
boost::json::object annotations_of(const SimAlert& alert, const Said& said) {
    boost::json::object annotations{{"inside", std::string(inside_word) + alert.name}};
    if (!said.window) return annotations;
    annotations["starts_at"] = said.window->starts_at;
    annotations["ends_at"] = said.window->ends_at;
    return annotations;
}

WallTime to_millis(WallTime time) {
    return std::chrono::floor<milliseconds>(time);
}

}  // namespace

Senders::Senders(Rng rng, const MoreSenders& more) {
    // Few teams and services for each seed, so that alerts meet in incidents.
    const std::size_t team_count = 1 + rng.below(3);
    const std::size_t first_team = rng.below(sim_teams().size());
    const std::size_t alert_count = 2 + rng.below(9);
    for (std::size_t i = 0; i < alert_count; ++i) {
        SimAlert alert;
        alert.source = SourceName(std::string(sources[rng.below(sources.size())]));
        alert.name = "alert-" + std::to_string(i);
        alert.team = sim_teams()[(first_team + rng.below(team_count)) % sim_teams().size()];
        alert.service = services[rng.below(services.size())];
        alert.severity = severities[rng.below(severities.size())];
        alert.component = sim_aliases[rng.below(sim_aliases.size())];
        alerts_.push_back(std::move(alert));
    }
    parts_.push_back({rng, 0, alert_count});
    if (more.planned) add_planned(*more.planned);
    if (more.asking) add_part(*more.asking, sim_asking_teams(), 6, 2);
    if (more.braked) {
        add_part(*more.braked, sim_braked_teams(), 9, 6);
        parts_.back().storms = true;
    }
    if (more.absent) {
        add_part(*more.absent, sim_absent_teams(), 6, 2);
        parts_.back().in_groups = true;
    }
    if (more.drawn) add_part(*more.drawn, sim_drawn_teams(), 5, 2);
}

void Senders::add_planned(Rng rng) {
    const std::size_t first = alerts_.size();
    const std::size_t count = 1 + rng.below(4);
    for (std::size_t i = 0; i < count; ++i) {
        SimAlert alert;
        alert.source = SourceName(std::string(sources[rng.below(sources.size())]));
        alert.name = "alert-" + std::to_string(first + i);
        alert.team = sim_planned_teams()[rng.below(sim_planned_teams().size())];
        alert.service = services[rng.below(services.size())];
        alert.severity = severities[rng.below(severities.size())];
        alert.component = sim_aliases[rng.below(sim_aliases.size())];
        alerts_.push_back(std::move(alert));
    }
    parts_.push_back({rng, first, count, true});
}

void Senders::add_part(Rng rng, const std::vector<std::string_view>& teams, std::size_t count_max,
                       std::size_t services_max) {
    constexpr std::array<std::string_view, 4> hosts{"", "host-1", "host-2", "secret-db"};
    const std::size_t first = alerts_.size();
    const std::size_t count = 2 + rng.below(count_max - 1);
    const std::size_t first_team = rng.below(teams.size());
    for (std::size_t i = 0; i < count; ++i) {
        SimAlert alert;
        alert.source = SourceName(std::string(sources[rng.below(sources.size())]));
        alert.name = "alert-" + std::to_string(first + i);
        alert.team = teams[(first_team + rng.below(2)) % teams.size()];
        alert.service = "service-" + std::to_string(rng.below(services_max));
        alert.severity = severities[rng.below(severities.size())];
        alert.component = sim_aliases[rng.below(sim_aliases.size())];
        alert.host = hosts[rng.below(hosts.size())];
        alerts_.push_back(std::move(alert));
    }
    parts_.push_back({rng, first, count});
}

Senders::Part& Senders::part_of(std::size_t alert) {
    auto part = parts_.rbegin();
    while (part->first > alert) ++part;
    return *part;
}

// Soon or far away, and seldom begun already or not readable at all.
void Senders::plan_anew(SimAlert& alert, WallTime now) {
    if (!is_maintenance_team(alert.team)) return;
    Rng& rng = std::find_if(parts_.begin(), parts_.end(), [](const Part& part) {
                   return part.is_planned;
               })->rng;
    Duration ahead = minutes(1 + rng.below(30));
    if (rng.below(4) == 0) ahead = hours(4) + minutes(rng.below(120));
    if (rng.below(8) == 0) ahead = -minutes(1 + rng.below(5));
    const WallTime begin = to_millis(now + ahead + milliseconds(rng.below(60'000)));
    const WallTime end = begin + minutes(5 + rng.below(30));
    alert.window = Window{format_rfc3339(begin), format_rfc3339(end)};
    if (rng.below(10) == 0) alert.window->starts_at = "soon";
}

Said Senders::present(std::size_t index) const {
    const SimAlert& alert = alerts_[index];
    return {index, alert.firing, false, alert.starts_at, alert.ends_at, alert.window};
}

// Alertmanager sends the whole group, and what has ended only once or twice.
void Senders::add_neighbours(Message& message) {
    const std::size_t about = message.said.front().alert;
    if (part_of(about).in_groups) return add_group(message);
    for (std::size_t i = 0; i < alerts_.size(); ++i) {
        const SimAlert& alert = alerts_[i];
        const bool same_group = alert.source == message.source && alert.team == alerts_[about].team;
        if (i != about && same_group && alert.firing && chance_of(about).below(2) == 0) {
            message.said.push_back(present(i));
        }
    }
}

// All of it that fires and is not silenced; a long one is cut.
void Senders::add_group(Message& message) {
    const std::size_t about = message.said.front().alert;
    const Part& part = part_of(about);
    message.group = alerts_[about].team;
    for (std::size_t i = part.first; i < part.first + part.count; ++i) {
        const SimAlert& alert = alerts_[i];
        const bool same_group = alert.source == message.source && alert.team == message.group;
        if (i == about || !same_group || !alert.firing || alert.silenced) continue;
        if (chance_of(i).below(8) == 0)
            ++message.truncated;
        else
            message.said.push_back(present(i));
    }
}

std::vector<std::pair<Duration, Message>> Senders::end_one(std::size_t index, WallTime now) {
    Rng& rng = chance_of(index);
    SimAlert& alert = alerts_[index];
    Said late = present(index);
    alert.firing = false;
    alert.ends_at = std::max(to_millis(now), alert.starts_at + milliseconds(1));
    if (alert.silenced) return {};
    Message ended{alert.source, {present(index)}};
    add_neighbours(ended);
    std::vector<std::pair<Duration, Message>> told{{Duration(0), ended}};
    if (rng.below(4) > 0) return told;
    // firing, resolved, firing with the same start, resolved: the pair does not agree at once.
    late.late_copy = true;
    told.emplace_back(seconds(1 + rng.below(40)), Message{alert.source, {late}});
    told.emplace_back(seconds(45 + rng.below(60)), Message{alert.source, {present(index)}});
    return told;
}

std::vector<std::pair<Duration, Message>> Senders::next(WallTime now) {
    return happen_to(parts_.front().rng.below(parts_.front().count), now);
}

std::vector<std::pair<Duration, Message>> Senders::next_more(WallTime now) {
    std::vector<std::pair<Duration, Message>> all;
    for (std::size_t i = 1; i < parts_.size(); ++i) {
        Part& part = parts_[i];
        if (part.rng.below(part.is_planned ? 4 : 3) > 0) continue;
        const bool at_once = part.storms && part.rng.below(15) == 0;
        auto told =
            at_once ? storm(part, now) : happen_to(part.first + part.rng.below(part.count), now);
        std::move(told.begin(), told.end(), std::back_inserter(all));
    }
    return all;
}

// Everything that does not fire begins to, at once.
std::vector<std::pair<Duration, Message>> Senders::storm(const Part& part, WallTime now) {
    std::map<SourceName, Message> messages;
    for (std::size_t i = part.first; i < part.first + part.count; ++i) {
        SimAlert& alert = alerts_[i];
        if (alert.firing || (alert.ever_fired && to_millis(now) <= alert.ends_at)) continue;
        alert.firing = alert.ever_fired = true;
        alert.starts_at = to_millis(now);
        Message& message = messages[alert.source];
        message.source = alert.source;
        message.said.push_back(present(i));
    }
    std::vector<std::pair<Duration, Message>> told;
    for (auto& [source, message] : messages) told.emplace_back(Duration(0), std::move(message));
    return told;
}

std::vector<std::pair<Duration, Message>> Senders::happen_to(std::size_t index, WallTime now) {
    Rng& rng = chance_of(index);
    SimAlert& alert = alerts_[index];
    const bool in_groups = part_of(index).in_groups;
    if (in_groups && rng.below(4) == 0) alert.silenced = !alert.silenced;
    if (alert.firing && rng.below(2) == 0) return end_one(index, now);
    if (!alert.firing) {
        if (alert.ever_fired && to_millis(now) <= alert.ends_at) return {};
        alert.firing = alert.ever_fired = true;
        alert.starts_at = to_millis(now);
        plan_anew(alert, now);
    } else if (alert.window && rng.below(2) == 0) {
        plan_anew(alert, now);
    }
    if (in_groups && alert.silenced) return {};
    Message message{alert.source, {present(index)}};
    add_neighbours(message);
    std::vector<std::pair<Duration, Message>> told{{Duration(0), message}};
    if (rng.below(3) == 0) told.emplace_back(milliseconds(rng.below(4'000)), message);
    return told;
}

std::vector<Message> Senders::everything(bool over, WallTime now) {
    std::map<SourceName, Message> messages;
    for (std::size_t i = 0; i < alerts_.size(); ++i) {
        SimAlert& alert = alerts_[i];
        if (!alert.ever_fired) continue;
        if (over && alert.firing) {
            alert.firing = false;
            alert.ends_at = std::max(to_millis(now), alert.starts_at + milliseconds(1));
        }
        Message& message = messages[alert.source];
        message.source = alert.source;
        message.said.push_back(present(i));
    }
    std::vector<Message> all;
    all.reserve(messages.size());
    for (auto& [source, message] : messages) all.push_back(std::move(message));
    return all;
}

Message Senders::anew(const Message& message) const {
    Message again{message.source, {}, message.group, message.truncated};
    for (const Said& said : message.said) again.said.push_back(present(said.alert));
    return again;
}

Envelope Senders::envelope_of(const Message& message) const {
    namespace json = boost::json;
    json::array alerts;
    for (const Said& said : message.said) {
        const SimAlert& alert = alerts_[said.alert];
        json::object labels{{"alertname", alert.name},
                            {"team", alert.team},
                            {"service", alert.service},
                            {"severity", alert.severity},
                            {"component", alert.component}};
        if (!alert.host.empty()) labels["host"] = alert.host;
        alerts.push_back(json::object{
            {"status", said.firing ? "firing" : "resolved"},
            {"fingerprint", alert.name},
            {"labels", std::move(labels)},
            {"annotations", annotations_of(alert, said)},
            {"startsAt", format_rfc3339(said.starts_at)},
            {"endsAt", said.firing ? "0001-01-01T00:00:00Z" : format_rfc3339(said.ends_at)}});
    }
    const json::object body{{"version", "4"},
                            {"groupKey", message.group},
                            {"truncatedAlerts", message.truncated},
                            {"alerts", std::move(alerts)}};
    Envelope envelope;
    envelope.content_type = "application/json";
    envelope.target = "/webhooks/" + message.source.value;
    envelope.body = json::serialize(body);
    return envelope;
}

std::string Senders::describe(const Message& message) const {
    std::string text = message.source.value + " says:";
    for (const Said& said : message.said) {
        const SimAlert& alert = alerts_[said.alert];
        text += " " + alert.name + " (" + alert.team + ", " + alert.service + ", " +
                alert.severity + ") " + (said.firing ? "fires" : "is over") +
                (said.late_copy ? " [late copy]" : "") +
                (said.window ? " [" + said.window->starts_at + "]" : "") + ",";
    }
    text.pop_back();
    if (message.group != "{}") text += " [group " + message.group + "]";
    if (message.truncated > 0) text += " [truncated]";
    return text;
}

}  // namespace tocsin
