import { expect, test } from 'vitest'
import type { Target } from '../../../src/shared/model/target.ts'
import { countEmptyPlaces, findAtPath, listEmptyPlaces, listPlaces } from '../../../src/shared/model/template-places.ts'

const http: Target = {
  kind: 'http',
  url: 'http://127.0.0.1/{{ inputs.shop }}',
  method: 'POST',
  headers: {},
  secretHeaders: {},
  body: { asked: '{{ inputs.question }}', more: ['{{inputs.shop}} {{ inputs.messages.0.content }}', 3, null] },
  timeoutMs: 1000,
}

test('a dotted path goes into objects and lists, and nowhere else', () => {
  expect(findAtPath({ choices: [{ text: 'hi' }] }, 'choices.0.text')).toBe('hi')
  expect(findAtPath({ choices: [{ text: 'hi' }] }, 'choices.1.text')).toBeUndefined()
})

test('places are those of what is sent, each once', () => {
  expect(listPlaces(http)).toEqual(['inputs.shop', 'inputs.question', 'inputs.messages.0.content'])
  expect(listPlaces({ ...http, method: 'GET' })).toEqual(['inputs.shop'])
  const chat = {
    kind: 'chat',
    providerId: 'p',
    model: 'm',
    system: 'Be {{ inputs.tone }}',
    user: '{{inputs}}',
  } as const
  expect(listPlaces(chat)).toEqual(['inputs.tone', 'inputs'])
  expect(listPlaces({ kind: 'recorded' })).toEqual([])
})

test('rows without what a place names are counted; null, an empty text and zero are values', () => {
  const messages = [{ content: '' }]
  const rows = [
    { inputs: { shop: 'a', question: null, messages } },
    { inputs: { shop: 0, messages } },
    { inputs: { shop: 'b' } },
  ]
  expect(countEmptyPlaces(http, rows)).toEqual([
    { place: 'inputs.question', rows: 2 },
    { place: 'inputs.messages.0.content', rows: 1 },
  ])
  expect(listEmptyPlaces(listPlaces(http), { shop: 'b', question: 'Which?', messages })).toEqual([])
})
