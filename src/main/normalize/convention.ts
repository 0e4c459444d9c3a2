/**
 * What a tracing convention is to the normaliser: one declarative table. Adding a convention means writing one more
 * table and listing it in `registry.ts`; no other code knows conventions by name.
 */
import type { SpanType } from '../../shared/model/view.ts'

/** Everything the normaliser wants to know of a span, whoever wrote it. */
export const fields = [
  'type',
  /** Structured chat messages: JSON text or structured values. */
  'inputMessages',
  'outputMessages',
  /** Input and output messages in one list. */
  'conversation',
  'systemInstructions',
  /** Whole inputs and outputs in the sender's own shape. */
  'input',
  'output',
  'inputMimeType',
  'outputMimeType',
  /** Pieces of an answer that some senders write as attributes of their own. */
  'outputText',
  'outputToolCalls',
  'outputReasoning',
  'finishReasons',
  'tools',
  'documents',
  'query',
  'toolName',
  'toolCallId',
  'toolArguments',
  'toolResult',
  'usage',
  'usageExclusive',
  'usage.input',
  'usage.output',
  'usage.total',
  'usage.cacheRead',
  'usage.cacheWrite',
  'usage.reasoning',
  'cost',
  'cost.input',
  'cost.output',
  'cost.total',
  'model',
  'provider',
  'parameters',
  'sessionId',
  'userId',
  'tags',
  'pending',
  /** A JSON list of events in the deprecated OTel form (`event.name`), as Pydantic AI writes it. */
  'eventList',
] as const
export type Field = (typeof fields)[number]

/** A family of keys such as `llm.input_messages.0.message.role`, rebuilt into a tree before it is read. */
export interface FlattenedRule {
  field: Field
  rank: number
}

export interface Convention {
  /** As shown in `SpanView.conventions`. */
  name: string
  /**
   * Key prefixes that only this convention uses. Keys of the table that match none of them are shared ones
   * (`session.id`): read, but no sign that the convention is in use.
   */
  marks: readonly string[]
  /**
   * Per field, the keys that carry it and their rank among all conventions: the lowest ranked key with a usable
   * value wins. By habit 10 to 19 is explicit, 20 to 49 structured, 50 to 79 raw, 80 and more a last resort.
   */
  keys: Partial<Record<Field, Readonly<Record<string, number>>>>
  /** Prefixes without the last dot. */
  flattened?: Readonly<Record<string, FlattenedRule>>
  /** Values of the `type` keys, lower case, to span types. Values not listed are ignored unless `keepsTypes`. */
  types?: Readonly<Record<string, SpanType>>
  /** An unlisted type is the user's own and is kept as written. */
  keepsTypes?: boolean
  /** The convention has one word for every model call: with structured messages it is a chat model. */
  hasOnlyLlm?: boolean
  /** A key whose mere presence gives the type, with its rank. */
  presence?: Readonly<Record<string, { type: SpanType; rank: number }>>
  /** Model parameters, attribute key to name. */
  parameters?: Readonly<Record<string, string>>
  /** Prefixes whose rest is a tag name; with the last dot. */
  tagPrefixes?: readonly string[]
  /** Renames of provider values, old to current. */
  providers?: Readonly<Record<string, string>>
  /** Span events and log records that carry content, by event name. */
  events?: Readonly<Record<string, EventRule>>
}

/**
 * `attributes`: the event's attributes are read with the tables as if they were the span's.
 * `message`: the event is one input message of that role. `choice`: it is one output message.
 * `document`: it is one retrieved document.
 */
export type EventRule = { as: 'attributes' | 'choice' | 'document' } | { as: 'message'; role: string }
