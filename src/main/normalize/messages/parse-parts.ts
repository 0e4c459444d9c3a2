/** One content part in any provider's or framework's shape to a `MessagePart`. */
import type { Json } from '../../../shared/model/json.ts'
import type { MessagePart } from '../../../shared/model/view.ts'
import { defined, idOf, isObject, type JsonObject, looksLikeJson, parseJson, pick, textOf } from '../values.ts'

/** Content as senders write it: a text, one part, or a list of either. */
export function parseContent(content: Json | undefined): MessagePart[] {
  if (content === undefined || content === null || content === '') return []
  if (typeof content === 'string') return [{ type: 'text', text: content }]
  if (Array.isArray(content)) return content.flatMap(parsePart)
  if (isObject(content)) return parsePart(content)
  return [{ type: 'text', text: String(content) }]
}

/** One part; a few shapes hold several. */
export function parsePart(value: Json): MessagePart[] {
  if (typeof value === 'string') return value === '' ? [] : [{ type: 'text', text: value }]
  if (value === null) return []
  if (!isObject(value)) return [{ type: 'other', kind: 'value', value }]
  const part = unwrapped(value)
  const kind = typeof part.type === 'string' ? part.type : ''
  const reader = partReaders.get(kind.replaceAll('-', '_'))
  const known = reader?.(part) ?? parseUntyped(part)
  return known ?? [{ type: 'other', kind: kind === '' ? 'value' : kind, value: part }]
}

/** OpenInference wraps each part in `message_content`. */
function unwrapped(part: JsonObject): JsonObject {
  const inner = part.message_content
  return isObject(inner) ? inner : part
}

type Reader = (part: JsonObject) => MessagePart[] | undefined

const partReaders = new Map<string, Reader>()
for (const [reader, kinds] of [
  [readText, ['text', 'input_text', 'output_text', 'refusal', 'summary_text']],
  [readReasoning, ['reasoning', 'thinking', 'redacted_thinking', 'reasoning_content']],
  [readToolCall, ['tool_call', 'function_call', 'tool_use', 'server_tool_use', 'server_tool_call', 'function']],
  [
    readToolResult,
    [
      'tool_call_response',
      'tool_result',
      'tool_return',
      'function_call_output',
      'server_tool_call_response',
      'function_response',
      'web_search_tool_result',
    ],
  ],
  [readImage, ['image', 'image_url', 'input_image']],
  [readMedia, ['blob', 'uri', 'file', 'input_file', 'document', 'media', 'input_audio', 'audio', 'video', 'video_url']],
] as const) {
  for (const kind of kinds) partReaders.set(kind, reader as Reader)
}

function readText(part: JsonObject): MessagePart[] | undefined {
  const text = pick(part, 'text', 'content', 'refusal', 'value')
  if (typeof text === 'string') return [{ type: part.thought === true ? 'reasoning' : 'text', text }]
  return text === undefined ? [] : undefined
}

function readReasoning(part: JsonObject): MessagePart[] | undefined {
  const value = pick(part, 'content', 'text', 'thinking', 'reasoning', 'reasoning_content', 'summary', 'data')
  if (value === undefined) return []
  const text = Array.isArray(value) ? value.map(plainText).filter(Boolean).join('\n\n') : plainText(value)
  return text === '' ? [] : [{ type: 'reasoning', text }]
}

function plainText(value: Json): string {
  if (typeof value === 'string') return value
  return isObject(value) ? (textOf(pick(value, 'text', 'content')) ?? '') : ''
}

/** A call in the shapes of OTel, OpenAI (both APIs), Anthropic, Gemini, LangChain, AI SDK. */
export function readToolCall(part: JsonObject): MessagePart[] | undefined {
  const call = nested(part, 'tool_call', 'server_tool_call', 'function_call', 'functionCall') ?? part
  const body = isObject(call.function) ? call.function : call
  const name =
    textOf(pick(body, 'name', 'toolName', 'tool_name')) ?? textOf(pick(part, 'name', 'toolName', 'tool_name'))
  if (name === undefined) return undefined
  const id = idOf(pick(call, 'call_id', 'id', 'toolCallId', 'tool_call_id', 'tool_use_id')) ?? idOf(pick(part, 'id'))
  const given = pick(body, 'arguments', 'args', 'input', 'parameters') ?? pick(part, 'arguments', 'args', 'input')
  return [defined({ type: 'toolCall' as const, id, name, arguments: unpacked(given) ?? {} })]
}

function readToolResult(part: JsonObject): MessagePart[] {
  const inner = nested(part, 'function_response', 'functionResponse', 'server_tool_call_response') ?? part
  const id = idOf(pick(part, 'id', 'tool_call_id', 'call_id', 'tool_use_id', 'toolCallId')) ?? idOf(pick(inner, 'id'))
  const name = textOf(pick(inner, 'name', 'toolName', 'tool_name'))
  const result = pick(inner, 'response', 'result', 'output', 'content', 'value') ?? null
  return [defined({ type: 'toolResult' as const, id: callId(part, id), name, result: toolResultValue(result) })]
}

/** The Responses API gives an output item an id of its own beside the call's. */
function callId(part: JsonObject, id: string | undefined): string | undefined {
  return textOf(pick(part, 'tool_call_id', 'call_id', 'tool_use_id', 'toolCallId')) ?? id
}

