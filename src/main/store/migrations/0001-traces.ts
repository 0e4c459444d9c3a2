/** The first schema: traces, spans, payloads, logs, assessments, views, search. */
import type { Migration } from './index.ts'

const tables = `
CREATE TABLE meta (
  key   TEXT PRIMARY KEY,
  value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE experiments (
  experiment_id INTEGER PRIMARY KEY,
  name          TEXT NOT NULL UNIQUE,
  created_at_ms INTEGER NOT NULL
) STRICT;

CREATE TABLE resources (
  resource_id        INTEGER PRIMARY KEY,
  hash               BLOB NOT NULL UNIQUE,
  attributes         TEXT NOT NULL,
  dropped_attributes INTEGER NOT NULL,
  entity_refs        TEXT NOT NULL,
  schema_url         TEXT NOT NULL
) STRICT;

CREATE TABLE scopes (
  scope_id           INTEGER PRIMARY KEY,
  hash               BLOB NOT NULL UNIQUE,
  name               TEXT NOT NULL,
  version            TEXT NOT NULL,
  attributes         TEXT NOT NULL,
  dropped_attributes INTEGER NOT NULL,
  schema_url         TEXT NOT NULL
) STRICT;

-- One row a trace, everything the list shows: lists, filters and counts never touch spans.
CREATE TABLE traces (
  trace_pk          INTEGER PRIMARY KEY,
  trace_id          TEXT NOT NULL UNIQUE,
  experiment_id     INTEGER NOT NULL REFERENCES experiments,
  name              TEXT NOT NULL,
  state             TEXT NOT NULL,
  start_us          INTEGER NOT NULL,
  end_us            INTEGER,
  duration_us       INTEGER,
  input_preview     TEXT,
  output_preview    TEXT,
  model             TEXT,
  session_id        TEXT,
  user_id           TEXT,
  service_name      TEXT,
  client_request_id TEXT,
  input_tokens      INTEGER,
  output_tokens     INTEGER,
  total_tokens      INTEGER,
  cost              REAL,
  span_count        INTEGER NOT NULL,
  error_count       INTEGER NOT NULL,
  flags             TEXT NOT NULL DEFAULT '[]',
  -- What the source said at trace level (see IngestTrace); JSON object, wins over the spans when recomputed.
  stated            TEXT,
  created_at_ms     INTEGER NOT NULL,
  deleted_at_ms     INTEGER,
  deletion_id       TEXT
) STRICT;

CREATE TABLE trace_tags (
  trace_pk INTEGER NOT NULL REFERENCES traces ON DELETE CASCADE,
  key      TEXT NOT NULL,
  value    TEXT NOT NULL,
  PRIMARY KEY (trace_pk, key)
) STRICT, WITHOUT ROWID;

CREATE TABLE trace_metadata (
  trace_pk INTEGER NOT NULL REFERENCES traces ON DELETE CASCADE,
  key      TEXT NOT NULL,
  value    TEXT NOT NULL,
  PRIMARY KEY (trace_pk, key)
) STRICT, WITHOUT ROWID;

-- Narrow and clustered by trace, so that opening a trace reads neighbouring pages.
CREATE TABLE spans (
  trace_pk           INTEGER NOT NULL REFERENCES traces ON DELETE CASCADE,
  span_id            TEXT NOT NULL,
  parent_span_id     TEXT,
  name               TEXT NOT NULL,
  kind               INTEGER NOT NULL,
  type               TEXT NOT NULL,
  start_nano         INTEGER NOT NULL,
  end_nano           INTEGER NOT NULL,
  status_code        INTEGER NOT NULL,
  status_message     TEXT NOT NULL,
  trace_state        TEXT NOT NULL,
  flags              INTEGER NOT NULL,
  dropped_attributes INTEGER NOT NULL,
  dropped_events     INTEGER NOT NULL,
  dropped_links      INTEGER NOT NULL,
  model              TEXT,
  input_tokens       INTEGER,
  output_tokens      INTEGER,
  total_tokens       INTEGER,
  cost               REAL,
  resource_id        INTEGER NOT NULL REFERENCES resources,
  scope_id           INTEGER NOT NULL REFERENCES scopes,
  payload_pk         INTEGER NOT NULL,
  PRIMARY KEY (trace_pk, span_id)
) STRICT, WITHOUT ROWID;

-- Wide part of a span, as OTLP JSON exactly as received.
CREATE TABLE span_payloads (
  payload_pk INTEGER PRIMARY KEY,
  trace_pk   INTEGER NOT NULL,
  attributes TEXT NOT NULL,
  events     TEXT,
  links      TEXT
) STRICT;

CREATE TABLE logs (
  log_pk             INTEGER PRIMARY KEY,
  -- Of the whole record, so that a resent one is met again.
  hash               BLOB NOT NULL UNIQUE,
  trace_id           TEXT NOT NULL,
  span_id            TEXT NOT NULL,
  time_nano          INTEGER NOT NULL,
  observed_time_nano INTEGER NOT NULL,
  severity_number    INTEGER NOT NULL,
  severity_text      TEXT NOT NULL,
  event_name         TEXT NOT NULL,
  body               TEXT,
  attributes         TEXT NOT NULL,
  dropped_attributes INTEGER NOT NULL,
  flags              INTEGER NOT NULL,
  resource_id        INTEGER NOT NULL REFERENCES resources,
  scope_id           INTEGER NOT NULL REFERENCES scopes
) STRICT;

CREATE TABLE assessments (
  assessment_pk INTEGER PRIMARY KEY,
  assessment_id TEXT NOT NULL UNIQUE,
  trace_pk      INTEGER NOT NULL REFERENCES traces ON DELETE CASCADE,
  span_id       TEXT,
  name          TEXT NOT NULL,
  kind          TEXT NOT NULL,
  -- Canonical JSON; NULL when error says why there is none.
  value         TEXT,
  -- The value where it is a number or a boolean (0, 1), for ranges and sorting.
  value_number  REAL,
  error         TEXT,
  rationale     TEXT,
  source_type   TEXT NOT NULL,
  source_id     TEXT NOT NULL,
  metadata      TEXT NOT NULL,
  created_at_ms INTEGER NOT NULL,
  updated_at_ms INTEGER NOT NULL,
  overrides     TEXT,
  valid         INTEGER NOT NULL,
  deleted_at_ms INTEGER
) STRICT;

CREATE TABLE saved_views (
  view_id    TEXT PRIMARY KEY,
  name       TEXT NOT NULL UNIQUE,
  definition TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- Text is indexed after commit: ingest only notes which traces changed.
CREATE TABLE search_pending (
  trace_pk INTEGER PRIMARY KEY REFERENCES traces ON DELETE CASCADE
) STRICT;

-- rowid = trace_pk. CJK runs are split into overlapping pairs before they come here (see search-text.ts).
CREATE VIRTUAL TABLE search_index USING fts5 (
  body,
  content = '',
  contentless_delete = 1,
  tokenize = "unicode61 remove_diacritics 2"
);
`

const indexes = `
CREATE INDEX traces_by_start    ON traces (start_us, trace_pk) WHERE deleted_at_ms IS NULL;
CREATE INDEX logs_by_trace      ON logs (trace_id, span_id);
CREATE INDEX assessments_by_trace ON assessments (trace_pk, name);
CREATE INDEX assessments_by_name  ON assessments (name, trace_pk) WHERE valid = 1 AND deleted_at_ms IS NULL;
CREATE INDEX trace_tags_by_key  ON trace_tags (key, value, trace_pk);
`

export const migration0001: Migration = {
  version: 1,
  name: 'traces',
  up(db) {
    db.exec(tables)
    db.exec(indexes)
    db.prepare('INSERT INTO experiments (experiment_id, name, created_at_ms) VALUES (0, ?, ?)').run('Default', Date.now())
  },
}
