/**
 * How fast traces are browsed through the contract: `npm run -s bench:browse`. Makes its store on the first run
 * (a minute or two; see generate.ts). `--full` repeats more often, `--verbose` prints every query.
 *
 * Lines for people go to stderr; the last line on stdout is the result.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createRouterClient } from '@orpc/server'
import { createEngine } from '../../src/main/engine/engine.ts'
import { openReader } from '../../src/main/store/open-store.ts'
import { defaultTraceSort, type TraceFilter, type TraceSort } from '../../src/shared/model/trace.ts'
import { filterSorts, filtersOf, searches, sorts } from './browse-queries.ts'
import { defaultSize, ensureStore } from './generate.ts'

const isFull = process.argv.includes('--full')
const isVerbose = process.argv.includes('--verbose')
const runs = isFull ? 60 : 12
const pageRows = 100
const say = (line: string): void => void process.stderr.write(`${line}\n`)

interface Timing {
  name: string
  p50: number
  p95: number
}

/** Runs `work` once unmeasured and then `times` times. */
async function measure(name: string, times: number, work: () => unknown): Promise<Timing> {
  await work()
  const taken: number[] = []
  for (let run = 0; run < times; run++) {
    const start = performance.now()
    await work()
    taken.push(performance.now() - start)
  }
  const timing = { name, p50: quantile(taken, 0.5), p95: quantile(taken, 0.95) }
  if (isVerbose)
    say(`  ${name.padEnd(60)} p50 ${timing.p50.toFixed(2).padStart(8)}  p95 ${timing.p95.toFixed(2).padStart(8)}`)
  return timing
}

function quantile(values: readonly number[], q: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * q))] as number
}

function worstOf(timings: readonly Timing[], what: string): number {
  const [worst, ...rest] = timings.toSorted((a, b) => b.p95 - a.p95)
  if (worst === undefined) throw new Error(`Nothing was measured for ${what}`)
  const next = rest.slice(0, 4).map((one) => `${one.name} ${one.p95.toFixed(1)}`)
  say(`${what}: worst p95 ${worst.p95.toFixed(1)} ms of ${timings.length} (${worst.name}); then ${next.join(', ')}`)
  return worst.p95
}

const sortName = (sort: TraceSort): string =>
  `${typeof sort.column === 'string' ? sort.column : sort.column.assessment} ${sort.direction}`

/** What the first page is made of, straight from SQLite: its rows, their tags and their assessments. */
async function measureBareSql(path: string): Promise<Timing> {
  const db = openReader(path)
  const rows = db.prepare(
    `SELECT t.trace_pk, t.trace_id, t.experiment_id, t.name, t.state, t.start_us, t.duration_us, x.input_preview,
      x.output_preview, t.model, t.session_id, t.user_id, t.input_tokens, t.output_tokens, t.total_tokens, t.cost,
      t.span_count, t.error_count
      FROM traces t LEFT JOIN trace_texts x ON x.trace_pk = t.trace_pk WHERE t.deleted_at_ms IS NULL
      ORDER BY t.start_us DESC, t.trace_pk DESC LIMIT ?`,
  )
  const of = (columns: string, table: string) =>
    db.prepare(`SELECT o.trace_pk, ${columns} FROM json_each(?) j CROSS JOIN ${table} o ON o.trace_pk = j.value`)
  const tags = of('o.key, o.value', 'trace_tags')
  const cells = of('o.name, o.kind, o.value, o.has_error, o.source_type, o.count', 'assessment_cells')
  const timing = await measure('bare SQL', 200, () => {
    const page = rows.all(pageRows) as { trace_pk: number }[]
    const keys = JSON.stringify(page.map((row) => row.trace_pk))
    return [page, tags.all(keys), cells.all(keys)]
  })
  db.close()
  return timing
}

async function main(): Promise<void> {
  const store = ensureStore({ ...defaultSize, log: say })
  const dataFolder = mkdtempSync(join(tmpdir(), 'assay-bench-data-'))
  const engine = createEngine({ dataFolder, host: 'cli', receivers: 'off', isOutputChecked: false })
  try {
    const client = createRouterClient(engine.router)
    await client.workspaces.open({ path: store.path })
    const list = (filter: TraceFilter, sort: TraceSort, more: { cursor?: string; fromEnd?: boolean } = {}) =>
      client.traces.list({ filter, sort, limit: pageRows, ...more })

    const first = await measure('first page', 200, () => list({}, defaultTraceSort))
    const bare = await measureBareSql(store.path)
    let cursor: string | undefined
    const deep = await measure('deep page', isFull ? 1_900 : 400, async () => {
      // 500 rows further each time, then again from the start.
      const page = await client.traces.list({
        filter: {},
        sort: defaultTraceSort,
        limit: 500,
        ...(cursor === undefined ? {} : { cursor }),
      })
      cursor = page.nextCursor
    })
    say(
      `first page p95 ${first.p95.toFixed(2)} ms, bare SQL p50 ${bare.p50.toFixed(2)} ms, deep pages p95 ${deep.p95.toFixed(2)} ms`,
    )

    const sorted: Timing[] = []
    for (const sort of sorts) {
      sorted.push(await measure(`sort ${sortName(sort)}`, runs, () => list({}, sort)))
      sorted.push(await measure(`sort ${sortName(sort)}, end`, runs, () => list({}, sort, { fromEnd: true })))
    }
    const sortWorst = worstOf(sorted, 'sorts')
    const filtered: Timing[] = []
    for (const [name, filter] of Object.entries(filtersOf(store))) {
      for (const sort of filterSorts)
        filtered.push(await measure(`${name}, ${sortName(sort)}`, runs, () => list(filter, sort)))
    }
    const filterWorst = worstOf(filtered, 'filters')
    const searched: Timing[] = []
    for (const search of searches) {
      for (const sort of filterSorts)
        searched.push(await measure(`search ${search}, ${sortName(sort)}`, runs, () => list({ search }, sort)))
    }
    const searchWorst = worstOf(searched, 'searches')
    const medium = await measure('trace of 5,000 spans', runs, () =>
      client.traces.tree({ traceId: store.mediumTraceId }),
    )
    const large = await measure('trace of 100,000 spans', 8, () => client.traces.tree({ traceId: store.largeTraceId }))
    say(`trace of 5,000 spans p95 ${medium.p95.toFixed(1)} ms, of 100,000 spans ${large.p95.toFixed(1)} ms`)

    const round = (value: number): number => Math.round(value * 100) / 100
    const figures = {
      first_page_p95_ms: round(first.p95),
      deep_page_p95_ms: round(deep.p95),
      sort_worst_p95_ms: round(sortWorst),
      filter_worst_p95_ms: round(filterWorst),
      search_p95_ms: round(searchWorst),
      trace_5k_ms: round(medium.p95),
      trace_100k_ms: round(large.p95),
      first_page_sql_ratio: round(first.p50 / bare.p50),
    }
    process.stdout.write(`${JSON.stringify({ bench: 'browse', figures })}\n`)
  } finally {
    await engine.close()
    rmSync(dataFolder, { recursive: true, force: true })
  }
}

await main()
