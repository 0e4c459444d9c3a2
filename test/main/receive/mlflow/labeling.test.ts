import { describe, expect, test } from 'vitest'
import { ingestBatch } from '../../../../src/main/store/ingest.ts'
import { createLabelSchema, getLabelSchema } from '../../../../src/main/store/label-schemas.ts'
import { listSessions } from '../../../../src/main/store/labeling-sessions.ts'
import { addItems, listItemStates } from '../../../../src/main/store/session-items.ts'
import { makeIngest, makeSpan, traceId } from '../../store/make.ts'
import { type MlflowDesk, openMlflowDesk } from './mlflow-desk.ts'

const schemas = '/api/3.0/mlflow/label-schemas'
const queues = '/api/3.0/mlflow/review-queues'

interface SchemaJson {
  schema_id: string
  name: string
  is_default: boolean
  [key: string]: unknown
}
interface QueueJson {
  queue_id: string
  name: string
  users: string[]
  schema_ids: string[]
  [key: string]: unknown
}
interface Failure {
  error_code: string
  message: string
}

async function openDesk(): Promise<MlflowDesk> {
  const desk = await openMlflowDesk()
  ingestBatch(desk.db, { spans: [1, 2, 3].map((n) => makeIngest(makeSpan(n, 1))) }, Date.now())
  return desk
}

async function createSchema(desk: MlflowDesk, name: string, fields = {}): Promise<SchemaJson> {
  const { body } = await desk.call<{ label_schema: SchemaJson }>('POST', `${schemas}/create`, {
    experiment_id: '0',
    name,
    type: 'FEEDBACK',
    input: { pass_fail: { positive_label: 'Yes', negative_label: 'No' } },
    ...fields,
  })
  return body.label_schema
}

async function createQueue(desk: MlflowDesk, name: string, fields = {}): Promise<QueueJson> {
  const { body } = await desk.call<{ review_queue: QueueJson }>('POST', `${queues}/create`, {
    experiment_id: '0',
    name,
    queue_type: 'CUSTOM',
    ...fields,
  })
  return body.review_queue
}

