/** The first schema: traces, spans, payloads, logs, assessments, views, search. */
import type { Migration } from './migration.ts'

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
  schema_url         TEXT NOT NULL,
  -- The attribute service.name, which trace rows repeat.
  service_name       TEXT
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

-- One narrow row a trace with all that is filtered and sorted: lists, filters and counts never touch spans.
-- Texts sit in trace_texts, so that a filter which has to look at many rows reads few pages.
CREATE TABLE traces (
  trace_pk           INTEGER PRIMARY KEY,
  trace_id           TEXT NOT NULL UNIQUE,
  experiment_id      INTEGER NOT NULL REFERENCES experiments,
  name               TEXT NOT NULL,
  state              TEXT NOT NULL,
  start_us           INTEGER NOT NULL,
  end_us             INTEGER,
  duration_us        INTEGER,
  model              TEXT,
  session_id         TEXT,
  user_id            TEXT,
  input_tokens       INTEGER,
  output_tokens      INTEGER,
  total_tokens       INTEGER,
  cache_read_tokens  INTEGER,
  cache_write_tokens INTEGER,
  reasoning_tokens   INTEGER,
  cost               REAL,
  span_count         INTEGER NOT NULL,
  error_count        INTEGER NOT NULL,
  service_name       TEXT,
  client_request_id  TEXT,
  -- JSON list of what is odd about the trace; NULL when nothing is.
  flags              TEXT,
  created_at_ms      INTEGER NOT NULL,
  deleted_at_ms      INTEGER,
  deletion_id        TEXT
) STRICT;

-- Previews with the span each came from: NULL when the source stated the text at trace level.
-- A trace without any text has no row.
CREATE TABLE trace_texts (
  trace_pk       INTEGER PRIMARY KEY REFERENCES traces ON DELETE CASCADE,
  input_preview  TEXT,
  input_span_id  TEXT,
  output_preview TEXT,
  output_span_id TEXT,
  -- What the source said at trace level (IngestTrace) as a JSON object; wins over the spans when recomputed.
  stated         TEXT
) STRICT;

