/** Two versions of a judge on the same rows: does the later one agree more with people? */
import type { Database } from 'better-sqlite3'
import type {
  Figure,
  ScalarValue,
  ValidationQuery,
  ValidationSubject,
  ValueMapping,
  VersionComparison,
} from '../../../shared/model/validation.ts'
import { bootstrapMeanDifference } from '../../../shared/statistics/bootstrap-difference.ts'
import { mcnemarExact } from '../../../shared/statistics/mcnemar.ts'
import { wilcoxonSignedRank } from '../../../shared/statistics/wilcoxon.ts'
import { isPair, measurePairs, type Pair } from './measure.ts'
import { readPairs } from './pairs.ts'
import { describeRows } from './rows.ts'

/** Rows that are listed of those that changed. */
const mostChanged = 200
/** Values drawn for the interval, which bounds its time. */
const mostDraws = 4_000_000

/**
 * Pairs rows by what was scored, so that each is compared with itself; rows that either was shown as an example are left out. Throws
 * as `readPairs`.
 */
export function compareVersions(
  db: Database,
  {
    before,
    after,
    ...query
  }: Omit<ValidationQuery, 'subject'> & { before: ValidationSubject; after: ValidationSubject },
): VersionComparison {
  const earlier = new Map(
    readPairs(db, { ...query, subject: before })
      .rows.filter(isPair)
      .flatMap((pair) => rowKeys(pair).map((key) => [key, pair] as const)),
  )
  const both = readPairs(db, { ...query, subject: after })
    .rows.filter(isPair)
    .flatMap((pair) => {
      const its = rowKeys(pair)
        .map((key) => earlier.get(key))
        .find((found) => found !== undefined)
      return its === undefined ? [] : [{ before: its, after: pair }]
    })
  const errors = both.map(({ before: first, after: second }) => [errorOf(first), errorOf(second)] as const)
  const isNumbers = query.mapping.kind === 'numbers'
  const moved = both.filter(({ before: first, after: second }) => errorOf(first) !== errorOf(second))
  const changed = [...moved].sort((a, b) => gainOf(a) - gainOf(b)).slice(0, mostChanged)
  const rows = describeRows(
    db,
    changed.map(({ after: second }) => second),
  )
  const signedRank = isNumbers ? wilcoxonSignedRank(errors.map(([first, second]) => second - first)) : undefined
  return {
    count: both.length,
    before: measureOf(
      both.map(({ before: first }) => first),
      query.mapping,
    ),
    after: measureOf(
      both.map(({ after: second }) => second),
      query.mapping,
    ),
    ...(isNumbers ? {} : { agreeing: countAgreeing(errors) }),
    change: changeOf(errors, isNumbers),
    ...(signedRank === undefined ? {} : { wilcoxonP: signedRank.pValue }),
    changed: changed.map((each, index) => ({
      row: rows[index] as VersionComparison['changed'][number]['row'],
      before: each.before.scored,
      isBetter: gainOf(each) > 0,
    })),
  }
}

const measureOf = (pairs: readonly Pair[], mapping: ValueMapping) => measurePairs(pairs, mapping)

/** Recorded outputs are scored where they stand; those of records get a trace in every run. */
function rowKeys({ row: { traceId, recordId, outputs } }: Pair): string[] {
  return recordId === undefined || outputs === undefined ? [traceId] : [traceId, `${recordId}\n${outputs}`]
}

/** 0 where both agree. */
function errorOf({ scored, answered }: { scored: ScalarValue; answered: ScalarValue }): number {
  if (typeof scored === 'number' && typeof answered === 'number') return Math.abs(scored - answered)
  return scored === answered ? 0 : 1
}

function gainOf({ before, after }: { before: Pair; after: Pair }): number {
  return errorOf(before) - errorOf(after)
}

function countAgreeing(errors: readonly (readonly [number, number])[]): VersionComparison['agreeing'] {
  const count = (test: (first: boolean, second: boolean) => boolean) =>
    errors.filter(([first, second]) => test(first === 0, second === 0)).length
  const onlyBefore = count((first, second) => first && !second)
  const onlyAfter = count((first, second) => !first && second)
  return {
    both: count((first, second) => first && second),
    onlyBefore,
    onlyAfter,
    neither: count((first, second) => !first && !second),
    pValue: mcnemarExact(onlyBefore, onlyAfter),
  }
}

function changeOf(errors: readonly (readonly [number, number])[], isNumbers: boolean): Figure {
  const values = errors.map(
    ([first, second]) => (isNumbers ? [first, second] : [1 - first, 1 - second]) as [number, number],
  )
  const resamples = Math.max(200, Math.min(2_000, Math.floor(mostDraws / Math.max(1, values.length))))
  const found = bootstrapMeanDifference(values, { seed: 'versions', resamples })
  if (found === undefined) return { total: 0 }
  return {
    value: found.difference,
    ...(found.interval === undefined ? {} : { low: found.interval.low, high: found.interval.high }),
    total: found.count,
  }
}
