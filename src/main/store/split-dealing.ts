/** Dealing records out to splits. Pure: the same records, rule and seed give the same splits in every copy of a workspace. */
import { createHash } from 'node:crypto'
import type { SplitRule } from '../../shared/model/dataset.ts'

export interface DealtRecord {
  recordId: string
  inputsHash: string
  /** Canonical JSON of the rule's expectation or tag; undefined without it. */
  stratum: string | undefined
  split: string | undefined
}

/**
 * Gives a split to every record that has none; those that have one keep it, unless `isAnew`. Frozen parts neither get
 * nor lose records. `frozen` holds their names.
 *
 * Records are dealt stratum by stratum, in an order that only seed and inputs decide, so that a draw does not depend on
 * when a record was added. In each stratum every part first gets the whole records of its share; what remains goes to the
 * part that is furthest behind over all strata (systematic sampling from a list that is sorted by stratum: W. G.
 * Cochran, Sampling Techniques, 3rd ed., 1977, section 8.3), so that many small strata still give the shares as a whole.
 */
export function dealRecords(
  records: readonly DealtRecord[],
  rule: SplitRule,
  frozen: ReadonlySet<string>,
  isAnew: boolean,
): Map<string, string> {
  const open = rule.parts.filter(({ name }) => !frozen.has(name))
  const wholeShare = open.reduce((sum, { share }) => sum + share, 0)
  const dealt = new Map<string, string>()
  if (open.length === 0) return dealt
  const parts = open.map(({ name, share }) => ({ name, share: share / wholeShare, count: 0 }))
  let seen = 0
  for (const stratum of strataOf(records.filter(({ split }) => split === undefined || !frozen.has(split)))) {
    const inStratum = parts.map(() => 0)
    const give = (index: number): void => {
      inStratum[index] = (inStratum[index] as number) + 1
      ;(parts[index] as { count: number }).count++
      seen++
    }
    const waiting: DealtRecord[] = []
    for (const record of stratum) {
      const index = isAnew ? -1 : parts.findIndex(({ name }) => name === record.split)
      if (index >= 0) give(index)
      // A part that the rule does not know keeps its records too.
      else if (isAnew || record.split === undefined) waiting.push(record)
    }
    const total = waiting.length + inStratum.reduce((sum, count) => sum + count, 0)
    for (const record of inOrder(waiting, rule.seed)) {
      const behind = parts.map(({ share, count }) => share * (seen + 1) - count)
      // A hair's breadth keeps 0.2 * 15 from being 2.
      const owed = parts.map(({ share }, index) => Math.floor(share * total + 1e-9) > (inStratum[index] as number))
      const choices = owed.some(Boolean) ? owed : parts.map(() => true)
      let best = -1
      for (const [index, isChoice] of choices.entries()) {
        if (isChoice && (best < 0 || (behind[index] as number) > (behind[best] as number) + 1e-9)) best = index
      }
      give(best)
      dealt.set(record.recordId, (parts[best] as { name: string }).name)
    }
  }
  return dealt
}

/** In the order of their values; records without one last. */
function strataOf(records: readonly DealtRecord[]): DealtRecord[][] {
  const strata = Map.groupBy(records, ({ stratum }) => stratum)
  const last = strata.get(undefined)
  strata.delete(undefined)
  const sorted = [...strata].sort(([a], [b]) => ((a as string) < (b as string) ? -1 : 1)).map(([, each]) => each)
  return last === undefined ? sorted : [...sorted, last]
}

function inOrder(records: readonly DealtRecord[], seed: string): DealtRecord[] {
  return records
    .map((record) => ({ record, key: createHash('sha256').update(`${seed}\0${record.inputsHash}`).digest('hex') }))
    .sort((a, b) => (a.key < b.key ? -1 : 1))
    .map(({ record }) => record)
}
