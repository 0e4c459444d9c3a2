/** What ingest needs of every span. Runs on the writer thread: one pass over the attributes, bounded reading. */
import type { Json } from '../../shared/model/json.ts'
import type { AnyValue, OtlpSpan } from '../../shared/model/otlp.ts'
import type { SpanSummary, SpanType } from '../../shared/model/view.ts'
import { type Budget, parseBounded, toJsonBounded } from './bounded-json.ts'
import { type ContentReader, type ContentSource, contentSource, isChatType, isModelCall } from './content.ts'
import type { Field } from './convention.ts'
import { contentEvents, type EventMessages, readEvents } from './events.ts'
import { addEventFacts, collectFacts, type Facts, first } from './facts.ts'
import { unflatten } from './flattened.ts'
import { parseMessage } from './messages/parse-messages.ts'
import { inputMessagesPreview, messageText, outputMessagesPreview, previewText, valuePreview } from './preview.ts'
import { requestModel, responseUsage } from './request.ts'
import { spanType } from './span-type.ts'
import { readTags } from './tags.ts'
import { readCost, readUsage } from './usage.ts'
import { isObject, looksLikeJson, parseJson, toText } from './values.ts'

const budget: Budget = { stringLength: 2_100, steps: 2_500 }
/** Short texts are quicker parsed by the engine's own parser. */
const wholeLength = 600

const boundedReader: ContentReader = {
  wantsAll: false,
  read: readBounded,
  readPlain: (value) => ('stringValue' in value ? value.stringValue || undefined : readBounded(value)),
  tree: (entries, field) => unflatten(newestGroup(entries, field)),
}

/** Columns and previews of one span. The same values that `viewSpan` gives where it gives them. */
export function summarizeSpan(span: OtlpSpan): SpanSummary {
  const { type, model, usage, cost, sessionId, userId, inputPreview, outputPreview, traceTags, isPending } =
    summarizeSpanLazily(span)
  return { type, model, usage, cost, sessionId, userId, inputPreview, outputPreview, traceTags, isPending }
}

/**
 * As `summarizeSpan`, but previews are read when they are asked for: of a trace's spans few are, and reading content is
 * most of the work. Stays on its thread: a copy by structured clone has no previews.
 */
export function summarizeSpanLazily(span: OtlpSpan): SpanSummary {
  return new LazySummary(span)
}

class LazySummary implements SpanSummary {
  readonly type: SpanSummary['type']
  readonly model: SpanSummary['model']
  readonly usage: SpanSummary['usage']
  readonly cost: SpanSummary['cost']
  readonly sessionId: SpanSummary['sessionId']
  readonly userId: SpanSummary['userId']
  readonly traceTags: SpanSummary['traceTags']
  readonly isPending: boolean
  private readonly facts: Facts
  private readonly content: ContentSource
  private input: { text: string | undefined } | undefined
  private output: { text: string | undefined } | undefined

  constructor(span: OtlpSpan) {
    const facts = collectFacts(span.attributes)
    const events = span.events.length === 0 ? noEvents : readSpanEvents(facts, span)
    const type = spanType(facts, span)
    const content = contentSource(facts, type, events, boundedReader)
    const isModel = isModelCall(type)
    this.type = type
    this.model =
      first(facts, 'model', toText) ?? (isModel ? requestModel(content.input(), content.output()) : undefined)
    this.usage = readUsage(facts) ?? (isModel ? responseUsage(content.output()) : undefined)
    this.cost = readCost(facts)?.total
    this.sessionId = first(facts, 'sessionId', toText)
    this.userId = first(facts, 'userId', toText)
    this.traceTags = readTags(facts)
    this.isPending = first(facts, 'pending', toText) === 'pending_span'
    this.facts = facts
    this.content = content
    this.input = undefined
    this.output = undefined
  }

  get inputPreview(): string | undefined {
    this.input ??= { text: inputPreview(this.facts, this.type, this.content) }
    return this.input.text
  }

  get outputPreview(): string | undefined {
    this.output ??= { text: outputPreview(this.facts, this.type, this.content) }
    return this.output.text
  }
}

function inputPreview(facts: Facts, type: SpanType, content: ContentSource): string | undefined {
  const newest = newestUserText(facts, type)
  return (
    (newest === undefined ? undefined : previewText(newest)) ??
    inputMessagesPreview(content.inputMessages()) ??
    rawPreview(content.input()) ??
    otherPreview(facts, ['query', 'toolArguments'])
  )
}

function outputPreview(facts: Facts, type: SpanType, content: ContentSource): string | undefined {
  return (
    outputMessagesPreview(content.outputMessages()) ??
    rawPreview(content.output()) ??
    documentsPreview(facts, type) ??
    otherPreview(facts, ['toolResult'])
  )
}

