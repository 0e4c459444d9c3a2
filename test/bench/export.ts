/**
 * `npm run bench:export`: 100,000 labeled items (`--items n`) of a session to JSON lines and to Parquet, one row a trace. `--full` takes
 * the best of more runs.
 *
 * The baseline of the same run is the loop that someone writes who knows what is in the file: SELECT each item's row, content, tags and
 * labels, parse the JSON in them, write what was asked, answered and labelled. It reads one way of writing messages down, chooses no
 * answer, replaces and hashes nothing. Parquet goes through the same library. Every measurement is a process of its own, so that its
 * memory is its own, too.
 */
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Database } from 'better-sqlite3'
import { createLabeledCommands } from '../../src/main/engine/commands/labeled-commands.ts'
import { createAtomicFile } from '../../src/main/exchange/export/atomic-file.ts'
import { writeParquetRows } from '../../src/main/exchange/export/parquet.ts'
import { openReader } from '../../src/main/store/open-store.ts'
import { noRedaction } from '../../src/shared/model/handover.ts'
import type { LabeledFormat } from '../../src/shared/model/labeled-export.ts'
import { ensureExportSession } from './export-session.ts'

const itemCount = Number(process.argv[process.argv.indexOf('--items') + 1]) || 100_000
const rounds = process.argv.includes('--full') ? 8 : 3
const say = (line: string): void => void process.stderr.write(`${line}\n`)

interface Measured {
  ms: number
  rssMb: number
  sha256: string
}

const parts = ['jsonl', 'parquet', 'bare-jsonl', 'bare-parquet'] as const
type Part = (typeof parts)[number]

/** In a process of its own: what it took, and the most memory that the process ever had. */
function runPart(part: Part, path: string, sessionId: string, out: string): Measured {
  const startMs = performance.now()
  if (part === 'jsonl' || part === 'parquet') exportLabels(part, path, sessionId, out)
  else exportBare(part === 'bare-parquet', path, sessionId, out)
  const ms = performance.now() - startMs
  const rssMb = process.resourceUsage().maxRSS / 1024
  return { ms, rssMb, sha256: createHash('sha256').update(readFileSync(out)).digest('hex') }
}

function exportLabels(format: LabeledFormat, workspacePath: string, sessionId: string, path: string): void {
  const request = {
    source: { kind: 'session' as const, sessionId },
    format,
    shape: 'trace' as const,
    where: [],
    corrections: 'expected_response',
    redaction: noRedaction,
    hidesReviewers: false,
  }
  const commands = createLabeledCommands(() => undefined)
  const { report } = commands.runLabeledExport(
    { workspacePath, path, request, zipped: undefined },
    { signal: new AbortController().signal },
  )
  if (report.rows !== itemCount) throw new Error(`${report.rows} rows were written instead of ${itemCount}.`)
}

type BareRow = Record<string, unknown>
interface Attribute {
  key: string
  value: { stringValue?: string; arrayValue?: { values: Attribute['value'][] } }
}

function* readBare(db: Database, sessionId: string): Iterable<BareRow> {
  const items = db.prepare(
    `SELECT t.trace_pk, t.trace_id, t.name, t.state, t.start_us, t.duration_us, t.model, t.session_id, t.user_id, p.attributes
      FROM runs r JOIN run_traces i USING (run_pk) JOIN traces t ON t.trace_pk = i.trace_pk
        JOIN trace_texts x ON x.trace_pk = t.trace_pk
        JOIN spans s ON s.trace_pk = t.trace_pk AND s.span_id = x.input_span_id
        JOIN span_payloads p ON p.payload_pk = s.payload_pk
      WHERE r.run_id = ? ORDER BY t.start_us, t.trace_id`,
  )
  const tags = db.prepare('SELECT key, value FROM trace_tags WHERE trace_pk = ?')
  const labels = db.prepare(
    `SELECT name, kind, value, rationale, source_type, source_id, metadata, created_at_ms FROM assessments
      WHERE trace_pk = ? AND valid = 1 AND deleted_at_ms IS NULL`,
  )
  for (const { trace_pk: tracePk, attributes, ...item } of items.iterate(sessionId) as IterableIterator<BareRow>) {
    const content = JSON.parse(attributes as string) as Attribute[]
    const messages = (key: string): unknown => {
      const value = content.find((attribute) => attribute.key === key)?.value
      return value?.arrayValue?.values.map(({ stringValue }) => JSON.parse(stringValue ?? 'null') as unknown)
    }
    yield {
      ...item,
      tags: tags.all(tracePk),
      inputs: messages('gen_ai.input.messages'),
      outputs: messages('gen_ai.output.messages'),
      labels: (labels.all(tracePk) as { value: string; metadata: string }[]).map((label) => ({
        ...label,
        value: JSON.parse(label.value) as unknown,
        metadata: JSON.parse(label.metadata) as unknown,
      })),
    }
  }
}

