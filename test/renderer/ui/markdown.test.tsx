import { MantineProvider } from '@mantine/core'
import { renderToStaticMarkup } from 'react-dom/server'
import { beforeAll, expect, test } from 'vitest'
import { startI18n } from '../../../src/renderer/i18n/i18n.ts'
import { UiEnvironmentProvider } from '../../../src/renderer/ui/environment.tsx'
import { SafeMarkdown } from '../../../src/renderer/ui/markdown.tsx'

const environment = {
  openLink: () => undefined,
  isMac: false,
  readLayout: () => undefined,
  writeLayout: () => undefined,
}

beforeAll(() => {
  Object.assign(globalThis, { document: { documentElement: { lang: '' } } })
  startI18n('en')
})

function render(text: string): string {
  return renderToStaticMarkup(
    <MantineProvider>
      <UiEnvironmentProvider value={environment}>
        <SafeMarkdown text={text} />
      </UiEnvironmentProvider>
    </MantineProvider>,
  ).replace(/<style.*?<\/style>/gs, '')
}

test('what Markdown means is shown', () => {
  const html = render('# Title\n\n**bold** and `code`\n\n- [x] done\n\n| a | b |\n|---|---|\n| 1 | 2 |')
  expect(html).toContain('<h1')
  expect(html).toContain('<strong>bold</strong>')
  expect(html).toContain('<table>')
  expect(html).toContain('aria-label="Done"')
  expect(html).not.toContain('<input')
})

test('HTML in the text stays text', () => {
  const html = render('<script>alert(1)</script>\n\n<img src=x onerror=alert(1)>\n\nhello <b onclick="x()">there</b>')
  expect(html).not.toMatch(/<(script|img|b)[ >]/)
  expect(html).toContain('&lt;script&gt;')
})

test('links lead to the web and to mail, nowhere else', () => {
  const html = render(
    '[a](https://example.org) [b](javascript:alert(1)) [c](file:///etc/passwd) [d](mailto:a@b.c) [e](//x.y)',
  )
  expect([...html.matchAll(/href="([^"]*)"/g)].map((match) => match[1])).toEqual([
    'https://example.org',
    'mailto:a@b.c',
  ])
})

test('an image on the web is named, not loaded; one in the text is shown', () => {
  const remote = render('![a chart](https://example.org/chart.png)')
  expect(remote).not.toContain('<img')
  expect(remote).toContain('Image on the web, not loaded')
  expect(remote).toContain('a chart')
  expect(remote).toContain('https://example.org/chart.png')
  expect(render('![dot](data:image/png;base64,iVBORw0KGgo=)')).toContain('<img')
  expect(render('![svg](data:image/svg+xml;base64,PHN2Zz4=)')).not.toContain('<img')
})

test('a fenced block keeps its text and gets a copy button', () => {
  const html = render('```python\nprint("<hi>")\nx = 1\n```')
  expect(html).toContain('print(&quot;&lt;hi&gt;&quot;)\nx = 1</code>')
  expect(html).toContain('aria-label="Copy"')
})
