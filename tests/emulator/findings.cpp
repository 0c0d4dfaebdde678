#include "tests/emulator/findings.hpp"

#include <boost/json/array.hpp>

#include "tests/emulator/incidents.hpp"
#include "tests/emulator/turn.hpp"
#include "tests/emulator/words.hpp"

namespace tocsin {

namespace json = boost::json;

namespace {

void add_duplicates(std::vector<DuplicateEpisode>& duplicates, const EmulatedPage& page,
                    std::string_view marker, bool closed_too) {
    std::map<std::string, std::vector<std::string>> by_episode;
    for (const EmulatedIncident& incident : page.incidents) {
        if (!closed_too && is_closed_status_word(incident.status)) continue;
        const std::string episode = episode_of(incident, marker);
        if (!episode.empty()) by_episode[episode].push_back(incident.id);
    }
    for (auto& [episode, ids] : by_episode) {
        if (ids.size() > 1) duplicates.push_back({page.id, episode, std::move(ids)});
    }
}

json::array show_duplicates(const std::vector<DuplicateEpisode>& duplicates) {
    json::array list;
    for (const DuplicateEpisode& duplicate : duplicates) {
        json::array ids;
        for (const std::string& id : duplicate.incident_ids) ids.push_back(json::string(id));
        list.push_back(json::object{{"page_id", duplicate.page_id},
                                    {"episode", duplicate.episode},
                                    {"incident_ids", std::move(ids)}});
    }
    return list;
}

json::array show_steps(const std::vector<StepBack>& steps) {
    json::array list;
    for (const StepBack& step : steps) {
        list.push_back(json::object{{"at", format_rfc3339(step.at)},
                                    {"page_id", step.page_id},
                                    {"incident_id", step.incident_id},
                                    {"episode", step.episode},
                                    {"by", step.by},
                                    {"from", step.from},
                                    {"to", step.to}});
    }
    return list;
}

json::object show_counts(const std::map<std::string, std::uint64_t>& counts) {
    json::object shown;
    for (const auto& [name, count] : counts) shown[name] = count;
    return shown;
}

}  // namespace

EmulatorFindings find_in_emulator(const std::vector<EmulatedPage>& pages,
                                  const RequestJournal& journal, std::string_view marker) {
    EmulatorFindings findings;
    for (const EmulatedPage& page : pages) {
        add_duplicates(findings.duplicates, page, marker, false);
        add_duplicates(findings.duplicates_ever, page, marker, true);
        auto& states = findings.components[page.id];
        for (const EmulatedComponent& component : page.components) {
            states[component.id] = std::string(page.status_of(component));
        }
    }
    findings.busiest_minutes = journal.busiest_minutes();
    for (const SentNotification& sent : journal.notifications()) {
        if (sent.by == by_person || sent.episode.empty()) continue;
        ++findings.notifications[sent.episode];
    }
    findings.creates = journal.creates();
    findings.calls = journal.calls();
    findings.steps_back = journal.steps_back();
    return findings;
}

json::object findings_as_json(const EmulatorFindings& findings) {
    json::object components;
    for (const auto& [page_id, states] : findings.components) {
        json::object shown;
        for (const auto& [id, status] : states) shown[id] = json::string(status);
        components[page_id] = std::move(shown);
    }
    return {{"duplicates", show_duplicates(findings.duplicates)},
            {"duplicates_ever", show_duplicates(findings.duplicates_ever)},
            {"max_requests_in_60s", show_counts(findings.busiest_minutes)},
            {"notifications_per_episode", show_counts(findings.notifications)},
            {"creates_per_episode", show_counts(findings.creates)},
            {"calls_per_incident", show_counts(findings.calls)},
            {"steps_back", show_steps(findings.steps_back)},
            {"components", std::move(components)}};
}

}  // namespace tocsin
