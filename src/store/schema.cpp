#include "store/schema.hpp"

#include <fmt/format.h>
#include <sqlite3.h>

#include <array>
#include <utility>

namespace tocsin {
namespace {

// Version 1.
//   entries     the one sequence: webhooks as they came, findings; judged up to progress.cursor
//   rejected    webhooks that were rejected, the newest of them
//   alerts … rules   the rows of domain/changes.hpp; closed incidents stay, as history
//   progress    one row: how far dispatch is, and how the last run ended
// An alert's id is a digest, so rows in its order would lie anywhere and each commit would rewrite
// most pages of the table.  They lie in the order of their first appearance instead: alerts.number,
// members.alert_number (alert_numbers.hpp).
// Nothing refers to anything by a foreign key: what belongs together is written in one commit,
// and an incident may name a rule version or a predecessor that retention has taken.
constexpr const char* tables_of_version_1 = R"(
CREATE TABLE entries (
    sequence INTEGER PRIMARY KEY,
    received_at INTEGER NOT NULL,
    webhook_id TEXT, source TEXT, content_type TEXT, target TEXT,
    finding TEXT, incident TEXT,
    body BLOB,
    CHECK ((webhook_id IS NULL) <> (finding IS NULL))
) STRICT;
CREATE TABLE rejected (
    number INTEGER PRIMARY KEY,
    received_at INTEGER NOT NULL,
    webhook_id TEXT NOT NULL, source TEXT NOT NULL,
    code INTEGER NOT NULL, reason TEXT NOT NULL,
    content_type TEXT NOT NULL, target TEXT NOT NULL,
    body BLOB NOT NULL
) STRICT;
CREATE TABLE alerts (
    number INTEGER PRIMARY KEY,
    id BLOB NOT NULL,
    source TEXT NOT NULL, fingerprint TEXT NOT NULL, state TEXT NOT NULL,
    starts_at INTEGER, ends_at INTEGER,
    changed_at INTEGER NOT NULL, received_at INTEGER NOT NULL, doubtful_until INTEGER,
    placed_under INTEGER NOT NULL, unroutable TEXT,
    labels BLOB NOT NULL, annotations BLOB NOT NULL
) STRICT;
CREATE TABLE incidents (
    id TEXT NOT NULL PRIMARY KEY,
    key TEXT NOT NULL, page TEXT NOT NULL, rule TEXT NOT NULL, rule_version TEXT NOT NULL,
    kind TEXT NOT NULL, phase TEXT NOT NULL, standing TEXT NOT NULL, reason TEXT NOT NULL,
    severity TEXT NOT NULL, worst TEXT NOT NULL,
    created_at INTEGER NOT NULL, updated_at INTEGER NOT NULL,
    opened_at INTEGER, resolved_at INTEGER,
    group_labels BLOB NOT NULL, detail TEXT NOT NULL
) STRICT;
CREATE INDEX incidents_not_closed ON incidents (id) WHERE phase <> 'closed';
CREATE TABLE members (
    incident TEXT NOT NULL, alert_number INTEGER NOT NULL,
    alert BLOB NOT NULL, rule TEXT NOT NULL,
    PRIMARY KEY (alert_number, incident)
) STRICT, WITHOUT ROWID;
CREATE TABLE deliveries (
    incident TEXT NOT NULL PRIMARY KEY,
    page TEXT NOT NULL, statuspage_id TEXT,
    failures INTEGER NOT NULL, failing_since INTEGER, next_try_at INTEGER,
    resent INTEGER NOT NULL, gone INTEGER NOT NULL, over INTEGER NOT NULL,
    detail TEXT NOT NULL
) STRICT;
CREATE TABLE pages (
    page TEXT NOT NULL PRIMARY KEY,
    parked_until INTEGER, parked_why TEXT NOT NULL, detail TEXT NOT NULL
) STRICT;
CREATE TABLE buckets (
    bucket TEXT NOT NULL PRIMARY KEY,
    blocked_until INTEGER, parked_until INTEGER, parked_why TEXT NOT NULL,
    failures INTEGER NOT NULL, breaker_until INTEGER, slots INTEGER NOT NULL,
    detail TEXT NOT NULL
) STRICT;
CREATE TABLE tokens (
    rule TEXT NOT NULL PRIMARY KEY, tokens REAL NOT NULL, filled_at INTEGER NOT NULL
) STRICT;
CREATE TABLE rules (
    version TEXT NOT NULL PRIMARY KEY, rule TEXT NOT NULL, text TEXT NOT NULL
) STRICT;
CREATE TABLE progress (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    cursor INTEGER NOT NULL, alive_at INTEGER,
    newest_at INTEGER,            -- The newest time in any row but those of entries.
    clean INTEGER NOT NULL        -- Whether the last run ended with a stop.
) STRICT;
INSERT INTO progress (id, cursor, clean) VALUES (1, 0, 1);
)";

// Version 2: acts of people in the sequence, alerts that are missing from their group, how often a
// key was opened, and what happened to an incident.  SQLite cannot change a CHECK in place.
constexpr const char* changes_of_version_2 = R"(
CREATE TABLE entries_of_2 (
    sequence INTEGER PRIMARY KEY,
    received_at INTEGER NOT NULL,
    webhook_id TEXT, source TEXT, content_type TEXT, target TEXT,
    finding TEXT,
    act TEXT, act_text TEXT, act_by TEXT,
    incident TEXT,
    body BLOB,
    CHECK ((webhook_id IS NOT NULL) + (finding IS NOT NULL) + (act IS NOT NULL) = 1)
) STRICT;
INSERT INTO entries_of_2 (sequence, received_at, webhook_id, source, content_type, target, finding,
    incident, body)
    SELECT sequence, received_at, webhook_id, source, content_type, target, finding, incident, body
    FROM entries;
DROP TABLE entries;
ALTER TABLE entries_of_2 RENAME TO entries;
ALTER TABLE alerts ADD COLUMN sender_group INTEGER NOT NULL DEFAULT 0;
ALTER TABLE alerts ADD COLUMN missing_since INTEGER;
UPDATE incidents SET detail = json_set(detail, '$.is_waived', json('false'),
    '$.is_timed_out', json('false'), '$.is_ended_by_hand', json('false'),
    '$.is_flapping', json('false'));
CREATE TABLE openings (
    key TEXT NOT NULL PRIMARY KEY,
    is_flapping INTEGER NOT NULL, quiet_since INTEGER, forget_at INTEGER NOT NULL,
    detail TEXT NOT NULL
) STRICT;
CREATE TABLE timeline (
    number INTEGER PRIMARY KEY,
    incident TEXT NOT NULL, at INTEGER NOT NULL,
    actor TEXT NOT NULL, reason TEXT NOT NULL, detail TEXT NOT NULL
) STRICT;
CREATE INDEX timeline_of_incident ON timeline (incident, number);
)";