/** A result with its wrapping undone: JSON text, AI SDK `{type, value}`, and lists of nothing but text parts. */
export function toolResultValue(value: Json): Json {
  if (typeof value === 'string') return unpacked(value) ?? value
  if (
    isObject(value) &&
    typeof value.type === 'string' &&
    value.value !== undefined &&
    Object.keys(value).length === 2
  ) {
    return unpacked(value.value) ?? null
  }
  if (Array.isArray(value) && value.length > 0) {
    const texts = value.map((item) => (isObject(item) && item.type === 'text' ? textOf(item.text) : undefined))
    if (texts.every((text) => text !== undefined)) return unpacked(texts.join('\n')) ?? ''
  }
  return value
}

function nested(part: JsonObject, ...keys: string[]): JsonObject | undefined {
  const inner = pick(part, ...keys)
  return isObject(inner) ? inner : undefined
}

/** Arguments and results are often JSON in a string. */
export function unpacked(value: Json | undefined): Json | undefined {
  if (typeof value !== 'string' || !looksLikeJson(value) || value.trimStart().startsWith('"')) return value
  return parseJson(value) ?? value
}

function readImage(part: JsonObject): MessagePart[] | undefined {
  const holder = nested(part, 'image_url', 'image') ?? part
  const source = nested(holder, 'source') ?? nested(holder, 'image') ?? holder
  const mimeType = textOf(pick(source, 'media_type', 'mediaType', 'mime_type', 'mimeType')) ?? mimeOf(part)
  const place = textOf(pick(source, 'url', 'uri', 'image_url', 'data', 'image', 'content', 'base64'))
  if (place !== undefined) return [image(place, mimeType, part)]
  const fileId = textOf(pick(source, 'file_id', 'fileId', 'id'))
  return fileId === undefined ? undefined : [defined({ type: 'file' as const, fileId, mimeType })]
}

function mimeOf(part: JsonObject): string | undefined {
  return textOf(pick(part, 'mime_type', 'mimeType', 'media_type', 'mediaType'))
}

/** An image from a URL or base64 text. Addresses of other schemes are never handed to a picture element. */
function image(place: string, mimeType: string | undefined, part: JsonObject): MessagePart {
  if (isImageUrl(place)) return defined({ type: 'image' as const, url: place, mimeType })
  if (isBase64(place)) return defined({ type: 'image' as const, data: place, mimeType })
  return { type: 'other', kind: 'image', value: part }
}

function isImageUrl(text: string): boolean {
  return /^(https?:|data:image\/)/i.test(text)
}

function isBase64(text: string): boolean {
  return text.length >= 8 && /^[\w+/=-]+$/.test(text.slice(0, 200)) && /^[\w+/=\s-]+$/.test(text.slice(-200))
}

const safeFileUrl = /^(https?|data|gs|s3|az|azure|abfss?|dbfs|hdfs|file|cid|mlflow-attachment):/i

/** Files, audio, video, and OTel's blob / uri parts, which are images when they say so. */
function readMedia(part: JsonObject): MessagePart[] | undefined {
  const kind = typeof part.type === 'string' ? part.type : 'file'
  const holder =
    nested(part, 'file', 'input_audio', 'audio', 'source', 'video_url', 'inline_data', 'inlineData') ?? part
  const format = textOf(holder.format)
  const mimeType = mimeOf(holder) ?? mimeOf(part) ?? (format === undefined ? undefined : `audio/${format}`)
  const place = textOf(
    pick(holder, 'uri', 'url', 'file_uri', 'fileUri', 'file_url', 'file_data', 'data', 'content', 'text', 'file'),
  )
  const name = textOf(pick(holder, 'filename', 'file_name', 'name', 'title')) ?? textOf(pick(part, 'title', 'filename'))
  const isImage = mimeType?.startsWith('image/') === true || part.modality === 'image'
  if (place !== undefined && isImage && (isImageUrl(place) || (kind === 'blob' && isBase64(place)))) {
    return [image(place, mimeType, part)]
  }
  const fileId = textOf(pick(holder, 'file_id', 'fileId', 'id'))
  if (place === undefined && fileId === undefined && name === undefined) return undefined
  const where = place === undefined ? {} : safeFileUrl.test(place) ? { url: place } : { data: place }
  if ('data' in where && /^[a-z][a-z0-9+.-]*:/i.test(where.data ?? '')) return undefined
  return [defined({ type: 'file' as const, name, mimeType, fileId, ...where })]
}

/** Parts without `type`: Gemini's, Bedrock's and bare text objects. */
function parseUntyped(part: JsonObject): MessagePart[] | undefined {
  if (isObject(part.function_call) || isObject(part.functionCall) || isObject(part.tool_call)) return readToolCall(part)
  if (typeof part.toolName === 'string') return part.output === undefined ? readToolCall(part) : readToolResult(part)
  if (isObject(part.toolUse)) return readToolCall({ ...part.toolUse, id: part.toolUse.toolUseId ?? null })
  if (isObject(part.function_response) || isObject(part.functionResponse)) return readToolResult(part)
  if (isObject(part.toolResult)) return readToolResult({ ...part.toolResult, id: part.toolResult.toolUseId ?? null })
  if (isObject(part.inline_data) || isObject(part.inlineData)) {
    const blob = (part.inline_data ?? part.inlineData) as JsonObject
    return readMedia({ ...blob, type: 'blob', content: blob.data ?? null })
  }
  if (isObject(part.file_data) || isObject(part.fileData)) {
    return readMedia({ ...((part.file_data ?? part.fileData) as JsonObject), type: 'uri' })
  }
  if (isObject(part.image_url) || isObject(part.image)) return readImage(part)
  return typeof part.text === 'string' ? readText(part) : undefined
}
