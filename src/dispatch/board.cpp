#include "dispatch/board.hpp"

#include <algorithm>
#include <utility>

#include "base/assert.hpp"
#include "engine/order.hpp"

namespace tocsin {
namespace {

template <class Id>
void move_due(std::set<std::pair<WallTime, Id>>& dues, std::optional<WallTime>& due, const Id& id,
              std::optional<WallTime> at) {
    if (at == due) return;
    if (due) dues.erase({*due, id});
    if (at) dues.emplace(*at, id);
    due = at;
}

// What was ordered and the page would not have nobody sees.
bool is_seen_and_goes_on(const Incident& incident) {
    if (incident.order && incident.order->is_refused) return false;
    return incident.standing == Standing::public_ &&
           (incident.phase == Phase::open || incident.phase == Phase::monitoring);
}

}  // namespace

Board::Board(Ledger ledger, RuleOf rule_of, KindOf kind_of)
    : ledger_(std::move(ledger)), rule_of_(std::move(rule_of)), kind_of_(std::move(kind_of)) {
    alerts_.reserve(ledger_.alerts.size());
    while (!ledger_.alerts.empty()) {
        auto row = ledger_.alerts.extract(ledger_.alerts.begin());
        count(row.mapped(), true);
        const auto at = alerts_.emplace(row.key(), Slot{std::move(row.mapped()), {}, {}, 0, false});
        enter_group(at.first->second);
    }
    for (const auto& [id, incident] : ledger_.incidents) index(incident);
    forget_unused_rules();
    for (const auto& [id, members] : std::exchange(ledger_.members, {})) {
        const Incident& incident = ledger_.incidents.at(id);
        for (const auto& [alert, rule] : members) add(slot(alert), incident, rule);
    }
}

Ledger Board::release() {
    for (auto& [id, slot] : alerts_) {
        for (const Membership& member : slot.holders)
            ledger_.members[member.incident->id].emplace(id, *member.rule);
        ledger_.alerts.emplace(id, std::move(slot.record));
    }
    return std::move(ledger_);
}

const Board::Slot* Board::find(const AlertId& id) const {
    const auto at = alerts_.find(id);
    return at == alerts_.end() ? nullptr : &at->second;
}

const AlertRecord* Board::alert(const AlertId& id) const {
    const Slot* found = find(id);
    return found == nullptr ? nullptr : &found->record;
}

std::vector<const AlertRecord*> Board::alerts() const {
    std::vector<const AlertRecord*> all;
    all.reserve(alerts_.size());
    for (const auto& [id, slot] : alerts_) all.push_back(&slot.record);
    return all;
}

const Incident* Board::incident(const IncidentId& id) const {
    const auto at = ledger_.incidents.find(id);
    return at == ledger_.incidents.end() ? nullptr : &at->second;
}

const Tally& Board::tally(const IncidentId& id) const {
    static const Tally nobody;
    const auto at = casts_.find(id);
    return at == casts_.end() ? nobody : at->second.tally;
}

const Memberships& Board::holders(const AlertId& id) const {
    static const Memberships none;
    const Slot* found = find(id);
    return found == nullptr ? none : found->holders;
}

bool Board::holds(const IncidentId& incident, const AlertId& alert) const {
    const auto& all = holders(alert);
    return std::any_of(all.begin(), all.end(),
                       [&](const Membership& member) { return member.incident->id == incident; });
}

const Incident* Board::newest(const IncidentKey& key) const {
    const auto at = by_key_.find(key);
    // ULIDs sort by the time they were made.
    return at == by_key_.end() ? nullptr : incident(*at->second.rbegin());
}

const Incident* Board::newest_ordered(const std::string& name) const {
    const auto at = by_order_.find(name);
    return at == by_order_.end() ? nullptr : incident(*at->second.rbegin());
}

std::vector<AlertId> Board::member_ids(const IncidentId& id) const {
    std::vector<AlertId> ids;
    const auto at = casts_.find(id);
    if (at == casts_.end()) return ids;
    ids.reserve(at->second.members.size());
    for (const Slot* member : at->second.members) ids.push_back(member->record.id);
    std::sort(ids.begin(), ids.end());
    return ids;
}

const RuleName& Board::member_rule_name(const IncidentId& id, const AlertId& alert) const {
    const auto& all = holders(alert);
    const auto at = std::find_if(all.begin(), all.end(),
                                 [&](const Membership& one) { return one.incident->id == id; });
    TOCSIN_ASSERT(at != all.end());
    return *at->rule;
}

std::vector<const AlertRecord*> Board::members(const IncidentId& id) const {
    std::vector<const AlertRecord*> records;
    for (const AlertId& alert_id : member_ids(id)) records.push_back(alert(alert_id));
    return records;
}

std::optional<TokenBucket> Board::tokens(const RuleName& rule) const {
    const auto at = ledger_.tokens.find(rule);
    if (at == ledger_.tokens.end()) return std::nullopt;
    return at->second;
}

const OpeningRecord* Board::openings(const IncidentKey& key) const {
    const auto at = ledger_.openings.find(key);
    return at == ledger_.openings.end() ? nullptr : &at->second;
}

std::optional<IncidentId> Board::host(const RuleName& rule, const IncidentId& besides) const {
    const auto at = public_by_rule_.find(rule);
    if (at == public_by_rule_.end()) return std::nullopt;
    const auto newest = std::find_if(at->second.rbegin(), at->second.rend(),
                                     [&](const IncidentId& id) { return id != besides; });
    return newest == at->second.rend() ? std::nullopt : std::optional(*newest);
}

std::size_t Board::public_count(const std::set<PageName>& dry) const {
    std::size_t count = 0;
    for (const auto& [page, on_it] : public_by_page_) {
        if (!dry.contains(page)) count += on_it;
    }
    return count;
}

std::vector<AlertId> Board::alerts_of_group(const SourceName& source, std::uint64_t group) const {
    std::vector<AlertId> ids;
    const auto groups = groups_.find(source);
    if (groups == groups_.end()) return ids;
    const auto at = groups->second.find(group);
    if (at == groups->second.end()) return ids;
    for (const Slot* slot : at->second) ids.push_back(slot->record.id);
    return ids;
}

// Only what fires can be missing.
void Board::enter_group(Slot& slot) {
    const AlertRecord& alert = slot.record;
    if (alert.group == 0 || alert.state != AlertState::firing) return;
    auto& all = groups_[alert.source][alert.group];
    slot.group_place = static_cast<std::uint32_t>(all.size());
    all.push_back(&slot);
}

void Board::leave_group(Slot& slot) {
    const AlertRecord& alert = slot.record;
    if (alert.group == 0 || alert.state != AlertState::firing) return;
    auto& groups = groups_.at(alert.source);
    const auto at = groups.find(alert.group);
    at->second.back()->group_place = slot.group_place;
    at->second[slot.group_place] = at->second.back();
    at->second.pop_back();
    if (at->second.empty()) groups.erase(at);
}

RulePtr Board::rule_of(const Incident& incident) const {
    if (incident.order) return ordered_rule();
    return rule_of_(incident.rule, incident.rule_version);
}

RulePtr Board::member_rule(const Incident& held_by, const RuleName& rule) const {
    // An alert that another rule put here, and that rule is gone: the incident's own speaks for it.
    if (rule != held_by.rule) {
        if (RulePtr todays = rule_of_(rule, {})) return todays;
    }
    return rule_of(held_by);
}

void Board::count(const AlertRecord& alert, bool in) {
    if (alert.state != AlertState::firing) return;
    in ? ++firing_ : --firing_;
    if (!alert.missing_since) return;
    std::size_t& of_source = missing_by_source_[alert.source];
    in ? ++of_source : --of_source;
}

std::size_t Board::missing() const {
    std::size_t all = 0;
    for (const auto& [source, count] : missing_by_source_) all += count;
    return all;
}

std::size_t Board::missing_of(const SourceName& source) const {
    const auto at = missing_by_source_.find(source);
    return at == missing_by_source_.end() ? 0 : at->second;
}

std::vector<const AlertRecord*> Board::firing_of(const SourceName& source) const {
    std::vector<const AlertRecord*> firing;
    for (const auto& [id, slot] : alerts_) {
        const AlertRecord& alert = slot.record;
        if (alert.state == AlertState::firing && alert.source == source) firing.push_back(&alert);
    }
    return firing;
}

void Board::touch(Slot& slot) {
    if (std::exchange(slot.touched, true)) return;
    touched_alerts_.push_back(slot.record.id);
}

void Board::put(const AlertRecord& alert) {
    const auto [at, added] = alerts_.try_emplace(alert.id);
    Slot& slot = at->second;
    if (added)
        forgotten_alerts_.erase(alert.id);
    else
        count(slot.record, false);
    count(alert, true);
    const std::string_view kind = kind_of_(alert.source);
    for (const Membership& member : slot.holders) {
        const RulePtr rule = member_rule(*member.incident, *member.rule);
        Tally& tally = casts_.at(member.incident->id).tally;
        tally.remove(rule, slot.record, kind);
        tally.add(rule, alert, kind);
    }
    // An episode that goes on in its group stays where it is: that is nearly every message.
    const bool stays = !added && slot.record.group == alert.group &&
                       slot.record.state == alert.state && slot.record.source == alert.source;
    if (!added && !stays) leave_group(slot);
    slot.record = alert;
    if (!stays) enter_group(slot);
    touch(slot);
}

void Board::forget(const AlertId& id) {
    TOCSIN_ASSERT(holders(id).empty());
    set_due(id, std::nullopt);
    const auto at = alerts_.find(id);
    if (at == alerts_.end()) return;
    count(at->second.record, false);
    leave_group(at->second);
    alerts_.erase(at);
    forgotten_alerts_.insert(id);
}

void Board::put(const Incident& incident) {
    touched_incidents_.insert_or_assign(incident.id, incident);
    if (const Incident* before = this->incident(incident.id)) unindex(*before);
    if (incident.phase == Phase::closed) {
        const auto cast = casts_.find(incident.id);
        if (cast != casts_.end()) {
            for (Slot* member : cast->second.members) {
                const auto at = std::find_if(
                    member->holders.begin(), member->holders.end(),
                    [&](const Membership& one) { return one.incident->id == incident.id; });
                member->holders.erase(at);
            }
            casts_.erase(cast);
        }
        ledger_.incidents.erase(incident.id);
        set_due(incident.id, std::nullopt);
        return;
    }
    ledger_.incidents.insert_or_assign(incident.id, incident);
    index(incident);
}

void Board::index(const Incident& incident) {
    ++rule_uses_[incident.rule_version];
    by_key_[incident.key].insert(incident.id);
    if (incident.order) {
        by_order_[incident.order->mark.name].insert(incident.id);
        if (is_undelivered(incident)) ++undelivered_orders_;
    }
    for (const IncidentKey& key : incident.merged_keys) by_key_[key].insert(incident.id);
    if (!is_seen_and_goes_on(incident)) return;
    // Alerts are merged into what alerts hold.
    if (!incident.order) public_by_rule_[incident.rule].insert(incident.id);
    if (incident.kind == RuleKind::incident) ++public_by_page_[incident.page];
}

void Board::unindex(const Incident& incident) {
    --rule_uses_.at(incident.rule_version);
    const auto drop = [&](auto& ids_by, const auto& key) {
        const auto at = ids_by.find(key);
        if (at == ids_by.end()) return;
        at->second.erase(incident.id);
        if (at->second.empty()) ids_by.erase(at);
    };
    drop(by_key_, incident.key);
    for (const IncidentKey& key : incident.merged_keys) drop(by_key_, key);
    if (incident.order) {
        drop(by_order_, incident.order->mark.name);
        if (is_undelivered(incident)) --undelivered_orders_;
    }
    if (!is_seen_and_goes_on(incident)) return;
    if (!incident.order) public_by_rule_.at(incident.rule).erase(incident.id);
    if (incident.kind == RuleKind::incident) --public_by_page_.at(incident.page);
}

// The member's own part of joining, resp. parting: nothing of it is to be written yet.
void Board::add(Slot& slot, const Incident& incident, const RuleName& rule) {
    Cast& cast = casts_[incident.id];
    slot.holders.push_back({&incident, &kept(rule), cast.members.size()});
    cast.members.push_back(&slot);
    cast.tally.add(member_rule(incident, rule), slot.record, kind_of_(slot.record.source));
}

void Board::drop(Slot& slot, const Incident& incident) {
    const auto held_by = [&](Slot& one) {
        return std::find_if(one.holders.begin(), one.holders.end(),
                            [&](const Membership& of) { return of.incident == &incident; });
    };
    const auto at = held_by(slot);
    Cast& cast = casts_.at(incident.id);
    cast.tally.remove(member_rule(incident, *at->rule), slot.record, kind_of_(slot.record.source));
    Slot* last = cast.members.back();
    held_by(*last)->place = at->place;
    cast.members[at->place] = last;
    cast.members.pop_back();
    slot.holders.erase(at);
}

void Board::join(const IncidentId& incident, const AlertId& alert, const RuleName& rule) {
    Slot& joining = slot(alert);
    const Incident& row = ledger_.incidents.at(incident);
    for (const Membership& held : joining.holders) {
        if (held.incident != &row) continue;
        if (*held.rule == rule) return;
        part(incident, alert);
        break;
    }
    add(joining, row, rule);
    moves_.push_back({{incident, alert, rule}, true});
}

void Board::part(const IncidentId& incident, const AlertId& alert) {
    const RuleName rule = member_rule_name(incident, alert);
    drop(slot(alert), ledger_.incidents.at(incident));
    moves_.push_back({{incident, alert, rule}, false});
}

std::optional<Board::Due> Board::next_due() const {
    std::optional<Due> next;
    if (!incident_dues_.empty()) {
        next = Due{incident_dues_.begin()->first, incident_dues_.begin()->second, {}};
    }
    if (!alert_dues_.empty() && (!next || alert_dues_.begin()->first < next->at)) {
        next = Due{alert_dues_.begin()->first, std::nullopt, alert_dues_.begin()->second};
    }
    return next;
}

void Board::set_due(const IncidentId& id, std::optional<WallTime> at) {
    std::optional<WallTime>& due = incident_due_at_[id];
    move_due(incident_dues_, due, id, at);
    if (!due) incident_due_at_.erase(id);
}

void Board::set_due(const AlertId& id, std::optional<WallTime> at) {
    const auto found = alerts_.find(id);
    if (found == alerts_.end()) return;
    move_due(alert_dues_, found->second.due, id, at);
}

}  // namespace tocsin
