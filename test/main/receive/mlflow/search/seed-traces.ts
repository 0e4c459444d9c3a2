/** Raw traces that searches are tested on, and their way into a store. Everything comes from one seed. */
import type { Database } from 'better-sqlite3'
import { ingestBatch } from '../../../../../src/main/store/ingest.ts'
import { linkTraces } from '../../../../../src/main/store/run-traces.ts'
import { createRun } from '../../../../../src/main/store/runs.ts'
import { deleteTraces } from '../../../../../src/main/store/trace-write.ts'
import type { IngestAssessment, IngestSpan, IngestTrace } from '../../../../../src/shared/model/ingest.ts'
import type { Json } from '../../../../../src/shared/model/json.ts'
import { makeIngest, makeSpan } from '../../../store/make.ts'

export interface RawSpan {
  name: string
  type: 'LLM' | 'TOOL' | 'RETRIEVER' | 'UNKNOWN'
  status: 'UNSET' | 'OK' | 'ERROR'
  attributes: Record<string, string | number>
}

export interface RawAssessment {
  kind: 'feedback' | 'expectation'
  name: string
  /** Undefined: an error in its place. */
  value: Json | undefined
  isValid: boolean
  isOfSession: boolean
}

export interface RawTrace {
  traceId: string
  experimentId: string
  startUs: number
  durationUs: number | undefined
  state: 'OK' | 'ERROR' | 'IN_PROGRESS'
  name: string | undefined
  clientRequestId: string | undefined
  sessionId: string | undefined
  userId: string | undefined
  tags: Record<string, string>
  metadata: Record<string, string>
  spans: RawSpan[]
  assessments: RawAssessment[]
  linkedRunIds: string[]
  isDeleted: boolean
}

/** Texts that filters and data share, so that they meet: quotes, wildcards, other scripts, nothing at all. */
export const words = [
  'alpha',
  'Alpha',
  'alphabet',
  'beta gamma',
  'a_b',
  'a%b',
  "it's",
  'say "hi"',
  '`tick`',
  '日本語の質問',
  'naïve Ünïcode',
  '😀 smile',
  '[x]*?',
  '100%',
  'back\\slash',
  'x',
] as const
export const spanWords = ['search docs', 'call model', 'plan', '計画', 'Tool_1'] as const
export const keys = ['env', 'team name', 'a.b', 'ünï', 'odd"key', 'Case', 'case'] as const
export const attributeKeys = ['model', 'llm.temperature', 'top k', '質問'] as const
export const assessmentNames = ['correct', 'score', 'odd name'] as const
export const assessmentValues: readonly (Json | undefined)[] = [
  true,
  false,
  'yes',
  'no',
  'true',
  '5',
  5,
  0.5,
  -3,
  null,
  ['a', 'b'],
  { a: 1 },
  '日本語',
  'say "hi"',
  undefined,
]
export const runIds = [1, 2, 3].map((number) => String(number).padStart(32, 'a'))
export const baseMs = 1_700_000_000_000

