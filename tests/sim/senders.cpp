#include "tests/sim/senders.hpp"

#include <algorithm>
#include <array>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include "tests/sim/fixed_rules.hpp"

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

Senders::Senders(Rng rng, std::optional<Rng> planned) : rng_(rng), planned_(planned) {
    // Few teams and services for each seed, so that alerts meet in incidents.
    const std::size_t team_count = 1 + rng_.below(3);
    const std::size_t first_team = rng_.below(sim_teams().size());
    const std::size_t alert_count = 2 + rng_.below(9);
    for (std::size_t i = 0; i < alert_count; ++i) {
        SimAlert alert;
        alert.source = SourceName(std::string(sources[rng_.below(sources.size())]));
        alert.name = "alert-" + std::to_string(i);
        alert.team = sim_teams()[(first_team + rng_.below(team_count)) % sim_teams().size()];
        alert.service = services[rng_.below(services.size())];
        alert.severity = severities[rng_.below(severities.size())];
        alert.component = sim_aliases[rng_.below(sim_aliases.size())];
        alerts_.push_back(std::move(alert));
    }
    first_count_ = alert_count;
    if (planned_) add_planned();
}

void Senders::add_planned() {
    const std::size_t count = 1 + planned_->below(4);
    for (std::size_t i = 0; i < count; ++i) {
        SimAlert alert;
        alert.source = SourceName(std::string(sources[planned_->below(sources.size())]));
        alert.name = "alert-" + std::to_string(first_count_ + i);
        alert.team = sim_planned_teams()[planned_->below(sim_planned_teams().size())];
        alert.service = services[planned_->below(services.size())];
        alert.severity = severities[planned_->below(severities.size())];
        alert.component = sim_aliases[planned_->below(sim_aliases.size())];
        alerts_.push_back(std::move(alert));
    }
}

// Soon or far away, and seldom begun already or not readable at all.
void Senders::plan_anew(SimAlert& alert, WallTime now) {
    if (!is_maintenance_team(alert.team)) return;
    Duration ahead = minutes(1 + planned_->below(30));
    if (planned_->below(4) == 0) ahead = hours(4) + minutes(planned_->below(120));
    if (planned_->below(8) == 0) ahead = -minutes(1 + planned_->below(5));
    const WallTime begin = to_millis(now + ahead + milliseconds(planned_->below(60'000)));
    const WallTime end = begin + minutes(5 + planned_->below(30));
    alert.window = Window{format_rfc3339(begin), format_rfc3339(end)};
    if (planned_->below(10) == 0) alert.window->starts_at = "soon";
}

Said Senders::present(std::size_t index) const {
    const SimAlert& alert = alerts_[index];
    return {index, alert.firing, false, alert.starts_at, alert.ends_at, alert.window};
}

// Alertmanager sends the whole group, and what has ended only once or twice.
void Senders::add_neighbours(Message& message) {
    const std::size_t about = message.said.front().alert;
    for (std::size_t i = 0; i < alerts_.size(); ++i) {
        const SimAlert& alert = alerts_[i];
        const bool same_group = alert.source == message.source && alert.team == alerts_[about].team;
        if (i != about && same_group && alert.firing && chance_of(about).below(2) == 0) {
            message.said.push_back(present(i));
        }
    }
}

std::vector<std::pair<Duration, Message>> Senders::end_one(std::size_t index, WallTime now) {
    Rng& rng = chance_of(index);
    SimAlert& alert = alerts_[index];
    Said late = present(index);
    alert.firing = false;
    alert.ends_at = std::max(to_millis(now), alert.starts_at + milliseconds(1));
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
    return happen_to(rng_.below(first_count_), now);
}

std::vector<std::pair<Duration, Message>> Senders::next_planned(WallTime now) {
    if (!planned_ || planned_->below(4) > 0) return {};
    return happen_to(first_count_ + planned_->below(alerts_.size() - first_count_), now);
}

std::vector<std::pair<Duration, Message>> Senders::happen_to(std::size_t index, WallTime now) {
    Rng& rng = chance_of(index);
    SimAlert& alert = alerts_[index];
    if (alert.firing && rng.below(2) == 0) return end_one(index, now);
    if (!alert.firing) {
        if (alert.ever_fired && to_millis(now) <= alert.ends_at) return {};
        alert.firing = alert.ever_fired = true;
        alert.starts_at = to_millis(now);
        plan_anew(alert, now);
    } else if (alert.window && rng.below(2) == 0) {
        plan_anew(alert, now);
    }
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
    Message again{message.source, {}};
    for (const Said& said : message.said) again.said.push_back(present(said.alert));
    return again;
}

Envelope Senders::envelope_of(const Message& message) const {
    namespace json = boost::json;
    json::array alerts;
    for (const Said& said : message.said) {
        const SimAlert& alert = alerts_[said.alert];
        alerts.push_back(json::object{
            {"status", said.firing ? "firing" : "resolved"},
            {"fingerprint", alert.name},
            {"labels", json::object{{"alertname", alert.name},
                                    {"team", alert.team},
                                    {"service", alert.service},
                                    {"severity", alert.severity},
                                    {"component", alert.component}}},
            {"annotations", annotations_of(alert, said)},
            {"startsAt", format_rfc3339(said.starts_at)},
            {"endsAt", said.firing ? "0001-01-01T00:00:00Z" : format_rfc3339(said.ends_at)}});
    }
    const json::object body{{"version", "4"},
                            {"groupKey", "{}"},
                            {"truncatedAlerts", 0},
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
    return text;
}

}  // namespace tocsin
