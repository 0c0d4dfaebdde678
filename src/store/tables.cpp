#include "store/tables.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <limits>

#include "store/codec.hpp"
#include "store/columns.hpp"
#include "store/store.hpp"

namespace tocsin {
namespace {

using ColumnNames = std::initializer_list<std::string_view>;

// Writes a row in place, whether it was there or not.  Values: the keys, then the others.
std::string upsert(std::string_view table, ColumnNames keys, ColumnNames others) {
    std::vector<std::string_view> all(keys);
    all.insert(all.end(), others);
    std::vector<std::string> updates;
    for (const std::string_view name : others) {
        updates.push_back(fmt::format("{0} = excluded.{0}", name));
    }
    const std::vector<std::string_view> marks(all.size(), "?");
    return fmt::format("INSERT INTO {} ({}) VALUES ({}) ON CONFLICT ({}) DO UPDATE SET {}", table,
                       fmt::join(all, ", "), fmt::join(marks, ", "), fmt::join(keys, ", "),
                       fmt::join(updates, ", "));
}

struct EntryRow {
    Entry entry;
    std::optional<WebhookId> webhook_id;
    std::optional<SourceName> source;
    std::optional<std::string> content_type, target, body;
    Headers kept;
    std::optional<std::string> replay_mark;
    std::optional<WallTime> replay_until;
    std::optional<FindingKind> finding;
    std::optional<ActKind> act;
    std::optional<std::string> act_text, act_by;
    std::optional<IncidentId> incident;
    WallTime received_at;
};

Result<Finding> to_finding(const EntryRow& row) {
    Finding finding{*row.finding, {}, row.received_at};
    if (finding.kind == FindingKind::absent_at_sender) {
        if (!row.source || !row.body) return malformed("a stored finding is not whole");
        finding.absence.source = *row.source;
        TRYV(decode_detail(*row.body, finding.absence));
        return finding;
    }
    if (!row.incident) return malformed("a stored finding names no incident");
    finding.incident = *row.incident;
    return finding;
}

Result<Entry> to_entry(EntryRow row) {
    if (row.finding) {
        TRY(row.entry.what, to_finding(row));
        return std::move(row.entry);
    }
    if (row.act) {
        if (!row.incident || !row.act_text || !row.act_by)
            return malformed("a stored act is not whole");
        row.entry.what = OperatorAct{*row.act, *row.incident, std::move(*row.act_text),
                                     std::move(*row.act_by), row.received_at};
        return std::move(row.entry);
    }
    if (!row.webhook_id || !row.source || !row.content_type || !row.target || !row.body) {
        return malformed("a stored webhook is not whole");
    }
    Webhook webhook{std::move(*row.webhook_id), std::move(*row.source), row.received_at,
                    Envelope{std::move(*row.content_type), std::move(*row.target),
                             std::move(*row.body), std::move(row.kept)}};
    if (row.replay_mark && row.replay_until)
        webhook.replay_mark = ReplayMark{std::move(*row.replay_mark), *row.replay_until};
    row.entry.what = std::move(webhook);
    return std::move(row.entry);
}

Result<Entry> read_entry(const Statement& row) {
    EntryRow read;
    std::optional<std::string_view> body;
    TRYV(read_row(row, read.entry.sequence, read.received_at, read.webhook_id, read.source,
                  read.content_type, read.target, read.kept, read.replay_mark, read.replay_until,
                  read.finding, read.act, read.act_text, read.act_by, read.incident, body));
    if (body) read.body = std::string(*body);
    return to_entry(std::move(read));
}

}  // namespace

Result<std::unique_ptr<Tables>> Tables::open(Database& database) {
    std::unique_ptr<Tables> tables(new Tables(database));
    TRYV(tables->prepare_all());
    TRY(tables->retention_, Retention::open(database));
    TRY(const std::int64_t last,
        database.integer("SELECT max(ifnull((SELECT max(sequence) FROM entries), 0), cursor) "
                         "FROM progress"));
    tables->last_sequence_ = {static_cast<std::uint64_t>(last)};
    return tables;
}

void Tables::rolled_back(Sequence last) {
    last_sequence_ = last;
    numbers_.rolled_back();
}

Result<void> Tables::prepare_all() {
    struct Lasting {
        Statement& statement;
        std::string sql;
    };
    const std::array<Lasting, 20> all{{
        {append_webhook_,
         "INSERT INTO entries (sequence, received_at, webhook_id, source, content_type, target, "
         "headers, replay_mark, replay_until, body) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"},
        {append_finding_,
         "INSERT INTO entries (sequence, received_at, finding, incident, source, body) VALUES "
         "(?, ?, ?, ?, ?, ?)"},
        {append_act_,
         "INSERT INTO entries (sequence, received_at, act, act_text, act_by, incident) VALUES "
         "(?, ?, ?, ?, ?, ?)"},
        {read_entries_,
         "SELECT sequence, received_at, webhook_id, source, content_type, target, headers, "
         "replay_mark, replay_until, finding, act, act_text, act_by, incident, body FROM entries "
         "WHERE sequence > ? ORDER BY sequence LIMIT ?"},
        {add_rejected_,
         "INSERT INTO rejected (received_at, webhook_id, source, code, reason, content_type, "
         "target, headers, body) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"},
        {drop_rejected_,
         "DELETE FROM rejected WHERE number <= (SELECT max(number) FROM rejected) - ?"},
        {put_alert_,
         upsert("alerts", {"number"},
                {"id", "source", "fingerprint", "state", "starts_at", "ends_at", "changed_at",
                 "received_at", "doubtful_until", "placed_under", "unroutable", "labels",
                 "annotations", "sender_group", "missing_since"})},
        {forget_alert_, "DELETE FROM alerts WHERE number = ?"},
        {put_incident_, upsert("incidents", {"id"},
                               {"key", "page", "rule", "rule_version", "kind", "phase", "standing",
                                "reason", "severity", "worst", "created_at", "updated_at",
                                "opened_at", "resolved_at", "group_labels", "detail"})},
        {put_member_, upsert("members", {"alert_number", "incident"}, {"alert", "rule"})},
        {drop_member_, "DELETE FROM members WHERE alert_number = ? AND incident = ?"},
        {put_delivery_, upsert("deliveries", {"incident"},
                               {"page", "statuspage_id", "failures", "failing_since", "next_try_at",
                                "resent", "gone", "over", "detail"})},
        {put_page_, upsert("pages", {"page"}, {"parked_until", "parked_why", "detail"})},
        {put_bucket_, upsert("buckets", {"bucket"},
                             {"blocked_until", "parked_until", "parked_why", "failures",
                              "breaker_until", "slots", "detail"})},
        {put_tokens_, upsert("tokens", {"rule"}, {"tokens", "filled_at"})},
        {put_opening_,
         upsert("openings", {"key"}, {"is_flapping", "quiet_since", "forget_at", "detail"})},
        {forget_opening_, "DELETE FROM openings WHERE key = ?"},
        {add_timeline_,
         "INSERT INTO timeline (incident, at, actor, reason, detail) VALUES (?, ?, ?, ?, ?)"},
        {put_rule_, upsert("rules", {"version"}, {"rule", "text"})},
        {put_progress_,
         "UPDATE progress SET cursor = ifnull(?1, cursor), alive_at = ifnull(?2, alive_at), "
         "newest_at = max(ifnull(?3, newest_at), ifnull(newest_at, ?3))"},
    }};
    for (const Lasting& one : all) {
        TRY(one.statement, database_.prepare(one.sql, true));
    }
    return success();
}

Result<Sequence> Tables::append(const Webhook& webhook) {
    const Sequence sequence{last_sequence_.value + 1};
    const Envelope& envelope = webhook.envelope;
    const std::optional<ReplayMark>& mark = webhook.replay_mark;
    TRYV(run(append_webhook_, sequence, webhook.received_at, webhook.id, webhook.source,
             envelope.content_type, envelope.target, envelope.kept,
             mark ? std::optional(mark->digest) : std::nullopt,
             mark ? std::optional(mark->until) : std::nullopt, Bytes{envelope.body}));
    last_sequence_ = sequence;
    return sequence;
}

Result<Sequence> Tables::append(const Finding& finding) {
    const Sequence sequence{last_sequence_.value + 1};
    if (finding.kind == FindingKind::absent_at_sender) {
        const std::string absence = encode_detail(finding.absence);
        TRYV(run(append_finding_, sequence, finding.found_at, finding.kind,
                 std::optional<IncidentId>(), finding.absence.source, Bytes{absence}));
    } else {
        TRYV(run(append_finding_, sequence, finding.found_at, finding.kind, finding.incident,
                 std::optional<SourceName>(), std::optional<std::string>()));
    }
    last_sequence_ = sequence;
    return sequence;
}

Result<Sequence> Tables::append(const OperatorAct& act) {
    const Sequence sequence{last_sequence_.value + 1};
    TRYV(run(append_act_, sequence, act.at, act.kind, act.text, act.by, act.incident));
    last_sequence_ = sequence;
    return sequence;
}

Result<void> Tables::reject(const RejectedWebhook& rejected) {
    const Webhook& webhook = rejected.webhook;
    const Envelope& envelope = webhook.envelope;
    TRYV(run(add_rejected_, webhook.received_at, webhook.id, webhook.source, rejected.code,
             rejected.reason, envelope.content_type, envelope.target, envelope.kept,
             Bytes{envelope.body}));
    return run(drop_rejected_, rejected_kept_max);
}

Result<std::vector<Entry>> Tables::read(Sequence after, std::size_t entries_max,
                                        std::size_t bytes_max) {
    std::vector<Entry> entries;
    std::size_t bytes = 0;
    const auto take = [&](const Statement& row) -> Result<bool> {
        TRY(Entry entry, read_entry(row));
        bytes += body_bytes(entry);
        // One too many is read and dropped; that is cheaper than asking for sizes first.
        if (!entries.empty() && bytes > bytes_max) return false;
        entries.push_back(std::move(entry));
        return bytes < bytes_max;
    };
    constexpr auto most = static_cast<std::size_t>(std::numeric_limits<std::int64_t>::max());
    TRYV(for_each_row(read_entries_, take, after, std::min(entries_max, most)));
    return entries;
}

Result<std::optional<WallTime>> Tables::newest_time() {
    TRY(Statement query,
        database_.prepare("SELECT newest_at FROM progress UNION ALL SELECT * FROM (SELECT "
                          "received_at FROM entries ORDER BY sequence DESC LIMIT 1)"));
    std::optional<WallTime> newest;
    TRYV(for_each_row(query, [&newest](const Statement& row) -> Result<bool> {
        std::optional<WallTime> time;
        TRYV(read_row(row, time));
        if (time) newest = newest ? std::max(*newest, *time) : *time;
        return true;
    }));
    return newest;
}

Result<bool> Tables::ended_clean() {
    TRY(const std::int64_t clean, database_.integer("SELECT clean FROM progress"));
    return clean != 0;
}

Result<void> Tables::set_clean(bool clean) {
    return database_.run(clean ? "UPDATE progress SET clean = 1" : "UPDATE progress SET clean = 0");
}

}  // namespace tocsin
