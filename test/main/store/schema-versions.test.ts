import type { Database } from 'better-sqlite3'
import * as fc from 'fast-check'
import { beforeEach, describe, expect, test } from 'vitest'
import { getAssessment, listAssessments } from '../../../src/main/store/assessments.ts'
import { ingestBatch } from '../../../src/main/store/ingest.ts'
import { buildQueue } from '../../../src/main/store/label-queue.ts'
import {
  discardDraft,
  listVersions,
  orderLabelSchemas,
  publishDraft,
  updateLabelSchema,
} from '../../../src/main/store/label-schema-changes.ts'
import {
  createLabelSchema,
  createLabelSchemas,
  deleteLabelSchema,
  getLabelSchema,
  listLabelSchemas,
} from '../../../src/main/store/label-schemas.ts'
import { getItem, saveAnswer, submitItem } from '../../../src/main/store/label-work.ts'
import { createSession, getSession, updateSession } from '../../../src/main/store/labeling-sessions.ts'
import { addItems, listItemStates } from '../../../src/main/store/session-items.ts'
import { listSessionLabels } from '../../../src/main/store/session-labels.ts'
import { moveSession, previewMove } from '../../../src/main/store/session-versions.ts'
import { settleLabels } from '../../../src/main/store/settled-labels.ts'
import type { Json } from '../../../src/shared/model/json.ts'
import type { NewLabelSchema } from '../../../src/shared/model/labeling.ts'
import { makeIngest, makeMemoryStore, makeSpan, traceId } from './make.ts'

const accuracy = {
  name: 'accuracy',
  type: 'feedback',
  title: 'Right?',
  input: { type: 'categorical', options: ['yes', 'partly', 'no'], isMultiple: false },
} satisfies NewLabelSchema
const why = { name: 'why', type: 'feedback', isRequired: true, input: { type: 'text' } } satisfies NewLabelSchema

let db: Database
let accuracyId: string
let whyId: string
let sessionId: string

beforeEach(() => {
  db = makeMemoryStore()
  ingestBatch(db, { spans: [1, 2, 3].map((n) => makeIngest(makeSpan(n, 1))) }, 1)
  accuracyId = createLabelSchema(db, accuracy).schemaId
  whyId = createLabelSchema(db, {
    ...why,
    askIf: { schemaId: accuracyId, test: 'oneOf', values: ['partly', 'no'] },
  }).schemaId
  sessionId = createSession(db, { name: 'Round', schemaIds: [accuracyId, whyId], reviewers: ['Ana', 'Ben'] }).sessionId
  addItems(db, sessionId, [1, 2, 3].map(traceId))
})

const item = (n: number, reviewer = 'Ana') => ({ sessionId, reviewer, traceId: traceId(n) })
const answer = (n: number, schemaId: string, value: Json, reviewer = 'Ana') =>
  saveAnswer(db, { ...item(n, reviewer), schemaId, value })
const submit = (n: number, reviewer = 'Ana') => submitItem(db, { ...item(n, reviewer), activeMs: 1 })
const labels = (n: number) =>
  listAssessments(db, { traceId: traceId(n) }).map(({ name, value, metadata }) => [
    name,
    value,
    metadata['assay.schemaVersion'],
  ])
const change = (options: string[]) =>
  updateLabelSchema(db, {
    schemaId: accuracyId,
    change: { input: { type: 'categorical', options, isMultiple: false } },
  })
const optionsOf = (input: { type: string; options?: string[] }) => input.options

