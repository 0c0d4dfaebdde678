#include "store/retention.hpp"

#include <array>
#include <string>
#include <vector>

#include "store/columns.hpp"

namespace tocsin {

Result<std::unique_ptr<Retention>> Retention::open(Database& database) {
    std::unique_ptr<Retention> retention(new Retention(database));
    TRYV(retention->prepare_all());
    return retention;
}

Result<void> Retention::prepare_all() {
    struct Lasting {
        Statement& statement;
        const char* sql;
    };
    // One detail that is no JSON must not keep all the others from going.
    const std::array<Lasting, 12> all{{
        // Of a body only the size is read, from the head of its row.
        {oldest_entries_,
         "SELECT sequence, received_at < ?1 AND ifnull(replay_until, 0) < ?1 AND sequence <= "
         "(SELECT cursor FROM progress) AND "
         "sequence < (SELECT max(sequence) FROM entries), ifnull(length(body), 0) FROM entries "
         "ORDER BY sequence LIMIT ?2"},
        {drop_entries_, "DELETE FROM entries WHERE sequence <= ?"},
        {drop_rejected_,
         "DELETE FROM rejected WHERE number IN (SELECT number FROM rejected ORDER BY number "
         "LIMIT ?2) AND received_at < ?1"},
        {oldest_incidents_,
         "SELECT id FROM incidents WHERE phase = 'closed' AND updated_at < ? ORDER BY updated_at "
         "LIMIT ?"},
        {drop_timeline_,
         "DELETE FROM timeline WHERE number IN (SELECT number FROM timeline WHERE incident = ? "
         "ORDER BY number LIMIT ?)"},
        {drop_delivery_of_, "DELETE FROM deliveries WHERE incident = ?"},
        {drop_incident_, "DELETE FROM incidents WHERE id = ?"},
        {next_deliveries_,
         "SELECT d.rowid, i.id IS NULL OR (i.phase = 'closed' AND i.updated_at < CASE WHEN NOT "
         "json_valid(d.detail) THEN ?3 WHEN json_extract(d.detail, '$.dead_letter') IS NULL THEN "
         "?2 ELSE ?3 END) FROM deliveries AS d LEFT JOIN incidents AS i ON i.id = d.incident WHERE "
         "d.rowid > ?1 ORDER BY d.rowid LIMIT ?4"},
        {drop_delivery_, "DELETE FROM deliveries WHERE rowid = ?"},
        {next_members_,
         "SELECT alert_number, incident, NOT EXISTS (SELECT 1 FROM incidents WHERE id = "
         "m.incident) FROM members AS m WHERE (alert_number, incident) > (?, ?) ORDER BY "
         "alert_number, incident LIMIT ?"},
        {drop_member_, "DELETE FROM members WHERE alert_number = ? AND incident = ?"},
        {drop_rules_,
         "DELETE FROM rules WHERE version IN (SELECT version FROM rules WHERE NOT EXISTS (SELECT "
         "1 FROM incidents WHERE rule_version = version) LIMIT ?)"},
    }};
    for (const Lasting& one : all) {
        TRY(one.statement, database_.prepare(one.sql, true));
    }
    return success();
}

Result<bool> Retention::step(const Horizons& horizons) {
    const Result<bool> is_through = take_stage(horizons);
    if (is_through && !is_through.value()) return true;
    // What fails, perhaps for ever, does not keep the others from going.
    const bool is_last = stage_ == Stage::rules;
    stage_ = is_last ? Stage::entries : static_cast<Stage>(static_cast<int>(stage_) + 1);
    if (!is_through) return is_through.error();
    return !is_last;
}

Result<bool> Retention::take_stage(const Horizons& horizons) {
    switch (stage_) {
        case Stage::entries:
            return drop_entries(horizons.webhooks);
        case Stage::rejected:
            return drop_rejected(horizons.webhooks);
        case Stage::incidents:
            return drop_incidents(horizons.incidents);
        case Stage::deliveries:
            return drop_deliveries(horizons);
        case Stage::members:
            return drop_members();
        case Stage::rules:
            break;
    }
    return drop_rules();
}

// From the oldest on and never past one that stays: the sequence has no holes.  The newest stays,
// for it may hold the newest time on record (Tables::newest_time).
Result<bool> Retention::drop_entries(WallTime before) {
    std::optional<Sequence> last;
    std::size_t rows = 0, bytes = 0;
    bool is_cut = false;
    const auto look = [&](const Statement& row) -> Result<bool> {
        Sequence sequence;
        std::size_t may_go = 0, body_bytes = 0;
        TRYV(read_row(row, sequence, may_go, body_bytes));
        if (may_go == 0) return false;
        bytes += body_bytes;
        is_cut = last && bytes > bytes_per_retention_step_max;
        if (is_cut) return false;
        last = sequence;
        ++rows;
        return true;
    };
    TRYV(for_each_row(oldest_entries_, look, before, rows_per_retention_step_max));
    if (last) {
        TRYV(run(drop_entries_, *last));
    }
    return rows < rows_per_retention_step_max && !is_cut;
}

Result<bool> Retention::drop_rejected(WallTime before) {
    TRYV(run(drop_rejected_, before, rows_per_retention_step_max));
    return database_.rows_changed() < rows_per_retention_step_max;
}

Result<std::size_t> Retention::drop_timeline(std::string_view incident, std::size_t rows_max) {
    TRYV(run(drop_timeline_, incident, rows_max));
    return database_.rows_changed();
}

// An incident's row goes last: as long as it is there the next step finds what is left of it.
Result<bool> Retention::drop_incidents(WallTime before) {
    std::vector<std::string> oldest;
    const auto take = [&oldest](const Statement& row) -> Result<bool> {
        TRYV(read_row(row, oldest.emplace_back()));
        return true;
    };
    TRYV(for_each_row(oldest_incidents_, take, before, rows_per_retention_step_max));
    std::size_t rows = 0;
    for (const std::string& id : oldest) {
        TRY(const std::size_t told, drop_timeline(id, rows_per_retention_step_max - rows));
        rows += told;
        if (rows >= rows_per_retention_step_max) return false;
        TRYV(run(drop_delivery_of_, id));
        TRYV(run(drop_incident_, id));
        rows += 2;
        if (rows >= rows_per_retention_step_max) return false;
    }
    return oldest.size() < rows_per_retention_step_max;
}

Result<bool> Retention::drop_deliveries(const Horizons& horizons) {
    std::vector<std::int64_t> over;
    std::size_t rows = 0;
    const auto look = [&](const Statement& row) -> Result<bool> {
        int may_go = 0;
        TRYV(read_row(row, delivery_at_, may_go));
        if (may_go != 0) over.push_back(delivery_at_);
        ++rows;
        return true;
    };
    TRYV(for_each_row(next_deliveries_, look, delivery_at_, horizons.deliveries,
                      horizons.dead_letters, rows_per_retention_step_max));
    for (const std::int64_t row : over) {
        TRYV(run(drop_delivery_, row));
    }
    const bool is_through = rows < rows_per_retention_step_max;
    if (is_through) delivery_at_ = 0;
    return is_through;
}

// They are found by their alert; an index by incident would be written with every alert, and this
// is read once in a pass.
Result<bool> Retention::drop_members() {
    std::vector<std::pair<std::int64_t, std::string>> over;
    std::size_t rows = 0;
    const std::string from = member_incident_at_;
    const auto look = [&](const Statement& row) -> Result<bool> {
        int may_go = 0;
        TRYV(read_row(row, member_at_, member_incident_at_, may_go));
        if (may_go != 0) over.emplace_back(member_at_, member_incident_at_);
        ++rows;
        return true;
    };
    TRYV(for_each_row(next_members_, look, member_at_, from, rows_per_retention_step_max));
    for (const auto& [number, incident] : over) {
        TRYV(run(drop_member_, number, incident));
    }
    const bool is_through = rows < rows_per_retention_step_max;
    if (is_through) {
        member_at_ = 0;
        member_incident_at_.clear();
    }
    return is_through;
}

Result<bool> Retention::drop_rules() {
    TRYV(run(drop_rules_, rows_per_retention_step_max));
    return database_.rows_changed() < rows_per_retention_step_max;
}

}  // namespace tocsin
