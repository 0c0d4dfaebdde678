// Alerts that go without a word (semantics.md section 2; decision 0012).
//
// A stale alert is ended only after its source spoke, and was given silence_grace to name it.
#include <algorithm>

#include "dispatch/judge.hpp"
#include "tests/sim/promises.hpp"

namespace tocsin {

// Every message counts here, also one that says what was true once.
void Promises::fold_hearing(const Webhook& webhook, const Message& message) {
    heard_[webhook.source].push_back(webhook.received_at);
    for (const Said& said : message.said) {
        const SimAlert& alert = evidence_.senders.alerts()[said.alert];
        const AlertId id = alert_id_of(alert.source, Fingerprint(alert.name));
        named_at_[id] = webhook.received_at;
        if (!said.firing) said_over_at_[id] = webhook.received_at;
    }
}

bool Promises::is_taken_for_over(const AlertId& id) const {
    const auto row = evidence_.store.ledger().alerts.find(id);
    return row != evidence_.store.ledger().alerts.end() &&
           row->second.state == AlertState::resolved && stale_alerts_.contains(id);
}

void Promises::stale_is_only_what_its_source_left_out() {
    for (const SimAlert& alert : evidence_.senders.alerts()) {
        const RulePtr rule = evidence_.rules.of_team(alert.team);
        if (!rule || rule->stale_after == Duration(0)) continue;
        const AlertId id = alert_id_of(alert.source, Fingerprint(alert.name));
        const auto row = evidence_.store.ledger().alerts.find(id);
        const bool is_ended = row != evidence_.store.ledger().alerts.end() &&
                              row->second.state == AlertState::resolved && fires(id);
        if (!is_ended) {
            stale_alerts_.erase(id);
            continue;
        }
        // What is said of it again with its old start is doubted at first.
        if (!stale_alerts_.insert(id).second || row->second.doubtful_until) continue;
        // A late copy may be the first to say that the episode before was over.
        const auto said_over = said_over_at_.find(id);
        if (said_over != said_over_at_.end() && said_over->second == row->second.changed_at)
            continue;
        const WallTime due = named_at_.at(id) + rule->stale_after;
        const auto& heard = heard_[alert.source];
        // One that was received just before, and judged just after it was due, counts.
        const auto spoke =
            std::lower_bound(heard.begin(), heard.end(), due - std::chrono::seconds(1));
        const bool is_right =
            spoke != heard.end() &&
            row->second.changed_at >= std::max(*spoke, due) + SourceRules{}.silence_grace;
        if (!is_right)
            break_by("stale is only what its source left out: " + alert.name + " ended at " +
                     format_rfc3339(row->second.changed_at));
    }
}

}  // namespace tocsin
