/** The rows of a run as a table shows them. */
import type { Database } from 'better-sqlite3'
import type { EvaluationItem } from '../../../shared/model/evaluation.ts'
import type { Json } from '../../../shared/model/json.ts'
import { listEvaluationItems } from '../../store/evaluation-progress.ts'
import { toPlainText } from '../scorers/plain-text.ts'

/** A table shows the beginnings; the trace of the row has everything. */
const shownCharacters = 400

/** Throws NOT_FOUND. For the reader thread: whole contents are read. */
export function listItems(
  db: Database,
  input: Parameters<typeof listEvaluationItems>[1],
): { items: EvaluationItem[]; nextCursor?: string } {
  const page = listEvaluationItems(db, input)
  return {
    ...page,
    items: page.items.map(({ inputs, outputs, ...item }) => ({
      ...item,
      inputs: toBeginning(onlyMember(inputs)),
      ...(outputs === undefined ? {} : { outputs: toBeginning(outputs) }),
    })),
  }
}

/** The value of an object that has no other. */
function onlyMember(value: Json): Json {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value
  const [first, ...others] = Object.values(value)
  return first !== undefined && others.length === 0 ? first : value
}

function toBeginning(value: Json): string {
  const text = toPlainText(value)
  return text.length > shownCharacters ? `${text.slice(0, shownCharacters)}…` : text
}
