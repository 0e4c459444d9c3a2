/** Experiments with tags, runs, labeling, datasets, scorers, issues and logged models: what MLflow clients write. */
import type { Migration } from './migration.ts'

const tables = `
ALTER TABLE experiments ADD COLUMN updated_at_ms INTEGER;
ALTER TABLE experiments ADD COLUMN deleted_at_ms INTEGER;

CREATE TABLE experiment_tags (
  experiment_id INTEGER NOT NULL REFERENCES experiments ON DELETE CASCADE,
  key           TEXT NOT NULL,
  value         TEXT NOT NULL,
  PRIMARY KEY (experiment_id, key)
) STRICT, WITHOUT ROWID;

-- A run is a group of traces with measurements: an evaluation, a labeling session, or what a client calls a run.
CREATE TABLE runs (
  run_pk        INTEGER PRIMARY KEY,
  run_id        TEXT NOT NULL UNIQUE,
  experiment_id INTEGER NOT NULL REFERENCES experiments,
  name          TEXT NOT NULL,
  user_id       TEXT NOT NULL,
  status        TEXT NOT NULL,
  start_ms      INTEGER NOT NULL,
  end_ms        INTEGER,
  deleted_at_ms INTEGER
) STRICT;

CREATE TABLE run_tags (
  run_pk INTEGER NOT NULL REFERENCES runs ON DELETE CASCADE,
  key    TEXT NOT NULL,
  value  TEXT NOT NULL,
  PRIMARY KEY (run_pk, key)
) STRICT, WITHOUT ROWID;

CREATE TABLE run_params (
  run_pk INTEGER NOT NULL REFERENCES runs ON DELETE CASCADE,
  key    TEXT NOT NULL,
  value  TEXT NOT NULL,
  PRIMARY KEY (run_pk, key)
) STRICT, WITHOUT ROWID;

-- Every logged value. Not a number is NULL with the flag; infinities are kept as REAL infinities.
CREATE TABLE run_metrics (
  metric_pk      INTEGER PRIMARY KEY,
  run_pk         INTEGER NOT NULL REFERENCES runs ON DELETE CASCADE,
  key            TEXT NOT NULL,
  value          REAL,
  is_nan         INTEGER NOT NULL,
  timestamp_ms   INTEGER NOT NULL,
  step           INTEGER NOT NULL,
  model_id       TEXT,
  dataset_name   TEXT,
  dataset_digest TEXT
) STRICT;

-- Datasets and models that a run read or wrote, as the JSON objects that the client sent.
CREATE TABLE run_links (
  run_pk   INTEGER NOT NULL REFERENCES runs ON DELETE CASCADE,
  kind     TEXT NOT NULL,
  key      TEXT NOT NULL,
  content  TEXT NOT NULL,
  PRIMARY KEY (run_pk, kind, key)
) STRICT, WITHOUT ROWID;

-- The traces of a run. For a labeling session these are its items, hence the state; other runs leave it pending.
CREATE TABLE run_traces (
  run_pk          INTEGER NOT NULL REFERENCES runs ON DELETE CASCADE,
  trace_pk        INTEGER NOT NULL REFERENCES traces ON DELETE CASCADE,
  added_at_ms     INTEGER NOT NULL,
  item_status     TEXT NOT NULL DEFAULT 'PENDING',
  completed_by    TEXT,
  completed_at_ms INTEGER,
  updated_at_ms   INTEGER NOT NULL,
  PRIMARY KEY (run_pk, trace_pk)
) STRICT, WITHOUT ROWID;

-- Links to traces that have not arrived yet: clients send spans in the background and link at once.
CREATE TABLE awaited_run_traces (
  trace_id    TEXT NOT NULL,
  run_pk      INTEGER NOT NULL REFERENCES runs ON DELETE CASCADE,
  added_at_ms INTEGER NOT NULL,
  PRIMARY KEY (trace_id, run_pk)
) STRICT, WITHOUT ROWID;

-- A question. input: JSON of LabelSchemaInput.
CREATE TABLE label_schemas (
  schema_pk      INTEGER PRIMARY KEY,
  schema_id      TEXT NOT NULL UNIQUE,
  experiment_id  INTEGER NOT NULL REFERENCES experiments,
  name           TEXT NOT NULL,
  type           TEXT NOT NULL,
  title          TEXT,
  instruction    TEXT,
  enable_comment INTEGER NOT NULL,
  input          TEXT NOT NULL,
  -- The question that every experiment has once an MLflow client listed its schemas; protected.
  is_default     INTEGER NOT NULL DEFAULT 0,
  created_by     TEXT,
  created_at_ms  INTEGER NOT NULL,
  updated_at_ms  INTEGER NOT NULL,
  UNIQUE (experiment_id, name)
) STRICT;

-- What makes a run a labeling session, and a review queue.
CREATE TABLE labeling_sessions (
  run_pk        INTEGER PRIMARY KEY REFERENCES runs ON DELETE CASCADE,
  queue_id      TEXT NOT NULL UNIQUE,
  queue_type    TEXT NOT NULL,
  created_by    TEXT,
  created_at_ms INTEGER NOT NULL,
  updated_at_ms INTEGER NOT NULL
) STRICT;

CREATE TABLE session_schemas (
  run_pk    INTEGER NOT NULL REFERENCES labeling_sessions ON DELETE CASCADE,
  schema_pk INTEGER NOT NULL REFERENCES label_schemas ON DELETE CASCADE,
  position  INTEGER NOT NULL,
  PRIMARY KEY (run_pk, schema_pk)
) STRICT, WITHOUT ROWID;

CREATE TABLE session_reviewers (
  run_pk   INTEGER NOT NULL REFERENCES labeling_sessions ON DELETE CASCADE,
  reviewer TEXT NOT NULL,
  position INTEGER NOT NULL,
  PRIMARY KEY (run_pk, reviewer)
) STRICT, WITHOUT ROWID;

CREATE TABLE datasets (
  dataset_pk    INTEGER PRIMARY KEY,
  dataset_id    TEXT NOT NULL UNIQUE,
  name          TEXT NOT NULL,
  -- JSON object of texts.
  tags          TEXT NOT NULL,
  schema        TEXT,
  profile       TEXT,
  digest        TEXT NOT NULL,
  created_by    TEXT,
  updated_by    TEXT,
  created_at_ms INTEGER NOT NULL,
  updated_at_ms INTEGER NOT NULL
) STRICT;

CREATE TABLE dataset_experiments (
  dataset_pk    INTEGER NOT NULL REFERENCES datasets ON DELETE CASCADE,
  experiment_id INTEGER NOT NULL REFERENCES experiments,
  PRIMARY KEY (dataset_pk, experiment_id)
) STRICT, WITHOUT ROWID;

-- All contents are JSON; inputs_hash is of the canonical JSON of inputs: a second record with it is an update.
CREATE TABLE dataset_records (
  record_pk     INTEGER PRIMARY KEY,
  record_id     TEXT NOT NULL UNIQUE,
  dataset_pk    INTEGER NOT NULL REFERENCES datasets ON DELETE CASCADE,
  inputs        TEXT NOT NULL,
  inputs_hash   TEXT NOT NULL,
  outputs       TEXT,
  expectations  TEXT,
  tags          TEXT,
  source_type   TEXT,
  source_id     TEXT,
  source        TEXT,
  created_by    TEXT,
  updated_by    TEXT,
  created_at_ms INTEGER NOT NULL,
  updated_at_ms INTEGER NOT NULL,
  UNIQUE (dataset_pk, inputs_hash)
) STRICT;

CREATE TABLE scorers (
  scorer_pk     INTEGER PRIMARY KEY,
  scorer_id     TEXT NOT NULL,
  experiment_id INTEGER NOT NULL REFERENCES experiments,
  name          TEXT NOT NULL,
  version       INTEGER NOT NULL,
  serialized    TEXT NOT NULL,
  created_at_ms INTEGER NOT NULL,
  UNIQUE (experiment_id, name, version)
) STRICT;

CREATE TABLE issues (
  issue_pk      INTEGER PRIMARY KEY,
  issue_id      TEXT NOT NULL UNIQUE,
  experiment_id INTEGER NOT NULL REFERENCES experiments,
  name          TEXT NOT NULL,
  description   TEXT NOT NULL,
  status        TEXT NOT NULL,
  severity      TEXT,
  -- JSON lists of texts.
  root_causes   TEXT NOT NULL,
  categories    TEXT NOT NULL,
  source_run_id TEXT,
  created_by    TEXT,
  created_at_ms INTEGER NOT NULL,
  updated_at_ms INTEGER NOT NULL
) STRICT;

CREATE TABLE logged_models (
  model_pk       INTEGER PRIMARY KEY,
  model_id       TEXT NOT NULL UNIQUE,
  experiment_id  INTEGER NOT NULL REFERENCES experiments,
  name           TEXT NOT NULL,
  model_type     TEXT,
  source_run_id  TEXT,
  status         TEXT NOT NULL,
  status_message TEXT,
  -- JSON objects of texts.
  params         TEXT NOT NULL,
  tags           TEXT NOT NULL,
  created_at_ms  INTEGER NOT NULL,
  updated_at_ms  INTEGER NOT NULL,
  deleted_at_ms  INTEGER
) STRICT;

-- Files that clients keep beside traces and runs, by path. Spans are none of them: they are in spans.
CREATE TABLE artifacts (
  artifact_pk   INTEGER PRIMARY KEY,
  path          TEXT NOT NULL UNIQUE,
  size_bytes    INTEGER NOT NULL,
  created_at_ms INTEGER NOT NULL,
  -- Last, so that reading the other columns does not read through it.
  content       BLOB NOT NULL
) STRICT;
`

