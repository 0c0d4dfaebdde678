// version_1: a store as the first version of tocsin left it, for the test of what becomes of it.
//
// The tables stand here as they were then and are never changed: the migration is tested against
// them, not against what the code of today would make.
#pragma once

namespace tocsin {

constexpr const char* version_1_tables = R"(PRAGMA application_id = 1953457011;
PRAGMA user_version = 1;
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
    newest_at INTEGER,
    clean INTEGER NOT NULL
) STRICT;
INSERT INTO progress (id, cursor, clean) VALUES (1, 0, 1);
)";

// Two entries, one alert that is a member of an open incident with its delivery, and its rule.
constexpr const char* version_1_rows = R"(
INSERT INTO entries (sequence, received_at, webhook_id, source, content_type, target, body)
    VALUES (1, 1000, 'W1', 'am', 'application/json', '/webhooks/am', x'7B7D');
INSERT INTO entries (sequence, received_at, finding, incident)
    VALUES (2, 2000, 'closed_by_person', 'I1');
INSERT INTO alerts (number, id, source, fingerprint, state, starts_at, changed_at, received_at,
    placed_under, labels, annotations)
    VALUES (1, x'00000000000000010000000000000002', 'am', 'f1', 'firing', 500, 1000, 1000, 7, x'',
    x'');
INSERT INTO incidents (id, key, page, rule, rule_version, kind, phase, standing, reason, severity,
    worst, created_at, updated_at, opened_at, group_labels, detail)
    VALUES ('I1', 'K1', 'main', 'api', 'V1', 'incident', 'open', 'public', 'opened', 'critical',
    'critical', 1000, 1500, 1500, x'', '{"merged_keys":[],"held_by":["limit"],"text_reasons":[],
"publish_over":false,"desired":{"status":"investigating","name":"Trouble","body":"","claims":{},
"concerned":[],"text":1,"notice":1,"tweet":0},"dues":{"close":99000}}');
INSERT INTO members (incident, alert_number, alert, rule)
    VALUES ('I1', 1, x'00000000000000010000000000000002', 'api');
INSERT INTO rules (version, rule, text) VALUES ('V1', 'api', '[[rule]]');
UPDATE progress SET cursor = 1, alive_at = 1800, newest_at = 1800;
)";

}  // namespace tocsin
