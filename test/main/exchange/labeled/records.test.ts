import { describe, expect, test } from 'vitest'
import { answerOf, promptOf } from '../../../../src/main/exchange/labeled/chat-texts.ts'
import type { LabeledItem } from '../../../../src/main/exchange/labeled/labeled-item.ts'
import { upsertRecords } from '../../../../src/main/store/dataset-records.ts'
import { createDataset } from '../../../../src/main/store/datasets.ts'
import { makeLabeled, parseLines } from './labeled-workspace.ts'

async function makeAnswered() {
  const made = await makeLabeled()
  made.label('Ana', 0, { correct: true })
  made.label('Ana', 1, { correct: false, expected_response: 'Ask the desk' })
  made.label('Ana', 2, { better: 'B', correct: true })
  made.label('Ana', 3, { correct: true, expected_response: 'no "idea",\nreally ' })
  return made
}

test('records of MLflow have inputs as objects, expectations, feedback as tags, and the trace as their source', async () => {
  const made = await makeAnswered()
  const records = parseLines(made.run({ format: 'mlflow' }).text)
  expect(records[1]).toEqual({
    inputs: { input: 'Where is Ann?' },
    outputs: 'Write to ann@example.com',
    expectations: { expected_response: 'Ask the desk' },
    tags: { correct: 'false' },
    source: { source_type: 'TRACE', source_data: { trace_id: `tr-${made.traceIds[1]}` } },
  })
  expect(records[0]).not.toHaveProperty('expectations')
})

describe('fine-tuning examples', () => {
  test('answer as it should have been, else as it was', async () => {
    const made = await makeAnswered()
    const [first, second] = parseLines(made.run({ format: 'openaiChat' }).text)
    expect(first).toEqual({
      messages: [
        { role: 'user', content: '何ですか' },
        { role: 'assistant', content: '本です' },
      ],
    })
    expect(second?.messages).toContainEqual({ role: 'assistant', content: 'Ask the desk' })
    const { text, report } = made.run({ format: 'openaiChat', where: [{ name: 'correct', value: true }] })
    expect(text).not.toContain('Ask the desk')
    expect(report).toMatchObject({ items: 3, rows: 3 })
  })

  test('have calls of tools as the API checks them, and no reasoning', () => {
    const item = {
      inputs: undefined,
      outputs: undefined,
      messages: [
        { role: 'user', parts: [{ type: 'text', text: 'Weather?' }] },
        {
          role: 'assistant',
          parts: [
            { type: 'reasoning', text: 'hm' },
            { type: 'toolCall', name: 'weather', arguments: { city: 'Kyoto' } },
          ],
        },
        { role: 'tool', parts: [{ type: 'toolResult', id: 'call_0', result: { sky: 'clear' } }] },
      ],
      outputMessages: [{ role: 'assistant', parts: [{ type: 'text', text: 'Clear.' }] }],
    } as unknown as LabeledItem
    expect(promptOf(item)).toEqual([
      { role: 'user', content: 'Weather?' },
      {
        role: 'assistant',
        content: null,
        tool_calls: [{ id: 'call_0', type: 'function', function: { name: 'weather', arguments: '{"city":"Kyoto"}' } }],
      },
      { role: 'tool', tool_call_id: 'call_0', content: '{"sky":"clear"}' },
    ])
    expect(answerOf(item)).toEqual([{ role: 'assistant', content: 'Clear.' }])
  })
})

test('items of OpenAI evals have what is asked, given, wanted and labelled', async () => {
  const made = await makeAnswered()
  const [, second] = parseLines(made.run({ format: 'openaiEvals' }).text)
  expect(second).toEqual({
    item: {
      input: [{ role: 'user', content: 'Where is Ann?' }],
      output: 'Write to ann@example.com',
      ideal: 'Ask the desk',
      labels: { expected_response: 'Ask the desk', correct: false },
      trace_id: `tr-${made.traceIds[1]}`,
    },
  })
})

describe('pairs', () => {
  test('come from comparisons and from corrections that change something', async () => {
    const made = await makeAnswered()
    const { text, report } = made.run({ format: 'preference' })
    const pairs = parseLines(text)
    expect(pairs).toMatchObject([
      {
        origin: 'correction',
        chosen: [{ content: 'Ask the desk' }],
        rejected: [{ content: 'Write to ann@example.com' }],
      },
      {
        origin: 'pairwise',
        question: 'better',
        prompt: [{ role: 'user', content: 'Which one?' }],
        chosen: [{ role: 'assistant', content: 'the blue one' }],
        rejected: [{ role: 'assistant', content: 'the red one' }],
      },
    ])
    expect(report).toMatchObject({ items: 4, rows: 2, left: 2 })
  })

  test('of a tie are none; in the form of OpenAI they have nothing else', async () => {
    const made = await makeAnswered()
    made.label('Ana', 2, { better: 'tie' })
    expect(parseLines(made.run({ format: 'openaiPreference' }).text)).toEqual([
      {
        input: { messages: [{ role: 'user', content: 'Where is Ann?' }] },
        preferred_output: [{ role: 'assistant', content: 'Ask the desk' }],
        non_preferred_output: [{ role: 'assistant', content: 'Write to ann@example.com' }],
      },
    ])
  })
})

test('records of MLflow go into a dataset', async () => {
  const made = await makeAnswered()
  const records = parseLines(made.run({ format: 'mlflow' }).text) as unknown as Parameters<
    typeof upsertRecords
  >[1]['records'][number][]
  const { datasetId } = createDataset(made.db, { name: 'd', tags: {}, experimentIds: [] })
  expect(upsertRecords(made.db, { datasetId, records })).toEqual({ inserted: 4, updated: 0 })
})
