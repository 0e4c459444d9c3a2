/**
 * A seeded workspace of realistic shape and skew for benchmarks, made through the store's own functions.
 * Kept outside the repository: `$XDG_CACHE_HOME/assay-bench` (or the system's folder for temporary files), under a
 * name that changes with the generator and the schema.
 */
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Database } from 'better-sqlite3'
import { ingestBatch } from '../../src/main/store/ingest.ts'
import { openWorkspace } from '../../src/main/store/open-store.ts'
import { indexPending, mergeIndex } from '../../src/main/store/search-index.ts'
import { settleTraces } from '../../src/main/store/settle.ts'
import type { StoredSpan } from '../../src/main/store/stored-span.ts'
import type { IngestAssessment, IngestSpan } from '../../src/shared/model/ingest.ts'
import type { KeyValue, OtlpResource, OtlpScope } from '../../src/shared/model/otlp.ts'
import { mulberry32, skewed } from './random.ts'
import { japanese, models, names, tagsOf, tools } from './vocabulary.ts'

export interface GeneratedStore {
  path: string
  /** A trace of 5,000 spans and one of 100,000 (fewer in a small store). */
  mediumTraceId: string
  largeTraceId: string
}

export interface GenerateOptions {
  traces: number
  spans: number
  seed: number
  log?: (line: string) => void
}

export const defaultSize = { traces: 200_000, spans: 1_000_000, seed: 20261123 } as const
/** Trace 0 and 1 are the big ones. */
const largeTrace = 0
const mediumTrace = 1
const batchSpans = 2_000
/** To be raised whenever the content that this file makes changes. */
const generatorVersion = 1
export const firstStartUs = Date.UTC(2026, 7, 1) * 1000
const durationOfStoreUs = 90 * 86_400 * 1_000_000

/** Path of the generated workspace; makes it when it is not there yet (a minute or two for the default size). */
export function ensureStore(options: GenerateOptions): GeneratedStore {
  const folder = join(process.env.XDG_CACHE_HOME ?? tmpdir(), 'assay-bench')
  mkdirSync(folder, { recursive: true })
  const path = join(folder, `${options.traces}-${options.spans}-${options.seed}-${versionOf()}.assay`)
  if (!existsSync(path)) {
    const unfinished = join(folder, `unfinished-${process.pid}.assay`)
    removeStore(unfinished)
    // What an earlier schema left behind is of no more use, and large.
    const size = `${options.traces}-${options.spans}-${options.seed}-`
    for (const name of readdirSync(folder)) if (name.startsWith(size)) rmSync(join(folder, name), { force: true })
    generate(unfinished, options)
    renameSync(unfinished, path)
  }
  return { path, mediumTraceId: traceIdOf(mediumTrace), largeTraceId: traceIdOf(largeTrace) }
}

function removeStore(path: string): void {
  for (const suffix of ['', '-wal', '-shm']) rmSync(path + suffix, { force: true })
}

function versionOf(): string {
  const hash = createHash('sha256').update(`generator ${generatorVersion}`)
  const migrations = join(import.meta.dirname, '../../src/main/store/migrations')
  for (const name of readdirSync(migrations).sort()) hash.update(readFileSync(join(migrations, name)))
  return hash.digest('hex').slice(0, 12)
}

function generate(path: string, options: GenerateOptions): void {
  const log = options.log ?? (() => {})
  const started = performance.now()
  const elapsed = (): string => `${((performance.now() - started) / 1000).toFixed(1)} s`
  const workspace = openWorkspace(path, { mode: 'create' })
  const { db } = workspace
  // A crash here costs nothing: the file gets its name only when it is complete.
  db.pragma('synchronous = OFF')
  db.pragma('wal_autocheckpoint = 20000')
  const spans = ingestAll(db, options)
  log(`${spans} spans in ${options.traces} traces stored after ${elapsed()}`)
  settleTraces(db, Number.POSITIVE_INFINITY)
  indexPending(db, extractText, Number.POSITIVE_INFINITY)
  while (mergeIndex(db, 1000));
  log(`search index built after ${elapsed()}`)
  db.pragma('wal_checkpoint(TRUNCATE)')
  workspace.close()
  log(`workspace complete after ${elapsed()}`)
}

