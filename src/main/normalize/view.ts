/** One span, whichever convention wrote it, as the view model that the whole application reads. */
import type { Json } from '../../shared/model/json.ts'
import type { OtlpLogRecord, OtlpSpan } from '../../shared/model/otlp.ts'
import type { RetrievedDocument, SpanType, SpanView, ToolDefinition } from '../../shared/model/view.ts'
import { type Content, type ContentReader, isModelCall, readContent } from './content.ts'
import { parseDocuments } from './documents.ts'
import { contentEvents, readEvents } from './events.ts'
import { addEventFacts, collectFacts, type Facts, first, flattenedOf, usedConventions } from './facts.ts'
import { unflatten } from './flattened.ts'
import { toChatJson } from './messages/canonical.ts'
import { linkToolResults } from './messages/link-tools.ts'
import { providerNames } from './registry.ts'
import { isPlainRequest, isPlainResponse, requestModel, requestParameters, responseUsage } from './request.ts'
import { spanType } from './span-type.ts'
import { parseTools } from './tools.ts'
import { readCost, readUsage } from './usage.ts'
import { defined, isObject, type JsonObject, pick, setOwn, textOf, toContent, toJson, toText } from './values.ts'

const wholeReader: ContentReader = {
  wantsAll: true,
  read: toContent,
  readPlain: (value) => ('stringValue' in value ? value.stringValue || undefined : toContent(value)),
  tree: unflatten,
}

/** What the content of a span is read from. */
export type ContentSpan = Pick<OtlpSpan, 'name' | 'attributes' | 'events'>

export type SpanContent = Pick<SpanView, 'inputs' | 'outputs' | 'inputMessages' | 'outputMessages'>

/** What went into a span and came out of it, as `viewSpan` has it, without the rest. */
export function viewContent(span: ContentSpan, logs: OtlpLogRecord[]): SpanContent {
  return readSpan(span, logs).said
}

/** What both views begin with. */
function readSpan(span: ContentSpan, logs: OtlpLogRecord[]) {
  const facts = collectFacts(span.attributes)
  const events = contentEvents(span, logs)
  for (const event of events) addEventFacts(facts, event)
  const type = spanType(facts, span)
  const eventMessages = readEvents(events)
  const content = readContent(facts, type, eventMessages, wholeReader)
  const inputMessages = linkToolResults(content.inputMessages)
  const query = readQuery(facts, type, content.input)
  const toolCall = type === 'TOOL' ? readToolCall(facts, span, content) : undefined
  const documents = () => readDocuments(facts, type, content.output, eventMessages.documents)
  const said: SpanContent = defined({
    inputs: inputsOf({ ...content, inputMessages }, { query, toolCall }),
    outputs: outputsOf(content, type, documents, toolCall),
    inputMessages,
    outputMessages: content.outputMessages,
  })
  return { facts, type, content, documents, query, toolCall, said }
}

/**
 * Everything a span says. `logs` are the log records of the span, as older and current GenAI instrumentations send
 * content in them. Never throws, whatever the attributes hold.
 */
export function viewSpan(span: ContentSpan, logs: OtlpLogRecord[]): SpanView {
  const { facts, type, content, documents, query, toolCall, said } = readSpan(span, logs)
  const isModel = isModelCall(type)
  return defined({
    type,
    conventions: usedConventions(facts),
    ...said,
    tools: readTools(facts, isModel ? content.input : undefined),
    documents: documents(),
    query,
    toolCall,
    usage: readUsage(facts) ?? (isModel ? responseUsage(content.output) : undefined),
    cost: readCost(facts),
    model: first(facts, 'model', toText) ?? (isModel ? requestModel(content.input, content.output) : undefined),
    provider: readProvider(facts),
    parameters: readParameters(facts, isModel ? content.input : undefined),
    sessionId: first(facts, 'sessionId', toText),
    userId: first(facts, 'userId', toText),
  })
}

type ToolCall = NonNullable<SpanView['toolCall']>

/** The sender's inputs, or what they would be: a plain chat request is always told by its messages. */
function inputsOf(
  content: Content,
  known: { query: string | undefined; toolCall: ToolCall | undefined },
): Json | undefined {
  const { input, inputMessages } = content
  if (inputMessages.length > 0 && isPlainRequest(input, inputMessages)) return toChatJson(inputMessages)
  if (known.query !== undefined && (input === undefined || input === known.query)) return { query: known.query }
  return input ?? known.toolCall?.arguments
}