describe('a question', () => {
  test('that nobody asks just changes, also after its session is gone', () => {
    const free = createLabelSchema(db, { ...accuracy, name: 'free' })
    const changed = updateLabelSchema(db, { schemaId: free.schemaId, change: { title: 'New' } })
    expect(changed).toMatchObject({ title: 'New', version: 1 })
    expect(changed.draft).toBeUndefined()
    expect(listVersions(db, free.schemaId)).toHaveLength(1)
  })

  test('in use collects a draft, and publishing makes a version that never changes', () => {
    const drafted = change(['yes', 'mostly', 'no'])
    expect(optionsOf(drafted.input)).toEqual(['yes', 'partly', 'no'])
    expect(drafted.draft).toMatchObject({ title: 'Right?', input: { options: ['yes', 'mostly', 'no'] } })
    expect(discardDraft(db, accuracyId).draft).toBeUndefined()
    expect(() => publishDraft(db, accuracyId)).toThrow(expect.objectContaining({ code: 'CONFLICT' }))
    change(['yes', 'mostly', 'no'])
    updateLabelSchema(db, { schemaId: accuracyId, change: { title: '' } })
    const published = publishDraft(db, accuracyId)
    expect(published).toMatchObject({ version: 2, input: { options: ['yes', 'mostly', 'no'] } })
    expect(published.draft ?? published.title).toBeUndefined()
    change(['yes', 'no'])
    publishDraft(db, accuracyId)
    expect(
      listVersions(db, accuracyId).map(({ version, definition, sessions }) => [
        version,
        definition.title,
        optionsOf(definition.input),
        sessions,
      ]),
    ).toEqual([
      [3, undefined, ['yes', 'no'], []],
      [2, undefined, ['yes', 'mostly', 'no'], []],
      [1, 'Right?', ['yes', 'partly', 'no'], ['Round']],
    ])
  })

  test('changed by a client is published at once, beside a draft that stays', () => {
    updateLabelSchema(db, { schemaId: accuracyId, change: { title: 'Drafted' } })
    const changed = updateLabelSchema(db, { schemaId: accuracyId, change: { instruction: 'Look.' }, publishes: true })
    expect(changed).toMatchObject({ version: 2, title: 'Right?', instruction: 'Look.', draft: { title: 'Drafted' } })
    expect(publishDraft(db, accuracyId)).toMatchObject({ version: 3, title: 'Drafted', instruction: 'Look.' })
    const same = updateLabelSchema(db, { schemaId: accuracyId, change: { title: 'Drafted' }, publishes: true })
    expect(same.version).toBe(3)
  })

  test('is asked by a session in the version that it had then', () => {
    change(['yes', 'no'])
    publishDraft(db, accuracyId)
    const [pinned] = getSession(db, sessionId).schemas
    expect(pinned).toMatchObject({ version: 1, newestVersion: 2, input: { options: ['yes', 'partly', 'no'] } })
    expect(() => answer(1, accuracyId, 'partly')).not.toThrow()
    const later = createSession(db, { name: 'Later', schemaIds: [accuracyId], reviewers: [] })
    expect(later.schemas[0]).toMatchObject({ version: 2, input: { options: ['yes', 'no'] } })
    expect(later.schemas[0]?.newestVersion).toBeUndefined()
  })
})

describe('a condition', () => {
  test('asks only when it holds; an answer that is no longer asked stays a draft', () => {
    answer(1, accuracyId, 'no')
    expect(() => submit(1)).toThrow(expect.objectContaining({ details: { reason: 'required', schemaId: whyId } }))
    answer(1, whyId, 'It is wrong.')
    submit(1)
    expect(labels(1)).toEqual([
      ['accuracy', 'no', '1'],
      ['why', 'It is wrong.', '1'],
    ])
    answer(1, accuracyId, 'yes')
    submit(1)
    expect(labels(1)).toEqual([['accuracy', 'yes', '1']])
    expect(getItem(db, item(1)).answers.find(({ schemaId }) => schemaId === whyId)?.value).toBe('It is wrong.')
  })

  test('on a later or unknown question, or in a circle, is refused', () => {
    const refused = (reason: string) => expect.objectContaining({ details: expect.objectContaining({ reason }) })
    const condition = { schemaId: whyId, test: 'answered' } as const
    expect(() => updateLabelSchema(db, { schemaId: accuracyId, change: { askIf: condition } })).toThrow(
      refused('conditionCircle'),
    )
    const last = createLabelSchema(db, { ...why, name: 'last' })
    expect(() =>
      updateLabelSchema(db, { schemaId: accuracyId, change: { askIf: { schemaId: last.schemaId, test: 'answered' } } }),
    ).toThrow(refused('conditionLater'))
    expect(() =>
      createLabelSchema(db, { ...why, name: 'x', askIf: { schemaId: 'ls-none', test: 'answered' } }),
    ).toThrow(refused('conditionUnknown'))
    expect(() => orderLabelSchemas(db, { experimentId: '0', schemaIds: [whyId, accuracyId] })).toThrow(
      refused('conditionLater'),
    )
    expect(() => createSession(db, { name: 'b', schemaIds: [whyId], reviewers: [] })).toThrow(
      refused('conditionUnknown'),
    )
    expect(() => updateSession(db, { sessionId, schemaIds: [whyId, accuracyId] })).toThrow(refused('conditionLater'))
    expect(() => deleteLabelSchema(db, accuracyId)).toThrow(refused('decides'))
    expect(listLabelSchemas(db).map(({ name }) => name)).toEqual(['accuracy', 'why', 'last'])
  })

  test('of a file names its question', () => {
    const made = createLabelSchemas(db, {
      schemas: [
        { ...accuracy, name: 'a', group: 'Facts' },
        { ...why, name: 'b', askIf: { name: 'a', test: 'is', value: 'no' } },
      ],
    })
    expect(made[1]?.askIf).toEqual({ schemaId: made[0]?.schemaId, test: 'is', value: 'no' })
    expect(made[0]?.group).toBe('Facts')
    const ids = made.map(({ schemaId }) => schemaId)
    orderLabelSchemas(db, { experimentId: '0', schemaIds: ids })
    expect(listLabelSchemas(db).map(({ name }) => name)).toEqual(['a', 'b', 'accuracy', 'why'])
  })
})

