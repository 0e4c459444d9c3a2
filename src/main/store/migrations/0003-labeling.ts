/** Versions of questions, rules of sessions, and the work of each reviewer. */
import type { Migration } from './migration.ts'

const tables = `
ALTER TABLE label_schemas ADD COLUMN is_required INTEGER NOT NULL DEFAULT 0;
-- JSON of the condition under which it is asked; NULL: always.
ALTER TABLE label_schemas ADD COLUMN ask_if TEXT;
-- The newest published version; 1 is what was there before versions were.
ALTER TABLE label_schemas ADD COLUMN version INTEGER NOT NULL DEFAULT 1;
-- JSON of changes that are not published yet.
ALTER TABLE label_schemas ADD COLUMN draft TEXT;

-- A published version never changes. definition: JSON of SchemaDefinition.
CREATE TABLE label_schema_versions (
  schema_pk       INTEGER NOT NULL REFERENCES label_schemas ON DELETE CASCADE,
  version         INTEGER NOT NULL,
  definition      TEXT NOT NULL,
  published_at_ms INTEGER NOT NULL,
  PRIMARY KEY (schema_pk, version)
) STRICT, WITHOUT ROWID;

-- The version that a session asks; NULL follows the newest.
ALTER TABLE session_schemas ADD COLUMN version INTEGER;

-- JSON of SessionRules.
ALTER TABLE labeling_sessions ADD COLUMN rules TEXT NOT NULL DEFAULT '{}';
ALTER TABLE labeling_sessions ADD COLUMN guidelines TEXT;
ALTER TABLE labeling_sessions ADD COLUMN state TEXT NOT NULL DEFAULT 'open';

-- One reviewer's work on one item: assigned to them, or begun by them.
CREATE TABLE session_work (
  run_pk        INTEGER NOT NULL REFERENCES labeling_sessions ON DELETE CASCADE,
  reviewer      TEXT NOT NULL,
  trace_pk      INTEGER NOT NULL REFERENCES traces ON DELETE CASCADE,
  state         TEXT NOT NULL,
  -- Why it was skipped or flagged.
  reason        TEXT,
  note          TEXT,
  is_unsure     INTEGER NOT NULL DEFAULT 0,
  -- Time that the item was in front of the reviewer while the window was active.
  active_ms     INTEGER NOT NULL DEFAULT 0,
  -- JSON of what the reviewer could see beside the trace.
  visible       TEXT,
  started_at_ms INTEGER,
  ended_at_ms   INTEGER,
  updated_at_ms INTEGER NOT NULL,
  PRIMARY KEY (run_pk, reviewer, trace_pk)
) STRICT, WITHOUT ROWID;

-- An answer as it is given, before and after it is submitted; assessment_id since it was.
CREATE TABLE session_answers (
  run_pk        INTEGER NOT NULL,
  reviewer      TEXT NOT NULL,
  trace_pk      INTEGER NOT NULL,
  schema_pk     INTEGER NOT NULL REFERENCES label_schemas ON DELETE CASCADE,
  version       INTEGER NOT NULL,
  value         TEXT,
  rationale     TEXT,
  assessment_id TEXT,
  saved_at_ms   INTEGER NOT NULL,
  PRIMARY KEY (run_pk, reviewer, trace_pk, schema_pk),
  FOREIGN KEY (run_pk, reviewer, trace_pk) REFERENCES session_work ON DELETE CASCADE
) STRICT, WITHOUT ROWID;

-- Settled answers of items on which reviewers differed, and answers known beforehand (gold).
CREATE TABLE session_settled (
  run_pk        INTEGER NOT NULL REFERENCES labeling_sessions ON DELETE CASCADE,
  trace_pk      INTEGER NOT NULL REFERENCES traces ON DELETE CASCADE,
  schema_pk     INTEGER NOT NULL REFERENCES label_schemas ON DELETE CASCADE,
  assessment_id TEXT NOT NULL,
  settled_by    TEXT NOT NULL,
  settled_at_ms INTEGER NOT NULL,
  PRIMARY KEY (run_pk, trace_pk, schema_pk)
) STRICT, WITHOUT ROWID;

-- Answers that came back in reviewers' files and did not simply fit: kept for a person to decide.
CREATE TABLE merge_conflicts (
  conflict_pk   INTEGER PRIMARY KEY,
  run_pk        INTEGER NOT NULL REFERENCES labeling_sessions ON DELETE CASCADE,
  trace_pk      INTEGER NOT NULL REFERENCES traces ON DELETE CASCADE,
  schema_pk     INTEGER NOT NULL REFERENCES label_schemas ON DELETE CASCADE,
  reviewer      TEXT NOT NULL,
  kind          TEXT NOT NULL,
  -- Hash of the arriving answer, so that a second merge of the same file adds nothing.
  answer_hash   TEXT NOT NULL,
  -- JSON of the arriving answer.
  answer        TEXT NOT NULL,
  merged_at_ms  INTEGER NOT NULL,
  resolved_at_ms INTEGER,
  UNIQUE (run_pk, trace_pk, schema_pk, reviewer, answer_hash)
) STRICT;
`

const indexes = `
CREATE INDEX session_work_by_trace ON session_work (run_pk, trace_pk, state);
CREATE INDEX session_answers_by_trace ON session_answers (run_pk, trace_pk, schema_pk);
`

export const migration0003: Migration = {
  version: 3,
  name: 'labeling',
  up(db) {
    db.exec(tables)
    db.exec(indexes)
  },
}