// Version 3: what retention looks for.  Both indexes are small and are written when an incident is
// opened, closed or given another rule version, and by nothing that an alert alone does.
constexpr const char* changes_of_version_3 = R"(
CREATE INDEX incidents_closed ON incidents (updated_at) WHERE phase = 'closed';
CREATE INDEX incidents_of_rule_version ON incidents (rule_version);
)";

// Version 4: what more is kept of a request, and what tells its replay.
constexpr const char* changes_of_version_4 = R"(
ALTER TABLE entries ADD COLUMN headers BLOB;
ALTER TABLE entries ADD COLUMN replay_mark TEXT;
ALTER TABLE entries ADD COLUMN replay_until INTEGER;
ALTER TABLE rejected ADD COLUMN headers BLOB;
CREATE INDEX entries_replay_until ON entries (replay_until) WHERE replay_until IS NOT NULL;
)";

// migrations[n] makes version n + 1 of version n.
constexpr std::array<const char*, store_version> migrations{
    tables_of_version_1, changes_of_version_2, changes_of_version_3, changes_of_version_4};

Result<void> migrate_one(Database& database, std::int64_t from) {
    const std::string whole =
        fmt::format("BEGIN IMMEDIATE;{}PRAGMA application_id = {};PRAGMA user_version = {};COMMIT;",
                    migrations.at(static_cast<std::size_t>(from)), store_application_id, from + 1);
    Result<void> done = database.run(whole.c_str());
    if (!done && database.in_transaction()) (void)database.run("ROLLBACK");
    return done;
}

// Of SQLite's virtual machine: some milliseconds.
constexpr int steps_between_words = 100'000;

// Tells `watcher` that SQLite gets on, for as long as it lives.
class Progress {
public:
    Progress(Database& database, std::function<void()> watcher)
        : database_(database), watcher_(std::move(watcher)) {
        if (!watcher_) return;
        const auto tell = [](void* self) {
            static_cast<Progress*>(self)->watcher_();
            return 0;  // Go on.
        };
        sqlite3_progress_handler(database_.handle(), steps_between_words, tell, this);
    }
    Progress(const Progress&) = delete;
    Progress& operator=(const Progress&) = delete;
    ~Progress() { sqlite3_progress_handler(database_.handle(), 0, nullptr, nullptr); }

private:
    Database& database_;
    std::function<void()> watcher_;
};

}  // namespace

Result<void> bring_up_to_date(Database& database, Log& log,
                              const std::function<void()>& migrating) {
    TRY(const std::int64_t owner, database.integer("PRAGMA application_id"));
    TRY(std::int64_t version, database.integer("PRAGMA user_version"));
    TRY(const std::int64_t objects, database.integer("SELECT count(*) FROM sqlite_schema"));
    const bool is_new = owner == 0 && version == 0 && objects == 0;
    if (!is_new && owner != store_application_id) {
        return refused("the file is a database of another program");
    }
    if (!is_new && version < 1) {
        return refused(fmt::format("the store has version {}, which no tocsin wrote", version));
    }
    if (version > store_version) {
        return refused(
            fmt::format("the store has version {}, and this tocsin knows up to {}; "
                        "it was written by a newer one",
                        version, store_version));
    }
    const Progress progress(database, is_new ? nullptr : migrating);
    for (; version < store_version; ++version) {
        TRYV(migrate_one(database, version));
        log.info("store", is_new ? "tables made" : "store migrated", {{"version", version + 1}});
    }
    return success();
}

}  // namespace tocsin
