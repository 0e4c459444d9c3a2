import { MantineProvider } from '@mantine/core'
import { renderToStaticMarkup } from 'react-dom/server'
import { beforeAll, expect, test } from 'vitest'
import { startI18n } from '../../../src/renderer/i18n/i18n.ts'
import { UiEnvironmentProvider } from '../../../src/renderer/ui/environment.tsx'
import { HighlightInput } from '../../../src/renderer/ui/highlight-input.tsx'
import { AnswerGroundProvider } from '../../../src/renderer/ui/marking.tsx'
import type { HighlightMark } from '../../../src/shared/model/highlight.ts'
import type { ReadableTrace } from '../../../src/shared/model/label-work.ts'

const answer = 'Use <b onclick="x()">dry</b> lube.'
const trace: ReadableTrace = {
  traceId: 'tr-1',
  name: '',
  messages: [],
  outputMessages: [{ role: 'assistant', parts: [{ type: 'text', text: answer }] }],
  documents: [],
  toolCalls: [],
  isTruncated: false,
}
const mark = (quote: string, label: string): HighlightMark => {
  const start = answer.indexOf(quote)
  return {
    source: { path: 'outputMessages/0/parts/0', role: 'assistant' },
    start,
    end: start + quote.length,
    label,
    quote,
  }
}

beforeAll(() => {
  Object.assign(globalThis, { document: { documentElement: { lang: '' } } })
  startI18n('en')
})

function render(value: HighlightMark[] | undefined): string {
  return renderToStaticMarkup(
    <MantineProvider>
      <UiEnvironmentProvider
        value={{ openLink: () => undefined, isMac: false, readLayout: () => undefined, writeLayout: () => undefined }}
      >
        <AnswerGroundProvider ground={{ trace }}>
          <HighlightInput
            input={{
              type: 'highlight',
              labels: [
                { text: 'Wrong', color: 'red' },
                { text: 'Vague', color: 'amber' },
              ],
            }}
            value={value}
            labelId="title"
            onChange={() => undefined}
          />
        </AnswerGroundProvider>
      </UiEnvironmentProvider>
    </MantineProvider>,
  ).replace(/<style.*?<\/style>/gs, '')
}

test('marks are drawn in the text, which stays text', () => {
  const html = render([mark('"x()">dry</b>', 'Wrong'), mark('dry</b> lube', 'Vague')])
  expect(html).not.toMatch(/<b[ >]/)
  const marked = [...html.matchAll(/<mark[^>]*title="([^"]*)"[^>]*>(.*?)<\/mark>/gs)].map(([, title, inside]) => [
    title,
    inside?.replace(/<[^>]+>/g, ''),
  ])
  expect(marked).toEqual([
    ['Wrong', '&quot;x()&quot;&gt;'],
    ['Wrong · Vague', 'dry&lt;/b&gt;'],
    ['Vague', ' lube'],
  ])
  // Names of labels are not part of the text, whose offsets count.
  const block = /data-marked-text[^>]*>(.*?)<\/div>/s.exec(html)?.[1] ?? ''
  expect(
    block
      .replace(/<[^>]+>/g, '')
      .replaceAll('&lt;', '<')
      .replaceAll('&gt;', '>')
      .replaceAll('&quot;', '"'),
  ).toBe(answer)
})

test('a mark whose text changed is listed as such and not drawn', () => {
  const html = render([{ ...mark('dry', 'Wrong'), quote: 'wet' }])
  expect(html).not.toContain('<mark')
  expect(html).toContain('Text changed')
  expect(html).toContain('<q')
  expect(render([mark('dry', 'Wrong')])).not.toContain('Text changed')
})

test('nothing to mark is pressed for an empty answer only', () => {
  expect(render([])).toMatch(/aria-pressed="true"[^>]*>Nothing to mark/)
  expect(render(undefined)).toMatch(/aria-pressed="false"[^>]*>Nothing to mark/)
})