/** Small and fast (mulberry32). */
function makeRandom(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

export function makeRawTraces(count: number, seed = 7): RawTrace[] {
  const random = makeRandom(seed)
  const below = (limit: number) => Math.floor(random() * limit)
  const pick = <T>(list: readonly T[]): T => list[below(list.length)] as T
  const maybe = <T>(chance: number, make: () => T): T | undefined => (random() < chance ? make() : undefined)
  const texts = (most: number) =>
    Object.fromEntries(Array.from({ length: below(most + 1) }, () => [pick(keys), pick(words)]))
  return Array.from({ length: count }, (): RawTrace => {
    const hasSpans = random() < 0.8
    const sessionId = maybe(0.4, () => pick(['s1', 's2', "s'3", '会話']))
    const state = pick(['OK', 'OK', 'ERROR', 'IN_PROGRESS'] as const)
    const userId = maybe(0.4, () => pick(['ann', 'Bob', '花子']))
    return {
      traceId: Array.from({ length: 32 }, () => below(16).toString(16)).join(''),
      experimentId: pick(['0', '0', '1', '2']),
      // Many share a millisecond, some a microsecond.
      startUs: (baseMs + below(60)) * 1000 + below(3) * 400,
      // As in the store: what has not ended lasts for no known time.
      durationUs: state === 'IN_PROGRESS' || (!hasSpans && random() < 0.3) ? undefined : below(20) * 700,
      state,
      name: hasSpans || random() < 0.7 ? pick(words) : undefined,
      clientRequestId: maybe(0.5, () => pick(words)),
      sessionId,
      userId,
      tags: texts(3),
      metadata: {
        ...texts(2),
        ...(sessionId === undefined ? {} : { 'mlflow.trace.session': sessionId }),
        ...(userId === undefined ? {} : { 'mlflow.trace.user': userId }),
        ...(random() < 0.3 ? { 'mlflow.sourceRun': pick(runIds) } : {}),
      },
      spans: hasSpans
        ? Array.from({ length: 1 + below(3) }, () => ({
            name: pick(spanWords),
            type: pick(['LLM', 'TOOL', 'RETRIEVER', 'UNKNOWN'] as const),
            status: pick(['UNSET', 'OK', 'ERROR'] as const),
            attributes: Object.fromEntries(
              Array.from({ length: below(3) }, () => [pick(attributeKeys), pick([...words, 3, 0.25])]),
            ),
          }))
        : [],
      assessments: Array.from({ length: below(4) }, () => ({
        kind: pick(['feedback', 'expectation'] as const),
        name: pick(assessmentNames),
        value: pick(assessmentValues),
        isValid: random() < 0.8,
        isOfSession: sessionId !== undefined && random() < 0.15,
      })),
      linkedRunIds: random() < 0.2 ? [pick(runIds)] : [],
      isDeleted: random() < 0.08,
    }
  })
}

const statusCodes = { UNSET: 0, OK: 1, ERROR: 2 } as const

/** Stores the traces through the same functions as receivers do. */
export function fillStore(db: Database, raws: readonly RawTrace[]): void {
  ingestBatch(
    db,
    {
      spans: raws.flatMap(toSpans),
      traces: raws.map(toTrace),
      assessments: raws.flatMap(toAssessments),
    },
    baseMs,
  )
  for (const runId of runIds) createRun(db, { experimentId: '0', startMs: baseMs, tags: {}, runId })
  for (const raw of raws) for (const runId of raw.linkedRunIds) linkTraces(db, runId, [raw.traceId], baseMs)
  const deleted = raws.filter((raw) => raw.isDeleted).map((raw) => raw.traceId)
  deleteTraces(db, { selection: { traceIds: deleted } }, baseMs)
}

function toTrace(raw: RawTrace): IngestTrace {
  const { traceId, experimentId, name, state, startUs, durationUs, clientRequestId, sessionId, userId } = raw
  const { tags, metadata } = raw
  return {
    traceId,
    experimentId,
    name,
    state,
    startUs,
    durationUs,
    clientRequestId,
    sessionId,
    userId,
    tags,
    metadata,
  }
}

function toSpans(raw: RawTrace): IngestSpan[] {
  return raw.spans.map((span, index) =>
    makeIngest(
      makeSpan(1, index + 1, index === 0 ? undefined : 1, {
        traceId: raw.traceId,
        name: span.name,
        statusCode: statusCodes[span.status],
        attributes: Object.entries(span.attributes).map(([key, value], place) => ({
          key,
          value:
            typeof value === 'number'
              ? { doubleValue: value }
              : // As a plain exporter sends it, and as MLflow's TypeScript SDK does.
                { stringValue: place % 2 === 0 ? value : JSON.stringify(value) },
        })),
      }),
      { type: span.type },
    ),
  )
}

function toAssessments(raw: RawTrace): IngestAssessment[] {
  return raw.assessments.map(({ kind, name, value, isValid, isOfSession }, index) => ({
    traceId: raw.traceId,
    assessmentId: `a-${raw.traceId}-${index}`,
    name,
    kind,
    ...(value === undefined ? { error: { code: 'FAILED' } } : { value }),
    source: { type: 'HUMAN', id: 'ann' },
    metadata: isOfSession && raw.sessionId !== undefined ? { 'mlflow.trace.session': raw.sessionId } : {},
    valid: isValid,
  }))
}