describe('label schemas', () => {
  test.each([
    { pass_fail: { positive_label: 'Good', negative_label: 'Bad' } },
    { categorical: { options: ['a', 'b'], multi_select: true } },
    { numeric: { min_value: 1, max_value: 5 } },
    { numeric: {} },
    { text: { max_length: 20 } },
    { text: {} },
  ])('an input comes back as it was sent: %j', async (input) => {
    const desk = await openDesk()
    const made = await createSchema(desk, 'q', {
      input,
      type: 'EXPECTATION',
      instruction: 'Look.',
      enable_comment: true,
    })
    expect(made).toMatchObject({
      experiment_id: '0',
      type: 'EXPECTATION',
      instruction: 'Look.',
      enable_comment: true,
      input,
    })
    const get = await desk.call('GET', `${schemas}/get?schema_id=${made.schema_id}`)
    expect(get.body).toEqual({ label_schema: made })
    const byName = await desk.call('GET', `${schemas}/get-by-name?experiment_id=0&name=q`)
    expect(byName.body).toEqual({ label_schema: made })
    expect(desk.changes).toContainEqual({ topic: 'labeling' })
  })

  test('the list begins with the newest, comes in pages, and has the default question', async () => {
    const desk = await openDesk()
    for (const name of ['a', 'b', 'c']) await createSchema(desk, name)
    const names: string[] = []
    let token: string | undefined
    do {
      const query = `experiment_id=0&max_results=3${token === undefined ? '' : `&page_token=${token}`}`
      const { body } = await desk.call<{ label_schemas: SchemaJson[]; next_page_token?: string }>(
        'GET',
        `${schemas}/list?${query}`,
      )
      names.push(...body.label_schemas.map((schema) => schema.name))
      token = body.next_page_token
    } while (token !== undefined)
    expect(names).toHaveLength(4)
    expect([...names].sort()).toEqual(['Feedback', 'a', 'b', 'c'])
    const { body } = await desk.call<{ label_schemas: SchemaJson[] }>('GET', `${schemas}/list?experiment_id=0`)
    const standard = body.label_schemas.find((schema) => schema.is_default)
    expect(standard).toMatchObject({ name: 'Feedback', type: 'FEEDBACK', input: { text: {} } })
    const deletion = await desk.call<Failure>('DELETE', `${schemas}/delete`, { schema_id: standard?.schema_id })
    expect(deletion).toMatchObject({ status: 400, body: { error_code: 'INVALID_PARAMETER_VALUE' } })
  })

  test('an update changes what it names; how it is answered cannot change', async () => {
    const desk = await openDesk()
    const { schema_id } = await createSchema(desk, 'q', {
      input: { categorical: { options: ['a'], multi_select: false } },
    })
    const update = (fields: object) =>
      desk.call<{ label_schema: SchemaJson }>('PATCH', `${schemas}/update`, { schema_id, ...fields })
    const changed = await update({ name: 'r', input: { categorical: { options: ['a', 'b'], multi_select: false } } })
    expect(changed.body.label_schema).toMatchObject({ name: 'r', input: { categorical: { options: ['a', 'b'] } } })
    for (const input of [{ text: {} }, { categorical: { options: ['a'], multi_select: true } }]) {
      expect(await update({ input })).toMatchObject({ status: 400, body: { error_code: 'INVALID_PARAMETER_VALUE' } })
    }
    await createSchema(desk, 'taken')
    expect(await update({ name: 'taken' })).toMatchObject({
      status: 400,
      body: { error_code: 'RESOURCE_ALREADY_EXISTS' },
    })
    expect((await desk.call('DELETE', `${schemas}/delete`, { schema_id })).status).toBe(200)
    expect((await desk.call('DELETE', `${schemas}/delete`, { schema_id })).status).toBe(200)
    expect(await desk.call('GET', `${schemas}/get?schema_id=${schema_id}`)).toMatchObject({
      status: 404,
      body: { error_code: 'RESOURCE_DOES_NOT_EXIST' },
    })
  })

  test.each([
    ['a taken name', { name: 'taken' }, 'RESOURCE_ALREADY_EXISTS'],
    ['the reserved name', { name: ' feedback' }, 'INVALID_PARAMETER_VALUE'],
    ['no name', { name: '' }, 'INVALID_PARAMETER_VALUE'],
    ['a name of 251 characters', { name: 'x'.repeat(251) }, 'INVALID_PARAMETER_VALUE'],
    ['an unknown type', { type: 'OTHER' }, 'INVALID_PARAMETER_VALUE'],
    ['no input', { input: {} }, 'INVALID_PARAMETER_VALUE'],
    ['two inputs', { input: { text: {}, numeric: {} } }, 'INVALID_PARAMETER_VALUE'],
    ['equal labels', { input: { pass_fail: { positive_label: 'a', negative_label: 'a' } } }, 'INVALID_PARAMETER_VALUE'],
    ['eleven options', { input: { categorical: { options: [...'abcdefghijk'] } } }, 'INVALID_PARAMETER_VALUE'],
    ['equal options', { input: { categorical: { options: ['a', 'a'] } } }, 'INVALID_PARAMETER_VALUE'],
    ['a text of no length', { input: { text: { max_length: 0 } } }, 'INVALID_PARAMETER_VALUE'],
    ['an empty range', { input: { numeric: { min_value: 2, max_value: 2 } } }, 'INVALID_PARAMETER_VALUE'],
    ['a long instruction', { instruction: 'x'.repeat(1001) }, 'INVALID_PARAMETER_VALUE'],
    ['an unknown experiment', { experiment_id: '77' }, 'RESOURCE_DOES_NOT_EXIST'],
    ['an experiment that is no number', { experiment_id: 'x' }, 'INVALID_PARAMETER_VALUE'],
  ])('%s is refused', async (_case, fields, code) => {
    const desk = await openDesk()
    await createSchema(desk, 'taken')
    const text = { experiment_id: '0', name: 'new', type: 'FEEDBACK', input: { text: {} }, ...fields }
    const { status, body } = await desk.call<Failure>('POST', `${schemas}/create`, text)
    expect(body.error_code).toBe(code)
    expect(status).toBe(code === 'RESOURCE_DOES_NOT_EXIST' ? 404 : 400)
  })

  test('a list of texts is a text to MLflow clients, and stays a list', async () => {
    const desk = await openDesk()
    const schema = createLabelSchema(desk.db, {
      name: 'facts',
      type: 'expectation',
      input: { type: 'textList', maxCount: 3 },
    })
    const { body } = await desk.call<{ label_schema: SchemaJson }>('PATCH', `${schemas}/update`, {
      schema_id: schema.schemaId,
      instruction: 'One a line.',
      input: { text: {} },
    })
    expect(body.label_schema).toMatchObject({ input: { text: {} }, instruction: 'One a line.' })
    expect(getLabelSchema(desk.db, schema.schemaId).input).toEqual({ type: 'textList', maxCount: 3 })
  })

  test('a rating is a number from 1 to MLflow clients, and stays a rating', async () => {
    const desk = await openDesk()
    const rating = { type: 'rating' as const, max: 5, lowLabel: 'no help', highLabel: 'solves it' }
    const { schemaId } = createLabelSchema(desk.db, { name: 'stars', type: 'feedback', input: rating })
    const update = (input: object) =>
      desk.call<{ label_schema: SchemaJson }>('PATCH', `${schemas}/update`, { schema_id: schemaId, input })
    const { body } = await update({ numeric: { min_value: 1, max_value: 7 } })
    expect(body.label_schema).toMatchObject({ input: { numeric: { min_value: 1, max_value: 7 } } })
    expect(getLabelSchema(desk.db, schemaId).input).toEqual({ ...rating, max: 7 })
    for (const numeric of [{}, { min_value: 0, max_value: 7 }, { min_value: 1, max_value: 11 }]) {
      expect((await update({ numeric })).status).toBe(400)
    }
  })

  test('what MLflow clients cannot see of an input stays when they change it', async () => {
    const desk = await openDesk()
    const optionHelp = { good: 'When it helps.' }
    const choice = createLabelSchema(desk.db, {
      name: 'kind',
      type: 'feedback',
      input: { type: 'categorical', options: ['good', 'bad'], isMultiple: false, optionHelp },
    })
    const number = createLabelSchema(desk.db, {
      name: 'minutes',
      type: 'feedback',
      input: { type: 'numeric', unit: 'min' },
    })
    const update = (schema_id: string, input: object) => desk.call('PATCH', `${schemas}/update`, { schema_id, input })
    await update(choice.schemaId, { categorical: { options: ['good', 'bad', 'odd'] } })
    await update(number.schemaId, { numeric: { max_value: 60 } })
    expect(getLabelSchema(desk.db, choice.schemaId).input).toMatchObject({
      options: ['good', 'bad', 'odd'],
      optionHelp,
    })
    expect(getLabelSchema(desk.db, number.schemaId).input).toEqual({ type: 'numeric', max: 60, unit: 'min' })
  })
})

