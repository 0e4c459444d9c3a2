/** How a scorer's values and the answers to a question are compared, kept for the next time. */
import type { Database } from 'better-sqlite3'
import { AppError } from '../../shared/model/error.ts'
import { type QuestionRef, ValueMapping } from '../../shared/model/validation.ts'
import { prepared, preparedPluck, preparedRaw } from './statements.ts'
import { writeTransaction } from './transaction.ts'

export interface MappingPlace {
  experimentId: string
  scorer: string
  question: QuestionRef
}

/** Of a scorer, the one kept last first. One that a later version of Assay wrote is passed over. */
export function listMappings(
  db: Database,
  { experimentId, scorer }: Omit<MappingPlace, 'question'>,
): { name: string; kind: string; mapping: ValueMapping }[] {
  const rows = preparedRaw(
    db,
    `SELECT question, kind, mapping FROM validation_mappings WHERE experiment_id = ? AND scorer = ?
      ORDER BY updated_at_ms DESC, question`,
  ).all(Number(experimentId), scorer) as [string, string, string][]
  return rows.flatMap(([name, kind, text]) => {
    const mapping = ValueMapping.safeParse(JSON.parse(text))
    return mapping.success ? [{ name, kind, mapping: mapping.data }] : []
  })
}

/** Replaces what was kept before. Throws NOT_FOUND (experiment). */
export function keepMapping(db: Database, input: MappingPlace & { mapping: ValueMapping }, nowMs: number): void {
  const { experimentId, scorer, question, mapping } = input
  writeTransaction(db, () => {
    const known = preparedPluck(db, 'SELECT 1 FROM experiments WHERE experiment_id = ?').get(Number(experimentId))
    if (known === undefined) throw new AppError('NOT_FOUND', 'There is no experiment with this id.')
    prepared(
      db,
      `INSERT INTO validation_mappings (experiment_id, scorer, question, kind, mapping, updated_at_ms) VALUES (?, ?, ?, ?, ?, ?)
        ON CONFLICT (experiment_id, scorer, question, kind) DO UPDATE SET mapping = excluded.mapping,
          updated_at_ms = excluded.updated_at_ms`,
    ).run(Number(experimentId), scorer, question.name, question.kind, JSON.stringify(mapping), nowMs)
  })
}
