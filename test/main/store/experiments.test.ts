import { expect, it } from 'vitest'
import {
  createExperiment,
  deleteExperiment,
  findExperiment,
  findExperimentByName,
  getExperiment,
  listExperiments,
  readExperiments,
  resolveExperiment,
  restoreExperiment,
  setExperimentTag,
  updateExperiment,
} from '../../../src/main/store/experiments.ts'
import { makeMemoryStore } from './make.ts'

it('lists active ones by name, the default one first', () => {
  const db = makeMemoryStore()
  for (const name of ['b', 'a', 'C']) createExperiment(db, { name, tags: {} }, 1)
  const gone = createExperiment(db, { name: 'gone', tags: {} }, 1)
  deleteExperiment(db, gone.experimentId, 2)
  expect(listExperiments(db).map(({ name }) => name)).toEqual(['Default', 'C', 'a', 'b'])
  restoreExperiment(db, gone.experimentId, 3)
  expect(listExperiments(db).map(({ name }) => name)).toEqual(['Default', 'C', 'a', 'b', 'gone'])
})

it('tells when it was made and last changed', () => {
  const db = makeMemoryStore()
  const { experimentId } = createExperiment(db, { name: 'a', tags: { k: 'v' } }, 100)
  expect(getExperiment(db, experimentId)).toEqual({
    experimentId,
    name: 'a',
    lifecycleStage: 'active',
    createdAtMs: 100,
    updatedAtMs: 100,
    tags: { k: 'v' },
  })
  updateExperiment(db, experimentId, { name: 'b' }, 200)
  expect(getExperiment(db, experimentId)).toMatchObject({ name: 'b', createdAtMs: 100, updatedAtMs: 200 })
  setExperimentTag(db, experimentId, 'k', 'w', 300)
  expect(getExperiment(db, experimentId)).toMatchObject({ updatedAtMs: 300, tags: { k: 'w' } })
  deleteExperiment(db, experimentId, 400)
  expect(getExperiment(db, experimentId)).toMatchObject({ lifecycleStage: 'deleted', updatedAtMs: 400 })
})

it('keeps a name for whoever has it, deleted or not, and leaves nothing of what it refused', () => {
  const db = makeMemoryStore()
  const { experimentId } = createExperiment(db, { name: 'a', tags: {} }, 1)
  deleteExperiment(db, experimentId, 2)
  const other = createExperiment(db, { name: 'b', tags: {} }, 1)
  expect(() => createExperiment(db, { name: 'a', tags: { k: 'v' } }, 3)).toThrow(/already exists.*restore/)
  expect(() => updateExperiment(db, other.experimentId, { name: 'a' }, 3)).toThrow(/already exists/)
  expect(findExperimentByName(db, 'a')?.experimentId).toBe(experimentId)
  expect(findExperiment(db, other.experimentId)?.name).toBe('b')
})

it('finds nothing by what is no id', () => {
  const db = makeMemoryStore()
  for (const id of ['', ' 0', '0x0', '1e0', '-0', '0.0', '99', '9'.repeat(40)]) {
    expect(findExperiment(db, id)).toBeUndefined()
    expect(() => getExperiment(db, id)).toThrow()
  }
  expect(readExperiments(db, [99, 0]).map(({ name }) => name)).toEqual(['Default'])
})

it('is made by the id that spans name, beside ones with a name like it', () => {
  const db = makeMemoryStore()
  createExperiment(db, { name: 'Experiment 7', tags: {} }, 1)
  expect(resolveExperiment(db, '7', undefined, 5)).toBe(7)
  expect(resolveExperiment(db, '7', undefined, 6)).toBe(7)
  const made = getExperiment(db, '7')
  expect(made).toMatchObject({ lifecycleStage: 'active', createdAtMs: 5, tags: {} })
  expect(made.name).toMatch(/^Experiment 7 \(/)
  // The next one that gets an id does not get a taken one.
  expect(Number(createExperiment(db, { name: 'next', tags: {} }, 7).experimentId)).toBeGreaterThan(7)
})
