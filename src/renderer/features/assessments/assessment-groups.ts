/**
 * The assessments pane's list: current assessments by name, each with what it replaced. Rows are append-only; an
 * edit names the row it overrides.
 */
import type { Assessment } from '../../../shared/model/assessment.ts'

export interface AssessmentEntry {
  current: Assessment
  /** What it replaced, newest first. */
  history: readonly Assessment[]
}

export interface AssessmentGroup {
  name: string
  entries: readonly AssessmentEntry[]
}

/**
 * Groups what `assessments.list` with history returned. `spanId` undefined: those of the trace itself.
 */
export function groupAssessments(all: readonly Assessment[], spanId: string | undefined): AssessmentGroup[] {
  const byId = new Map(all.map((assessment) => [assessment.assessmentId, assessment]))
  const groups = new Map<string, AssessmentEntry[]>()
  for (const current of all) {
    if (!current.valid || current.deletedAtMs !== undefined || current.spanId !== spanId) continue
    const entry = { current, history: historyOf(byId, current) }
    const group = groups.get(current.name)
    if (group === undefined) groups.set(current.name, [entry])
    else group.push(entry)
  }
  return [...groups]
    .map(([name, entries]) => ({
      name,
      entries: entries.toSorted((a, b) => b.current.createdAtMs - a.current.createdAtMs),
    }))
    .toSorted((a, b) => (a.name < b.name ? -1 : 1))
}

function historyOf(byId: ReadonlyMap<string, Assessment>, current: Assessment): Assessment[] {
  const history: Assessment[] = []
  const seen = new Set([current.assessmentId])
  let id = current.overrides
  while (id !== undefined && !seen.has(id)) {
    seen.add(id)
    const older = byId.get(id)
    if (older === undefined) break
    history.push(older)
    id = older.overrides
  }
  return history
}

/** How many current assessments the other spans have, by span id; for "also judged". */
export function countBySpan(all: readonly Assessment[]): Map<string, number> {
  const counts = new Map<string, number>()
  for (const assessment of all) {
    if (!assessment.valid || assessment.deletedAtMs !== undefined || assessment.spanId === undefined) continue
    counts.set(assessment.spanId, (counts.get(assessment.spanId) ?? 0) + 1)
  }
  return counts
}
