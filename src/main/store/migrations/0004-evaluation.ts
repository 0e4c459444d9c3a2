/** Versions and splits of datasets, judges, targets, and the rows and calls of evaluations that run here. */
import type { Migration } from './migration.ts'

const tables = `
-- Every save of a dataset. cause: made | merged | edited | removed | split | imported | restored.
CREATE TABLE dataset_versions (
  dataset_pk    INTEGER NOT NULL REFERENCES datasets ON DELETE CASCADE,
  version       INTEGER NOT NULL,
  digest        TEXT NOT NULL,
  record_count  INTEGER NOT NULL,
  cause         TEXT NOT NULL,
  note          TEXT,
  created_by    TEXT,
  created_at_ms INTEGER NOT NULL,
  PRIMARY KEY (dataset_pk, version)
) STRICT, WITHOUT ROWID;

-- JSON of SplitRule: how records were dealt out last.
ALTER TABLE datasets ADD COLUMN split_rule TEXT;
-- The version in which a record got its present content.
ALTER TABLE dataset_records ADD COLUMN since_version INTEGER NOT NULL DEFAULT 1;
ALTER TABLE dataset_records ADD COLUMN split TEXT;
-- JSON of RecordLineage: trace, session, schema versions and labellers that the record rests on.
ALTER TABLE dataset_records ADD COLUMN lineage TEXT;

-- What records were before: valid from from_version up to, not including, to_version.
CREATE TABLE dataset_record_history (
  history_pk    INTEGER PRIMARY KEY,
  -- The key that the record had, or has: the order of records made at the same moment.
  record_pk     INTEGER NOT NULL,
  record_id     TEXT NOT NULL,
  dataset_pk    INTEGER NOT NULL REFERENCES datasets ON DELETE CASCADE,
  from_version  INTEGER NOT NULL,
  to_version    INTEGER NOT NULL,
  inputs        TEXT NOT NULL,
  inputs_hash   TEXT NOT NULL,
  outputs       TEXT,
  expectations  TEXT,
  tags          TEXT,
  source_type   TEXT,
  source_id     TEXT,
  source        TEXT,
  lineage       TEXT,
  split         TEXT,
  created_by    TEXT,
  updated_by    TEXT,
  created_at_ms INTEGER NOT NULL,
  updated_at_ms INTEGER NOT NULL
) STRICT;

-- A split that is kept for the last check: its records stay where they are, and whoever opens it is written down.
CREATE TABLE dataset_seals (
  dataset_pk   INTEGER NOT NULL REFERENCES datasets ON DELETE CASCADE,
  split        TEXT NOT NULL,
  sealed_by    TEXT,
  sealed_at_ms INTEGER NOT NULL,
  PRIMARY KEY (dataset_pk, split)
) STRICT, WITHOUT ROWID;

CREATE TABLE dataset_seal_openings (
  opening_pk   INTEGER PRIMARY KEY,
  dataset_pk   INTEGER NOT NULL REFERENCES datasets ON DELETE CASCADE,
  split        TEXT NOT NULL,
  purpose      TEXT NOT NULL,
  run_id       TEXT,
  opened_by    TEXT,
  opened_at_ms INTEGER NOT NULL
) STRICT;

-- A version of a judge never changes. definition: JSON of JudgeDefinition.
CREATE TABLE judges (
  judge_pk      INTEGER PRIMARY KEY,
  judge_id      TEXT NOT NULL,
  experiment_id INTEGER NOT NULL REFERENCES experiments,
  name          TEXT NOT NULL,
  version       INTEGER NOT NULL,
  definition    TEXT NOT NULL,
  note          TEXT,
  created_by    TEXT,
  created_at_ms INTEGER NOT NULL,
  deleted_at_ms INTEGER,
  UNIQUE (judge_id, version)
) STRICT;

-- definition: JSON of Target; secrets are named in it, never held.
CREATE TABLE targets (
  target_pk     INTEGER PRIMARY KEY,
  target_id     TEXT NOT NULL UNIQUE,
  name          TEXT NOT NULL,
  definition    TEXT NOT NULL,
  created_at_ms INTEGER NOT NULL,
  updated_at_ms INTEGER NOT NULL
) STRICT;

-- An evaluation that Assay runs itself. config: JSON of EvaluationConfig, frozen at its start.
-- state: ready | running | paused | done | failed | cancelled.
CREATE TABLE evaluation_runs (
  run_pk          INTEGER PRIMARY KEY REFERENCES runs ON DELETE CASCADE,
  config          TEXT NOT NULL,
  state           TEXT NOT NULL,
  error           TEXT,
  dataset_pk      INTEGER REFERENCES datasets ON DELETE SET NULL,
  dataset_version INTEGER,
  created_at_ms   INTEGER NOT NULL,
  updated_at_ms   INTEGER NOT NULL
) STRICT;

-- One row of an evaluation; the content is a copy, so that a report stays what it was.
-- state: pending | called | scored | failed (the target gave nothing).
CREATE TABLE evaluation_items (
  run_pk       INTEGER NOT NULL REFERENCES evaluation_runs ON DELETE CASCADE,
  position     INTEGER NOT NULL,
  record_id    TEXT,
  -- The trace that the row came from, if it did; and the one that its outputs stand in.
  source_trace_id TEXT,
  trace_id     TEXT,
  inputs       TEXT NOT NULL,
  inputs_hash  TEXT NOT NULL,
  outputs      TEXT,
  expectations TEXT,
  tags         TEXT,
  state        TEXT NOT NULL,
  error        TEXT,
  duration_ms  REAL,
  input_tokens INTEGER,
  output_tokens INTEGER,
  cost_usd     REAL,
  updated_at_ms INTEGER NOT NULL,
  PRIMARY KEY (run_pk, position)
) STRICT, WITHOUT ROWID;

-- What was asked of the world and what came back: kept before it is used, so that nothing is paid twice.
-- purpose: target | scorer:<name>. attempt counts repeats of the same question, not retries.
CREATE TABLE evaluation_calls (
  run_pk        INTEGER NOT NULL REFERENCES evaluation_runs ON DELETE CASCADE,
  position      INTEGER NOT NULL,
  purpose       TEXT NOT NULL,
  repeat        INTEGER NOT NULL DEFAULT 0,
  -- Hash of everything that the answer depends on.
  call_key      TEXT NOT NULL,
  -- JSON of CallResult.
  result        TEXT NOT NULL,
  tries         INTEGER NOT NULL,
  ended_at_ms   INTEGER NOT NULL,
  PRIMARY KEY (run_pk, position, purpose, repeat)
) STRICT, WITHOUT ROWID;

-- How a scorer's values are compared with people's answers. kind: of those, feedback | expectation. mapping: JSON of ValueMapping.
CREATE TABLE validation_mappings (
  experiment_id INTEGER NOT NULL REFERENCES experiments,
  scorer        TEXT NOT NULL,
  question      TEXT NOT NULL,
  kind          TEXT NOT NULL,
  mapping       TEXT NOT NULL,
  updated_at_ms INTEGER NOT NULL,
  PRIMARY KEY (experiment_id, scorer, question, kind)
) STRICT, WITHOUT ROWID;
`

