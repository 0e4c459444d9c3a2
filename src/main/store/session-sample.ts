/** Drawing samples of traces. The same traces, sample and seed give the same draw in every copy of a workspace. */
import type { Database } from 'better-sqlite3'
import type { ItemSource, Sample, SamplePreview, Stratum } from '../../shared/model/session-sample.ts'
import { createRandom, shuffle } from '../../shared/statistics/random.ts'
import { getDatasetPk } from './datasets.ts'
import { selectKeys } from './selection.ts'
import { type Sql, sql } from './sql.ts'
import { preparedPluck, preparedRaw } from './statements.ts'

/** Groups that a preview lists. */
const mostGroups = 50

/** Keys of a source's traces. Throws NOT_FOUND for a dataset that is not there. */
export function sourceKeys(db: Database, source: ItemSource): number[] {
  if (!('datasetId' in source)) return selectKeys(db, source)
  return preparedPluck(
    db,
    `SELECT t.trace_pk FROM dataset_records r
        JOIN traces t ON t.trace_id = CASE WHEN r.source_id LIKE 'tr-%' THEN substr(r.source_id, 4) ELSE r.source_id END
      WHERE r.dataset_pk = ? AND r.source_type = 'TRACE' AND t.deleted_at_ms IS NULL
      GROUP BY t.trace_pk ORDER BY min(r.record_pk)`,
  ).all(getDatasetPk(db, source.datasetId)) as number[]
}

interface Group {
  /** Undefined: traces without the criterion. */
  value: string | undefined
  /** In the order of trace ids. */
  keys: number[]
}

interface Draw {
  populationCount: number
  keys: number[]
  groups: { value: string | undefined; populationCount: number; count: number }[]
}

/**
 * Draws from these traces, each at most once; those in the trash are left out. The draw follows the order of trace ids, which does
 * not depend on when a trace arrived. A sample larger than what there is takes all.
 */
export function drawSample(db: Database, keys: readonly number[], sample: Sample): Draw {
  if (sample.method === 'random') {
    const all = groupsOf(db, keys, undefined).flatMap((group) => group.keys)
    const drawn = shuffle(createRandom(sample.seed), all).slice(0, sample.size)
    return { populationCount: all.length, keys: drawn, groups: [] }
  }
  const groups = groupsOf(db, keys, sample.stratum)
  const sizes = groups.map((group) => group.keys.length)
  const counts = sample.allocation === 'equal' ? allotEqually(sizes, sample.size) : allotByShare(sizes, sample.size)
  const drawn = groups.flatMap((group, index) =>
    // A seed for each group, so that what is drawn from one does not depend on the others.
    shuffle(createRandom(JSON.stringify([sample.seed, group.value ?? null])), group.keys).slice(0, counts[index]),
  )
  return {
    populationCount: sizes.reduce((sum, size) => sum + size, 0),
    keys: drawn,
    groups: groups.map((group, index) => ({
      value: group.value,
      populationCount: group.keys.length,
      count: counts[index] as number,
    })),
  }
}

/** What a draw would take, for a session or (undefined) a new one. Throws NOT_FOUND (dataset). */
export function previewSample(
  db: Database,
  input: { source: ItemSource; sample?: Sample | undefined; sessionId?: string | undefined },
): SamplePreview {
  const keys = withoutItems(db, sourceKeys(db, input.source), input.sessionId)
  if (input.sample === undefined) return { populationCount: keys.length, count: keys.length, groups: [] }
  const { populationCount, keys: drawn, groups } = drawSample(db, keys, input.sample)
  return {
    populationCount,
    count: drawn.length,
    groups: groups
      .toSorted((a, b) => b.populationCount - a.populationCount)
      .slice(0, mostGroups)
      .map(({ value, ...rest }) => ({ ...(value === undefined ? {} : { value }), ...rest })),
  }
}

/** Those that are not in the session yet. */
export function withoutItems(db: Database, keys: readonly number[], sessionId: string | undefined): number[] {
  if (sessionId === undefined) return [...keys]
  const sqlText = 'SELECT i.trace_pk FROM run_traces i JOIN runs r ON r.run_pk = i.run_pk WHERE r.run_id = ?'
  const inside = new Set(preparedPluck(db, sqlText).all(sessionId) as number[])
  return keys.filter((key) => !inside.has(key))
}

function groupsOf(db: Database, keys: readonly number[], stratum: Stratum | undefined): Group[] {
  const value = stratum === undefined ? sql('NULL') : stratumSql(stratum)
  const rows = preparedRaw(
    db,
    `SELECT t.trace_pk, ${value.text} AS value FROM json_each(?) d CROSS JOIN traces t ON t.trace_pk = d.value
      WHERE t.deleted_at_ms IS NULL ORDER BY t.trace_id`,
  ).all(...value.params, JSON.stringify(keys)) as [number, string | null][]
  const groups = new Map<string | null, number[]>()
  for (const [key, label] of rows) {
    const group = groups.get(label)
    if (group === undefined) groups.set(label, [key])
    else group.push(key)
  }
  return [...groups]
    .map(([label, members]) => ({ value: label ?? undefined, keys: members }))
    .toSorted((a, b) => compare(a.value, b.value))
}

function stratumSql(stratum: Stratum): Sql {
  switch (stratum.by) {
    case 'model':
      return sql('t.model')
    case 'state':
      return sql('t.state')
    case 'tag':
      return sql('(SELECT g.value FROM trace_tags g WHERE g.trace_pk = t.trace_pk AND g.key = ?)', stratum.key)
    case 'assessment':
      return sql('(SELECT c.value FROM assessment_cells c WHERE c.trace_pk = t.trace_pk AND c.name = ?)', stratum.name)
  }
}

/** By code unit, the group without a value last: the same on every machine. */
function compare(a: string | undefined, b: string | undefined): number {
  if (a === undefined || b === undefined) return a === b ? 0 : a === undefined ? 1 : -1
  return a < b ? -1 : a > b ? 1 : 0
}

/** Shares by largest remainder (Hamilton's method); of equal remainders the earlier group gets more. */
function allotByShare(sizes: readonly number[], size: number): number[] {
  const total = sizes.reduce((sum, each) => sum + each, 0)
  const wanted = Math.min(size, total)
  if (wanted === 0) return sizes.map(() => 0)
  // Whole-number arithmetic: a share is `wanted * size / total`, its remainder the rest of that division.
  const counts = sizes.map((each) => Math.floor((wanted * each) / total))
  const left = wanted - counts.reduce((sum, each) => sum + each, 0)
  const byRemainder = sizes
    .map((each, index) => ({ index, remainder: (wanted * each) % total }))
    .toSorted((a, b) => b.remainder - a.remainder || a.index - b.index)
  for (const { index } of byRemainder.slice(0, left)) counts[index] = (counts[index] as number) + 1
  return counts
}

/** One of each group in turn, until enough are taken or nothing is left. */
function allotEqually(sizes: readonly number[], size: number): number[] {
  const counts = sizes.map(() => 0)
  let left = Math.min(
    size,
    sizes.reduce((sum, each) => sum + each, 0),
  )
  while (left > 0) {
    for (const [index, most] of sizes.entries()) {
      if (left === 0 || (counts[index] as number) >= most) continue
      counts[index] = (counts[index] as number) + 1
      left -= 1
    }
  }
  return counts
}
