import { appendFileSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { openLedger } from '../../../../src/main/evaluation/egress/ledger.ts'
import type { EgressEntry } from '../../../../src/shared/model/provider.ts'

let folder: string
let path: string

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'assay-ledger-'))
  path = join(folder, 'egress.jsonl')
})

afterEach(() => rmSync(folder, { recursive: true, force: true }))

function makeEntry(number: number, runId = 'r1'): EgressEntry {
  return {
    entryId: `e${number}`,
    atMs: 1_700_000_000_000 + number,
    method: 'POST',
    url: 'http://127.0.0.1:1/v1/chat/completions',
    purpose: 'judge',
    runId,
    sentBytes: number,
    outcome: 'open',
  }
}

const ids = (entries: EgressEntry[]) => entries.map(({ entryId }) => entryId)

test('pages run from the newest to the oldest, also while more is added, and by run', () => {
  const ledger = openLedger({ path })
  for (let i = 1; i <= 5; i++) ledger.begin(makeEntry(i, i % 2 === 0 ? 'even' : 'odd'))
  const first = ledger.list({ limit: 2 })
  expect(ids(first.entries)).toEqual(['e5', 'e4'])
  ledger.begin(makeEntry(6))
  const second = ledger.list({ limit: 2, before: first.nextCursor })
  expect(ids(second.entries)).toEqual(['e3', 'e2'])
  const third = ledger.list({ limit: 2, before: second.nextCursor })
  expect(ids(third.entries)).toEqual(['e1'])
  expect(third.nextCursor).toBeUndefined()
  expect(ids(ledger.list({ limit: 9, runId: 'odd' }).entries)).toEqual(['e5', 'e3', 'e1'])
})

test('another process and a later start read the same, up to a line that a crash cut off', () => {
  const ledger = openLedger({ path })
  const other = openLedger({ path })
  ledger.begin(makeEntry(1))
  expect(other.list({ limit: 9 }).entries).toEqual([makeEntry(1)])
  other.begin(makeEntry(2))
  ledger.end('e1', { outcome: 'answered', status: 200, receivedBytes: 7, durationMs: 3 })
  const expected = [
    makeEntry(2),
    { ...makeEntry(1), outcome: 'answered', status: 200, receivedBytes: 7, durationMs: 3 },
  ]
  for (const each of [ledger, other, openLedger({ path })]) expect(each.list({ limit: 9 }).entries).toEqual(expected)
  appendFileSync(path, '{"entryId":"e3","atMs":17')
  expect(openLedger({ path }).list({ limit: 9 }).entries).toEqual(expected)
  if (process.platform !== 'win32') expect(statSync(path).mode & 0o777).toBe(0o600)
})

test('the newest are kept and the file does not grow for ever', () => {
  const ledger = openLedger({ path, keptEntries: 20 })
  for (let i = 1; i <= 200; i++) {
    ledger.begin(makeEntry(i))
    ledger.end(`e${i}`, { outcome: 'answered', status: 200 })
  }
  const { entries } = ledger.list({ limit: 100 })
  expect(entries.length).toBeGreaterThanOrEqual(20)
  expect(entries.length).toBeLessThan(60)
  expect(entries[0]).toMatchObject({ entryId: 'e200', outcome: 'answered' })
  expect(readFileSync(path, 'utf8').split('\n').length).toBeLessThan(120)
})
