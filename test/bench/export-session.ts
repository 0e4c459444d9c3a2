/**
 * The session of `npm run bench:export`: chats with what two reviewers said of them. Kept outside the repository, like the store of
 * `generate.ts`, under a name that changes with the schema.
 */
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ingestBodies } from '../../src/main/engine/commands/ingest-otlp.ts'
import { ingestBatch } from '../../src/main/store/ingest.ts'
import { createLabelSchema } from '../../src/main/store/label-schemas.ts'
import { createSession } from '../../src/main/store/labeling-sessions.ts'
import { openReader, openWorkspace } from '../../src/main/store/open-store.ts'
import { addItems } from '../../src/main/store/session-items.ts'
import { writeTransaction } from '../../src/main/store/transaction.ts'
import type { IngestAssessment } from '../../src/shared/model/ingest.ts'
import type { Json } from '../../src/shared/model/json.ts'
import { makeChat, toOtlpJson, traceIdOf } from '../e2e/make-traces.ts'
import { mulberry32 } from './random.ts'

const batchTraces = 500
const levels = ['Accurate', 'Partly accurate', 'Inaccurate'] as const
const firstMs = Date.UTC(2026, 4, 12)
/** To be raised whenever what this file makes changes. */
const version = 1

/** Path of the workspace and id of its session; made when it is not there yet. */
export function ensureExportSession(items: number, log: (line: string) => void): { path: string; sessionId: string } {
  const folder = join(process.env.XDG_CACHE_HOME ?? tmpdir(), 'assay-bench')
  mkdirSync(folder, { recursive: true })
  const path = join(folder, `labeled-${items}-${versionOf()}.assay`)
  if (!existsSync(path)) {
    for (const name of readdirSync(folder)) {
      if (name.startsWith(`labeled-${items}-`)) rmSync(join(folder, name), { force: true })
    }
    const unfinished = join(folder, `unfinished-labeled-${process.pid}.assay`)
    const startMs = performance.now()
    makeLabeledSession(unfinished, items)
    renameSync(unfinished, path)
    log(`${items} labeled items made in ${((performance.now() - startMs) / 1000).toFixed(1)} s`)
  }
  const db = openReader(path)
  try {
    const sessionId = db.prepare('SELECT r.run_id FROM labeling_sessions s JOIN runs r USING (run_pk)').pluck().get()
    return { path, sessionId: sessionId as string }
  } finally {
    db.close()
  }
}

function versionOf(): string {
  const hash = createHash('sha256').update(`labeled ${version}`)
  const migrations = join(import.meta.dirname, '../../src/main/store/migrations')
  for (const name of readdirSync(migrations).sort()) hash.update(readFileSync(join(migrations, name)))
  return hash.digest('hex').slice(0, 12)
}

function makeLabeledSession(path: string, items: number): void {
  const { db, close } = openWorkspace(path, { mode: 'create' })
  try {
    // A crash here costs nothing: the file gets its name only when it is complete.
    db.pragma('synchronous = OFF')
    const schemas = [
      createLabelSchema(db, {
        name: 'accuracy',
        type: 'feedback',
        input: { type: 'categorical', options: [...levels], isMultiple: false },
      }),
      createLabelSchema(db, { name: 'expected_response', type: 'expectation', input: { type: 'text' } }),
    ]
    const schemaIds = schemas.map(({ schemaId }) => schemaId)
    const { sessionId } = createSession(db, { name: 'bench', schemaIds, reviewers: ['Ana', 'Ben'] })
    const random = mulberry32(20261123)
    for (let from = 0; from < items; from += batchTraces) {
      const keys = Array.from({ length: Math.min(batchTraces, items - from) }, (_, at) => from + at)
      const traces = keys.map((at) => makeItem(at))
      const body = Buffer.from(toOtlpJson(traces))
      ingestBodies([{ signal: 'traces', encoding: 'json', body }], (batch) => ingestBatch(db, batch, firstMs))
      const assessments = keys.flatMap((at) => makeAnswers(at, random))
      ingestBatch(db, { spans: [], assessments }, firstMs)
      writeTransaction(db, () =>
        addItems(
          db,
          sessionId,
          traces.map(({ key }) => traceIdOf(key)),
        ),
      )
    }
    db.pragma('wal_checkpoint(TRUNCATE)')
  } finally {
    close()
  }
}

function makeItem(at: number) {
  return makeChat(
    `export ${at}`,
    firstMs + at * 1_000,
    `Question ${at}: my chain slips under load on the third sprocket. What should I look at first?`,
    `Answer ${at}: measure how far the chain has stretched; above 0.75 % it is due. **Then** look at the teeth.\n\n`.repeat(
      4,
    ),
    at % 3 === 0 ? { 'session.id': `session-${Math.floor(at / 9)}`, 'user.id': `user-${at % 500}` } : {},
  )
}

/** Of Ana always, of Ben in half of the items; a correction in every fourth. */
function makeAnswers(at: number, random: () => number): IngestAssessment[] {
  const level = levels[Math.floor(random() * 3)] as string
  const answer = (name: string, who: string, value: Json, more: Partial<IngestAssessment> = {}): IngestAssessment => ({
    assessmentId: `a-${createHash('sha256').update(`${at} ${name} ${who}`).digest('hex').slice(0, 32)}`,
    traceId: traceIdOf(`export ${at}`),
    name,
    kind: name === 'accuracy' ? 'feedback' : 'expectation',
    value,
    source: { type: 'HUMAN', id: who },
    metadata: { 'assay.version': '1' },
    createdAtMs: firstMs + at * 10,
    ...more,
  })
  return [
    answer('accuracy', 'Ana', level, at % 5 === 0 ? { rationale: 'No document bears it out.' } : {}),
    ...(at % 2 === 0 ? [answer('accuracy', 'Ben', random() < 0.8 ? level : 'Inaccurate')] : []),
    ...(at % 4 === 0 ? [answer('expected_response', 'Ana', `It should have asked for the age of chain ${at}.`)] : []),
  ]
}