function exportBare(isParquet: boolean, workspacePath: string, sessionId: string, path: string): void {
  const db = openReader(workspacePath)
  const file = createAtomicFile(path)
  try {
    if (isParquet) {
      const columns = bareColumns.map((name) => ({ name, type: 'STRING' as const }))
      writeParquetRows(file, columns, toBareRows(readBare(db, sessionId)))
    } else {
      for (const row of readBare(db, sessionId)) file.write(`${JSON.stringify(row)}\n`)
    }
    file.finish()
  } finally {
    file.discard()
    db.close()
  }
}

const bareColumns =
  `trace_id name state start_us duration_us model session_id user_id tags inputs outputs labels`.split(' ')

function* toBareRows(rows: Iterable<BareRow>): Iterable<Record<string, string>> {
  for (const bare of rows) {
    const row: Record<string, string> = {}
    for (const name of bareColumns) {
      const value = bare[name]
      if (value !== null) row[name] = typeof value === 'object' ? JSON.stringify(value) : String(value)
    }
    yield row
  }
}

function measure(part: Part, path: string, sessionId: string, folder: string): Measured {
  const args = [import.meta.filename, '--items', String(itemCount), '--part', part, path, sessionId, join(folder, part)]
  const { status, stdout } = spawnSync(process.execPath, args, {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  if (status !== 0) throw new Error(`Measuring ${part} ended with ${status}.`)
  return JSON.parse(stdout) as Measured
}

function main(): void {
  const { path, sessionId } = ensureExportSession(itemCount, say)
  const folder = mkdtempSync(join(tmpdir(), 'assay-bench-export-'))
  try {
    const best = new Map<Part, Measured>()
    let peakMb = 0
    for (let round = 0; round < rounds; round++) {
      for (const part of parts) {
        const measured = measure(part, path, sessionId, folder)
        const known = best.get(part)
        if (known !== undefined && known.sha256 !== measured.sha256) throw new Error(`${part} differs from run to run.`)
        if (known === undefined || measured.ms < known.ms) best.set(part, measured)
        if (!part.startsWith('bare')) peakMb = Math.max(peakMb, measured.rssMb)
        say(`${part}: ${(measured.ms / 1000).toFixed(2)} s, ${Math.round(measured.rssMb)} MB`)
      }
    }
    const msOf = (part: Part) => (best.get(part) as Measured).ms
    const round = (value: number) => Math.round(value * 100) / 100
    const figures = {
      jsonl_items_per_s: Math.round((itemCount / msOf('jsonl')) * 1000),
      jsonl_ratio: round(msOf('bare-jsonl') / msOf('jsonl')),
      parquet_ratio: round(msOf('bare-parquet') / msOf('parquet')),
      peak_rss_mb: Math.round(peakMb),
    }
    process.stdout.write(`${JSON.stringify({ bench: 'export', figures })}\n`)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

const partAt = process.argv.indexOf('--part')
if (partAt === -1) main()
else {
  const [part, path, sessionId, out] = process.argv.slice(partAt + 1) as [Part, string, string, string]
  process.stdout.write(JSON.stringify(runPart(part, path, sessionId, out)))
}
