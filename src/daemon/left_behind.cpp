#include "daemon/left_behind.hpp"

namespace tocsin {
namespace {

constexpr std::size_t named_incidents_max = 10;

// Whether the public sees something of it, or may come to see it.
bool may_be_seen(const Incident& incident) {
    // Of an order that the page has got and that is over nothing more is told.
    const bool is_told = incident.order && incident.order->taken_at;
    if (is_told && incident.phase == Phase::resolved && !incident.is_ended_by_hand) return false;
    if (incident.standing == Standing::quiet) return !incident.desired.claims.empty();
    return incident.standing != Standing::recorded;
}

}  // namespace

std::string format_incidents(const std::set<IncidentId>& ids, const IncidentsById& incidents) {
    std::string text;
    std::size_t count = 0;
    for (const IncidentId& id : ids) {
        if (++count > named_incidents_max) break;
        if (!text.empty()) text += ", ";
        text += id.value;
        const auto at = incidents.find(id);
        if (at != incidents.end() && !at->second.desired.name.empty())
            text += " (" + at->second.desired.name + ")";
    }
    if (count > named_incidents_max)
        text += " and " + std::to_string(ids.size() - named_incidents_max) + " more";
    return text;
}

std::vector<std::string> left_behind(const Config& config, const IncidentsById& incidents,
                                     const std::map<SourceName, std::set<IncidentId>>& held) {
    std::map<PageName, std::set<IncidentId>> untold;
    for (const auto& [id, incident] : incidents) {
        if (may_be_seen(incident) && !config.pages.contains(incident.page))
            untold[incident.page].insert(id);
    }
    std::vector<std::string> sentences;
    sentences.reserve(untold.size());
    for (const auto& [page, ids] : untold) {
        sentences.push_back("page \"" + page.value +
                            "\" is not configured any more, and nothing can be told to its "
                            "incidents " +
                            format_incidents(ids, incidents) + ": put it back until they are over");
    }
    for (const auto& [source, ids] : held) {
        if (config.sources.contains(source)) continue;
        sentences.push_back("source \"" + source.value +
                            "\" is not configured any more, and nobody else can end its alerts, "
                            "which hold the incidents " +
                            format_incidents(ids, incidents) + ": put it back until they are over");
    }
    return sentences;
}

}  // namespace tocsin