const textKeys = new Set(['gen_ai.input.messages', 'gen_ai.output.messages'])

/** The content of the messages that this file writes. */
export function extractText({ span }: StoredSpan): string[] {
  return span.attributes.flatMap(({ key, value }) => {
    if (!textKeys.has(key) || !('stringValue' in value)) return []
    const messages = JSON.parse(value.stringValue) as { parts: { content: string }[] }[]
    return messages.flatMap((message) => message.parts.map((part) => part.content))
  })
}

function ingestAll(db: Database, options: GenerateOptions): number {
  const random = mulberry32(options.seed)
  const world = makeWorld(random, options)
  let batch: IngestSpan[] = []
  let assessments: IngestAssessment[] = []
  let total = 0
  const flush = (): void => {
    ingestBatch(db, { spans: batch, assessments }, options.seed * 1000)
    total += batch.length
    batch = []
    assessments = []
  }
  for (let trace = 0; trace < options.traces; trace++) {
    for (const span of makeTrace(world, trace)) {
      batch.push(span)
      // A trace lies within one batch, as with most exporters, except for the big ones.
      if (batch.length >= batchSpans * 2) flush()
    }
    if (random() < 0.15) assessments.push(...makeAssessments(world, trace))
    if (batch.length >= batchSpans) flush()
  }
  flush()
  return total
}

interface World {
  random: () => number
  options: GenerateOptions
  words: string[]
  resources: OtlpResource[]
  scope: OtlpScope
  session: { id: string; turnsLeft: number; userId: string | undefined; nextStartUs: number }
}

function makeWorld(random: () => number, options: GenerateOptions): World {
  const syllables = [
    'ka',
    'lo',
    'mi',
    'ten',
    'ra',
    'vor',
    'si',
    'na',
    'pel',
    'du',
    'gre',
    'tal',
    'on',
    'ber',
    'qui',
    'shi',
  ]
  const words = Array.from({ length: 4_000 }, () =>
    Array.from({ length: 1 + Math.floor(random() * 3) }, () => syllables[Math.floor(random() * syllables.length)]).join(
      '',
    ),
  )
  const resources = ['chat-api', 'rag-service', 'agent-runner', 'batch-eval'].map((name) => ({
    attributes: [
      { key: 'service.name', value: { stringValue: name } },
      { key: 'deployment.environment.name', value: { stringValue: 'production' } },
    ],
    droppedAttributesCount: 0,
    entityRefs: [],
    schemaUrl: '',
  }))
  const scope = { name: 'generator', version: '1.0.0', attributes: [], droppedAttributesCount: 0, schemaUrl: '' }
  return {
    random,
    options,
    words,
    resources,
    scope,
    session: { id: '', turnsLeft: 0, userId: undefined, nextStartUs: 0 },
  }
}

function makeTrace(world: World, trace: number): Iterable<IngestSpan> {
  const { random, options } = world
  const rest = options.spans - bigSpans(options, largeTrace) - bigSpans(options, mediumTrace)
  const mean = rest / options.traces
  // 1 to about 6 times the mean, most of them small.
  const spanCount =
    trace <= mediumTrace ? bigSpans(options, trace) : Math.max(1, Math.round(1 + (mean - 1) * 2.2 * random() ** 1.2))
  return makeSpans(world, trace, spanCount)
}

function bigSpans(options: GenerateOptions, trace: number): number {
  return Math.floor(Math.min(trace === largeTrace ? 100_000 : 5_000, options.spans / (trace === largeTrace ? 10 : 50)))
}

