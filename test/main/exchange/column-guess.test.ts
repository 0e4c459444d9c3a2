import { Readable } from 'node:stream'
import { describe, expect, test } from 'vitest'
import { guessTargets } from '../../../src/main/exchange/import/column-guess.ts'
import { previewImport } from '../../../src/main/exchange/import/sniff.ts'

const csv = (rows: readonly (readonly string[])[]) =>
  rows
    .map((row) => row.map((cell) => (/[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell)).join(','))
    .join('\r\n')

describe('guesses', () => {
  const guess = (columns: Record<string, unknown>) =>
    Object.fromEntries(
      Object.keys(columns).map((name, index) => [
        name,
        guessTargets(
          Object.entries(columns).map(([column, sample]) => ({ name: column, samples: [sample as string] })),
        )[index],
      ]),
    )

  test('English names', () => {
    expect(
      guess({
        id: '7',
        Question: 'Why?',
        'Model Answer': 'So.',
        ground_truth: 'So!',
        retrievedContexts: '["a"]',
        created_at: '2026-01-02',
        model_name: 'm',
        conversation_id: 'c',
        prompt_tokens: '12',
        completion_tokens: '3',
        total_cost: '0.1',
        'latency (ms)': '12',
        user_id: 'u',
        tags: 'a',
        helpfulness_score: '4',
        thumbs_up: 'true',
        notes: 'x',
        error: '',
      }),
    ).toEqual({
      id: 'traceId',
      Question: 'input',
      'Model Answer': 'output',
      ground_truth: 'expected',
      retrievedContexts: 'context',
      created_at: 'time',
      model_name: 'model',
      conversation_id: 'session',
      prompt_tokens: 'inputTokens',
      completion_tokens: 'outputTokens',
      total_cost: 'cost',
      'latency (ms)': 'durationMs',
      user_id: 'user',
      tags: 'tag',
      helpfulness_score: 'feedback',
      thumbs_up: 'feedback',
      notes: 'metadata',
      error: 'error',
    })
  })

  test('Japanese names', () => {
    expect(
      guess({
        番号: '1',
        質問: 'なぜ?',
        回答: 'だから',
        正解: 'はい',
        参考文書: '文',
        日時: '2026/01/02 10:00',
        モデル名: 'm',
        評価: '良い',
        備考: '',
      }),
    ).toEqual({
      番号: 'traceId',
      質問: 'input',
      回答: 'output',
      正解: 'expected',
      参考文書: 'context',
      日時: 'time',
      モデル名: 'model',
      評価: 'feedback',
      備考: 'metadata',
    })
  })

  test('one column wins a target; samples can rule a name out', () => {
    expect(guess({ prompt: 'a', question: 'b', cost: 'high', time: 'soon' })).toEqual({
      prompt: 'metadata',
      question: 'input',
      cost: 'metadata',
      time: 'metadata',
    })
  })

  test('a preview shows columns with samples', async () => {
    const text = csv([
      ['質問', '回答', '満足度'],
      ['これは何ですか', 'ペンです', '5'],
      ['a,b', 'c"d', ''],
    ])
    const preview = await previewImport({
      open: () => Readable.from([Buffer.from(text)]),
      fileName: 'x.csv',
      sizeBytes: 9,
    })
    expect(preview).toEqual({
      format: 'csv',
      compression: 'none',
      sizeBytes: 9,
      columns: [
        { name: '質問', guess: 'input', samples: ['これは何ですか', 'a,b'] },
        { name: '回答', guess: 'output', samples: ['ペンです', 'c"d'] },
        { name: '満足度', guess: 'feedback', samples: ['5'] },
      ],
    })
  })

  test('nested JSON gives dotted columns', async () => {
    const text = JSON.stringify({
      request: { messages: [{ role: 'user', content: 'q' }], model: 'm' },
      response: { choices: [] },
      scores: { accuracy: 1 },
    })
    const { columns } = await previewImport({ open: () => Readable.from([Buffer.from(text)]), fileName: 'x' })
    expect(columns?.map(({ name, guess: target }) => [name, target])).toEqual([
      ['request.messages', 'input'],
      ['request.model', 'model'],
      ['response.choices', 'output'],
      ['scores.accuracy', 'feedback'],
    ])
  })
})
