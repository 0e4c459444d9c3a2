/** Versions of questions, rules of sessions, and the work of each reviewer. */
import type { Migration } from './migration.ts'

const tables = `
ALTER TABLE label_schemas ADD COLUMN is_required INTEGER NOT NULL DEFAULT 0;
-- JSON of the condition under which it is asked; NULL: always.
ALTER TABLE label_schemas ADD COLUMN ask_if TEXT;
-- Heading that it stands under with its neighbours.
ALTER TABLE label_schemas ADD COLUMN group_name TEXT;
-- Place among the questions of its experiment.
ALTER TABLE label_schemas ADD COLUMN position INTEGER NOT NULL DEFAULT 0;
-- The newest published version; 1 is what was there before versions were.
ALTER TABLE label_schemas ADD COLUMN version INTEGER NOT NULL DEFAULT 1;
-- JSON of DefinitionChanges that are not published yet.
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
-- JSON list of VersionMove: how answers to earlier versions were carried over.
ALTER TABLE session_schemas ADD COLUMN moves TEXT NOT NULL DEFAULT '[]';

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
  -- Where it was last changed: see answer_origins.
  origin        TEXT NOT NULL DEFAULT '',
  -- When and where note and is_unsure were: they may change without the rest.
  noted_at_ms   INTEGER NOT NULL DEFAULT 0,
  noted_origin  TEXT NOT NULL DEFAULT '',
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
  -- JSON of EarlierAnswer, when the question has changed and is asked again; assessment_id has it until the item is submitted again.
  earlier       TEXT,
  -- Where it was given: see answer_origins.
  origin        TEXT NOT NULL DEFAULT '',
  -- Given to several items at once.
  is_bulk       INTEGER NOT NULL DEFAULT 0,
  saved_at_ms   INTEGER NOT NULL,
  PRIMARY KEY (run_pk, reviewer, trace_pk, schema_pk),
  FOREIGN KEY (run_pk, reviewer, trace_pk) REFERENCES session_work ON DELETE CASCADE
) STRICT, WITHOUT ROWID;

-- Settled answers of items on which reviewers differed.
CREATE TABLE session_settled (
  run_pk        INTEGER NOT NULL REFERENCES labeling_sessions ON DELETE CASCADE,
  trace_pk      INTEGER NOT NULL REFERENCES traces ON DELETE CASCADE,
  schema_pk     INTEGER NOT NULL REFERENCES label_schemas ON DELETE CASCADE,
  assessment_id TEXT NOT NULL,
  settled_by    TEXT NOT NULL,
  settled_at_ms INTEGER NOT NULL,
  PRIMARY KEY (run_pk, trace_pk, schema_pk)
) STRICT, WITHOUT ROWID;

-- Known answers to questions about items that are mixed among the others. No assessments: whoever labels must not come upon them.
CREATE TABLE session_gold (
  run_pk       INTEGER NOT NULL REFERENCES labeling_sessions ON DELETE CASCADE,
  trace_pk     INTEGER NOT NULL REFERENCES traces ON DELETE CASCADE,
  schema_pk    INTEGER NOT NULL REFERENCES label_schemas ON DELETE CASCADE,
  value        TEXT NOT NULL,
  marked_by    TEXT NOT NULL,
  marked_at_ms INTEGER NOT NULL,
  PRIMARY KEY (run_pk, trace_pk, schema_pk)
) STRICT, WITHOUT ROWID;

-- The second time that a reviewer was asked about an item. No assessments come of it. answers: JSON object of RepeatAnswer by schema id.
CREATE TABLE session_repeats (
  run_pk        INTEGER NOT NULL REFERENCES labeling_sessions ON DELETE CASCADE,
  reviewer      TEXT NOT NULL,
  trace_pk      INTEGER NOT NULL REFERENCES traces ON DELETE CASCADE,
  state         TEXT NOT NULL,
  reason        TEXT,
  note          TEXT,
  is_unsure     INTEGER NOT NULL DEFAULT 0,
  active_ms     INTEGER NOT NULL DEFAULT 0,
  answers       TEXT NOT NULL,
  updated_at_ms INTEGER NOT NULL,
  PRIMARY KEY (run_pk, reviewer, trace_pk)
) STRICT, WITHOUT ROWID;

-- What each place where a reviewer worked (origin: the id of a handed-over package, empty for this workspace) said last to a
-- question. More than one value for one reviewer, item and question is a conflict: the newest counts, all are kept.
CREATE TABLE answer_origins (
  run_pk      INTEGER NOT NULL REFERENCES labeling_sessions ON DELETE CASCADE,
  reviewer    TEXT NOT NULL,
  trace_pk    INTEGER NOT NULL REFERENCES traces ON DELETE CASCADE,
  schema_pk   INTEGER NOT NULL REFERENCES label_schemas ON DELETE CASCADE,
  origin      TEXT NOT NULL,
  version     INTEGER NOT NULL,
  value       TEXT,
  rationale   TEXT,
  is_bulk     INTEGER NOT NULL DEFAULT 0,
  saved_at_ms INTEGER NOT NULL,
  -- Of the origin 'decision', which is no place but the choice of whoever leads the session: JSON of who and what was chosen from.
  decision    TEXT,
  PRIMARY KEY (run_pk, reviewer, trace_pk, schema_pk, origin)
) STRICT, WITHOUT ROWID;

-- Packages that were handed over. content_hashes: JSON object of the traces' hashes when they left.
CREATE TABLE handovers (
  package_id     TEXT PRIMARY KEY,
  run_pk         INTEGER NOT NULL REFERENCES labeling_sessions ON DELETE CASCADE,
  reviewer       TEXT,
  content_hashes TEXT NOT NULL,
  created_at_ms  INTEGER NOT NULL,
  merged_at_ms   INTEGER
) STRICT, WITHOUT ROWID;

-- Links by which a reviewer without Assay labels in one session. Only the token's hash is kept.
CREATE TABLE review_links (
  link_id       TEXT PRIMARY KEY,
  run_pk        INTEGER NOT NULL REFERENCES labeling_sessions ON DELETE CASCADE,
  reviewer      TEXT NOT NULL,
  token_hash    BLOB NOT NULL UNIQUE,
  created_at_ms INTEGER NOT NULL,
  revoked_at_ms INTEGER,
  used_at_ms    INTEGER
) STRICT, WITHOUT ROWID;

-- Open coding: the code book of an experiment. A deleted code keeps its row, as does one that was merged into another.
CREATE TABLE codes (
  code_pk       INTEGER PRIMARY KEY,
  code_id       TEXT NOT NULL UNIQUE,
  experiment_id INTEGER NOT NULL REFERENCES experiments,
  name          TEXT NOT NULL,
  -- The name without case and width, by which it is unique.
  name_key      TEXT NOT NULL,
  description   TEXT,
  colour        TEXT NOT NULL,
  created_by    TEXT NOT NULL,
  created_at_ms INTEGER NOT NULL,
  deleted_at_ms INTEGER,
  merged_into   TEXT
) STRICT;

-- Notes that were coded, wherever they stand (see coding-notes.ts), with what they said then.
CREATE TABLE coded_notes (
  note_pk       INTEGER PRIMARY KEY,
  note_id       TEXT NOT NULL UNIQUE,
  trace_pk      INTEGER NOT NULL REFERENCES traces ON DELETE CASCADE,
  kind          TEXT NOT NULL,
  about         TEXT,
  author        TEXT NOT NULL,
  text          TEXT NOT NULL,
  noted_at_ms   INTEGER NOT NULL,
  -- Of an item's note, and of any other.
  session_id    TEXT,
  assessment_id TEXT
) STRICT;

CREATE TABLE note_codes (
  note_pk     INTEGER NOT NULL REFERENCES coded_notes ON DELETE CASCADE,
  code_pk     INTEGER NOT NULL REFERENCES codes,
  coded_by    TEXT NOT NULL,
  coded_at_ms INTEGER NOT NULL,
  PRIMARY KEY (note_pk, code_pk)
) STRICT, WITHOUT ROWID;

-- Everything that was done to codes and to the codes of notes. content: JSON of what takes it back (see code-changes.ts).
CREATE TABLE code_changes (
  change_pk     INTEGER PRIMARY KEY,
  change_id     TEXT NOT NULL UNIQUE,
  experiment_id INTEGER NOT NULL REFERENCES experiments,
  kind          TEXT NOT NULL,
  made_by       TEXT NOT NULL,
  made_at_ms    INTEGER NOT NULL,
  content       TEXT NOT NULL,
  undone_at_ms  INTEGER
) STRICT;

-- Options of questions that codes became. A code keeps its option when either is renamed.
CREATE TABLE code_promotions (
  code_pk   INTEGER NOT NULL REFERENCES codes ON DELETE CASCADE,
  schema_pk INTEGER NOT NULL REFERENCES label_schemas ON DELETE CASCADE,
  option    TEXT NOT NULL,
  PRIMARY KEY (code_pk, schema_pk)
) STRICT, WITHOUT ROWID;
`

const indexes = `
CREATE INDEX session_work_by_trace ON session_work (run_pk, trace_pk, state);
CREATE INDEX session_answers_by_trace ON session_answers (run_pk, trace_pk, schema_pk);
CREATE UNIQUE INDEX codes_by_name ON codes (experiment_id, name_key) WHERE deleted_at_ms IS NULL;
CREATE INDEX coded_notes_by_trace ON coded_notes (trace_pk);
CREATE INDEX coded_notes_by_assessment ON coded_notes (assessment_id) WHERE assessment_id IS NOT NULL;
CREATE INDEX note_codes_by_code ON note_codes (code_pk);
CREATE INDEX code_changes_by_experiment ON code_changes (experiment_id, change_pk);
`

export const migration0003: Migration = {
  version: 3,
  name: 'labeling',
  up(db) {
    db.exec(tables)
    db.exec(indexes)
  },
}
