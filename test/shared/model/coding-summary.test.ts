import { expect, test } from 'vitest'
import { countCodes, notesSinceNewCode, traceSaturation } from '../../../src/shared/model/coding-summary.ts'

const note = (noteId: string, traceId: string, ...codes: [string, number][]) => ({
  noteId,
  traceId,
  codes: codes.map(([codeId, codedAtMs]) => ({ codeId, codedAtMs, codedBy: 'ana' })),
})
const notes = [
  note('n1', 't1', ['wrong', 30]),
  note('n2', 't1', ['wrong', 20], ['rude', 40]),
  note('n3', 't2', ['slow', 10]),
  note('n4', 't3'),
  note('n5', 't4', ['slow', 50]),
]

test('counts notes and traces, with the share of traces that have any code', () => {
  const [wrong, rude, unused] = countCodes([{ codeId: 'wrong' }, { codeId: 'rude' }, { codeId: 'unused' }], notes)
  expect(wrong).toMatchObject({ noteCount: 2, traceCount: 1 })
  expect(wrong?.share?.value).toBeCloseTo(1 / 3)
  expect(rude).toMatchObject({ noteCount: 1, traceCount: 1 })
  expect(unused).toMatchObject({ noteCount: 0, traceCount: 0, share: { value: 0, low: 0 } })
  expect(countCodes([{ codeId: 'wrong' }], [])).toEqual([{ codeId: 'wrong', noteCount: 0, traceCount: 0 }])
})

test('the curve follows the order of coding, not that of the notes', () => {
  const points = traceSaturation(notes)
  expect(points.map(({ codeCount }) => codeCount)).toEqual([1, 3, 3, 3])
  expect(points[1]?.newCodeIds).toEqual(['wrong', 'rude'])
  expect(notesSinceNewCode(points)).toBe(2)
  expect(notesSinceNewCode([])).toBe(0)
})
