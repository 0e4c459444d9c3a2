/**
 * OTLP/HTTP protobuf bodies of 512 spans, encoded once: a sender only copies the template and writes new ids into it,
 * so that making load costs next to nothing.
 */
import { createHash } from 'node:crypto'
import { proto } from '../main/receive/otlp/proto.ts'

export type Shape = 'large' | 'narrow'

export const batchSpans = 512
/** Not a divisor of the batch, so that traces straddle requests, as they do in life. */
export const spansPerTrace = 10
const firstStartNano = 1_790_000_000_000_000_000n

export interface Template {
  body: Buffer
  /** Where each span's ids are; -1 for a parent that a root does not have. */
  offsets: { traceId: number; spanId: number; parentId: number }[]
  bytesPerSpan: number
}

const sentences = [
  'The agent looked up the order in the warehouse system and found that it had left the depot on Tuesday.',
  'Please answer in two short paragraphs and name the documents that the answer is based on.',
  'According to the policy, a refund is possible within thirty days when the seal is not broken.',
  'I could not find a flight on that day; the next one with a free seat leaves in the evening.',
  'Summarise the conversation so far for a colleague who has not read it, without leaving out the numbers.',
]

const japanese = 'ご注文の商品は火曜日に倉庫を出ました。お届けは木曜日の予定です。'
/** One span in so many has text beyond Latin-1, which costs more everywhere. */
const japaneseEvery = 8

function textOf(length: number, from: number): string {
  let text = from % japaneseEvery === 0 ? japanese : ''
  for (let i = from; text.length < length; i++) {
    text += `${sentences[i % sentences.length]} (${i}) `
  }
  return text
}

function attributesOf(shape: Shape, index: number): object[] {
  const string = (key: string, stringValue: string) => ({ key, value: { stringValue } })
  const int = (key: string, intValue: number) => ({ key, value: { intValue } })
  const common = [
    string('gen_ai.operation.name', index % spansPerTrace === 0 ? 'invoke_agent' : 'chat'),
    string('gen_ai.provider.name', 'openai'),
    string('gen_ai.request.model', index % 3 === 0 ? 'gpt-4o-mini' : 'gpt-4o'),
    int('gen_ai.usage.input_tokens', 400 + (index % 100)),
    int('gen_ai.usage.output_tokens', 80 + (index % 40)),
  ]
  if (shape === 'narrow') {
    return [
      ...common,
      string('gen_ai.conversation.id', `session-${index % 40}`),
      string('step.note', textOf(60, index)),
    ]
  }
  const message = (role: string, content: string) => ({ role, parts: [{ type: 'text', content }] })
  const input = [message('system', textOf(900, index)), message('user', textOf(2900, index))]
  const output = [{ ...message('assistant', textOf(1500, index)), finish_reason: 'stop' }]
  return [
    ...common,
    string('gen_ai.conversation.id', `session-${index % 40}`),
    string('gen_ai.response.model', 'gpt-4o-2024-08-06'),
    string('gen_ai.response.id', `chatcmpl-${index}`),
    { key: 'gen_ai.request.temperature', value: { doubleValue: 0.2 } },
    { key: 'gen_ai.response.finish_reasons', value: { arrayValue: { values: [{ stringValue: 'stop' }] } } },
    string('gen_ai.input.messages', JSON.stringify(input)),
    string('gen_ai.output.messages', JSON.stringify(output)),
  ]
}

/** Encodes the template. Spans follow each other in time; every tenth is a root. */
export function makeTemplate(shape: Shape): Template {
  const spanType = proto.lookupType('Span')
  const pieces: Buffer[] = []
  const offsets: Template['offsets'] = []
  let size = 0
  const add = (...more: Buffer[]) => {
    for (const piece of more) {
      pieces.push(piece)
      size += piece.byteLength
    }
  }
  for (let i = 0; i < batchSpans; i++) {
    const start = firstStartNano + BigInt(i) * 1_000_000n
    const rest = Buffer.from(
      spanType
        .encode(
          spanType.fromObject({
            name: `chat step ${i % 7}`,
            kind: 3,
            startTimeUnixNano: String(start),
            endTimeUnixNano: String(start + 750_000_000n),
            attributes: attributesOf(shape, i),
            status: { code: i % 97 === 0 ? 2 : 1 },
            flags: 257,
          }),
        )
        .finish(),
    )
    const ids = 18 + 10 + 10
    add(Buffer.from([0x12]), toVarint(ids + rest.byteLength))
    offsets.push({ traceId: size + 2, spanId: size + 20, parentId: size + 30 })
    add(Buffer.from([0x0a, 16]), Buffer.alloc(16), Buffer.from([0x12, 8]), Buffer.alloc(8), Buffer.from([0x22, 8]))
    add(Buffer.alloc(8), rest)
  }
  const resource = proto.lookupType('Resource')
  const scope = proto.lookupType('InstrumentationScope')
  const attributes = [
    { key: 'service.name', value: { stringValue: 'support-agent' } },
    { key: 'telemetry.sdk.language', value: { stringValue: 'python' } },
  ]
  const head = Buffer.concat([
    wrap(0x0a, Buffer.from(scope.encode({ name: 'opentelemetry.instrumentation.openai', version: '2.1' }).finish())),
  ])
  const scopeSpans = Buffer.concat([head, ...pieces])
  const resourceMessage = wrap(0x0a, Buffer.from(resource.encode(resource.fromObject({ attributes })).finish()))
  const group = Buffer.concat([resourceMessage, wrap(0x12, scopeSpans)])
  const body = wrap(0x0a, group)
  const shift = body.byteLength - scopeSpans.byteLength + head.byteLength
  for (const offset of offsets) {
    offset.traceId += shift
    offset.spanId += shift
    offset.parentId += shift
  }
  return { body, offsets, bytesPerSpan: Math.round(body.byteLength / batchSpans) }
}

/** Batch number `batch` of a run: ids like random ones, the same on every run. */
export function fillBody({ body, offsets }: Template, batch: number): Buffer {
  const filled = Buffer.allocUnsafeSlow(body.byteLength)
  body.copy(filled)
  offsets.forEach((offset, i) => {
    const span = batch * batchSpans + i
    const trace = Math.floor(span / spansPerTrace)
    idOf('trace', trace).copy(filled, offset.traceId, 0, 16)
    idOf('span', span).copy(filled, offset.spanId, 0, 8)
    const isRoot = span % spansPerTrace === 0
    if (isRoot) {
      filled.fill(0, offset.parentId, offset.parentId + 8)
    } else {
      idOf('span', trace * spansPerTrace).copy(filled, offset.parentId, 0, 8)
    }
  })
  return filled
}

function idOf(kind: string, number: number): Buffer {
  return createHash('sha1').update(`${kind} ${number}`).digest()
}

function wrap(tag: number, inner: Buffer): Buffer {
  return Buffer.concat([Buffer.from([tag]), toVarint(inner.byteLength), inner])
}

function toVarint(value: number): Buffer {
  const bytes: number[] = []
  let rest = value
  while (rest > 127) {
    bytes.push((rest % 128) | 128)
    rest = Math.floor(rest / 128)
  }
  return Buffer.from([...bytes, rest])
}
