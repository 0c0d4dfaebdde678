// Tables::load: everything that is not over, as a Ledger.
//
// Closed incidents, their members and deliveries, and rule texts that only they use stay in the
// tables as history.
#include <algorithm>

#include "store/codec.hpp"
#include "store/columns.hpp"
#include "store/store.hpp"
#include "store/tables.hpp"

namespace tocsin {
namespace {

// Runs a query once and gives each row to `take`, which gives Result<void>.
template <class Take>
Result<void> for_all(Database& database, const char* sql, Take&& take) {
    TRY(Statement query, database.prepare(sql));
    return for_each_row(query, [&take](const Statement& row) -> Result<bool> {
        TRYV(take(row));
        return true;
    });
}

}  // namespace

Result<void> Tables::restore_number(const AlertId& id, std::int64_t number) {
    if (!numbers_.restore(id, number)) return malformed("a stored alert has two numbers");
    return success();
}

Result<void> Tables::know_numbers() {
    if (numbers_known_) return success();
    TRYV(load());
    return success();
}

Result<Ledger> Tables::load() {
    Ledger ledger;
    TRYV(load_alerts(ledger));
    TRYV(load_incidents(ledger));
    TRYV(load_members(ledger));
    TRYV(load_deliveries(ledger));
    TRYV(load_paces(ledger));
    TRYV(load_openings(ledger));
    TRYV(load_progress(ledger));
    numbers_known_ = true;
    return ledger;
}

Result<void> Tables::load_alerts(Ledger& ledger) {
    return for_all(
        database_,
        "SELECT number, id, source, fingerprint, state, starts_at, ends_at, changed_at, "
        "received_at, doubtful_until, placed_under, unroutable, labels, annotations, "
        "sender_group, missing_since FROM alerts",
        [this, &ledger](const Statement& row) -> Result<void> {
            std::int64_t number = 0;
            AlertRecord alert;
            TRYV(read_row(row, number, alert.id, alert.source, alert.fingerprint, alert.state,
                          alert.starts_at, alert.ends_at, alert.changed_at, alert.received_at,
                          alert.doubtful_until, alert.placed_under, alert.unroutable, alert.labels,
                          alert.annotations, alert.group, alert.missing_since));
            TRYV(restore_number(alert.id, number));
            const AlertId id = alert.id;
            ledger.alerts.insert_or_assign(id, std::move(alert));
            return success();
        });
}

Result<void> Tables::load_incidents(Ledger& ledger) {
    TRYV(for_all(database_,
                 "SELECT id, key, page, rule, rule_version, kind, phase, standing, reason, "
                 "severity, worst, created_at, updated_at, opened_at, resolved_at, group_labels, "
                 "detail FROM incidents WHERE phase <> 'closed'",
                 [&ledger](const Statement& row) -> Result<void> {
                     Incident incident;
                     std::string_view detail;
                     TRYV(read_row(row, incident.id, incident.key, incident.page, incident.rule,
                                   incident.rule_version, incident.kind, incident.phase,
                                   incident.standing, incident.reason, incident.severity,
                                   incident.worst, incident.created_at, incident.updated_at,
                                   incident.opened_at, incident.resolved_at, incident.group_labels,
                                   detail));
                     TRYV(decode_detail(detail, incident));
                     const IncidentId id = incident.id;
                     ledger.incidents.insert_or_assign(id, std::move(incident));
                     return success();
                 }));
    return for_all(database_,
                   "SELECT version, rule, text FROM rules WHERE version IN (SELECT rule_version "
                   "FROM incidents WHERE phase <> 'closed')",
                   [&ledger](const Statement& row) -> Result<void> {
                       RuleText rule;
                       TRYV(read_row(row, rule.version, rule.rule, rule.text));
                       const RuleVersion version = rule.version;
                       ledger.rules.insert_or_assign(version, std::move(rule));
                       return success();
                   });
}

Result<void> Tables::load_members(Ledger& ledger) {
    return for_all(
        database_,
        "SELECT m.incident, m.alert_number, m.alert, m.rule FROM alerts AS a CROSS JOIN members AS "
        "m ON m.alert_number = a.number AND m.alert = a.id CROSS JOIN incidents AS i ON i.id = "
        "m.incident WHERE i.phase <> 'closed'",
        [this, &ledger](const Statement& row) -> Result<void> {
            std::int64_t number = 0;
            Member member;
            TRYV(read_row(row, member.incident, number, member.alert, member.rule));
            TRYV(restore_number(member.alert, number));
            ledger.members[std::move(member.incident)].insert_or_assign(member.alert,
                                                                        std::move(member.rule));
            return success();
        });
}

Result<void> Tables::load_deliveries(Ledger& ledger) {
    return for_all(
        database_,
        "SELECT d.incident, d.page, statuspage_id, failures, failing_since, "
        "next_try_at, resent, gone, over, d.detail FROM incidents AS i CROSS JOIN "
        "deliveries AS d ON d.incident = i.id WHERE i.phase <> 'closed'",
        [&ledger](const Statement& row) -> Result<void> {
            DeliveryRecord delivery;
            std::string_view detail;
            TRYV(read_row(row, delivery.incident, delivery.page, delivery.statuspage_id,
                          delivery.failures, delivery.failing_since, delivery.next_try_at,
                          delivery.resent, delivery.gone, delivery.over, detail));
            TRYV(decode_detail(detail, delivery));
            const IncidentId incident = delivery.incident;
            ledger.deliveries.insert_or_assign(incident, std::move(delivery));
            return success();
        });
}

Result<void> Tables::load_paces(Ledger& ledger) {
    TRYV(for_all(database_, "SELECT page, parked_until, parked_why, detail FROM pages",
                 [&ledger](const Statement& row) -> Result<void> {
                     PageRecord page;
                     std::string_view detail;
                     TRYV(read_row(row, page.page, page.parked_until, page.parked_why, detail));
                     TRYV(decode_detail(detail, page));
                     const PageName name = page.page;
                     ledger.pages.insert_or_assign(name, std::move(page));
                     return success();
                 }));
    TRYV(for_all(database_,
                 "SELECT bucket, blocked_until, parked_until, parked_why, failures, "
                 "breaker_until, slots, detail FROM buckets",
                 [&ledger](const Statement& row) -> Result<void> {
                     BucketRecord bucket;
                     std::string_view detail;
                     TRYV(read_row(row, bucket.bucket, bucket.blocked_until, bucket.parked_until,
                                   bucket.parked_why, bucket.failures, bucket.breaker_until,
                                   bucket.slots, detail));
                     TRYV(decode_detail(detail, bucket));
                     const BucketName name = bucket.bucket;
                     ledger.buckets.insert_or_assign(name, std::move(bucket));
                     return success();
                 }));
    return for_all(database_, "SELECT rule, tokens, filled_at FROM tokens",
                   [&ledger](const Statement& row) -> Result<void> {
                       TokenBucket tokens;
                       TRYV(read_row(row, tokens.rule, tokens.tokens, tokens.filled_at));
                       const RuleName rule = tokens.rule;
                       ledger.tokens.insert_or_assign(rule, std::move(tokens));
                       return success();
                   });
}

Result<void> Tables::load_openings(Ledger& ledger) {
    return for_all(database_,
                   "SELECT key, is_flapping, quiet_since, forget_at, detail FROM openings",
                   [&ledger](const Statement& row) -> Result<void> {
                       OpeningRecord opening;
                       std::string_view detail;
                       TRYV(read_row(row, opening.key, opening.is_flapping, opening.quiet_since,
                                     opening.forget_at, detail));
                       TRYV(decode_detail(detail, opening));
                       const IncidentKey key = opening.key;
                       ledger.openings.insert_or_assign(key, std::move(opening));
                       return success();
                   });
}

Result<std::vector<TimelineRow>> Tables::timeline(const IncidentId& incident) {
    std::vector<TimelineRow> rows;
    TRY(Statement query,
        database_.prepare("SELECT incident, at, actor, reason, detail FROM timeline WHERE "
                          "incident = ? ORDER BY number DESC LIMIT ?"));
    TRYV(for_each_row(
        query,
        [&rows](const Statement& row) -> Result<bool> {
            TimelineRow& read = rows.emplace_back();
            TRYV(read_row(row, read.incident, read.at, read.actor, read.reason, read.detail));
            return true;
        },
        incident, timeline_rows_max));
    std::reverse(rows.begin(), rows.end());
    return rows;
}

Result<std::vector<SeenSignature>> Tables::seen_signatures(WallTime since) {
    std::vector<SeenSignature> seen;
    TRY(Statement query,
        database_.prepare("SELECT source, replay_mark, replay_until, webhook_id FROM entries WHERE "
                          "replay_until >= ?"));
    TRYV(for_each_row(
        query,
        [&seen](const Statement& row) -> Result<bool> {
            SeenSignature& read = seen.emplace_back();
            TRYV(read_row(row, read.source, read.mark.digest, read.mark.until, read.webhook));
            return true;
        },
        since));
    return seen;
}

Result<void> Tables::load_progress(Ledger& ledger) {
    return for_all(database_, "SELECT cursor, alive_at FROM progress",
                   [&ledger](const Statement& row) -> Result<void> {
                       return read_row(row, ledger.cursor, ledger.alive_at);
                   });
}

}  // namespace tocsin
