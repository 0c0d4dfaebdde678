#include "daemon/rehearsal/backtest.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "base/text.hpp"

namespace tocsin {
namespace {

// How long after the last webhook everything that is over has been told.
Duration longest_end(const Config& config) {
    Duration longest{};
    for (const RulePtr& rule : config.rules.rules()) {
        Duration wait = rule->for_ + rule->keep_firing_for;
        if (rule->monitoring) wait += rule->monitoring->hold;
        longest = std::max(longest, wait);
    }
    return longest + std::chrono::hours(1);
}

bool tells_subscribers(const PageCall& call) {
    if (const auto* create = std::get_if<CreateCall>(&call)) return create->notify;
    const auto* update = std::get_if<UpdateCall>(&call);
    return update != nullptr && update->notify;
}

std::string shown(const std::optional<WallTime>& time) {
    return time ? format_rfc3339_seconds(*time) : "open";
}

std::string lasted(const BacktestIncident& incident) {
    if (!incident.resolved_at) return "";
    const Duration whole = *incident.resolved_at - incident.opened_at;
    return format_duration(std::chrono::floor<std::chrono::seconds>(whole));
}

std::string title_of(const BacktestIncident& incident) {
    return fmt::format("{}  {}  {}", shown(incident.opened_at), incident.rule.value,
                       without_invisible(incident.name));
}

std::string differences_of(const BacktestIncident& here, const BacktestIncident& there) {
    std::string text;
    const auto add = [&](std::string_view what, const std::string& from, const std::string& to) {
        if (from != to)
            text += fmt::format("{}{} {} -> {}", text.empty() ? ": " : "; ", what, from, to);
    };
    add("rule", there.rule.value, here.rule.value);
    add("name", fmt::format("\"{}\"", there.name), fmt::format("\"{}\"", here.name));
    add("opened", shown(there.opened_at), shown(here.opened_at));
    add("resolved", shown(there.resolved_at), shown(here.resolved_at));
    add("calls", std::to_string(there.calls), std::to_string(here.calls));
    add("notifications", std::to_string(there.notifications), std::to_string(here.notifications));
    return text;
}

WallTime opened_at(const BacktestChange& change) {
    return change.here ? change.here->opened_at : change.there->opened_at;
}

}  // namespace

Result<void> Backtest::take(const Webhook& webhook) {
    if (!rehearsal_) rehearsal_.emplace(config_, webhook.received_at);
    return rehearsal_->receive(webhook);
}

void Backtest::finish(std::optional<WallTime> until) {
    if (rehearsal_) rehearsal_->run_until(until.value_or(rehearsal_->now() + longest_end(config_)));
}

std::vector<BacktestIncident> Backtest::incidents() const {
    std::vector<BacktestIncident> found;
    if (!rehearsal_) return found;
    std::map<IncidentId, std::pair<std::size_t, std::size_t>> counts;
    for (const RehearsedCall& call : rehearsal_->calls()) {
        if (!call.incident || !call.call) continue;
        ++counts[*call.incident].first;
        if (tells_subscribers(*call.call)) ++counts[*call.incident].second;
    }
    for (const auto& [id, incident] : rehearsal_->incidents()) {
        const bool is_merged = incident.reason == Reason::merged;
        if (!incident.opened_at || is_merged || incident.standing == Standing::recorded) continue;
        const auto [calls, notifications] = counts[id];
        found.push_back({incident.rule, incident.key, incident.desired.name, *incident.opened_at,
                         incident.resolved_at, calls, notifications});
    }
    std::stable_sort(found.begin(), found.end(),
                     [](const auto& a, const auto& b) { return a.opened_at < b.opened_at; });
    return found;
}

std::vector<BacktestChange> compare(const std::vector<BacktestIncident>& here,
                                    const std::vector<BacktestIncident>& there) {
    std::map<IncidentKey, std::pair<std::vector<BacktestIncident>, std::vector<BacktestIncident>>>
        by_key;
    for (const BacktestIncident& incident : here) by_key[incident.key].first.push_back(incident);
    for (const BacktestIncident& incident : there) by_key[incident.key].second.push_back(incident);
    std::vector<BacktestChange> changes;
    for (const auto& [key, pair] : by_key) {
        const auto& [ours, theirs] = pair;
        for (std::size_t i = 0; i < std::max(ours.size(), theirs.size()); ++i) {
            BacktestChange change;
            if (i < ours.size()) change.here = ours[i];
            if (i < theirs.size()) change.there = theirs[i];
            if (change.here != change.there) changes.push_back(std::move(change));
        }
    }
    std::stable_sort(changes.begin(), changes.end(),
                     [](const auto& a, const auto& b) { return opened_at(a) < opened_at(b); });
    return changes;
}

std::string format_incidents(const std::vector<BacktestIncident>& incidents) {
    constexpr std::string_view row = "{:<20}  {:<20}  {:>9}  {:>5}  {:>5}  {:<{}}  {}\n";
    std::size_t width = 4;
    for (const BacktestIncident& incident : incidents)
        width = std::max(width, count_code_points(incident.rule.value));
    std::string text = fmt::format(fmt::runtime(row), "OPENED", "RESOLVED", "LASTED", "CALLS",
                                   "TOLD", "RULE", width, "NAME");
    for (const BacktestIncident& incident : incidents) {
        text +=
            fmt::format(fmt::runtime(row), shown(incident.opened_at), shown(incident.resolved_at),
                        lasted(incident), incident.calls, incident.notifications,
                        incident.rule.value, width, without_invisible(incident.name));
    }
    return text;
}

std::string format_changes(const std::vector<BacktestChange>& changes) {
    std::string text;
    for (const BacktestChange& change : changes) {
        if (!change.there)
            text += "+ " + title_of(*change.here) + "\n";
        else if (!change.here)
            text += "- " + title_of(*change.there) + "\n";
        else
            text +=
                "~ " + title_of(*change.here) + differences_of(*change.here, *change.there) + "\n";
    }
    return text;
}

}  // namespace tocsin
