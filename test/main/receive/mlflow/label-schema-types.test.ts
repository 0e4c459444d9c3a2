/** Questions of kinds that MLflow does not have, as its clients read and change them. */
import { expect, test } from 'vitest'
import { createLabelSchema, getLabelSchema } from '../../../../src/main/store/label-schemas.ts'
import type { LabelSchemaInput } from '../../../../src/shared/model/labeling.ts'
import { openMlflowDesk } from './mlflow-desk.ts'

async function openQuestion(input: LabelSchemaInput) {
  const desk = await openMlflowDesk()
  const { schemaId } = createLabelSchema(desk.db, { name: 'question', type: 'feedback', input })
  return {
    update: (given: object) =>
      desk.call<{ label_schema: { input: object; instruction?: string } }>(
        'PATCH',
        '/api/3.0/mlflow/label-schemas/update',
        {
          schema_id: schemaId,
          instruction: 'Look twice.',
          input: given,
        },
      ),
    stored: () => getLabelSchema(desk.db, schemaId),
  }
}

test('highlights are a text to MLflow clients, and stay what they are', async () => {
  const input: LabelSchemaInput = { type: 'highlight', labels: [{ text: 'Wrong', color: 'red', help: 'Not true' }] }
  const { update, stored } = await openQuestion(input)
  const { body } = await update({ text: { max_length: 5 } })
  expect(body.label_schema).toMatchObject({ input: { text: {} }, instruction: 'Look twice.' })
  expect((await update({ categorical: { options: ['a'] } })).status).toBe(400)
  expect(stored()).toMatchObject({ input, instruction: 'Look twice.' })
  expect(stored().input).toEqual(input)
})

test('the better of two is a choice to MLflow clients, and keeps where the two are', async () => {
  const input: LabelSchemaInput = { type: 'pairwise', hasBothBad: false, paths: { a: 'new', b: 'old' } }
  const { update, stored } = await openQuestion(input)
  const choice = (...options: string[]) => ({ categorical: { options, multi_select: false } })
  const { body } = await update(choice('tie', 'A', 'B'))
  expect(body.label_schema.input).toEqual(choice('A', 'B', 'tie'))
  expect((await update(choice('A', 'B'))).status).toBe(400)
  expect(stored().input).toEqual(input)
})

test('a ranking is a text to MLflow clients, and stays a ranking', async () => {
  const input: LabelSchemaInput = { type: 'ranking', options: ['a', 'b'], isPartial: true, optionHelp: { a: 'First' } }
  const { update, stored } = await openQuestion(input)
  expect((await update({ text: {} })).body.label_schema.input).toEqual({ text: {} })
  expect((await update({ numeric: {} })).status).toBe(400)
  expect(stored().input).toEqual(input)
})