function rawPreview(value: Json | undefined): string | undefined {
  return value === undefined ? undefined : valuePreview(value)
}

const opensMessage = /\{\s*"role"\s*:\s*$/
const opensList = /^\s*(\[|\{\s*"messages"\s*:\s*\[)/

/**
 * The last user message of a long list of messages, without reading the list: quotes inside JSON strings are escaped,
 * so that these words can only be a message's own. Undefined wherever it is not certain to be found that way.
 */
function newestUserText(facts: Facts, type: SpanType): string | undefined {
  if (facts.flattened.size > 0 || facts.fields.has('conversation')) return undefined
  const structured = facts.fields.get('inputMessages')
  const value = (structured ?? (isChatType(type) ? facts.fields.get('input') : undefined))?.[0]?.value
  if (value === undefined || !('stringValue' in value) || value.stringValue.length <= wholeLength) return undefined
  const text = value.stringValue
  const last = text.lastIndexOf('"user"')
  if (last === -1 || !opensList.test(text.slice(0, 40))) return undefined
  const before = text.slice(Math.max(0, last - 20), last)
  const opening = opensMessage.exec(before)
  if (opening === null) return undefined
  const message = parseBounded(text.slice(last - before.length + opening.index), budget)
  const parsed = isObject(message) ? parseMessage(message, 'user') : undefined
  return parsed === undefined ? undefined : messageText(parsed)
}

const noEvents: EventMessages = { input: [], output: [], documents: [] }

function readSpanEvents(facts: Facts, span: OtlpSpan): EventMessages {
  const events = contentEvents(span, [])
  if (events.length === 0) return noEvents
  const newest = events.slice(-maxEvents)
  // Facts are taken whole, as the view takes them; whoever reads content from them bounds it.
  for (const event of newest) addEventFacts(facts, event)
  return readEvents(
    newest.map((event) => ({
      ...event,
      attributes: event.attributes.map(({ key, value }) => ({ key, value: shortened(value) })),
    })),
  )
}

const maxEvents = 40
const maxEventText = 8_000

/** Event content is read as a whole, so that what is too long is cut to text. */
function shortened(value: AnyValue): AnyValue {
  if (!('stringValue' in value) || value.stringValue.length <= maxEventText) return value
  return { stringValue: JSON.stringify(parseBounded(value.stringValue, budget) ?? value.stringValue.slice(0, 2_000)) }
}

function readBounded(value: AnyValue) {
  if (!('stringValue' in value)) {
    const json = toJsonBounded(value, budget)
    return json === null || json === '' ? undefined : json
  }
  const text = value.stringValue
  if (text === 'null' || text.trim() === '') return undefined
  const parsed = readText(text)
  // A JSON string may hold JSON of its own, once.
  const inner = typeof parsed === 'string' && parsed !== text ? readText(parsed) : parsed
  return inner === null || inner === '' ? undefined : inner
}

function readText(text: string) {
  if (!looksLikeJson(text)) return text
  const parsed = text.length <= wholeLength ? parseJson(text) : parseBounded(text, budget)
  return parsed === undefined ? text : parsed
}

/** Of flattened messages only the one that a preview shows: the newest by the user, the last of an answer. */
function newestGroup(entries: [path: string, value: AnyValue][], field: Field): [string, AnyValue][] {
  let newest = -1
  let isUser = false
  for (const [path, value] of entries) {
    const index = Number.parseInt(path, 10)
    if (Number.isNaN(index)) continue
    const user =
      field === 'inputMessages' && path.endsWith('.role') && 'stringValue' in value && value.stringValue === 'user'
    if (isUser ? user && index > newest : user || index > newest) {
      newest = index
      isUser ||= user
    }
  }
  const prefix = `${newest}.`
  return entries.filter(([path]) => path.startsWith(prefix) || path === String(newest)).slice(0, 200)
}

function otherPreview(facts: Facts, fields: Field[]): string | undefined {
  for (const field of fields) {
    const value = first(facts, field, readBounded)
    const text = value === undefined ? undefined : valuePreview(value)
    if (text !== undefined) return text
  }
  return undefined
}

/** A retriever without outputs of its own is told by its documents. */
function documentsPreview(facts: Facts, type: SpanType): string | undefined {
  if (type !== 'RETRIEVER' && type !== 'RERANKER') return undefined
  const value = first(facts, 'documents', readBounded)
  if (value !== undefined) return valuePreview(value)
  for (const family of facts.flattened.values()) {
    if (family.rule.field !== 'documents') continue
    const content = family.entries.find(([path]) => path.endsWith('.content'))?.[1]
    if (content !== undefined && 'stringValue' in content) return previewText(content.stringValue)
  }
  return undefined
}