const indexes = `
CREATE INDEX runs_by_experiment     ON runs (experiment_id, start_ms);
CREATE INDEX run_metrics_by_key     ON run_metrics (run_pk, key, step, timestamp_ms);
CREATE INDEX run_metrics_by_model   ON run_metrics (model_id) WHERE model_id IS NOT NULL;
CREATE INDEX run_traces_by_trace    ON run_traces (trace_pk, run_pk);
CREATE INDEX run_traces_by_time     ON run_traces (run_pk, added_at_ms, trace_pk);
CREATE INDEX run_tags_by_key        ON run_tags (key, value, run_pk);
CREATE INDEX session_schemas_by_schema ON session_schemas (schema_pk);
CREATE INDEX datasets_by_name       ON datasets (name);
CREATE INDEX dataset_records_by_time ON dataset_records (dataset_pk, created_at_ms, record_pk);
CREATE INDEX issues_by_experiment   ON issues (experiment_id, created_at_ms);
CREATE INDEX logged_models_by_experiment ON logged_models (experiment_id, created_at_ms);
CREATE INDEX trace_metadata_by_key  ON trace_metadata (key, value, trace_pk)
  WHERE key = 'mlflow.sourceRun' OR key = 'mlflow.modelId';
-- What a run judged. The expression has no affinity: to compare it with a column, write +column.
CREATE INDEX assessments_by_run ON assessments (json_extract(metadata, '$."mlflow.assessment.sourceRunId"'), trace_pk)
  WHERE json_extract(metadata, '$."mlflow.assessment.sourceRunId"') IS NOT NULL AND valid = 1 AND deleted_at_ms IS NULL
    AND kind = 'feedback';
`

export const migration0002: Migration = {
  version: 2,
  name: 'runs',
  up(db) {
    db.exec(tables)
    db.exec(indexes)
  },
}