describe('moving a session', () => {
  const move = (rules: { from: string; to?: string }[]) =>
    moveSession(db, {
      sessionId,
      questions: [{ schemaId: accuracyId, toVersion: getLabelSchema(db, accuracyId).version, rules }],
    })

  test('keeps, maps, or asks again, with the old labels in the history', () => {
    answer(1, accuracyId, 'yes')
    submit(1)
    answer(2, accuracyId, 'partly')
    answer(2, whyId, 'Half of it.')
    submit(2)
    answer(3, accuracyId, 'no')
    answer(3, whyId, 'None of it.')
    submit(3)
    const [old] = listAssessments(db, { traceId: traceId(2) })
    change(['yes', 'mostly', 'never'])
    publishDraft(db, accuracyId)
    expect(previewMove(db, { sessionId }).questions[0]?.rules).toEqual([
      { from: 'partly', to: 'mostly' },
      { from: 'no', to: 'never' },
    ])
    const questions = [
      { schemaId: accuracyId, toVersion: 2, rules: [{ from: 'partly', to: 'mostly' }, { from: 'no' }] },
    ]
    const preview = previewMove(db, { sessionId, questions })
    expect(preview.questions[0]?.counts).toEqual({ kept: 1, mapped: 1, askedAgain: 1 })
    expect(preview.itemsAgain).toBe(1)
    expect(getSession(db, sessionId).schemas[0]?.version).toBe(1)

    expect(moveSession(db, { sessionId, questions })).toEqual(preview)
    expect(getSession(db, sessionId).schemas[0]).toMatchObject({ version: 2 })
    expect(labels(1)).toEqual([['accuracy', 'yes', '1']])
    const moved = listAssessments(db, { traceId: traceId(2) }).find(({ name }) => name === 'accuracy')
    expect(moved).toMatchObject({
      value: 'mostly',
      overrides: old?.assessmentId,
      metadata: { 'assay.schemaVersion': '2', 'assay.movedFromVersion': '1' },
    })
    const again = getItem(db, item(3))
    expect(again.state).toBe('in_progress')
    expect(again.answers).toEqual([
      expect.objectContaining({ schemaId: accuracyId, earlier: { version: 1, value: 'no' } }),
      expect.objectContaining({ schemaId: whyId, value: 'None of it.' }),
    ])
    expect(again.answers[0]?.value).toBeUndefined()
    expect(buildQueue(db, sessionId, 'Ana').traceIds).toContain(traceId(3))
    expect(listItemStates(db, { sessionId, limit: 9 }).items.map(({ status }) => status)).toEqual([
      'COMPLETE',
      'COMPLETE',
      'PENDING',
    ])
    expect(listSessionLabels(db, sessionId, traceId(3)).map(({ value }) => value)).toEqual(['None of it.'])

    answer(3, accuracyId, 'never')
    submit(3)
    const [latest] = listAssessments(db, { traceId: traceId(3) }).filter(({ name }) => name === 'accuracy')
    expect(latest).toMatchObject({ value: 'never', metadata: { 'assay.schemaVersion': '2' } })
    expect(getAssessment(db, latest?.overrides ?? '').value).toBe('no')
  })

  test('is refused when the question has changed since it was looked at', () => {
    change(['yes', 'no'])
    publishDraft(db, accuracyId)
    change(['yes'])
    publishDraft(db, accuracyId)
    const stale = { sessionId, questions: [{ schemaId: accuracyId, toVersion: 2, rules: [] }] }
    expect(() => moveSession(db, stale)).toThrow(expect.objectContaining({ code: 'CONFLICT' }))
    move([])
    expect(() => move([])).toThrow(expect.objectContaining({ code: 'CONFLICT' }))
  })

  test('carries drafts and settled answers along', () => {
    for (const [reviewer, value] of [
      ['Ana', 'yes'],
      ['Ben', 'partly'],
    ] as const) {
      answer(1, accuracyId, value, reviewer)
      answer(1, whyId, 'x', reviewer)
      submit(1, reviewer)
    }
    answer(2, accuracyId, 'partly')
    const settled = settleLabels(db, {
      sessionId,
      traceId: traceId(1),
      schemaId: accuracyId,
      value: 'partly',
      settledBy: 'Cy',
    })
    change(['yes', 'mostly', 'no'])
    publishDraft(db, accuracyId)
    move([{ from: 'partly', to: 'mostly' }])
    expect(getItem(db, item(2)).answers[0]).toMatchObject({ value: 'mostly', version: 2 })
    const all = listAssessments(db, { traceId: traceId(1) })
    expect(all.find(({ overrides }) => overrides === settled.assessmentId)).toMatchObject({ value: 'mostly' })
  })

  test('loses no label, whatever the options become and the rules say', () => {
    const option = fc.constantFrom('yes', 'partly', 'no', 'new', 'other')
    const rules = fc.array(fc.record({ from: option, to: option }, { requiredKeys: ['from'] }), { maxLength: 4 })
    const steps = fc.array(fc.tuple(fc.uniqueArray(option, { minLength: 1 }), rules), { minLength: 1, maxLength: 3 })
    const given = fc.array(fc.constantFrom('yes', 'partly', 'no'), { minLength: 6, maxLength: 6 })
    fc.assert(
      fc.property(steps, given, fc.array(fc.boolean(), { minLength: 6, maxLength: 6 }), (moves, values, submitted) => {
        const session = createSession(db, { name: 'P', schemaIds: [accuracyId], reviewers: ['Ana', 'Ben'] })
        const before = db.prepare('SELECT count(*) FROM assessments').pluck()
        addItems(db, session.sessionId, [1, 2, 3].map(traceId))
        const refs = values.map((value, at) => ({
          sessionId: session.sessionId,
          reviewer: at % 2 === 0 ? 'Ana' : 'Ben',
          traceId: traceId((at >> 1) + 1),
          value,
        }))
        const version = getLabelSchema(db, accuracyId).input
        const fits = (value: string) => (optionsOf(version) ?? []).includes(value)
        const asked = refs.filter(({ value }) => fits(value))
        for (const [at, { value, ...ref }] of asked.entries()) {
          saveAnswer(db, { ...ref, schemaId: accuracyId, value })
          if (submitted[at] === true) submitItem(db, { ...ref, activeMs: 1 })
        }
        for (const [options, given] of moves) {
          const count = before.get() as number
          change(options)
          const { draft, version: from } = getLabelSchema(db, accuracyId)
          if (draft === undefined) continue
          publishDraft(db, accuracyId)
          const questions = [{ schemaId: accuracyId, toVersion: from + 1, rules: given }]
          moveSession(db, { sessionId: session.sessionId, questions })
          // Rows are only ever added: what was said stays, valid or in the history of what took its place.
          expect(before.get()).toBeGreaterThanOrEqual(count)
        }
        for (const { value, ...ref } of asked) {
          const [now] = getItem(db, ref).answers
          // Either an answer that fits, or what was said before with the question in the queue again.
          if (now?.value === undefined) expect(now?.earlier?.value).toBeDefined()
          else expect(optionsOf(getLabelSchema(db, accuracyId).input)).toContain(now.value)
          if (now?.value === undefined) expect(getItem(db, ref).state).toBe('in_progress')
          if (moves.every(([options, rule]) => options.includes(value) && rule.every(({ from }) => from !== value)))
            expect(now?.value).toBe(value)
        }
        // Back to the start for the next run.
        change(['yes', 'partly', 'no'])
        if (getLabelSchema(db, accuracyId).draft !== undefined) publishDraft(db, accuracyId)
      }),
      { numRuns: 60 },
    )
  })
})
