import { expect, test } from 'vitest'
import { findDuplicates } from '../../../../src/main/evaluation/datasets/duplicates.ts'
import { listRecords, upsertRecords } from '../../../../src/main/store/dataset-records.ts'
import { moveToSplit, sealSplit } from '../../../../src/main/store/dataset-splits.ts'
import { createDataset } from '../../../../src/main/store/datasets.ts'
import { DuplicateReport } from '../../../../src/shared/model/dataset.ts'
import { makeWorkspace } from '../../store/make.ts'

const system = {
  role: 'system',
  content: 'You help customers of a bicycle shop. Be kind, be brief, never promise money.',
}
const ask = (content: string) => ({ messages: [system, { role: 'user', content }] })

test('what leaks between splits comes first, sealed records are told without their content, prompts in common count for nothing', () => {
  const { db } = makeWorkspace()
  const { datasetId } = createDataset(db, { name: 'golden', tags: {}, experimentIds: [] })
  const questions = [
    'Where is my order?',
    'where is my ORDER',
    'Which oil?',
    'Can I return it?',
    'Can I return it',
    'Hi',
  ]
  upsertRecords(db, { datasetId, records: questions.map((question) => ({ inputs: ask(question) })) })
  const ids = listRecords(db, { datasetId, limit: 10 }).records.map(({ recordId }) => recordId) as [string, ...string[]]
  moveToSplit(db, { datasetId, recordIds: [ids[0], ids[1] as string, ids[3] as string], split: 'dev' })
  moveToSplit(db, { datasetId, recordIds: [ids[4] as string], split: 'test' })
  sealSplit(db, { datasetId, split: 'test' })
  const steps: number[] = []
  const report = findDuplicates(db, { datasetId }, (_, progress) => steps.push(progress))
  expect(DuplicateReport.parse(report)).toEqual({
    datasetId,
    version: 4,
    recordCount: 6,
    groupCount: 2,
    leakCount: 1,
    groups: [
      {
        similarity: 1,
        isLeak: true,
        members: [
          { recordId: ids[3], split: 'dev', isSealed: false, text: expect.stringContaining('Can I return it?') },
          { recordId: ids[4], split: 'test', isSealed: true },
        ],
      },
      {
        similarity: 1,
        isLeak: false,
        members: [
          { recordId: ids[0], split: 'dev', isSealed: false, text: expect.stringContaining('Where is my order?') },
          { recordId: ids[1], split: 'dev', isSealed: false, text: expect.stringContaining('where is my ORDER') },
        ],
      },
    ],
  })
  expect(steps.at(-1)).toBeLessThanOrEqual(1)
  expect(() => findDuplicates(db, { datasetId: 'd-none' }, () => {})).toThrow(
    expect.objectContaining({ code: 'NOT_FOUND' }),
  )
})
