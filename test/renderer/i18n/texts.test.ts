import { expect, test } from 'vitest'
import { english } from '../../../src/renderer/i18n/english.ts'
import { japanese } from '../../../src/renderer/i18n/japanese.ts'

/** Every text by its dotted key. */
function texts(tree: object, prefix = ''): Map<string, string> {
  const found = new Map<string, string>()
  for (const [key, value] of Object.entries(tree)) {
    if (typeof value === 'string') found.set(prefix + key, value)
    else for (const [inner, text] of texts(value, `${prefix}${key}.`)) found.set(inner, text)
  }
  return found
}

const en = texts(english)
const ja = texts(japanese)

/** Names between double braces. */
function placeholders(text: string): string[] {
  return [...text.matchAll(/\{\{(\w+)\}\}/g)].map((match) => match[1] ?? '').sort()
}

test('every English text has a Japanese one with the same values in it', () => {
  for (const [key, text] of en) {
    const translated = ja.get(key)
    if (key.endsWith('_one')) continue
    expect(translated, key).toBeDefined()
    // A language may leave out the count itself where the words say it, but never ask for what is not given.
    const given = placeholders(text)
    for (const name of placeholders(translated ?? '')) {
      expect(key.endsWith('_other') ? [...given, 'count', 'formatted'] : given, `${key}: ${name}`).toContain(name)
    }
  }
})

test('no text is empty, and plurals come in pairs', () => {
  for (const [key, text] of en) {
    expect(text.trim(), key).not.toBe('')
    if (key.endsWith('_one')) expect(en.has(key.replace(/_one$/, '_other')), key).toBe(true)
  }
  for (const [key, text] of ja) expect(text.trim(), key).not.toBe('')
})

test('no Japanese text was left in English', () => {
  const hasJapanese = /[\u3040-\u30ff\u3400-\u9fff]/
  const isWords = /[a-z]{3,} [a-z]{2,}/
  for (const [key, text] of ja) {
    if (isWords.test(text.replace(/\{\{\w+\}\}/g, ''))) expect(hasJapanese.test(text), `${key}: ${text}`).toBe(true)
  }
})
