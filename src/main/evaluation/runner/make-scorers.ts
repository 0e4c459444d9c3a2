/** The scorers of a configuration, ready for a run. */
import { AppError } from '../../../shared/model/error.ts'
import type { ScorerSpec } from '../../../shared/model/evaluation.ts'
import { createCodeScorer } from '../scorers/code-scorer.ts'
import type { Scorer } from './run-evaluation.ts'

/** @throws AppError INVALID_INPUT for a scorer that cannot work, and for two of one name */
export function makeScorers(specs: readonly ScorerSpec[]): Scorer[] {
  const names = new Set<string>()
  return specs.map((spec) => {
    if (names.has(spec.name)) {
      throw new AppError('INVALID_INPUT', `Two scorers are named "${spec.name}". Give one of them another name.`)
    }
    names.add(spec.name)
    if (spec.kind === 'judge') {
      throw new AppError('INVALID_INPUT', 'Judges cannot be run yet. Use scorers in code.')
    }
    const score = createCodeScorer(spec.check)
    return { name: spec.name, source: { type: 'CODE', id: `assay/${spec.check.kind}` }, score: (row) => score(row) }
  })
}