function* makeSpans(world: World, trace: number, spanCount: number): Iterable<IngestSpan> {
  const { random } = world
  const traceId = traceIdOf(trace)
  const turn = nextTurn(world, trace)
  const isJapanese = random() < 0.1
  const model = skewed(random, models)
  const name = skewed(random, names)
  const hasError = random() < 0.04
  const resource = world.resources[Math.floor(random() ** 2 * world.resources.length)] as OtlpResource
  // One in twenty comes late, as from an import.
  const lateness = random() < 0.05 ? random() * durationOfStoreUs * 0.5 : 0
  const startUs = Math.floor(turn.nextStartUs - lateness)
  const traceTags = tagsOf(random)
  const input = textOf(world, isJapanese)
  const output = textOf(world, isJapanese)
  const stepUs = Math.floor(20_000 + random() ** 4 * 4_000_000)
  const lastSteps = Math.min(spanCount, 200)
  for (let index = 0; index < spanCount; index++) {
    const isRoot = index === 0
    const isModelCall = spanCount === 1 || index % 3 === 1
    const type = isModelCall ? 'LLM' : isRoot ? 'AGENT' : index % 3 === 2 ? 'TOOL' : 'RETRIEVER'
    const usedIn = Math.floor(50 + random() ** 3 * 6_000)
    const usedOut = Math.floor(10 + random() ** 2 * 900)
    const spanStartUs = startUs + (isRoot ? 0 : Math.floor(stepUs * index * 0.9))
    const spanEndUs = isRoot ? startUs + stepUs * Math.max(1, spanCount) : spanStartUs + Math.floor(stepUs * 0.8)
    const isFailing = hasError && (isRoot || index === lastSteps - 1)
    const spanInput = isRoot ? input : textOf(world, isJapanese)
    const spanOutput = isRoot ? output : textOf(world, isJapanese)
    yield {
      span: {
        traceId,
        spanId: spanIdOf(trace, index),
        parentSpanId: isRoot ? undefined : spanIdOf(trace, parentOf(index)),
        traceState: '',
        flags: 256,
        name: isRoot
          ? name
          : isModelCall
            ? `chat ${model}`
            : type === 'TOOL'
              ? `execute_tool ${skewed(random, tools)}`
              : 'retrieve',
        kind: isModelCall ? 3 : 1,
        startNano: BigInt(spanStartUs) * 1000n + BigInt(index % 1000),
        endNano: BigInt(spanEndUs) * 1000n,
        attributes: attributesOf({
          type,
          model,
          usedIn,
          usedOut,
          input: spanInput,
          output: spanOutput,
          isModelCall,
          isRoot,
          turn,
        }),
        droppedAttributesCount: 0,
        events: [],
        droppedEventsCount: 0,
        links: [],
        droppedLinksCount: 0,
        statusCode: isFailing ? 2 : 0,
        statusMessage: isFailing ? 'upstream timed out' : '',
        resource,
        scope: world.scope,
      },
      summary: {
        type,
        model: isModelCall ? model : undefined,
        usage: isModelCall ? { input: usedIn, output: usedOut, total: usedIn + usedOut } : undefined,
        cost: isModelCall && random() < 0.6 ? (usedIn * 2 + usedOut * 8) / 1e6 : undefined,
        sessionId: isRoot ? turn.sessionId : undefined,
        userId: isRoot ? turn.userId : undefined,
        inputPreview: spanInput.slice(0, 500),
        outputPreview: spanOutput.slice(0, 500),
        traceTags: isRoot ? traceTags : undefined,
        isPending: false,
      },
    }
  }
}

/** Wide for small traces, deeper for big ones. */
function parentOf(index: number): number {
  return index < 12 ? 0 : Math.floor(index / 12) * 4 - 3
}

interface Turn {
  sessionId: string | undefined
  userId: string | undefined
  nextStartUs: number
}

/** Conversations of 1 to 30 turns for six in ten traces; arrivals spread over 90 days. */
function nextTurn(world: World, trace: number): Turn {
  const { random, session, options } = world
  const userId = random() < 0.7 ? `user-${Math.floor(random() ** 2 * 3_000)}` : undefined
  const nextStartUs = firstStartUs + Math.floor((durationOfStoreUs * (trace + random())) / options.traces)
  if (random() > 0.6) return { sessionId: undefined, userId, nextStartUs }
  if (session.turnsLeft === 0) {
    world.session = { id: `session-${trace}`, turnsLeft: 1 + Math.floor(random() ** 3 * 30), userId, nextStartUs }
  }
  world.session.turnsLeft--
  return { sessionId: world.session.id, userId: world.session.userId, nextStartUs }
}

interface AttributeInput {
  type: string
  model: string
  usedIn: number
  usedOut: number
  input: string
  output: string
  isModelCall: boolean
  isRoot: boolean
  turn: Turn
}

