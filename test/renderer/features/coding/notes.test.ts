import { expect, test } from 'vitest'
import { toNotesCsv } from '../../../../src/renderer/features/coding/notes-csv.ts'
import { filterNotes, matchCodes } from '../../../../src/renderer/features/coding/shown-notes.ts'
import type { Code, CodingNote } from '../../../../src/shared/model/coding.ts'

const note = (noteId: string, text: string, change: Partial<CodingNote> = {}): CodingNote => ({
  noteId,
  kind: 'item',
  traceId: 't',
  traceName: 'answer',
  author: 'mia',
  text,
  notedAtMs: 0,
  state: 'current',
  codes: [],
  ...change,
})
const code = (codeId: string, name: string): Code => ({
  codeId,
  experimentId: '0',
  name,
  colour: 'blue',
  createdBy: 'lead',
  createdAtMs: 0,
  mergedFrom: [],
  promotedTo: [],
})
const given = (codeId: string) => [{ codeId, codedBy: 'lead', codedAtMs: 1 }]
const notes = [
  note('n1', 'Wrong source', { codes: given('a') }),
  note('n2', '価格が古い ＯＬＤ', { state: 'changed', codedText: '価格が古い', codes: given('b') }),
  note('n3', 'Too long'),
]
const shown = (filter: Parameters<typeof filterNotes>[1]['filter'], search = '', activeId?: string) =>
  filterNotes(notes, { filter, search, activeId }).map(({ noteId }) => noteId)

test('notes are filtered by code and state, and searched without case and width', () => {
  expect(shown('all')).toEqual(['n1', 'n2', 'n3'])
  expect(shown({ codeId: 'a' })).toEqual(['n1'])
  expect(shown('changed')).toEqual(['n2'])
  expect(shown('all', 'old')).toEqual(['n2'])
  // The note at hand stays when a code takes it out of the filter.
  expect(shown('uncoded')).toEqual(['n3'])
  expect(shown('uncoded', '', 'n1')).toEqual(['n1', 'n3'])
})

test('typing finds the exact name first, then beginnings, then parts', () => {
  const codes = [code('1', 'Not the source'), code('2', 'Source missing'), code('3', 'source'), code('4', 'Tone')]
  expect(matchCodes(codes, 'SOURCE')).toMatchObject({
    hasExact: true,
    codes: [{ codeId: '3' }, { codeId: '2' }, { codeId: '1' }],
  })
  expect(matchCodes(codes, 'to')).toMatchObject({ hasExact: false, codes: [{ codeId: '4' }] })
})

test('the CSV keeps lines, quotes and commas, and is no formula', () => {
  const csv = toNotesCsv(
    [note('n1', 'He said "no",\nthen left', { codes: [...given('a'), ...given('b')] }), note('n2', '=1+1')],
    new Map([
      ['a', { name: 'Rude' }],
      ['b', { name: 'Short' }],
    ]),
  )
  expect(csv).toContain('"He said ""no"",\nthen left",,Rude; Short,lead\r\n')
  expect(csv).toContain(",'=1+1,,,\r\n")
  expect(csv.startsWith('\uFEFFnote_id,trace_id,')).toBe(true)
})