-- Previews of spans that may yet speak for a trace whose root has not arrived (see trace-summary.ts).
CREATE TABLE span_previews (
  trace_pk       INTEGER NOT NULL REFERENCES traces ON DELETE CASCADE,
  span_id        TEXT NOT NULL,
  input_preview  TEXT,
  output_preview TEXT,
  PRIMARY KEY (trace_pk, span_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE trace_tags (
  trace_pk INTEGER NOT NULL REFERENCES traces ON DELETE CASCADE,
  key      TEXT NOT NULL,
  value    TEXT NOT NULL,
  -- Who set it: NULL a person or the source's trace record; otherwise a span, by "start:span id", and the
  -- earliest span wins, whatever the order of arrival.
  origin   TEXT,
  PRIMARY KEY (trace_pk, key)
) STRICT, WITHOUT ROWID;

CREATE TABLE trace_metadata (
  trace_pk INTEGER NOT NULL REFERENCES traces ON DELETE CASCADE,
  key      TEXT NOT NULL,
  value    TEXT NOT NULL,
  PRIMARY KEY (trace_pk, key)
) STRICT, WITHOUT ROWID;

-- Narrow and clustered by trace, so that opening a trace reads neighbouring pages. No foreign keys here: three
-- look-ups a span on the hottest insert; ingest.ts is the only writer and the doctor checks.
CREATE TABLE spans (
  trace_pk           INTEGER NOT NULL,
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
  cache_read_tokens  INTEGER,
  cache_write_tokens INTEGER,
  reasoning_tokens   INTEGER,
  cost               REAL,
  session_id         TEXT,
  user_id            TEXT,
  -- Bits: 1 an attribute key repeats, 2 a time was beyond 64-bit signed range and was clamped.
  quirks             INTEGER NOT NULL,
  resource_id        INTEGER NOT NULL,
  scope_id           INTEGER NOT NULL,
  payload_pk         INTEGER NOT NULL,
  PRIMARY KEY (trace_pk, span_id)
) STRICT, WITHOUT ROWID;

-- Wide part of a span, as OTLP JSON exactly as received. NULL events or links: an empty list.
CREATE TABLE span_payloads (
  payload_pk INTEGER PRIMARY KEY,
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
  -- The value for equality filters: the JSON itself while short, else its hash.
  value_key     TEXT,
  -- The value where it is a number or a boolean (0, 1), for ranges.
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

-- One row a trace and assessment name: what the list's column shows and sorts by. Kept by assessment-cells.ts.
CREATE TABLE assessment_cells (
  trace_pk    INTEGER NOT NULL REFERENCES traces ON DELETE CASCADE,
  name        TEXT NOT NULL,
  kind        TEXT NOT NULL,
  value       TEXT,
  has_error   INTEGER NOT NULL,
  source_type TEXT NOT NULL,
  count       INTEGER NOT NULL,
  -- Number, 0/1 for a boolean, start of the text or JSON otherwise; NULL without a value.
  sort_value  ANY,
  PRIMARY KEY (trace_pk, name)
) STRICT, WITHOUT ROWID;

CREATE TABLE saved_views (
  view_id    TEXT PRIMARY KEY,
  name       TEXT NOT NULL UNIQUE,
  definition TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- Text is indexed after commit: ingest only notes which traces changed.
CREATE TABLE search_pending (
  trace_pk INTEGER PRIMARY KEY REFERENCES traces ON DELETE CASCADE
) STRICT;

-- Big traces whose summary row was only added to and waits to be computed from all its spans.
CREATE TABLE settle_pending (
  trace_pk INTEGER PRIMARY KEY REFERENCES traces ON DELETE CASCADE
) STRICT;

-- rowid = trace_pk. Runs of scripts without word spaces are split before they come here (search-text.ts).
CREATE VIRTUAL TABLE search_index USING fts5 (
  body,
  content = '',
  contentless_delete = 1,
  prefix = '1 2 3',
  tokenize = "unicode61 remove_diacritics 2"
);
`

/**
 * Every sortable column has an index that ends in the start time: it serves the sort by that column, and an
 * equality filter on it under the usual time sort without sorting anything.
 */
const indexes = `
CREATE INDEX traces_by_start    ON traces (start_us) WHERE deleted_at_ms IS NULL;
CREATE INDEX traces_by_name     ON traces (name, start_us) WHERE deleted_at_ms IS NULL;
CREATE INDEX traces_by_state    ON traces (state, start_us) WHERE deleted_at_ms IS NULL;
CREATE INDEX traces_by_duration ON traces (duration_us, start_us) WHERE deleted_at_ms IS NULL;
CREATE INDEX traces_by_tokens   ON traces (total_tokens, start_us) WHERE deleted_at_ms IS NULL;
CREATE INDEX traces_by_cost     ON traces (cost, start_us) WHERE deleted_at_ms IS NULL;
CREATE INDEX traces_by_model    ON traces (model, start_us) WHERE deleted_at_ms IS NULL;
CREATE INDEX traces_by_session  ON traces (session_id, start_us) WHERE deleted_at_ms IS NULL;
CREATE INDEX traces_by_user     ON traces (user_id, start_us) WHERE deleted_at_ms IS NULL;
CREATE INDEX traces_by_spans    ON traces (span_count, start_us) WHERE deleted_at_ms IS NULL;
CREATE INDEX traces_by_errors   ON traces (error_count, start_us) WHERE deleted_at_ms IS NULL;
CREATE INDEX traces_by_experiment ON traces (experiment_id, start_us) WHERE deleted_at_ms IS NULL AND experiment_id <> 0;
CREATE INDEX traces_in_trash    ON traces (start_us) WHERE deleted_at_ms IS NOT NULL;
CREATE INDEX traces_by_deletion ON traces (deletion_id) WHERE deletion_id IS NOT NULL;
CREATE INDEX trace_tags_by_key  ON trace_tags (key, value, trace_pk);
CREATE INDEX logs_by_span       ON logs (trace_id, span_id);
CREATE INDEX assessments_by_trace  ON assessments (trace_pk, name);
CREATE INDEX assessments_by_overrides ON assessments (overrides) WHERE overrides IS NOT NULL;
CREATE INDEX assessments_by_value  ON assessments (name, value_key, trace_pk) WHERE valid = 1 AND deleted_at_ms IS NULL;
CREATE INDEX assessments_by_number ON assessments (name, value_number, trace_pk)
  WHERE valid = 1 AND deleted_at_ms IS NULL AND value_number IS NOT NULL;
CREATE INDEX assessments_by_source ON assessments (name, source_type, source_id, trace_pk) WHERE valid = 1 AND deleted_at_ms IS NULL;
CREATE INDEX assessment_cells_by_value ON assessment_cells (name, sort_value, trace_pk) WHERE sort_value IS NOT NULL;
`

export const migration0001: Migration = {
  version: 1,
  name: 'traces',
  up(db) {
    db.exec(tables)
    db.exec(indexes)
    db.prepare('INSERT INTO experiments (experiment_id, name, created_at_ms) VALUES (0, ?, ?)').run(
      'Default',
      Date.now(),
    )
  },
}
