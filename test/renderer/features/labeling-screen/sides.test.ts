import { expect, test } from 'vitest'
import { optionValue } from '../../../../src/renderer/features/labeling-screen/choose-option.ts'
import { isSwapped, seenSides } from '../../../../src/renderer/features/labeling-screen/sides.tsx'
import type { LabelSchema, LabelSchemaInput } from '../../../../src/shared/model/labeling.ts'

const ask = (input: LabelSchemaInput): LabelSchema => ({
  schemaId: 'ls-1',
  experimentId: '0',
  version: 1,
  name: 'better',
  type: 'feedback',
  enableComment: false,
  input,
  createdAtMs: 0,
  updatedAtMs: 0,
})
const better = ask({ type: 'pairwise', hasBothBad: false })
const desk = (reviewer: string) => ({ sessionId: 'session', reviewer })
const traceIds = Array.from({ length: 1_000 }, (_, at) => `tr-${at}`)

test('B is on the left of about half the traces, of other ones for another reviewer, always of the same', () => {
  const ofAna = traceIds.map((id) => isSwapped(desk('ana'), id))
  const ofBen = traceIds.map((id) => isSwapped(desk('ben'), id))
  for (const sides of [ofAna, ofBen]) {
    const count = sides.filter(Boolean).length
    expect(count).toBeGreaterThan(430)
    expect(count).toBeLessThan(570)
  }
  expect(ofAna).not.toEqual(ofBen)
  expect(traceIds.map((id) => isSwapped(desk('ana'), id))).toEqual(ofAna)
})

test('what was on the left is kept with the labels, and the keys mean the sides', () => {
  const swapped = traceIds.find((id) => isSwapped(desk('ana'), id))
  expect(seenSides(desk('ana'), [better], swapped)).toEqual({ left: 'B' })
  expect(seenSides(desk('ana'), [ask({ type: 'text' })], swapped)).toEqual({})
  expect([0, 1, 2, 3].map((option) => optionValue(better, option, true))).toEqual(['B', 'A', 'tie', undefined])
  expect(optionValue(better, 0, false)).toBe('A')
})
