// What the API of incidents is told of the lines, and how an act becomes an entry of the sequence.
#include <algorithm>

#include "daemon/service.hpp"

namespace tocsin {

IncidentsApiHooks Service::incidents_hooks() {
    IncidentsApiHooks hooks;
    hooks.all = [this] { return incident_views(); };
    hooks.detail = [this](const IncidentId& id) { return detail_of(id); };
    hooks.timeline = [this](IncidentId id, Done<std::vector<TimelineRow>> done) {
        store_->timeline(std::move(id), std::move(done));
    };
    hooks.act = [this](OperatorAct act, Done<Reason> done) {
        record_act(std::move(act), std::move(done));
    };
    hooks.now = [this] { return clock_->wall(); };
    return hooks;
}

std::vector<IncidentView> Service::incident_views() const {
    std::vector<IncidentView> views;
    const Board& board = dispatch_->board();
    const Deliveries& deliveries = pages_->deliveries();
    views.reserve(board.incidents().size());
    for (const auto& [id, incident] : board.incidents()) {
        const auto row = deliveries.find(id);
        views.push_back({incident, board.tally(id).firing(),
                         row == deliveries.end() ? std::nullopt : row->second.statuspage_id,
                         pages_->word_of(incident),
                         !incident.order && !snapshot_.config.rules.find(incident.rule),
                         pages_->waits_for_foreign(incident)});
    }
    return views;
}

IncidentDetail Service::detail_of(const IncidentId& id) const {
    IncidentDetail detail;
    std::vector<const AlertRecord*> members = dispatch_->board().members(id);
    detail.alerts_total = members.size();
    std::stable_partition(members.begin(), members.end(),
                          [](const AlertRecord* alert) { return may_fire(*alert); });
    if (members.size() > alerts_shown_max) members.resize(alerts_shown_max);
    for (const AlertRecord* alert : members) detail.alerts.push_back(*alert);
    return detail;
}

void Service::record_act(OperatorAct act, Done<Reason> done) {
    log_.info("admin", "an act of a person",
              {{"act", to_string(act.kind)}, {"incident", act.incident}, {"by", act.by}});
    const OperatorAct recorded = act;
    store_->append(std::move(act),
                   [this, recorded, done = std::move(done)](Result<Sequence> sequence) {
                       if (!sequence) return done(sequence.error());
                       newest_ = std::max(newest_, sequence.value());
                       acts_.emplace(sequence.value(), done);
                       dispatch_->offer(sequence.value(), recorded);
                   });
}

void Service::acted(Sequence sequence, Reason outcome) {
    const auto waiting = acts_.extract(sequence);
    // One that was recorded before a restart: who asked is gone.
    if (waiting) waiting.mapped()(outcome);
}

std::optional<OrderProgress> Service::progress_of(const IncidentId& id) const {
    const Incident* incident = dispatch_->board().incident(id);
    if (incident == nullptr) return std::nullopt;
    const auto row = pages_->deliveries().find(id);
    const auto page = snapshot_.config.pages.find(incident->page);
    return OrderProgress{incident, row == pages_->deliveries().end() ? nullptr : &row->second,
                         page == snapshot_.config.pages.end() ? PageId() : page->second.id};
}

void Service::ordered(Sequence sequence, const SourceName& source, const OrderOutcome& outcome) {
    orders_->judged(sequence, outcome);
    if (!outcome.incident.empty()) return;
    metrics_.webhook_rejected(source, to_string(outcome.reason));
    log_.warn(
        "dispatch", "an order of an incident was not taken",
        {{"source", source}, {"sequence", sequence.value}, {"reason", to_string(outcome.reason)}});
}

}  // namespace tocsin
