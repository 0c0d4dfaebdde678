// What was ordered by name is there once, as it was ordered, until somebody ends it
// (docs/senders.md; decision 0025).
//
// What an order is known by is taken from the engine, and held to stand for the same key, resp.
// the same text, whenever it is seen; all else is reckoned from what was sent.
#include <algorithm>
#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>

#include "tests/sim/fixed_rules.hpp"
#include "tests/sim/promises.hpp"

namespace tocsin {
namespace {

namespace json = boost::json;
using std::chrono::hours;
using std::chrono::minutes;

// The page is read every ten minutes; then a view is judged, and what is over is looked at.
constexpr Duration noticed_after = minutes(15);

bool is_over(const Incident& incident) {
    return incident.phase == Phase::resolved || incident.standing == Standing::quiet;
}

Duration known_for(const SimOrder& order) {
    return order.key.empty() ? Duration(minutes(10)) : Duration(hours(24));
}

std::string text_of(const json::object& object, std::string_view name) {
    const auto* value = object.if_contains(name);
    return value != nullptr && value->is_string() ? std::string(value->as_string()) : "";
}

bool flag_of(const json::object& object, std::string_view name) {
    const auto* value = object.if_contains(name);
    return value != nullptr && value->is_bool() && value->as_bool();
}

ComponentStates claims_of(const SimOrder& order) {
    ComponentStates claims;
    for (const auto& [id, status] : order.components) {
        claims.emplace(ComponentId(id), *from_word<ComponentStatus>(status));
    }
    return claims;
}

std::string status_of(const SimOrder& order) {
    if (!order.status.empty()) return order.status;
    if (order.kind == RuleKind::backfill) return "resolved";
    return order.kind == RuleKind::maintenance ? "scheduled" : "investigating";
}

std::set<std::string> concerned_of(const SimOrder& order) {
    std::set<std::string> all = order.concerned;
    for (const auto& [id, status] : order.components) all.insert(id);
    return all;
}

std::set<std::string> ids_of(const json::object& fields) {
    std::set<std::string> ids;
    const auto* value = fields.if_contains("component_ids");
    if (value == nullptr) return ids;
    for (const json::value& id : value->as_array()) ids.emplace(id.as_string());
    return ids;
}

}  // namespace

WallTime Promises::Ordered::known_until() const {
    const bool may_come = !taken_at && !given_up_at;
    if (may_come) return WallTime::max();
    const WallTime until = taken_at.value_or(created_at) + known_for(sent.order);
    return taken_at ? until : std::max(until, *given_up_at);
}

void Promises::Ordered::note(const Incident* row, WallTime now) {
    if (row != nullptr) taken_at = row->order->taken_at;
    if (taken_at || given_up_at) return;
    if (row == nullptr) given_up_at = created_at;  // All of its life within one look: not known.
    if (row != nullptr && row->standing == Standing::quiet) given_up_at = now;
}

void Promises::note_order_answer(Sequence sequence, const OrderOutcome& outcome) {
    if (!order_answers_.emplace(sequence, outcome).second)
        break_by("orders are answered once: " + std::to_string(sequence.value) + " is twice");
}

// After note_standings().
void Promises::note_orders(Sequence before, WallTime now) {
    if (evidence_.orders.empty()) return;
    std::vector<const Entry*> judged;
    for (std::uint64_t at = before.value; at < folded_.value; ++at) {
        const Entry& entry = evidence_.store.entries()[at];
        const auto* webhook = std::get_if<Webhook>(&entry.what);
        if (webhook == nullptr || webhook->source != sim_order_source) continue;
        note_mark(evidence_.orders.at(webhook->id));
        judged.push_back(&entry);
    }
    for (const auto& [id, incident] : evidence_.store.ledger().incidents) {
        if (incident.order && !ordered_.contains(id)) note_ordered(incident, judged);
    }
    for (auto& [id, ordered] : ordered_) {
        const auto row = evidence_.store.ledger().incidents.find(id);
        ordered.note(row == evidence_.store.ledger().incidents.end() ? nullptr : &row->second, now);
    }
    for (const Entry* entry : judged) check_judged(*entry);
    for (auto& [id, ordered] : ordered_) check_ordered(id, ordered, now);
}

// The same key, resp. text, has the same mark, and another one another.
void Promises::note_mark(const SentOrder& sent) {
    const std::string text = "the text " + std::to_string(sent.order.number);
    const std::string content = "content " + sent.mark.content, name = "mark " + sent.mark.name;
    const std::string identity = sent.order.identity();
    const auto is_paired = [this](const std::string& a, const std::string& b) {
        return marked_.emplace(a, b).first->second == b;
    };
    const bool fits = is_paired(content, text) && is_paired("of " + text, content) &&
                      is_paired(name, identity) && is_paired("marked " + identity, name);
    if (!fits) break_by("an order is known again: " + identity + " has the mark of another");
}

void Promises::note_ordered(const Incident& incident, const std::vector<const Entry*>& judged) {
    const SentOrder* sent = nullptr;
    for (const Entry* entry : judged) {
        const auto& webhook = std::get<Webhook>(entry->what);
        const SentOrder& one = evidence_.orders.at(webhook.id);
        if (one.mark == incident.order->mark && webhook.received_at <= incident.created_at)
            sent = &one;
    }
    const std::string of = incident.id.value + " \"" + incident.desired.name + "\"";
    if (sent == nullptr) return break_by("one order makes one incident: nobody ordered " + of);
    for (auto& [id, other] : ordered_) {
        if (other.sent.mark.name != sent->mark.name) continue;
        const auto row = evidence_.store.ledger().incidents.find(id);
        const bool goes_on = row != evidence_.store.ledger().incidents.end();
        other.note(goes_on ? &row->second : nullptr, incident.created_at);
        if (incident.created_at < other.known_until() || (goes_on && !sent->order.key.empty()))
            break_by("one order makes one incident: " + of + " was ordered as " + id.value);
    }
    ordered_.emplace(incident.id, Ordered{*sent, incident.created_at});
}

// What was judged has its incident, unless it was turned down for a reason.
void Promises::check_judged(const Entry& entry) {
    const auto& webhook = std::get<Webhook>(entry.what);
    const SentOrder& sent = evidence_.orders.at(webhook.id);
    const bool has_one = std::any_of(ordered_.begin(), ordered_.end(), [&](const auto& one) {
        const Ordered& ordered = one.second;
        const bool is_known = webhook.received_at < ordered.known_until() ||
                              (!sent.order.key.empty() && !ordered.is_closed);
        return ordered.sent.mark == sent.mark && is_known;
    });
    const auto answer = order_answers_.find(entry.sequence);
    const bool is_known_again =
        answer != order_answers_.end() && answer->second.reason == Reason::ordered_again;
    if (!has_one && !is_known_again && !may_turn_down(sent, webhook.received_at))
        break_by("no order is lost: \"" + sent.order.name + "\" by " + sent.order.identity());
    if (answer != order_answers_.end()) check_answer(answer->second, sent);
}

void Promises::check_answer(const OrderOutcome& answer, const SentOrder& sent) {
    const bool is_taken =
        answer.reason == Reason::ordered || answer.reason == Reason::ordered_again;
    if (!is_taken && answer.incident.empty()) return;
    const auto ordered = ordered_.find(answer.incident);
    if (ordered == ordered_.end() || ordered->second.sent.mark != sent.mark)
        break_by("orders are answered for their own: \"" + sent.order.name + "\" got " +
                 answer.incident.value);
}

bool Promises::may_turn_down(const SentOrder& sent, WallTime received_at) const {
    const Guard& guard = evidence_.rules.guard();
    if (guard.denies(sent.order.name) || guard.denies(sent.order.body)) return true;
    // Its key stands for another one.
    for (const auto& [id, ordered] : ordered_) {
        const bool is_known = received_at < ordered.known_until() || !ordered.is_closed;
        if (!sent.order.key.empty() && ordered.sent.mark.name == sent.mark.name && is_known &&
            ordered.sent.mark.content != sent.mark.content)
            return true;
    }
    if (sent.order.kind != RuleKind::incident || !guard.open_incidents_max) return false;
    std::size_t open = 0;
    for (const auto& [id, incident] : evidence_.store.ledger().incidents) {
        const bool was_seen = incident.kind == RuleKind::incident && known_.at(id).ever_public;
        // It may have ended after the order, and before anybody could look.
        const bool is_old = incident.resolved_at && *incident.resolved_at < received_at;
        if (was_seen && !is_old) ++open;
    }
    // Nor is what went on then, and was over and closed before the next look.
    for (const auto& [id, known] : known_) {
        const bool is_gone = !evidence_.store.ledger().incidents.contains(id);
        if (is_gone && known.counts && known.seen_at >= received_at) ++open;
    }
    return open >= *guard.open_incidents_max;
}

bool Promises::may_be_over(const IncidentId& id, const SimOrder& order) const {
    if (order.is_over_from_the_start() || was_ended_by_operators(id)) return true;
    if (evidence_.people.closed_or_deleted(id.value)) return true;
    return std::any_of(shown().begin(), shown().end(), [&](const EmulatedIncident& incident) {
        return generation_of(incident) == id && order.completes_itself &&
               std::any_of(incident.updates.begin(), incident.updates.end(),
                           [](const EmulatedUpdate& update) {
                               return update.status == "completed" && is_by_page(update);
                           });
    });
}

// As the record has it.
bool Promises::goes_on_as_ordered(const IncidentId& id) const {
    const auto row = evidence_.store.ledger().incidents.find(id);
    return row != evidence_.store.ledger().incidents.end() && row->second.order &&
           !is_over(row->second);
}

bool Promises::is_end_of_order_refused(const IncidentId& id) const {
    return ordered_.contains(id) && was_ended_by_operators(id) && waits_after_refusal(id);
}

void Promises::check_ordered(const IncidentId& id, Ordered& ordered, WallTime now) {
    if (ordered.is_closed) return;
    const std::string of = id.value + " \"" + ordered.sent.order.name + "\"";
    const auto row = evidence_.store.ledger().incidents.find(id);
    ordered.is_closed = row == evidence_.store.ledger().incidents.end();
    if (ordered.is_closed && now < ordered.known_until())
        break_by("an order is known again: " + of + " is closed already");
    const bool over = ordered.is_closed || is_over(row->second);
    if (over && !may_be_over(id, ordered.sent.order))
        break_by("what was ordered goes on: nobody ended " + of);
    if (ordered.is_closed) return;
    const ComponentStates wanted = over ? ComponentStates{} : claims_of(ordered.sent.order);
    if (row->second.desired.claims != wanted)
        break_by("components are claimed as ordered: " + of + " claims " +
                 std::to_string(row->second.desired.claims.size()));
}

void Promises::check_ordered_call(const HttpRequest& request, const json::object& fields,
                                  const IncidentId& id) {
    const SimOrder& order = ordered_.at(id).sent.order;
    const std::string of = " " + id.value + " \"" + order.name + "\"";
    const bool is_ended = was_ended_by_operators(id);
    if (request.method != "POST") {
        if (fields.contains("name") || fields.contains("body") ||
            fields.contains("impact_override"))
            break_by("what was ordered is sent as it came: a word of ours in a call of" + of);
        return;
    }
    const auto* impact = fields.if_contains("impact_override");
    const bool says_it = text_of(fields, "name") == order.name &&
                         (is_ended || (text_of(fields, "body") == order.body &&
                                       text_of(fields, "status") == status_of(order))) &&
                         (impact == nullptr) == order.impact.empty() &&
                         text_of(fields, "impact_override") == order.impact;
    const bool is_timed = order.kind != RuleKind::maintenance ||
                          (parse_rfc3339(text_of(fields, "scheduled_for")) == order.starts_at &&
                           parse_rfc3339(text_of(fields, "scheduled_until")) == order.ends_at &&
                           flag_of(fields, "scheduled_auto_completed") == order.completes_itself &&
                           flag_of(fields, "scheduled_auto_in_progress") == order.completes_itself);
    const bool is_told = text_of(fields, "backfill_date") == order.backfill_date &&
                         flag_of(fields, "backfilled") == (order.kind == RuleKind::backfill) &&
                         flag_of(fields, "deliver_notifications") == order.notifies;
    if (!says_it || !is_timed || !is_told || ids_of(fields) != concerned_of(order))
        break_by("what was ordered is sent as it came: " + request.body);
}

void Promises::what_was_ordered_goes_on(const HttpRequest& request) {
    if (request.method == "GET") return;
    const auto resolved = generation_resolved(request);
    const auto ordered = resolved ? ordered_.find(*resolved) : ordered_.end();
    // One of two that are the same: the other one stays.
    if (ordered != ordered_.end() && unresolved(*resolved).size() < 2 &&
        !may_be_over(*resolved, ordered->second.sent.order))
        break_by("what was ordered goes on: " + resolved->value + " is resolved by nobody");
    const json::value body = json::parse(request.body);
    if (const auto* fields = body.as_object().if_contains("incident")) {
        const auto* components = fields->as_object().if_contains("components");
        if (components != nullptr) check_components_kept(components->as_object());
    } else if (const auto* component = body.as_object().if_contains("component")) {
        const std::string id = request.target.substr(request.target.rfind('/') + 1);
        check_components_kept({{id, component->as_object().at("status")}});
    }
}

// Nothing that is written is better than what goes on says of it.
void Promises::check_components_kept(const json::object& written) {
    const Ledger& ledger = evidence_.store.ledger();
    for (const auto& [id, ordered] : ordered_) {
        const auto row = ledger.deliveries.find(id);
        const bool is_there = goes_on_as_ordered(id) && row != ledger.deliveries.end() &&
                              row->second.acknowledged && !row->second.over && !row->second.gone;
        if (!is_there || unresolved(id).empty()) continue;
        for (const auto& [component, claim] : claims_of(ordered.sent.order)) {
            const auto* word = written.if_contains(component.value);
            if (word == nullptr || *word == "under_maintenance") continue;
            if (*from_word<ComponentStatus>(std::string_view(word->as_string())) < claim)
                break_by("components are claimed as ordered: " + component.value +
                         " is given back, and " + id.value + " goes on");
        }
    }
}

void Promises::what_was_ordered_is_there_once(WallTime now) {
    const Ledger& ledger = evidence_.store.ledger();
    for (const auto& [id, ordered] : ordered_) {
        const SimOrder& order = ordered.sent.order;
        const std::string of = id.value + " \"" + order.name + "\"";
        const auto count = std::count_if(
            shown().begin(), shown().end(),
            [&, &wanted = id](const auto& one) { return generation_of(one) == wanted; });
        const bool may_lack = evidence_.people.deleted(id.value) || refused_.contains(id) ||
                              was_ended_by_operators(id);
        if (count > 1 || (count == 0 && !may_lack))
            break_by("what was ordered is there once: " + of + " stands there " +
                     std::to_string(count) + " times");
        const auto row = ledger.incidents.find(id);
        if (row == ledger.incidents.end() || waits_after_refusal(id)) continue;
        // What the page ends by plan is not looked at before that; what was deleted before its
        // create was known to be made is made again.
        const bool is_late = now >= std::max(order.ends_at, ordered.created_at) + noticed_after;
        const bool is_over_there = may_be_over(id, order) && unresolved(id).empty();
        if (is_late && !is_over(row->second) && is_over_there)
            break_by("what was ordered ends: " + of + " goes on");
        const WallTime needed_until = ordered.known_until();
        if (is_over(row->second) && needed_until < now && now >= needed_until + noticed_after)
            break_by("what was ordered ends: " + of + " is on record still");
    }
}

}  // namespace tocsin