const indexes = `
CREATE INDEX dataset_record_history_by_version ON dataset_record_history (dataset_pk, from_version, to_version);
CREATE INDEX dataset_record_history_by_record  ON dataset_record_history (record_id, from_version);
CREATE INDEX dataset_records_by_split          ON dataset_records (dataset_pk, split) WHERE split IS NOT NULL;
CREATE INDEX dataset_seal_openings_by_dataset  ON dataset_seal_openings (dataset_pk, opened_at_ms);
CREATE INDEX judges_by_name                    ON judges (experiment_id, name, version);
CREATE INDEX evaluation_items_by_state         ON evaluation_items (run_pk, state);
CREATE INDEX evaluation_items_by_trace         ON evaluation_items (trace_id) WHERE trace_id IS NOT NULL;
CREATE INDEX evaluation_calls_by_key           ON evaluation_calls (call_key);
`

/** Datasets that are there already begin with what they hold as their first version. */
const firstVersions = `
INSERT INTO dataset_versions (dataset_pk, version, digest, record_count, cause, created_by, created_at_ms)
  SELECT d.dataset_pk, 1, d.digest, (SELECT count(*) FROM dataset_records r WHERE r.dataset_pk = d.dataset_pk), 'made',
    d.updated_by, d.updated_at_ms FROM datasets d;
`

export const migration0004: Migration = {
  version: 4,
  name: 'evaluation',
  up(db) {
    db.exec(tables)
    db.exec(indexes)
    db.exec(firstVersions)
  },
}
