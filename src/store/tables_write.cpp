// Tables::write: the rows of Changes.
//
// Members go before alerts, whose forgetting takes the number that a member's row is found by.
#include "store/codec.hpp"
#include "store/columns.hpp"
#include "store/newest_time.hpp"
#include "store/tables.hpp"

namespace tocsin {

Result<void> Tables::write(const Changes& changes) {
    TRYV(know_numbers());
    TRYV(write_members(changes));
    TRYV(write_alerts(changes));
    TRYV(write_deliveries(changes));
    TRYV(write_incidents(changes));
    TRYV(write_paces(changes));
    TRYV(write_openings(changes));
    return write_progress(changes);
}

Result<void> Tables::write_alerts(const Changes& changes) {
    for (const AlertRecord& row : changes.alerts) {
        TRYV(run(put_alert_, numbers_.of(row.id), row.id, row.source, row.fingerprint, row.state,
                 row.starts_at, row.ends_at, row.changed_at, row.received_at, row.doubtful_until,
                 row.placed_under, row.unroutable, row.labels, row.annotations, row.group,
                 row.missing_since));
    }
    for (const AlertId& id : changes.alerts_forgotten) {
        TRYV(run(forget_alert_, numbers_.of(id)));
        numbers_.forget(id);
    }
    return success();
}

Result<void> Tables::write_members(const Changes& changes) {
    for (const Member& row : changes.members) {
        TRYV(run(put_member_, numbers_.of(row.alert), row.incident, row.alert, row.rule));
    }
    for (const Member& row : changes.members_gone) {
        TRYV(run(drop_member_, numbers_.of(row.alert), row.incident));
    }
    return success();
}

Result<void> Tables::write_deliveries(const Changes& changes) {
    for (const DeliveryRecord& row : changes.deliveries) {
        TRYV(run(put_delivery_, row.incident, row.page, row.statuspage_id, row.failures,
                 row.failing_since, row.next_try_at, row.resent, row.gone, row.over,
                 encode_detail(row)));
    }
    return success();
}

Result<void> Tables::write_incidents(const Changes& changes) {
    for (const RuleText& row : changes.rules) {
        TRYV(run(put_rule_, row.version, row.rule, row.text));
    }
    for (const Incident& row : changes.incidents) {
        TRYV(run(put_incident_, row.id, row.key, row.page, row.rule, row.rule_version, row.kind,
                 row.phase, row.standing, row.reason, row.severity, row.worst, row.created_at,
                 row.updated_at, row.opened_at, row.resolved_at, row.group_labels,
                 encode_detail(row)));
    }
    return success();
}

Result<void> Tables::write_paces(const Changes& changes) {
    for (const PageRecord& row : changes.pages) {
        TRYV(run(put_page_, row.page, row.parked_until, row.parked_why, encode_detail(row)));
    }
    for (const BucketRecord& row : changes.buckets) {
        TRYV(run(put_bucket_, row.bucket, row.blocked_until, row.parked_until, row.parked_why,
                 row.failures, row.breaker_until, row.slots, encode_detail(row)));
    }
    for (const TokenBucket& row : changes.tokens) {
        TRYV(run(put_tokens_, row.rule, row.tokens, row.filled_at));
    }
    return success();
}

Result<void> Tables::write_openings(const Changes& changes) {
    for (const OpeningRecord& row : changes.openings) {
        TRYV(run(put_opening_, row.key, row.is_flapping, row.quiet_since, row.forget_at,
                 encode_detail(row)));
    }
    for (const IncidentKey& key : changes.openings_forgotten) {
        TRYV(run(forget_opening_, key));
    }
    for (const TimelineRow& row : changes.timeline) {
        TRYV(run(add_timeline_, row.incident, row.at, row.actor, row.reason, row.detail));
    }
    return success();
}

Result<void> Tables::write_progress(const Changes& changes) {
    const auto newest = tocsin::newest_time(changes);
    if (!changes.cursor && !changes.alive_at && !newest) return success();
    return run(put_progress_, changes.cursor, changes.alive_at, newest);
}

}  // namespace tocsin
