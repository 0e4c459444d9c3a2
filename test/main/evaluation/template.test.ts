import { expect, test } from 'vitest'
import { renderJson, renderTemplate } from '../../../src/main/evaluation/template.ts'

const values = { inputs: { question: 'What is {{ inputs.topic }}?', topic: 'a & b', list: [{ n: 1 }, { n: 2 }] } }

test('places take what they name; what is put in is not read as a template again', () => {
  expect(renderTemplate('{{inputs.question}} – {{ inputs.list.1.n }}', values)).toBe('What is {{ inputs.topic }}? – 2')
  expect(renderTemplate('{{ inputs.list }}|{{ inputs.nothing.at.all }}|{{ other }}', values)).toBe(
    '[{"n":1},{"n":2}]||',
  )
  expect(renderTemplate('/q/{{ inputs.topic }}', values, encodeURIComponent)).toBe('/q/a%20%26%20b')
  expect(renderTemplate('{ {inputs.topic} } {{ }}', values)).toBe('{ {inputs.topic} } {{ }}')
  expect(renderTemplate('{{ inputs.constructor }}', values)).toBe('')
})

test('in JSON, a text that is one place becomes the value, other texts are filled', () => {
  expect(
    renderJson({ a: '{{ inputs.list }}', b: ['x {{ inputs.topic }}', 3, null], c: '{{ inputs.no }}' }, values),
  ).toEqual({ a: [{ n: 1 }, { n: 2 }], b: ['x a & b', 3, null], c: null })
})
