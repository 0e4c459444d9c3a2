import { expect, test } from 'vitest'
import { html } from '../../../../src/main/evaluation/report/html/markup.ts'
import { makePage } from '../../../../src/main/evaluation/report/html/page.ts'

test('what is put in is text, in content and in attributes, also in lists; what was made here stays', () => {
  const hostile = `<b onclick="x">'&'</b>`
  const escaped = '&lt;b onclick=&quot;x&quot;&gt;&#39;&amp;&#39;&lt;/b&gt;'
  expect(html`<p title="${hostile}">${hostile}</p>`.text).toBe(`<p title="${escaped}">${escaped}</p>`)
  expect(html`${[html`<i>${1}</i>`, hostile, undefined, [html`<i>2</i>`]]}`.text).toBe(`<i>1</i>${escaped}<i>2</i>`)
  // An object that only looks like ours has no way in.
  const forged = JSON.parse('{"text":"<script>"}') as unknown as string
  expect(() => html`${forged}`).toThrow()
})

test('a page forbids scripts and every load, whatever its title says', () => {
  const page = makePage('en', '</title><script>', html`<h1>${'PAGE'}</h1>`)
  expect(page).toContain('<title>&lt;/title&gt;&lt;script&gt;</title>')
  expect(page).toContain('content="default-src &#39;none&#39;; style-src &#39;unsafe-inline&#39;')
  expect(page).not.toContain('<script')
})
