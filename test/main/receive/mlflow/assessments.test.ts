import { expect, it } from 'vitest'
import { createAssessment, listAssessments, reviseAssessment } from '../../../../src/main/store/assessments.ts'
import { type MlflowDesk, openMlflowDesk } from './mlflow-desk.ts'
import { getInfo, startTrace } from './mlflow-requests.ts'

const traceId = '0af7651916cd43dd8448eb211c80319c'
const path = `/api/3.0/mlflow/traces/tr-${traceId}/assessments`
const human = { source_type: 'HUMAN', source_id: 'enduser_123' }

interface AssessmentJson {
  assessment_id: string
  assessment_name: string
  valid: boolean
  overrides?: string
  [key: string]: unknown
}

async function openWithTrace(): Promise<MlflowDesk> {
  const desk = await openMlflowDesk()
  await startTrace(desk, traceId)
  return desk
}

async function create(desk: MlflowDesk, fields: Record<string, unknown>): Promise<AssessmentJson> {
  const answer = await desk.call<{ assessment: AssessmentJson }>('POST', path, {
    assessment: { assessment_name: 'quality', source: human, ...fields },
  })
  expect(answer.status).toBe(200)
  return answer.body.assessment
}

const patch = (desk: MlflowDesk, id: string, assessment: object, update_mask: unknown) =>
  desk.call<{ assessment: AssessmentJson }>('PATCH', `${path}/${id}`, { assessment, update_mask })

it('makes feedback with an id of its own and gives it back in every form', async () => {
  const desk = await openWithTrace()
  const made = await create(desk, {
    feedback: { value: false },
    rationale: 'not good',
    metadata: { k: '1' },
    create_time: '2026-09-21T13:46:40.5Z',
    last_update_time: '2026-09-21T13:46:40.5Z',
    span_id: 'QUQIguHd3A4=',
  })
  expect(made).toEqual({
    assessment_id: expect.stringMatching(/^a-[0-9a-f]{32}$/),
    assessment_name: 'quality',
    trace_id: `tr-${traceId}`,
    span_id: '41440882e1dddc0e',
    source: human,
    create_time: '2026-09-21T13:46:40.500Z',
    last_update_time: '2026-09-21T13:46:40.500Z',
    feedback: { value: false },
    rationale: 'not good',
    metadata: { k: '1' },
    valid: true,
  })
  expect(await desk.call('GET', `${path}/${made.assessment_id}`)).toMatchObject({ body: { assessment: made } })
  expect((await getInfo(desk, traceId)).assessments).toEqual([made])
  expect(desk.changes).toContainEqual({ topic: 'assessments', traceIds: [traceId] })
})

it.each([
  ['a number', { feedback: { value: 0.75 } }],
  ['a list', { feedback: { value: ['a', 'b'] } }],
  ['an object', { feedback: { value: { x: 1.5 } } }],
  ['nothing', { feedback: { value: null } }],
  [
    'an error',
    { feedback: { value: null, error: { error_code: 'RATE', error_message: 'slow', stack_trace: 'at x' } } },
  ],
  ['an expected text', { expectation: { value: 'Paris' } }],
  [
    'expected facts',
    { expectation: { serialized_value: { serialization_format: 'JSON_FORMAT', value: '["a",{"b":[1]}]' } } },
  ],
  ['an issue', { assessment_name: 'is-1', issue: { issue_name: 'Answers in the wrong language' } }],
])('keeps %s as it came', async (_name, content) => {
  const desk = await openWithTrace()
  expect(await create(desk, content)).toMatchObject(content)
  expect((await getInfo(desk, traceId)).assessments[0]).toMatchObject(content)
})

it('fills in what a plain request leaves out as MLflow does', async () => {
  const desk = await openWithTrace()
  const bare = { assessment_name: 'x', feedback: { value: 1 } }
  const { body } = await desk.call('POST', path, { assessment: bare })
  expect(body).toMatchObject({ assessment: { source: { source_type: 'CODE', source_id: 'default' }, valid: true } })
})

it('updates in place what the mask names, merges metadata, and leaves source and times', async () => {
  const desk = await openWithTrace()
  const made = await create(desk, { feedback: { value: false }, rationale: 'old', metadata: { k: '1' } })
  const { body } = await patch(
    desk,
    made.assessment_id,
    {
      assessment_name: 'renamed',
      feedback: { value: true },
      metadata: { z: '2' },
      rationale: 'not in the mask',
      source: { source_type: 'CODE', source_id: 'other' },
    },
    'assessmentName,feedback,metadata',
  )
  expect(body.assessment).toEqual({
    ...made,
    assessment_name: 'renamed',
    feedback: { value: true },
    metadata: { k: '1', z: '2' },
    last_update_time: expect.any(String),
  })
  expect((await getInfo(desk, traceId)).assessments).toEqual([body.assessment])
})

