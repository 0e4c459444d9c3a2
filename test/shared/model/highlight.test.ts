import { expect, test } from 'vitest'
import {
  type HighlightMark,
  isAttached,
  listMarkableTexts,
  sortMarks,
  toggleMark,
} from '../../../src/shared/model/highlight.ts'
import { findAnswerProblem } from '../../../src/shared/model/label-value.ts'
import type { ReadableTrace } from '../../../src/shared/model/label-work.ts'
import { LabelSchemaInput } from '../../../src/shared/model/labeling.ts'

const trace: ReadableTrace = {
  traceId: 'tr-1',
  name: 'chat',
  messages: [
    { role: 'system', parts: [{ type: 'text', text: 'Be brief.' }] },
    {
      role: 'user',
      parts: [
        { type: 'image', data: 'AAAA' },
        { type: 'text', text: 'どの油ですか？' },
      ],
    },
  ],
  outputMessages: [],
  output: { text: 'Dry lube.' },
  documents: [{ text: 'Wet lube in winter.' }],
  toolCalls: [],
  isTruncated: false,
}
const input = LabelSchemaInput.parse({
  type: 'highlight',
  labels: [
    { text: 'Wrong', color: 'red' },
    { text: 'Vague', color: 'amber', help: 'Could mean anything' },
  ],
})
const mark = (start: number, end: number, label = 'Wrong', path = 'documents/0'): HighlightMark => ({
  source: { path, role: 'document' },
  start,
  end,
  label,
  quote: 'Wet lube in winter.'.slice(start, end),
})

test('every message, value and document has its place, in reading order', () => {
  expect(listMarkableTexts(trace)).toEqual([
    { path: 'messages/0/parts/0', role: 'system', text: 'Be brief.' },
    { path: 'messages/1/parts/1', role: 'user', text: 'どの油ですか？' },
    { path: 'output', role: 'output', text: '{\n  "text": "Dry lube."\n}' },
    { path: 'documents/0', role: 'document', text: 'Wet lube in winter.' },
  ])
})

test('a mark whose text changed or went is detached, not moved', () => {
  const texts = listMarkableTexts(trace)
  expect(isAttached(mark(0, 8), texts)).toBe(true)
  expect(isAttached({ ...mark(0, 8), quote: 'Dry lube' }, texts)).toBe(false)
  // The same words elsewhere in the text are not it.
  expect(isAttached({ ...mark(1, 9), quote: 'Wet lube' }, texts)).toBe(false)
  expect(isAttached(mark(0, 8, 'Wrong', 'documents/1'), texts)).toBe(false)
})

test('the same label on the same place takes its mark away; the order of marking does not matter', () => {
  const [a, b, c] = [mark(4, 8), mark(0, 3), mark(4, 8, 'Vague')]
  const forward = [a, b, c].reduce<HighlightMark[]>(toggleMark, [])
  expect(forward).toEqual([c, b, a].reduce<HighlightMark[]>(toggleMark, []))
  expect(forward).toEqual([b, c, a])
  expect(toggleMark(forward, c)).toEqual([b, a])
  const far = [mark(0, 3, 'Wrong', 'documents/10'), mark(0, 3, 'Wrong', 'documents/9')]
  expect(sortMarks(far).map(({ source }) => source.path)).toEqual(['documents/9', 'documents/10'])
})

test('an answer fits when its marks are of the question’s labels; no mark at all is an answer', () => {
  expect(findAnswerProblem(input, [mark(0, 3), mark(0, 3, 'Vague')])).toBeUndefined()
  expect(findAnswerProblem(input, [])).toBeUndefined()
  expect(findAnswerProblem(input, [mark(0, 3, 'Rude')])).toBe('notAnOption')
  expect(findAnswerProblem(input, [mark(0, 3), mark(0, 3)])).toBe('repeated')
  expect(findAnswerProblem(input, [{ ...mark(0, 3), end: 0 }])).toBe('wrongType')
  expect(findAnswerProblem(input, ['Wrong'])).toBe('wrongType')
  expect(findAnswerProblem(input, 'Wrong')).toBe('wrongType')
})

test('labels differ, and there are 1 to 20', () => {
  const labels = (count: number) =>
    Array.from({ length: count }, (_, at) => ({ text: `label ${at}`, color: 'blue' as const }))
  const isFine = (given: unknown) => LabelSchemaInput.safeParse({ type: 'highlight', labels: given }).success
  expect([labels(1), labels(20), [], labels(21), [...labels(1), ...labels(1)]].map(isFine)).toEqual([
    true,
    true,
    false,
    false,
    false,
  ])
})
