/** A trace with what was said in it and its labels, as it leaves: redacted, reviewers named or numbered. */
import type { Database } from 'better-sqlite3'
import { AppError } from '../../../shared/model/error.ts'
import type { RedactionCounts } from '../../../shared/model/handover.ts'
import type { Json } from '../../../shared/model/json.ts'
import type { OtlpLogRecord, OtlpSpan } from '../../../shared/model/otlp.ts'
import type { ChatMessage, SpanView } from '../../../shared/model/view.ts'
import { canonicalJson } from '../../store/assessment-rows.ts'
import {
  findRootSpan,
  iterateLabeledTraces,
  type LabeledSet,
  type LabeledTrace,
  type LabelKind,
  type StoredLabel,
} from '../../store/labeled-items.ts'
import { createSpanReader } from '../../store/stored-span.ts'
import { chooseFinal, type FinalAnswer } from './final-answer.ts'

/** A question by what its answers are called and are. */
export interface Question {
  name: string
  kind: 'feedback' | 'expectation'
}

export interface LabeledItem {
  trace: LabeledTrace
  inputs: Json | undefined
  outputs: Json | undefined
  /** Messages before the answer, and the answer, where the trace is a conversation and they are asked for; then there are no values. */
  messages: ChatMessage[]
  outputMessages: ChatMessage[]
  /** By `questionKey`. */
  finals: Map<string, FinalAnswer>
}

/** What replaces texts; the engine wires the real one in. */
export interface LabelRedactor {
  text(text: string): string
  value(value: Json): Json
  /** An answer of a reviewer. */
  answer(value: Json): Json
  counts: RedactionCounts
  guarded<T>(work: () => T): T
}

export type ViewSpan = (span: OtlpSpan, logs: OtlpLogRecord[]) => SpanView

export interface ItemOptions {
  db: Database
  set: LabeledSet
  kinds: readonly LabelKind[]
  where: readonly { name: string; value: Json }[]
  hidesReviewers: boolean
  /** Conversations as messages, not as the values that hold them: what is redacted is counted once. */
  asMessages: boolean
  redactor: LabelRedactor
  view: ViewSpan
  signal: AbortSignal
  onProgress(done: number): void
}

export const questionKey = ({ name, kind }: Question): string => `${kind} ${name}`

/** Questions of a set by name; issues are none. */
export function listQuestions(kinds: readonly LabelKind[]): Question[] {
  const questions = new Map<string, Question>()
  for (const { name, kind } of kinds) {
    if (kind !== 'issue') questions.set(questionKey({ name, kind }), { name, kind })
  }
  return [...questions.values()].sort((a, b) => (a.name === b.name ? order(a.kind, b.kind) : order(a.name, b.name)))
}

const order = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0)

/** What people are called in files: themselves, or a number by the order of their names. */
export function nameReviewers(kinds: readonly LabelKind[], hidesReviewers: boolean): (label: SourceOf) => string {
  if (!hidesReviewers) return ({ sourceId }) => sourceId
  const people = kinds.filter(({ sourceType }) => sourceType === 'HUMAN').map(({ sourceId }) => sourceId)
  const numbers = new Map([...new Set(people)].sort(order).map((name, index) => [name, `reviewer-${index + 1}`]))
  return ({ sourceType, sourceId }) => (sourceType === 'HUMAN' ? (numbers.get(sourceId) ?? 'reviewer') : sourceId)
}
type SourceOf = Pick<StoredLabel, 'sourceType' | 'sourceId'>

/**
 * Every item to whose questions the wanted answers count. Throws AppError CANCELLED, and INVALID_INPUT when an expression takes too long.
 */
export function* iterateItems(options: ItemOptions): IterableIterator<LabeledItem> {
  const { db, set, redactor, signal } = options
  const readSpan = createSpanReader(db)
  const wanted = options.where.map(({ name, value }) => ({ name, value: canonicalJson(value) }))
  const nameOf = nameReviewers(options.kinds, options.hidesReviewers)
  let done = 0
  for (const trace of iterateLabeledTraces(db, set)) {
    if (signal.aborted) throw new AppError('CANCELLED', 'The export was cancelled; nothing was written.')
    const finals = findFinals(trace.labels)
    if (wanted.every((want) => isWanted(finals, want))) {
      const content = readContent(db, trace, readSpan, options)
      yield redactor.guarded(() => redactItem({ trace, ...content, finals }, redactor, nameOf))
    }
    done++
    options.onProgress(done)
  }
}

