/** What clients change of scorers. */
import {
  deleteScorer as deleteStoredScorer,
  registerScorer as registerStoredScorer,
  type Scorer,
} from '../../../store/scorers.ts'
import type { WriteContext } from '../write-context.ts'

function registerScorer(
  { db, nowMs }: WriteContext,
  input: { experimentId: string; name: string; serialized: string },
): Scorer {
  return registerStoredScorer(db, input, nowMs)
}

function deleteScorer(
  { db }: WriteContext,
  { experimentId, name, version }: { experimentId: string; name: string; version?: number | undefined },
): void {
  deleteStoredScorer(db, experimentId, name, version)
}

export const scorerWrites = { registerScorer, deleteScorer }
