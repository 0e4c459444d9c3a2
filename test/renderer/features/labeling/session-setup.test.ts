import { expect, test } from 'vitest'
import { fromLocalTime, toLocalTime } from '../../../../src/renderer/features/labeling/local-time.ts'
import { ruleEffects } from '../../../../src/renderer/features/labeling/rule-effects.ts'
import {
  findSampleProblem,
  newSampleDraft,
  type SampleDraft,
  toSample,
  toSource,
} from '../../../../src/renderer/features/labeling/sample-draft.ts'
import { defaultRules, type SessionRules } from '../../../../src/shared/model/label-work.ts'
import { Sample } from '../../../../src/shared/model/session-sample.ts'

const draft = (change: Partial<SampleDraft>): SampleDraft => ({ ...newSampleDraft(true), ...change })

test('a draft is drawn only when it says all that a sample needs', () => {
  expect(toSample(draft({}))).toBeUndefined()
  expect(findSampleProblem(draft({}))).toBeUndefined()
  expect(findSampleProblem(draft({ method: 'random', size: undefined }))).toBe('sizeMissing')
  expect(findSampleProblem(draft({ method: 'stratified', by: 'tag', key: ' ' }))).toBe('keyMissing')
  expect(findSampleProblem(draft({ source: 'dataset' }))).toBe('datasetMissing')
  // Without traces nothing is drawn, whatever else is chosen.
  expect(findSampleProblem(draft({ source: 'none', method: 'random', size: undefined }))).toBeUndefined()
  const samples = [
    draft({ method: 'random', size: 5, seed: 's' }),
    draft({ method: 'stratified', by: 'model' }),
    draft({ method: 'stratified', by: 'tag', key: ' tier ', allocation: 'equal' }),
    draft({ method: 'stratified', by: 'assessment', key: 'ok' }),
  ].map(toSample)
  for (const sample of samples) expect(Sample.parse(sample)).toEqual(sample)
  expect(samples[0]).toEqual({ method: 'random', size: 5, seed: 's' })
  expect(samples[2]).toMatchObject({ stratum: { by: 'tag', key: 'tier' }, allocation: 'equal' })
})

test('the source is what was chosen', () => {
  const selection = { traceIds: ['a'] }
  const context = { selection, found: { search: 'oil' }, experimentId: '3' }
  const sourceOf = (change: Partial<SampleDraft>) => toSource(draft(change), context)
  expect(sourceOf({ source: 'given' })).toBe(selection)
  expect(sourceOf({ source: 'found' })).toEqual({ filter: { search: 'oil' } })
  expect(sourceOf({ source: 'experiment' })).toEqual({ filter: { experimentId: '3' } })
  expect(sourceOf({ source: 'dataset', datasetId: 'd-1' })).toEqual({ datasetId: 'd-1' })
  expect(sourceOf({ source: 'none' })).toBeUndefined()
})

test('what a change of rules does to labeling that has begun', () => {
  const effects = (before: Partial<SessionRules>, after: Partial<SessionRules>) =>
    ruleEffects({ ...defaultRules, ...before }, { ...defaultRules, ...before, ...after })
  expect(effects({}, {})).toEqual([])
  expect(effects({}, { labelsWanted: 2 })).toEqual(['moreLabels'])
  expect(effects({ labelsWanted: 3 }, { labelsWanted: 2 })).toEqual(['fewerLabels'])
  // Where everyone labels everything the number says nothing.
  expect(effects({ assignment: 'all' }, { labelsWanted: 2 })).toEqual([])
  expect(effects({}, { isBlind: true })).toEqual(['becomesBlind'])
  expect(effects({ isBlind: true }, { isBlind: false })).toEqual(['becomesOpen'])
  expect(effects({}, { seed: 'x' })).toEqual([])
  expect(effects({ order: 'random' }, { seed: 'x' })).toEqual(['orderOnly'])
  expect(effects({ assignment: 'split' }, { seed: 'x' })).toEqual(['assignedAnew'])
  expect(effects({}, { assignment: 'all', order: 'random' })).toEqual(['assignedAnew', 'orderOnly'])
})

test('a time goes into a field and comes back to the minute', () => {
  const timeMs = new Date(2026, 4, 12, 9, 30).getTime()
  expect(toLocalTime(timeMs)).toBe('2026-05-12T09:30')
  expect(fromLocalTime('2026-05-12T09:30')).toBe(timeMs)
  expect(toLocalTime(undefined)).toBe('')
  expect(fromLocalTime('')).toBeUndefined()
})
