/** A trace or a record with what was said in it and its labels, as it leaves: redacted, reviewers named or numbered. */
import type { DatasetRecord } from '../../../shared/model/dataset.ts'
import type { RedactionCounts } from '../../../shared/model/handover.ts'
import type { Json } from '../../../shared/model/json.ts'
import type { OtlpLogRecord, OtlpSpan } from '../../../shared/model/otlp.ts'
import type { ChatMessage, SpanView } from '../../../shared/model/view.ts'
import type { FinalAnswer, Question } from '../../store/final-answer.ts'
import type { LabeledTrace, LabelKind, StoredLabel } from '../../store/labeled-items.ts'

/** The answer that counts to a question; a record of a dataset does not say how it came to. */
export type CountedAnswer = Question &
  Pick<FinalAnswer<StoredLabel>, 'value' | 'labels'> &
  Partial<FinalAnswer<StoredLabel>>

export interface LabeledItem {
  /** As it is shown; undefined for a record that comes from no trace. */
  traceId: string | undefined
  /** Undefined for a record. */
  trace: LabeledTrace | undefined
  /** Of a dataset; its tags without those that are answers. */
  record: DatasetRecord | undefined
  inputs: Json | undefined
  outputs: Json | undefined
  /** Messages before the answer, and the answer, where it is a conversation and they are asked for; then there are no values. */
  messages: ChatMessage[]
  outputMessages: ChatMessage[]
  /** By `questionKey`. */
  finals: Map<string, CountedAnswer>
}

/** What replaces texts; the engine wires the real one in. */
export interface LabelRedactor {
  /** Nothing is replaced. */
  isIdle: boolean
  text(text: string): string
  value(value: Json): Json
  /** An answer of a reviewer. */
  answer(value: Json): Json
  counts: RedactionCounts
  guarded<T>(work: () => T): T
}

export type SpanContent = Pick<SpanView, 'inputs' | 'outputs' | 'inputMessages' | 'outputMessages'>

/** Normalises what a span says; the engine wires the real one in. */
export type ViewContent = (span: Pick<OtlpSpan, 'name' | 'attributes' | 'events'>, logs: OtlpLogRecord[]) => SpanContent

/** Items in their order; undefined stands for one whose answers are not wanted. */
export type ItemSource = (isWanted: (finals: LabeledItem['finals']) => boolean) => Iterable<LabeledItem | undefined>

/** Questions of a set by name; issues are none. */
export function listQuestions(kinds: readonly LabelKind[]): Question[] {
  const questions = new Map<string, Question>()
  for (const { name, kind } of kinds) {
    if (kind !== 'issue') questions.set(`${kind} ${name}`, { name, kind })
  }
  return [...questions.values()].sort((a, b) => (a.name === b.name ? order(a.kind, b.kind) : order(a.name, b.name)))
}

const order = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0)

type SourceOf = Pick<StoredLabel, 'sourceType' | 'sourceId'>

/** What people are called in files: themselves, or a number by the order of their names. */
export function nameReviewers(kinds: readonly SourceOf[], hidesReviewers: boolean): (label: SourceOf) => string {
  if (!hidesReviewers) return ({ sourceId }) => sourceId
  const people = kinds.filter(({ sourceType }) => sourceType === 'HUMAN').map(({ sourceId }) => sourceId)
  const numbers = new Map([...new Set(people)].sort(order).map((name, index) => [name, `reviewer-${index + 1}`]))
  return ({ sourceType, sourceId }) => (sourceType === 'HUMAN' ? (numbers.get(sourceId) ?? 'reviewer') : sourceId)
}

/** Ids, times and kinds stay. */
export function redactItem(
  item: LabeledItem,
  redactor: LabelRedactor,
  nameOf: ((label: SourceOf) => string) | undefined,
): LabeledItem {
  if (redactor.isIdle && nameOf === undefined) return item
  const name = nameOf ?? (({ sourceId }: SourceOf) => sourceId)
  const value = (given: Json | undefined) => (given === undefined ? undefined : redactor.value(given))
  const labels = new Map(
    item.trace?.labels.map((label): [StoredLabel, StoredLabel] => [
      label,
      {
        ...label,
        value: label.value === undefined ? undefined : redactor.answer(label.value),
        rationale: label.rationale === undefined ? undefined : redactor.text(label.rationale),
        sourceId: name(label),
        error: label.error && (redactor.value(label.error as unknown as Json) as unknown as StoredLabel['error']),
      },
    ]),
  )
  return {
    traceId: item.traceId,
    trace: item.trace && redactTrace(item.trace, redactor, [...labels.values()]),
    record: item.record && redactRecord(item.record, redactor, name),
    inputs: value(item.inputs),
    outputs: value(item.outputs),
    messages: redactor.value(item.messages as unknown as Json) as unknown as ChatMessage[],
    outputMessages: redactor.value(item.outputMessages as unknown as Json) as unknown as ChatMessage[],
    finals: new Map(
      [...item.finals].map(([key, final]) => {
        const own = final.labels.map((label) => labels.get(label) as StoredLabel)
        const [first] = own
        // What a label says is redacted, and counted, once.
        return [
          key,
          { ...final, value: first === undefined ? redactor.answer(final.value) : (first.value as Json), labels: own },
        ]
      }),
    ),
  }
}

function redactTrace(trace: LabeledTrace, redactor: LabelRedactor, labels: StoredLabel[]): LabeledTrace {
  const text = (given: string | undefined) => (given === undefined ? undefined : redactor.text(given))
  return {
    ...trace,
    name: redactor.text(trace.name),
    sessionId: text(trace.sessionId),
    userId: text(trace.userId),
    tags: redactor.value(trace.tags) as Record<string, string>,
    labels,
  }
}

/** Inputs and the rest are the item's. */
function redactRecord(
  record: DatasetRecord,
  redactor: LabelRedactor,
  nameOf: (label: SourceOf) => string,
): DatasetRecord {
  const { tags, source, sourceId, sourceType, lineage } = record
  const isTrace = sourceType === 'TRACE'
  return {
    ...record,
    ...(tags === undefined ? {} : { tags: redactor.value(tags) as Record<string, Json> }),
    ...(source === undefined || isTrace ? {} : { source: redactor.value(source) }),
    ...(sourceId === undefined || isTrace ? {} : { sourceId: redactor.text(sourceId) }),
    ...(lineage?.labelers === undefined
      ? {}
      : {
          lineage: {
            ...lineage,
            labelers: lineage.labelers.map((sourceId) => nameOf({ sourceType: 'HUMAN', sourceId })),
          },
        }),
  }
}