it.each([
  ['feedback', { feedback: { value: 2 } }, { value: 2 }],
  ['feedback.value', { feedback: { value: 2, error: { error_code: 'IGNORED' } } }, { value: 2 }],
  ['feedback.error', { feedback: { error: { error_code: 'NEW' } } }, { value: null, error: { error_code: 'NEW' } }],
  [{ paths: ['feedback'] }, { feedback: { value: 2 } }, { value: 2 }],
])('takes the mask %j', async (mask, assessment, feedback) => {
  const desk = await openWithTrace()
  const made = await create(desk, { feedback: { value: null, error: { error_code: 'OLD' } } })
  const { body } = await patch(desk, made.assessment_id, assessment, mask)
  expect(body.assessment.feedback).toEqual(feedback)
})

it('shows the interface what an update in place replaced', async () => {
  const desk = await openWithTrace()
  const made = await create(desk, { feedback: { value: 1 }, rationale: 'first' })
  await patch(desk, made.assessment_id, { feedback: { value: 2 } }, 'feedback')
  await patch(desk, made.assessment_id, { feedback: { value: 3 } }, 'feedback')
  const all = listAssessments(desk.db, { traceId, withHistory: true })
  const byId = new Map(all.map((assessment) => [assessment.assessmentId, assessment]))
  const values: unknown[] = []
  for (let at = byId.get(made.assessment_id); at !== undefined; at = byId.get(at.overrides ?? '')) values.push(at.value)
  expect(values).toEqual([3, 2, 1])
  expect(listAssessments(desk.db, { traceId }).map(({ value }) => value)).toEqual([3])
})

it('marks what is overridden, and makes it valid again when the later one is deleted', async () => {
  const desk = await openWithTrace()
  const first = await create(desk, { feedback: { value: false } })
  const second = await create(desk, { feedback: { value: true }, overrides: first.assessment_id })
  const validity = async () =>
    Object.fromEntries(
      (await getInfo(desk, traceId)).assessments.map(({ assessment_id, valid }) => [assessment_id, valid]),
    )
  expect(second.overrides).toBe(first.assessment_id)
  expect(await validity()).toEqual({ [first.assessment_id]: false, [second.assessment_id]: true })
  // An update between the two hides nothing of it.
  await patch(desk, second.assessment_id, { rationale: 'why' }, 'rationale')
  const updated = (await getInfo(desk, traceId)).assessments.find((each) => each.assessment_id === second.assessment_id)
  expect(updated).toMatchObject({ overrides: first.assessment_id, rationale: 'why' })
  expect(await desk.call('DELETE', `${path}/${second.assessment_id}`, {})).toMatchObject({ status: 200, body: {} })
  expect(await validity()).toEqual({ [first.assessment_id]: true })
  expect(await desk.call('DELETE', `${path}/${second.assessment_id}`)).toMatchObject({ status: 200, body: {} })
  expect(await desk.call('GET', `${path}/${second.assessment_id}`)).toMatchObject({ status: 404 })
})

it('answers what the interface made, and its edits as overrides', async () => {
  const desk = await openWithTrace()
  const made = createAssessment(desk.db, {
    traceId,
    name: 'accuracy_score',
    kind: 'feedback',
    value: 4,
    source: { type: 'HUMAN', id: 'ann' },
  })
  const edited = reviseAssessment(desk.db, { assessmentId: made.assessmentId, change: { value: 5 } })
  expect((await getInfo(desk, traceId)).assessments).toMatchObject([
    { assessment_id: made.assessmentId, valid: false, feedback: { value: 4 } },
    { assessment_id: edited.assessmentId, valid: true, feedback: { value: 5 }, overrides: made.assessmentId },
  ])
})

it('says what is wrong with a request', async () => {
  const desk = await openWithTrace()
  const made = await create(desk, { feedback: { value: 1 } })
  const unknown = `/api/3.0/mlflow/traces/tr-${'9'.repeat(32)}/assessments`
  const bad = { status: 400, body: { error_code: 'INVALID_PARAMETER_VALUE' } }
  const missing = { status: 404, body: { error_code: 'RESOURCE_DOES_NOT_EXIST' } }
  const post = (assessment: object, to = path) =>
    desk.call('POST', to, { assessment: { assessment_name: 'x', source: human, ...assessment } })
  expect(await post({ feedback: { value: 1 } }, unknown)).toMatchObject(missing)
  expect(await desk.call('DELETE', `${unknown}/a-1`)).toMatchObject(missing)
  expect(await post({ feedback: { value: 1 }, overrides: 'a-nothing' })).toMatchObject(missing)
  expect(await post({})).toMatchObject(bad)
  expect(await post({ feedback: { value: 1 }, expectation: { value: 1 } })).toMatchObject(bad)
  expect(await post({ feedback: { value: 1 }, source: { source_type: 'ROBOT' } })).toMatchObject(bad)
  expect(await post({ assessment_name: '', feedback: { value: 1 } })).toMatchObject(bad)
  expect(await patch(desk, made.assessment_id, { expectation: { value: 1 } }, 'expectation')).toMatchObject(bad)
  expect(await patch(desk, made.assessment_id, {}, 'source')).toMatchObject(bad)
  expect(await patch(desk, made.assessment_id, {}, '')).toMatchObject(bad)
  expect(await patch(desk, 'a-nothing', {}, 'rationale')).toMatchObject(missing)
  expect((await getInfo(desk, traceId)).assessments).toEqual([made])
})
