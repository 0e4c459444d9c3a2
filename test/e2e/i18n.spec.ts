import { expect, type Page } from '@playwright/test'
import { test } from './launch.ts'
import { expectAccessible, keepScreenshot } from './look.ts'

/** Words that a Japanese screen may hold in Latin letters: names, formats, units, codes. */
const latinWords =
  /^(Assay|OpenTelemetry|OTLP|HTTP|gRPC|JSON|JSONL|CSV|Parquet|MLflow|Python|JavaScript|SDK|LLM|RAG|AI|ID|English|Node|SQLite|Apache|License|Lines|pandas|Polars|DuckDB|GenAI|OpenInference|OpenAI|API|Traceloop|gzip|zstd|curl|Ctrl|Shift|Alt|Enter|Space|Esc|Del|Home|End|PageUp|PageDown|Sample|anonymous|assay|kB|MB|GB|OK)$/

/** Runs of two or more English words on the screen, outside code, file names and trace content. */
async function englishPhrases(page: Page): Promise<string[]> {
  const texts = await page.evaluate(() => {
    const found: string[] = []
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
    for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
      const parent = node.parentElement
      if (parent === null || parent.closest('code, pre, kbd, script, style, [role="grid"], [data-content]') !== null)
        continue
      if (parent.checkVisibility()) found.push(node.textContent ?? '')
    }
    return found
  })
  return texts.filter((text) => {
    // Names of variables and functions are names.
    const words = text.replace(/[A-Za-z]+(?:[_.][A-Za-z0-9]+)+/g, '').match(/[A-Za-z]{2,}/g) ?? []
    return words.filter((word) => !latinWords.test(word)).length >= 2 && !/[/\\]/.test(text)
  })
}

for (const theme of ['light', 'dark'] as const) {
  for (const language of ['en', 'ja'] as const) {
    test(`every screen of the shell reads well in ${language}, ${theme}`, { tag: '@looks' }, async ({ launch }) => {
      // A dozen screens, each with a whole look by axe.
      test.slow()
      const { page } = await launch({ settings: { theme, language } })
      const name = (screen: string) => `${screen}-${language}-${theme}`
      const words = language === 'ja' ? japaneseWords : englishWords
      const check = async (screen: string) => {
        await expectAccessible(page)
        await keepScreenshot(page, name(screen))
        if (language === 'ja') expect(await englishPhrases(page)).toEqual([])
      }
      await expect(page.getByRole('heading', { name: words.welcome })).toBeVisible()
      await check('welcome')
      await page.getByRole('link', { name: words.connect }).click()
      await expect(page.getByRole('heading', { name: words.connect, level: 1 })).toBeVisible()
      await check('connect-closed')
      await page.getByRole('link', { name: words.traces }).click()
      await page.getByRole('button', { name: words.create }).click()
      await expect(page.getByRole('dialog')).toBeVisible()
      await check('create')
      await page.getByLabel(words.name).fill('looks')
      await page.keyboard.press('Enter')
      await expect(page.getByRole('dialog')).toBeHidden()
      await check('traces-empty')
      for (const screen of words.empty) {
        await page.getByRole('link', { name: screen }).click()
        await expect(page.getByRole('heading', { level: 2 })).toBeVisible()
        await check(`empty-${words.empty.indexOf(screen)}`)
      }
      await page.getByRole('link', { name: words.connect }).click()
      await expect(page.getByText(/^http:\/\/127\.0\.0\.1:\d+$/).first()).toBeVisible()
      await check('connect')
      await page.getByRole('link', { name: words.settings }).click()
      await expect(page.getByRole('heading', { name: words.settings, level: 1 })).toBeVisible()
      await check('settings')
      await page.keyboard.press('ControlOrMeta+k')
      await expect(page.getByRole('dialog')).toBeVisible()
      await check('palette')
      await page.keyboard.press('Escape')
      await page.keyboard.press('?')
      await expect(page.getByRole('dialog')).toBeVisible()
      await check('keys')
      await page.keyboard.press('Escape')
      await page.keyboard.press('ControlOrMeta+i')
      await expect(page.getByRole('dialog')).toBeVisible()
      await check('import')
      await page.keyboard.press('Escape')
      await page.keyboard.press('ControlOrMeta+e')
      await expect(page.getByRole('dialog')).toBeVisible()
      await check('export')
    })
  }
}

const englishWords = {
  welcome: 'Welcome to Assay',
  connect: 'Connect',
  traces: 'Traces',
  settings: 'Settings',
  empty: ['Labeling', 'Schemas', 'Datasets', 'Evaluations'],
  create: 'New workspace…',
  name: 'Name',
}
const japaneseWords: typeof englishWords = {
  welcome: 'Assay へようこそ',
  connect: '接続',
  traces: 'トレース',
  settings: '設定',
  empty: ['ラベリング', 'スキーマ', 'データセット', '評価実行'],
  create: '新規ワークスペース…',
  name: '名前',
}

test.describe('on a Japanese system', () => {
  test.use({ locale: 'ja-JP' })

  test('the language follows the system until one is chosen', async ({ launch }) => {
    const { page } = await launch({ locale: 'ja-JP', settings: { language: 'system' } })
    await expect(page.getByRole('heading', { name: 'Assay へようこそ' })).toBeVisible()
    await page.getByRole('link', { name: '設定' }).click()
    await page.getByText('English', { exact: true }).click()
    await expect(page.getByRole('heading', { name: 'Settings', level: 1 })).toBeVisible()
    await page.reload()
    await expect(page.getByRole('heading', { name: 'Settings', level: 1 })).toBeVisible()
  })
})

test('at 200 % zoom nothing is cut off sideways', async ({ launch }) => {
  const { page } = await launch()
  // Half the CSS pixels in the same window are what zooming to 200 % gives.
  await page.setViewportSize({ width: 720, height: 450 })
  const screens = [
    { link: 'Traces', heading: 'Welcome to Assay' },
    { link: 'Connect', heading: 'Connect' },
    { link: 'Settings', heading: 'Settings' },
  ]
  for (const { link, heading } of screens) {
    await page.getByRole('navigation').getByRole('link', { name: link }).click()
    await expect(page.getByRole('heading', { name: heading, level: 1 })).toBeVisible()
    const overflow = await page.evaluate(() => {
      const content = document.getElementById('content')
      return {
        window: document.documentElement.scrollWidth - document.documentElement.clientWidth,
        content: content === null ? -1 : content.scrollWidth - content.clientWidth,
      }
    })
    expect(overflow, heading).toEqual({ window: 0, content: 0 })
    await expectAccessible(page)
    await keepScreenshot(page, `zoom-200-${link.toLowerCase()}`)
  }
})
