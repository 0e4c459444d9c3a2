import { expect, test } from 'vitest'
import { createLabelSchema, getLabelSchema } from '../../../../src/main/store/label-schemas.ts'
import { listSessions } from '../../../../src/main/store/labeling-sessions.ts'
import { openMlflowDesk } from './mlflow-desk.ts'

test('an update of a question that is in use is published at once, and its queue goes on asking what it asked', async () => {
  const desk = await openMlflowDesk()
  const { schemaId: schema_id } = createLabelSchema(desk.db, {
    name: 'tone',
    type: 'feedback',
    input: { type: 'text' },
  })
  await desk.call('POST', '/api/3.0/mlflow/review-queues/create', {
    experiment_id: '0',
    name: 'Tone',
    queue_type: 'CUSTOM',
    users: ['ana'],
    schema_ids: [schema_id],
  })
  const { status, body } = await desk.call<{ label_schema: { instruction?: string } }>(
    'POST',
    '/api/3.0/mlflow/label-schemas/update',
    {
      schema_id,
      instruction: 'Read it aloud.',
    },
  )
  expect(status).toBe(200)
  expect(body.label_schema.instruction).toBe('Read it aloud.')
  const stored = getLabelSchema(desk.db, schema_id)
  expect(stored).toMatchObject({ version: 2, instruction: 'Read it aloud.' })
  expect(stored.draft).toBeUndefined()
  const [session] = listSessions(desk.db)
  expect(session?.schemas[0]).toMatchObject({ version: 1, newestVersion: 2 })
  expect(session?.schemas[0]?.instruction).toBeUndefined()
})