describe('review queues', () => {
  test('a queue is a labeling session, both ways', async () => {
    const desk = await openDesk()
    const schema = await createSchema(desk, 'q')
    const queue = await createQueue(desk, 'Round 1', { users: ['Bob', 'ada', 'bob'], schema_ids: [schema.schema_id] })
    expect(queue).toMatchObject({
      name: 'Round 1',
      queue_type: 'CUSTOM',
      users: ['ada', 'bob'],
      schema_ids: [schema.schema_id],
    })
    const [session] = listSessions(desk.db)
    expect(session).toMatchObject({ queueId: queue.queue_id, name: 'Round 1', reviewers: ['bob', 'ada'] })
    addItems(desk.db, session?.sessionId as string, [traceId(2)])
    const { body } = await desk.call<{ items: object[] }>('GET', `${queues}/items/list?queue_id=${queue.queue_id}`)
    expect(body.items).toEqual([
      expect.objectContaining({
        queue_id: queue.queue_id,
        item_type: 'TRACE',
        item_id: `tr-${traceId(2)}`,
        status: 'PENDING',
      }),
    ])
    expect(desk.changes).toContainEqual({ topic: 'runs' })
  })

  test('names are unique without regard to case, and one is reserved', async () => {
    const desk = await openDesk()
    await createQueue(desk, 'Triage')
    const create = (fields: object) =>
      desk.call<Failure>('POST', `${queues}/create`, { experiment_id: '0', name: 'x', queue_type: 'CUSTOM', ...fields })
    expect((await create({ name: 'TRIAGE' })).body.error_code).toBe('RESOURCE_ALREADY_EXISTS')
    expect((await create({ name: 'Default' })).body.error_code).toBe('INVALID_PARAMETER_VALUE')
    expect((await create({ queue_type: 'OTHER' })).body.error_code).toBe('INVALID_PARAMETER_VALUE')
    expect((await create({ schema_ids: ['ls-none'] })).body.error_code).toBe('INVALID_PARAMETER_VALUE')
    expect((await create({ users: [...'abcdefghijk'] })).body.error_code).toBe('INVALID_PARAMETER_VALUE')
    expect((await create({ experiment_id: '9' })).body.error_code).toBe('RESOURCE_DOES_NOT_EXIST')
    const found = await desk.call<{ review_queue: QueueJson }>(
      'GET',
      `${queues}/get-by-name?experiment_id=0&name=triage`,
    )
    expect(found.body.review_queue.name).toBe('Triage')
    expect((await desk.call('GET', `${queues}/get-by-name?experiment_id=0&name=none`)).status).toBe(404)
  })

  test("a user's own queue is made once, cannot be changed, and names no schemas", async () => {
    const desk = await openDesk()
    await createSchema(desk, 'q')
    const ensure = () =>
      desk.call<{ review_queue: QueueJson }>('POST', `${queues}/get-or-create-user`, {
        experiment_id: '0',
        user: ' Default',
      })
    const first = await ensure()
    expect(first.body.review_queue).toMatchObject({
      name: 'default',
      queue_type: 'USER',
      users: ['default'],
      schema_ids: [],
      created_by: 'default',
    })
    expect((await ensure()).body).toEqual(first.body)
    expect(listSessions(desk.db)[0]?.schemas.map((schema) => schema.name)).toEqual(['q'])
    const { queue_id } = first.body.review_queue
    const change = await desk.call<Failure>('POST', `${queues}/update`, { queue_id, name: 'other' })
    expect(change.body.error_code).toBe('INVALID_PARAMETER_VALUE')
    await createQueue(desk, 'carol')
    const squatted = await desk.call<Failure>('POST', `${queues}/get-or-create-user`, {
      experiment_id: '0',
      user: 'carol',
    })
    expect(squatted.body.error_code).toBe('RESOURCE_ALREADY_EXISTS')
  })

  test('the list begins with the newest and can be asked for a user, an item and a page', async () => {
    const desk = await openDesk()
    const first = await createQueue(desk, 'first', { users: ['ada'] })
    await createQueue(desk, 'second', { users: ['bob'] })
    await desk.call('POST', `${queues}/items/add`, { queue_id: first.queue_id, item_ids: [`tr-${traceId(1)}`] })
    const list = async (query = '') => {
      const { body } = await desk.call<{ review_queues: QueueJson[]; next_page_token?: string }>(
        'GET',
        `${queues}/list?experiment_id=0${query}`,
      )
      return body
    }
    expect((await list()).review_queues.map((queue) => queue.name)).toEqual(['second', 'first'])
    expect((await list('&user=ADA')).review_queues.map((queue) => queue.name)).toEqual(['first'])
    expect((await list(`&item_id=tr-${traceId(1)}`)).review_queues.map((queue) => queue.name)).toEqual(['first'])
    const page = await list('&max_results=1')
    expect(page.review_queues.map((queue) => queue.name)).toEqual(['second'])
    const rest = await list(`&max_results=1&page_token=${page.next_page_token}`)
    expect(rest.review_queues.map((queue) => queue.name)).toEqual(['first'])
    expect(rest).not.toHaveProperty('next_page_token')
  })

  test('an update changes what its flags name; questions are fixed once there are items', async () => {
    const desk = await openDesk()
    const schema = await createSchema(desk, 'q')
    const { queue_id } = await createQueue(desk, 'a', { users: ['ada'] })
    const update = (fields: object) =>
      desk.call<{ review_queue: QueueJson } & Failure>('POST', `${queues}/update`, { queue_id, ...fields })
    expect((await update({ users: ['x'], schema_ids: ['y'] })).body.review_queue).toMatchObject({
      users: ['ada'],
      schema_ids: [],
    })
    const all = {
      name: 'b',
      update_users: true,
      update_schema_ids: true,
      schema_ids: [schema.schema_id],
      new_owner: ' Lead ',
    }
    expect((await update(all)).body.review_queue).toMatchObject({
      name: 'b',
      users: [],
      schema_ids: [schema.schema_id],
      created_by: 'Lead',
    })
    await desk.call('POST', `${queues}/items/add`, { queue_id, item_ids: [`tr-${traceId(1)}`] })
    const frozen = await update({ update_schema_ids: true, schema_ids: [] })
    expect(frozen).toMatchObject({ status: 400, body: { error_code: 'INVALID_PARAMETER_VALUE' } })
    expect((await update({ update_users: true, users: ['bob'] })).body.review_queue.users).toEqual(['bob'])
    expect((await update({ name: '' })).body.error_code).toBe('INVALID_PARAMETER_VALUE')
  })

  test('items are added once, keep their state, and the first to finish has the credit', async () => {
    const desk = await openDesk()
    const { queue_id } = await createQueue(desk, 'a')
    const [one, two] = [`tr-${traceId(1)}`, `tr-${traceId(2)}`]
    const post = <Body>(call: string, fields: object) =>
      desk.call<Body>('POST', `${queues}/items/${call}`, { queue_id, ...fields })
    const added = await post<{ items: { item_id: string }[] }>('add', { item_ids: [two, one, two] })
    expect(added.body.items.map((item) => item.item_id)).toEqual([two, one])
    const done = await post('set-status', { item_id: one, status: 'COMPLETE', completed_by: ' Ada' })
    expect(done.body).toMatchObject({ item: { status: 'COMPLETE', completed_by: 'ada' } })
    expect((await post('set-status', { item_id: one, status: 'COMPLETE', completed_by: 'bob' })).body).toEqual(
      done.body,
    )
    const again = await post<{ items: { status: string }[] }>('add', { item_ids: [one] })
    expect(again.body.items[0]).toMatchObject({ status: 'COMPLETE', completed_by: 'ada' })
    const pending = await desk.call<{ items: { item_id: string }[] }>(
      'GET',
      `${queues}/items/list?queue_id=${queue_id}&status=PENDING`,
    )
    expect(pending.body.items.map((item) => item.item_id)).toEqual([two])
    const failures: [string, object, string][] = [
      ['set-status', { item_id: two, status: 'COMPLETE' }, 'INVALID_PARAMETER_VALUE'],
      ['set-status', { item_id: two, status: 'PENDING', completed_by: 'ada' }, 'INVALID_PARAMETER_VALUE'],
      ['set-status', { item_id: two, status: 'OTHER' }, 'INVALID_PARAMETER_VALUE'],
      ['set-status', { item_id: `tr-${traceId(3)}`, status: 'PENDING' }, 'RESOURCE_DOES_NOT_EXIST'],
      ['add', { item_ids: [] }, 'INVALID_PARAMETER_VALUE'],
      ['add', { item_ids: [`tr-${traceId(3)}`, `tr-${traceId(9)}`] }, 'RESOURCE_DOES_NOT_EXIST'],
      ['add', { item_ids: ['nonsense'] }, 'RESOURCE_DOES_NOT_EXIST'],
      ['add', { item_ids: [one], item_type: 'SESSION' }, 'INVALID_PARAMETER_VALUE'],
    ]
    for (const [call, fields, code] of failures) {
      expect((await post<Failure>(call, fields)).body.error_code, JSON.stringify(fields)).toBe(code)
    }
    await post('remove', { item_ids: [one, 'nonsense'] })
    const [session] = listSessions(desk.db)
    const left = listItemStates(desk.db, { sessionId: session?.sessionId as string, limit: 9 })
    expect(left.items.map((item) => item.traceId)).toEqual([traceId(2)])
    expect((await desk.call('POST', `${queues}/delete`, { queue_id })).status).toBe(200)
    expect((await desk.call('POST', `${queues}/delete`, { queue_id })).status).toBe(200)
    expect(listSessions(desk.db)).toEqual([])
  })
})
