// Tables: each operation of the Store as statements on the tables of schema.cpp.
//
// It knows columns and nothing of transactions, threads or callbacks: the writer decides what is
// one transaction (writer.hpp).  A failure may leave some rows written; the caller rolls back.
// All statements of the hot path are prepared once.
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <vector>

#include "base/result.hpp"
#include "domain/changes.hpp"
#include "domain/webhook.hpp"
#include "store/alert_numbers.hpp"
#include "store/retention.hpp"
#include "store/sqlite.hpp"

namespace tocsin {

// One thread at a time, that of `database`.
class Tables {
public:
    // Requires: bring_up_to_date(database).  `database` outlives it.
    static Result<std::unique_ptr<Tables>> open(Database& database);

    Result<Sequence> append(const Webhook& webhook);
    Result<Sequence> append(const Finding& finding);
    Result<Sequence> append(const OperatorAct& act);
    Result<void> write(const Changes& changes);
    Result<void> reject(const RejectedWebhook& rejected);
    // One step of retention; whether more is to be done in this pass.
    Result<bool> retain(const Horizons& horizons) { return retention_->step(horizons); }

    Result<std::vector<Entry>> read(Sequence after, std::size_t entries_max, std::size_t bytes_max);
    Result<Ledger> load();
    Result<std::vector<TimelineRow>> timeline(const IncidentId& incident);
    Result<std::vector<SeenSignature>> seen_signatures(WallTime since);

    // The number that was given last.  Kept here and not asked of the table: numbers stay unique
    // when retention takes the newest entry too.
    Sequence last_sequence() const { return last_sequence_; }

    // The caller's word on what became of the statements since the last such word; after a
    // rollback `last` is the number that was given before them.
    void committed() { numbers_.committed(); }
    void rolled_back(Sequence last);

    // The newest time that any row holds.
    Result<std::optional<WallTime>> newest_time();

    // Whether the last run ended with a stop.
    Result<bool> ended_clean();
    Result<void> set_clean(bool clean);

private:
    explicit Tables(Database& database) : database_(database) {}
    Result<void> prepare_all();
    Result<void> know_numbers();
    Result<void> restore_number(const AlertId& id, std::int64_t number);

    Result<void> write_alerts(const Changes& changes);
    Result<void> write_incidents(const Changes& changes);
    Result<void> write_members(const Changes& changes);
    Result<void> write_deliveries(const Changes& changes);
    Result<void> write_paces(const Changes& changes);
    Result<void> write_openings(const Changes& changes);
    Result<void> write_progress(const Changes& changes);

    Result<void> load_alerts(Ledger& ledger);
    Result<void> load_incidents(Ledger& ledger);
    Result<void> load_members(Ledger& ledger);
    Result<void> load_deliveries(Ledger& ledger);
    Result<void> load_paces(Ledger& ledger);
    Result<void> load_openings(Ledger& ledger);
    Result<void> load_progress(Ledger& ledger);

    Database& database_;
    std::unique_ptr<Retention> retention_;
    Sequence last_sequence_;
    AlertNumbers numbers_;        // Of all alerts, and of the members of open incidents,
    bool numbers_known_ = false;  // once they are read: with the first load(), or for a write().
    Statement append_webhook_, append_finding_, append_act_, read_entries_;
    Statement add_rejected_, drop_rejected_;
    Statement put_alert_, forget_alert_, put_incident_, put_member_, drop_member_, put_delivery_;
    Statement put_page_, put_bucket_, put_tokens_, put_rule_, put_progress_;
    Statement put_opening_, forget_opening_, add_timeline_;
};

}  // namespace tocsin
