#include "engine/page_view.hpp"

#include <algorithm>

namespace tocsin {

ViewReading::ViewReading(WallTime now, std::vector<StatuspageId> wanted)
    : wanted_(std::move(wanted)) {
    view_.read_at = now;
}

std::optional<PageCall> ViewReading::next() const {
    switch (stage_) {
        case Stage::unresolved:
            return ListIncidents{IncidentList::unresolved, page_};
        case Stage::maintenance:
            return ListIncidents{IncidentList::active_maintenance, page_};
        case Stage::components:
            return ListComponents{page_};
        case Stage::singles:
            return ReadIncident{wanted_.front()};
        case Stage::done:
            return std::nullopt;
    }
    return std::nullopt;
}

void ViewReading::leave_stage() {
    page_ = 1;
    if (stage_ == Stage::components) {
        // What a list held need not be asked for again.
        std::erase_if(wanted_,
                      [&](const StatuspageId& id) { return view_.incidents.contains(id); });
        if (wanted_.size() > singles_max) wanted_.resize(singles_max);
    }
    stage_ = static_cast<Stage>(static_cast<int>(stage_) + 1);
    if (stage_ == Stage::singles && wanted_.empty()) stage_ = Stage::done;
}

bool ViewReading::take_single(const PageReply& reply) {
    const StatuspageId asked = wanted_.front();
    if (const auto* accepted = std::get_if<Accepted>(&reply)) {
        const auto* incident = std::get_if<PageIncident>(&accepted->what);
        if (incident == nullptr) return false;
        view_.incidents.insert_or_assign(asked, *incident);
    } else if (std::holds_alternative<NotFound>(reply)) {
        view_.missing.insert(asked);
    } else {
        return false;
    }
    wanted_.erase(wanted_.begin());
    if (wanted_.empty()) stage_ = Stage::done;
    return true;
}

void ViewReading::take_incident(const PageIncident& incident) {
    const bool is_wanted = std::find(wanted_.begin(), wanted_.end(), incident.id) != wanted_.end();
    if (stage_ == Stage::unresolved || is_wanted)
        view_.incidents.insert_or_assign(incident.id, incident);
    if (stage_ == Stage::maintenance) {
        view_.under_maintenance.insert(incident.components.begin(), incident.components.end());
    }
}

bool ViewReading::take(const PageReply& reply) {
    if (stage_ == Stage::singles) return take_single(reply);
    const auto* accepted = std::get_if<Accepted>(&reply);
    if (accepted == nullptr) return false;
    std::size_t count = 0;
    if (const auto* incidents = std::get_if<std::vector<PageIncident>>(&accepted->what)) {
        if (stage_ == Stage::components) return false;
        count = incidents->size();
        for (const PageIncident& incident : *incidents) take_incident(incident);
    } else if (const auto* components = std::get_if<std::vector<PageComponent>>(&accepted->what)) {
        if (stage_ != Stage::components) return false;
        count = components->size();
        for (const PageComponent& one : *components) view_.components.insert_or_assign(one.id, one);
    } else {
        return false;
    }
    ++page_;
    if (count < page_size) leave_stage();
    return true;
}

}  // namespace tocsin