function outputsOf(
  content: Content,
  type: SpanType,
  documents: () => RetrievedDocument[],
  toolCall: ToolCall | undefined,
): Json | undefined {
  const { output, outputMessages } = content
  if (outputMessages.length > 0 && isPlainResponse(output, outputMessages)) return toChatJson(outputMessages)
  const found = type === 'RETRIEVER' ? documents() : []
  if (found.length > 0 && tellsDocuments(output)) return found.map(toDocumentJson)
  return output ?? toolCall?.result
}

function tellsDocuments(output: Json | undefined): boolean {
  return output === undefined || parseDocuments(output) !== undefined
}

/** MLflow's shape of a retrieved document, which its retrieval judges read. */
function toDocumentJson(document: RetrievedDocument): Json {
  const json: JsonObject = { page_content: document.text }
  if (document.metadata !== undefined) json.metadata = document.metadata
  if (document.id !== undefined) json.id = document.id
  if (document.score !== undefined) json.score = document.score
  return json
}

function readDocuments(facts: Facts, type: SpanType, output: Json | undefined, fromEvents: RetrievedDocument[]) {
  for (const candidate of facts.fields.get('documents') ?? []) {
    const value = toContent(candidate.value)
    const documents = value === undefined ? undefined : parseDocuments(value)
    if (documents !== undefined) return documents
  }
  for (const family of flattenedOf(facts, 'documents')) {
    const documents = parseDocuments(unflatten(family.entries))
    if (documents !== undefined) return documents
  }
  if (fromEvents.length > 0) return fromEvents
  if (output === undefined || typeof output === 'string') return []
  return type === 'RETRIEVER' || type === 'RERANKER' ? (parseDocuments(output) ?? []) : []
}

function readQuery(facts: Facts, type: SpanType, input: Json | undefined): string | undefined {
  const stated = first(facts, 'query', toText)
  if (stated !== undefined || (type !== 'RETRIEVER' && type !== 'RERANKER')) return stated
  if (typeof input === 'string') return input
  return isObject(input) ? textOf(pick(input, 'query', 'question', 'input', 'q', 'text', 'prompt')) : undefined
}

function readToolCall(facts: Facts, span: ContentSpan, content: Content): ToolCall {
  const name = first(facts, 'toolName', toText) ?? span.name.replace(/^(execute_tool|running tool:?) +/i, '')
  return defined({
    id: first(facts, 'toolCallId', toText),
    name,
    arguments: first(facts, 'toolArguments', toContent) ?? content.input,
    result: first(facts, 'toolResult', toContent) ?? content.output,
  })
}

function readTools(facts: Facts, input: Json | undefined): ToolDefinition[] {
  for (const family of flattenedOf(facts, 'tools')) {
    const tools = parseTools(unflatten(family.entries))
    if (tools.length > 0) return tools
  }
  const stated = first(facts, 'tools', (value) => {
    const content = toContent(value)
    const tools = content === undefined ? [] : parseTools(content)
    return tools.length > 0 ? tools : undefined
  })
  if (stated !== undefined) return stated
  if (!isObject(input)) return []
  const config = isObject(input.config) ? input.config : {}
  const offered = pick(input, 'tools') ?? pick(config, 'tools')
  return offered === undefined ? [] : parseTools(offered)
}

function readProvider(facts: Facts): string | undefined {
  const provider = first(facts, 'provider', toText)
  return provider === undefined ? undefined : (providerNames.get(provider) ?? provider)
}

/** Kept out of the parameters, as the view shows them elsewhere. */
const notParameters = new Set(['model', 'messages', 'tools', 'input', 'prompt', 'contents'])

function readParameters(facts: Facts, input: Json | undefined): Json | undefined {
  const parameters: JsonObject = {}
  const stated = first(facts, 'parameters', toContent)
  if (isObject(stated)) {
    for (const [key, value] of Object.entries(stated)) {
      if (!notParameters.has(key) && value !== null) setOwn(parameters, key, value)
    }
  }
  for (const [name, value] of facts.parameters) {
    const json = toJson(value)
    if (json !== null && json !== '') setOwn(parameters, name, json)
  }
  const known = Object.keys(parameters).length > 0 ? parameters : requestParameters(input)
  return Object.keys(known).length === 0 ? undefined : known
}