function attributesOf(given: AttributeInput): KeyValue[] {
  const text = (key: string, value: string): KeyValue => ({ key, value: { stringValue: value } })
  const count = (key: string, value: number): KeyValue => ({ key, value: { intValue: String(value) } })
  const attributes = [
    text('gen_ai.operation.name', given.isModelCall ? 'chat' : given.type === 'TOOL' ? 'execute_tool' : 'invoke_agent'),
    text('gen_ai.provider.name', 'openai'),
  ]
  if (given.isModelCall) {
    attributes.push(
      text('gen_ai.request.model', given.model),
      text('gen_ai.response.model', given.model),
      { key: 'gen_ai.request.temperature', value: { doubleValue: 0.7 } },
      count('gen_ai.usage.input_tokens', given.usedIn),
      count('gen_ai.usage.output_tokens', given.usedOut),
    )
  }
  if (given.isModelCall || given.isRoot) {
    attributes.push(
      text(
        'gen_ai.input.messages',
        JSON.stringify([{ role: 'user', parts: [{ type: 'text', content: given.input }] }]),
      ),
      text(
        'gen_ai.output.messages',
        JSON.stringify([{ role: 'assistant', parts: [{ type: 'text', content: given.output }] }]),
      ),
    )
  }
  if (given.isRoot && given.turn.sessionId !== undefined) attributes.push(text('session.id', given.turn.sessionId))
  if (given.isRoot && given.turn.userId !== undefined) attributes.push(text('user.id', given.turn.userId))
  return attributes
}

function makeAssessments(world: World, trace: number): IngestAssessment[] {
  const { random } = world
  const assessments: IngestAssessment[] = []
  const add = (name: string, value: string | number | boolean, kind: 'feedback' | 'expectation' = 'feedback'): void => {
    const isHuman = random() < 0.5
    assessments.push({
      assessmentId: `a-${hex(trace, 24)}${hex(assessments.length, 8)}`,
      traceId: traceIdOf(trace),
      name,
      kind,
      value,
      rationale: random() < 0.4 ? textOf(world, random() < 0.1) : undefined,
      source: isHuman
        ? { type: 'HUMAN', id: `reviewer-${Math.floor(random() ** 2 * 12)}` }
        : { type: 'LLM_JUDGE', id: 'openai:/gpt-5-mini' },
      createdAtMs: firstStartUs / 1000 + trace,
    })
  }
  if (random() < 0.7) add('correctness', random() < 0.8)
  if (random() < 0.5) add('relevance_score', Math.round(random() * 100) / 100)
  if (random() < 0.4) add('quality', random() < 0.7 ? 'yes' : 'no')
  if (random() < 0.2)
    add('tone', ['friendly', 'neutral', 'formal', 'curt', 'rude'][Math.floor(random() ** 2 * 5)] as string)
  if (random() < 0.1) add('expected_answer', textOf(world, false), 'expectation')
  return assessments
}

/** 8 to 40 words, the frequent ones frequent; a few rare words to search for. */
function textOf(world: World, isJapanese: boolean): string {
  const { random, words } = world
  if (isJapanese) {
    return Array.from(
      { length: 1 + Math.floor(random() * 3) },
      () => japanese[Math.floor(random() * japanese.length)],
    ).join('')
  }
  const parts = Array.from({ length: 8 + Math.floor(random() * 32) }, () => skewed(random, words))
  if (random() < 0.0001) parts.push('zanzibar')
  if (random() < 0.01) parts.push('refund')
  return parts.join(' ')
}

function hex(value: number, length: number): string {
  return value.toString(16).padStart(length, '0')
}

/** Spread over the id space, as real ids are; multiplication by an odd number keeps them distinct. */
export function traceIdOf(trace: number): string {
  return hex(Math.imul(trace + 1, 0x9e3779b1) >>> 0, 8) + hex(trace + 1, 24)
}

function spanIdOf(trace: number, index: number): string {
  return hex(Math.imul(index + 1, 0x85ebca6b) >>> 0, 8) + hex(trace % 0x10000, 4) + hex(index % 0x10000, 4)
}
