/** What is cancelled, fails or meets a full disk leaves nothing, and what was there before. */
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'csv-parse/sync'
import { describe, expect, test, vi } from 'vitest'
import { saveAnswer, submitItem } from '../../../../src/main/store/label-work.ts'
import type { LabeledFormat } from '../../../../src/shared/model/labeled-export.ts'
import { makeLabeled, type Turn } from './labeled-workspace.ts'

const disk = vi.hoisted(() => ({ left: Number.POSITIVE_INFINITY }))

/** A disk with as much room as is left on it. */
vi.mock('node:fs', async (original) => {
  const fs = await original<typeof import('node:fs')>()
  return {
    ...fs,
    writeSync: (descriptor: number, bytes: Uint8Array, offset: number) => {
      if (bytes.length - offset > disk.left) throw Object.assign(new Error('no space'), { code: 'ENOSPC' })
      return fs.writeSync(descriptor, bytes, offset)
    },
  }
})

const formats: readonly LabeledFormat[] = ['jsonl', 'csv', 'parquet', 'huggingface', 'openaiChat']

const turns = (count: number): Turn[] =>
  Array.from({ length: count }, (_, at) => ({ question: `Question ${at}`, answer: `${at} `.repeat(2_000) }))

describe.each(formats)('%s', (format) => {
  test('that is cancelled in the middle leaves what was there', async () => {
    const made = await makeLabeled(turns(9))
    const name = format === 'huggingface' ? 'folder' : 'out'
    if (format !== 'huggingface') writeFileSync(join(made.folder, name), 'before')
    const before = readdirSync(made.folder).sort()
    const abort = new AbortController()
    const onProgress = (done: number) => {
      if (done === 5) abort.abort()
    }
    expect(() => made.run({ format }, name, { signal: abort.signal, onProgress })).toThrow(
      expect.objectContaining({ code: 'CANCELLED' }),
    )
    expect(readdirSync(made.folder).sort()).toEqual(before)
    if (format !== 'huggingface') expect(readFileSync(join(made.folder, name), 'utf8')).toBe('before')
  })

  test('that finds no room leaves nothing, and says what to do', async () => {
    const made = await makeLabeled(turns(9))
    const before = readdirSync(made.folder).sort()
    disk.left = 100
    try {
      expect(() => made.run({ format }, 'full')).toThrow(
        expect.objectContaining({ code: 'STORE_FULL', message: expect.stringContaining('Free disk space') }),
      )
    } finally {
      disk.left = Number.POSITIVE_INFINITY
    }
    expect(readdirSync(made.folder).sort()).toEqual(before)
    expect(made.run({ format }, 'full').report.items).toBe(9)
  })
})

test('a folder that is not there is said to be missing', async () => {
  const made = await makeLabeled()
  expect(() => made.run({}, 'none/out')).toThrow(expect.objectContaining({ code: 'NOT_FOUND' }))
  mkdirSync(join(made.folder, 'taken'))
  expect(() => made.run({}, 'taken')).toThrow(expect.objectContaining({ code: 'CONFLICT' }))
  expect(existsSync(join(made.folder, 'taken.manifest.json'))).toBe(false)
})

test('nothing in a CSV begins as a formula, whoever wrote it: content, answers, names, tags', async () => {
  const made = await makeLabeled([
    { question: '=1+1', answer: '@SUM(A1)' },
    { question: '+1', answer: '-2+3' },
    { question: '\t=1', answer: '\r=1' },
  ])
  const { db, sessionId, traceIds } = made
  db.prepare("UPDATE session_reviewers SET reviewer = '=cmd|x' WHERE reviewer = 'Ana'").run()
  db.prepare("UPDATE label_schemas SET name = '=correct' WHERE name = 'correct'").run()
  const schemaId = db.prepare("SELECT schema_id FROM label_schemas WHERE name = '=correct'").pluck().get() as string
  const ref = { sessionId, reviewer: '=cmd|x', traceId: traceIds[0] as string }
  saveAnswer(db, { ...ref, schemaId, value: true, rationale: '=HYPERLINK("http://x")' }, 1)
  submitItem(db, { ...ref, activeMs: 1 }, 1)
  for (const shape of ['trace', 'label', 'reviewer'] as const) {
    const rows = parse(made.run({ format: 'csv', shape }).bytes, { bom: true }) as string[][]
    const formulas = rows.flat().filter((cell) => /^[=+\-@\t\r]/.test(cell))
    expect(formulas).toEqual([])
    expect(rows.flat().join(' ')).toContain("'=correct")
  }
})