function isWanted(finals: Map<string, FinalAnswer>, want: { name: string; value: string }): boolean {
  return (['feedback', 'expectation'] as const).some((kind) => {
    const final = finals.get(questionKey({ name: want.name, kind }))
    return final !== undefined && canonicalJson(final.value) === want.value
  })
}

function findFinals(labels: readonly StoredLabel[]): Map<string, FinalAnswer> {
  const groups = new Map<string, StoredLabel[]>()
  for (const label of labels) {
    if (label.kind === 'issue') continue
    const key = questionKey({ name: label.name, kind: label.kind })
    const group = groups.get(key)
    if (group === undefined) groups.set(key, [label])
    else group.push(label)
  }
  const finals = new Map<string, FinalAnswer>()
  for (const [key, group] of groups) {
    const final = chooseFinal(group)
    if (final !== undefined) finals.set(key, final)
  }
  return finals
}

type Content = Pick<LabeledItem, 'inputs' | 'outputs' | 'messages' | 'outputMessages'>

/** From the spans that speak for the trace, else from its previews. */
function readContent(
  db: Database,
  trace: LabeledTrace,
  readSpan: ReturnType<typeof createSpanReader>,
  { view, asMessages }: ItemOptions,
): Content {
  const root =
    trace.inputSpanId === undefined || trace.outputSpanId === undefined ? findRootSpan(db, trace.tracePk) : undefined
  const read = (spanId: string | undefined) => {
    const stored = spanId === undefined ? undefined : readSpan(trace.tracePk, trace.traceId, spanId)
    return stored === undefined ? undefined : view(stored.span, stored.logs)
  }
  const inputId = trace.inputSpanId ?? root
  const outputId = trace.outputSpanId ?? root
  const input = read(inputId)
  const output = outputId === inputId ? input : read(outputId)
  const messages = asMessages ? (input?.inputMessages ?? []) : []
  const outputMessages = asMessages ? (output?.outputMessages ?? []) : []
  return {
    inputs: messages.length > 0 ? undefined : (input?.inputs ?? trace.inputPreview),
    outputs: outputMessages.length > 0 ? undefined : (output?.outputs ?? trace.outputPreview),
    messages,
    outputMessages,
  }
}

/** Ids, times and kinds stay. */
function redactItem(item: LabeledItem, redactor: LabelRedactor, nameOf: (label: SourceOf) => string): LabeledItem {
  const { trace } = item
  const value = (given: Json | undefined) => (given === undefined ? undefined : redactor.value(given))
  const text = (given: string | undefined) => (given === undefined ? undefined : redactor.text(given))
  const labels = new Map(
    trace.labels.map((label): [StoredLabel, StoredLabel] => [
      label,
      {
        ...label,
        value: label.value === undefined ? undefined : redactor.answer(label.value),
        rationale: text(label.rationale),
        sourceId: nameOf(label),
        error: label.error && (redactor.value(label.error as unknown as Json) as unknown as StoredLabel['error']),
      },
    ]),
  )
  const own = (label: StoredLabel) => labels.get(label) as StoredLabel
  return {
    trace: {
      ...trace,
      name: redactor.text(trace.name),
      sessionId: text(trace.sessionId),
      userId: text(trace.userId),
      tags: redactor.value(trace.tags) as Record<string, string>,
      labels: [...labels.values()],
    },
    inputs: value(item.inputs),
    outputs: value(item.outputs),
    messages: redactor.value(item.messages as unknown as Json) as unknown as ChatMessage[],
    outputMessages: redactor.value(item.outputMessages as unknown as Json) as unknown as ChatMessage[],
    finals: new Map(
      [...item.finals].map(([key, final]) => {
        const members = final.labels.map(own)
        return [key, { ...final, value: members[0]?.value as Json, labels: members }]
      }),
    ),
  }
}
