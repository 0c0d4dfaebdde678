#include "tests/sim/operators.hpp"

namespace tocsin {
namespace {

using std::chrono::milliseconds;

bool may_be_decided_on(const Incident& incident) {
    const bool goes_on = incident.phase == Phase::open || incident.phase == Phase::monitoring;
    return incident.proposal || incident.standing == Standing::held ||
           (incident.standing == Standing::public_ && goes_on);
}

}  // namespace

const SeenText* Operators::seen(const std::string& mark) const {
    const auto at = seen_.find(mark);
    return at == seen_.end() ? nullptr : &at->second;
}

std::optional<std::pair<Duration, OperatorAct>> Operators::act(const Ledger& ledger) {
    if (!rng_ || rng_->below(3) > 0) return std::nullopt;
    std::vector<const Incident*> choices;
    for (const auto& [id, incident] : ledger.incidents) {
        if (incident.proposal)
            seen_[text_mark(*incident.proposal)] = {incident.proposal->name,
                                                    incident.proposal->body};
        if (may_be_decided_on(incident)) choices.push_back(&incident);
    }
    if (choices.empty()) return std::nullopt;
    OperatorAct act = decide(*choices[rng_->below(choices.size())]);
    const bool thinks = rng_->below(3) == 0;
    return std::pair(milliseconds(rng_->below(thinks ? 240'000 : 3'000)), std::move(act));
}

OperatorAct Operators::decide(const Incident& incident) {
    OperatorAct act;
    act.incident = incident.id;
    act.by = "operator-" + std::to_string(++count_);
    const std::uint64_t choice = rng_->below(20);
    if (incident.proposal) {
        act.kind = choice < 12 ? ActKind::approve : ActKind::discard;
        act.text = text_mark(*incident.proposal);
        // Somebody who looked at another one, or long ago.
        if (choice % 5 == 0 && !last_mark_.empty()) act.text = last_mark_;
        if (rng_->below(3) == 0) last_mark_ = text_mark(*incident.proposal);
        return act;
    }
    act.kind = choice < 2 ? ActKind::resolve : ActKind::discard;
    if (choice >= 18) {
        act.kind = ActKind::approve;
        act.text = last_mark_;
    }
    return act;
}

}  // namespace tocsin
