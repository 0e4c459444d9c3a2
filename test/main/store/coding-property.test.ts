/** Any sequence of changes of codes: no note loses a code but by an explicit taking away, and every change can be taken back. */
import type { Database } from 'better-sqlite3'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createAssessment } from '../../../src/main/store/assessments.ts'
import { undoCoding } from '../../../src/main/store/code-promotion.ts'
import {
  assignCodes,
  createCode,
  deleteCode,
  listCodes,
  mergeCodes,
  splitCode,
  unassignCodes,
  updateCode,
} from '../../../src/main/store/codes.ts'
import { listNotes } from '../../../src/main/store/coding-notes.ts'
import { ingestBatch } from '../../../src/main/store/ingest.ts'
import { makeIngest, makeMemoryStore, makeSpan, traceId } from './make.ts'

const noteCount = 8
const by = 'lead'
const experimentId = '0'

const place = fc.nat({ max: 20 })
const subset = fc.subarray(
  Array.from({ length: noteCount }, (_, at) => at),
  { minLength: 1 },
)
const step = fc.oneof(
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('create' as const) }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('rename' as const), code: place }) },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('merge' as const),
      code: place,
      others: fc.array(place, { minLength: 1, maxLength: 3 }),
    }),
  },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('split' as const), code: place, notes: subset }) },
  { weight: 6, arbitrary: fc.record({ kind: fc.constant('assign' as const), code: place, notes: subset }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('unassign' as const), code: place, notes: subset }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('delete' as const), code: place }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('undo' as const) }) },
)

/** By note, the names of its codes: what is expected, kept by simple rules beside the store. */
type Model = { names: string[]; codes: Set<string>[] }
const copy = (model: Model): Model => ({ names: [...model.names], codes: model.codes.map((each) => new Set(each)) })

function observe(db: Database): { names: string[]; codes: string[][] } {
  const codes = listCodes(db, { experimentId })
  const nameOf = new Map(codes.map(({ codeId, name }) => [codeId, name]))
  const byText = new Map(
    listNotes(db, { experimentId }).notes.map((note) => [
      note.text,
      note.codes.map(({ codeId }) => nameOf.get(codeId) as string).sort(),
    ]),
  )
  return {
    names: codes.map(({ name }) => name).sort(),
    codes: Array.from({ length: noteCount }, (_, at) => byText.get(`note ${at}`) as string[]),
  }
}

test('random changes end as simple rules say, and are taken back one by one', { timeout: 120_000 }, () => {
  fc.assert(
    fc.property(fc.array(step, { minLength: 10, maxLength: 40, size: 'max' }), (steps) => {
      const db = makeMemoryStore()
      try {
        run(db, steps)
      } finally {
        db.close()
      }
    }),
    { numRuns: 60 },
  )
})

function run(db: Database, steps: readonly (typeof step extends fc.Arbitrary<infer T> ? T : never)[]): void {
  ingestBatch(db, { spans: [1, 2, 3].map((n) => makeIngest(makeSpan(n, 1))) }, 1)
  for (let at = 0; at < noteCount; at++) {
    createAssessment(db, {
      traceId: traceId(1 + (at % 3)),
      name: 'note',
      kind: 'feedback',
      value: `note ${at}`,
      source: { type: 'HUMAN', id: `writer ${at}` },
    })
  }
  const noteIds = Array.from({ length: noteCount }, () => '')
  for (const { text, noteId } of listNotes(db, { experimentId }).notes) noteIds[Number(text.slice(5))] = noteId
  let model: Model = { names: [], codes: noteIds.map(() => new Set()) }
  const done: { changeId: string; before: Model }[] = []
  let made = 0
  let nowMs = 1_000
  const idOf = (name: string) => listCodes(db, { experimentId }).find((code) => code.name === name)?.codeId as string
  const pick = (at: number) => model.names[at % model.names.length] as string

  for (const each of steps) {
    nowMs++
    const before = copy(model)
    let changeId: string | undefined
    if (each.kind === 'undo') {
      const last = done.pop()
      if (last === undefined) continue
      expect(undoCoding(db, { changeId: last.changeId }, nowMs).undone).toBe(true)
      model = last.before
    } else if (each.kind === 'create') {
      const name = `code ${made++}`
      changeId = createCode(db, { experimentId, name, by }, nowMs).changeId
      model.names.push(name)
    } else if (model.names.length > 0) {
      const name = pick(each.code)
      const codeId = idOf(name)
      const rename = (from: string, to: string | undefined, notes: readonly number[]) => {
        for (const at of notes) if (model.codes[at]?.delete(from) && to !== undefined) model.codes[at]?.add(to)
      }
      const all = noteIds.map((_, at) => at)
      if (each.kind === 'rename') {
        const next = `code ${made++}`
        changeId = updateCode(db, { codeId, name: next, by }, nowMs).changeId
        model.names[model.names.indexOf(name)] = next
        rename(name, next, all)
      } else if (each.kind === 'merge') {
        const from = [...new Set(each.others.map(pick))].filter((other) => other !== name)
        if (from.length === 0) continue
        changeId = mergeCodes(db, { codeId, fromCodeIds: from.map(idOf), by }, nowMs).changeId
        for (const other of from) rename(other, name, all)
        model.names = model.names.filter((other) => !from.includes(other))
      } else if (each.kind === 'split') {
        const moved = each.notes.filter((at) => model.codes[at]?.has(name))
        if (moved.length === 0) continue
        const next = `code ${made++}`
        const chosen = each.notes.map((at) => noteIds[at] as string)
        changeId = splitCode(db, { codeId, noteIds: chosen, name: next, by }, nowMs).changeId
        model.names.push(next)
        rename(name, next, moved)
      } else if (each.kind === 'assign') {
        const chosen = each.notes.map((at) => noteIds[at] as string)
        changeId = assignCodes(db, { experimentId, noteIds: chosen, codes: [{ codeId }], by }, nowMs).changeId
        for (const at of each.notes) model.codes[at]?.add(name)
      } else if (each.kind === 'unassign') {
        const chosen = each.notes.map((at) => noteIds[at] as string)
        changeId = unassignCodes(db, { noteIds: chosen, codeIds: [codeId], by }, nowMs).changeId
        rename(name, undefined, each.notes)
      } else {
        changeId = deleteCode(db, { codeId, by }, nowMs).changeId
        model.names = model.names.filter((other) => other !== name)
        rename(name, undefined, all)
      }
    }
    if (changeId !== undefined) done.push({ changeId, before })
    expect(observe(db)).toEqual({
      names: [...model.names].sort(),
      codes: model.codes.map((codes) => [...codes].sort()),
    })
  }
  expect(db.pragma('foreign_key_check')).toEqual([])
  for (const { changeId, before } of done.toReversed()) {
    undoCoding(db, { changeId }, ++nowMs)
    expect(observe(db).codes).toEqual(before.codes.map((codes) => [...codes].sort()))
  }
}
