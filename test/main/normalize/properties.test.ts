/** Whatever a sender writes, the normaliser answers: never a throw, always a view that the contract accepts. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { eventRules, meaningsByKey, prefixesBySegment } from '../../../src/main/normalize/registry.ts'
import { searchTexts } from '../../../src/main/normalize/search-text.ts'
import { summarizeSpan } from '../../../src/main/normalize/summarize.ts'
import { viewSpan } from '../../../src/main/normalize/view.ts'
import type { AnyValue, KeyValue } from '../../../src/shared/model/otlp.ts'
import { previewLength, SpanView } from '../../../src/shared/model/view.ts'
import { toLog, toSpan } from './spans.ts'

const knownKeys = [...meaningsByKey.keys()]
const prefixes = [...prefixesBySegment.values()].flat().map((meaning) => meaning.prefix)
const segments = ['0', '1', '99999999', '-1', 'message', 'role', 'content', 'contents', 'tool_calls', 'tool_call']
const words = [...segments, 'message_content', 'document', 'id', 'type', 'text', 'function', '__proto__', 'constructor']

/** Text with lone surrogates, control characters and everything else that JavaScript strings may hold. */
const longText = fc
  .tuple(fc.integer({ min: 480, max: 520 }), fc.constantFrom('👋', '長い文', ' ', 'word '))
  .map(([length, unit]) => 'a'.repeat(length) + unit.repeat(600))
const anyText = fc.oneof(
  { arbitrary: longText, weight: 1 },
  { arbitrary: fc.string({ unit: 'binary' }), weight: 3 },
  fc.string(),
  fc.constantFrom('', ' ', '\ud83d', '"', '{', '[]'),
)

const json = fc.letrec((tie) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    anyText,
    fc.double(),
    fc.boolean(),
    fc.constant(null),
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(messageKey(), tie('value'), { maxKeys: 5 }),
  ),
})).value

function messageKey() {
  return fc.oneof(
    fc.constantFrom('role', 'content', 'parts', 'type', 'text', 'tool_calls', 'function', 'name', 'arguments', 'id'),
    fc.constantFrom('messages', 'choices', 'message', 'input', 'output', 'image_url', 'url', 'kwargs', 'lc', 'data'),
    fc.constantFrom('__proto__', 'constructor', 'toString', 'document', 'page_content', 'metadata', 'score', 'usage'),
    fc.constantFrom('tool_call', 'functionCall', 'inline_data', 'source', 'file', 'toolName', 'response', 'result'),
    anyText,
  )
}

const jsonText = json.chain((value) =>
  fc.constantFrom(JSON.stringify(value) ?? '', JSON.stringify(JSON.stringify(value) ?? ''), '{"a":1e999}', '[-0]'),
)

const anyValue: fc.Arbitrary<AnyValue> = fc.letrec<{ value: AnyValue }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    fc.record({ stringValue: fc.oneof(anyText, jsonText) }),
    fc.record({ boolValue: fc.boolean() }),
    fc.record({ intValue: fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }).map(String) }),
    fc.record({
      doubleValue: fc.oneof(fc.double({ noNaN: true, noDefaultInfinity: true }), fc.constant('NaN' as const)),
    }),
    fc.record({ arrayValue: fc.record({ values: fc.array(tie('value'), { maxLength: 4 }) }) }),
    fc.record({
      kvlistValue: fc.record({
        values: fc.array(fc.record({ key: messageKey(), value: tie('value') }), { maxLength: 4 }),
      }),
    }),
    fc.record({ bytesValue: fc.base64String() }),
    fc.constant({} as AnyValue),
  ),
})).value

const path = fc.array(fc.constantFrom(...words), { maxLength: 6 }).map((parts) => parts.join('.'))
const anyKey = fc.oneof(
  fc.constantFrom(...knownKeys),
  fc.tuple(fc.constantFrom(...prefixes), path).map(([prefix, rest]) => prefix + rest),
  anyText,
)
const attributes: fc.Arbitrary<KeyValue[]> = fc.array(fc.record({ key: anyKey, value: anyValue }), { maxLength: 25 })
const events = fc.array(fc.record({ name: fc.constantFrom(...eventRules.keys(), 'exception'), attributes }), {
  maxLength: 3,
})

describe('any span', () => {
  it('has a view that the contract accepts and JSON carries', () => {
    fc.assert(
      fc.property(attributes, events, anyValue, (given, spanEvents, body) => {
        const span = {
          ...toSpan('any', {}),
          attributes: given,
          events: spanEvents.map((event) => ({ ...event, timeUnixNano: '0', droppedAttributesCount: 0 })),
        }
        const logs = [{ ...toLog('gen_ai.choice', null), body }]
        const view = viewSpan(span, logs)
        expect(SpanView.safeParse(view).error).toBeUndefined()
        expect(JSON.parse(JSON.stringify(view))).toEqual(view)
        expect(searchTexts(span, logs).every((text) => text.trim() !== '')).toBe(true)
      }),
      { numRuns: 1500 },
    )
  })

  it('has a summary with bounded previews and the type, session and user of the view', () => {
    fc.assert(
      fc.property(attributes, events, (given, spanEvents) => {
        const span = {
          ...toSpan('any', {}),
          attributes: given,
          events: spanEvents.map((event) => ({ ...event, timeUnixNano: '0', droppedAttributesCount: 0 })),
        }
        const summary = summarizeSpan(span)
        for (const preview of [summary.inputPreview, summary.outputPreview]) {
          if (preview === undefined) continue
          expect(preview.length).toBeLessThanOrEqual(previewLength)
          expect(preview.trim()).toBe(preview)
          if (preview.endsWith('…')) expect(preview.at(-2)).not.toMatch(/[\ud800-\udbff]/)
          expect(preview).not.toBe('')
        }
        const view = viewSpan(span, [])
        expect([summary.type, summary.sessionId, summary.userId]).toEqual([view.type, view.sessionId, view.userId])
        expect(summary.cost).toEqual(view.cost?.total)
        expect(Number.isFinite(summary.cost ?? 0)).toBe(true)
      }),
      { numRuns: 1500 },
    )
  })
})
