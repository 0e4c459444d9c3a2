import { describe, expect, test } from 'vitest'
import { english } from '../../src/renderer/i18n/english.ts'
import { japanese } from '../../src/renderer/i18n/japanese.ts'

/** The typecheck asks for the same keys; this asks for what types cannot see: values, placeholders, the language itself. */

type Texts = { [key: string]: string | Texts }

function flatten(texts: Texts, prefix = ''): Map<string, string> {
  const flat = new Map<string, string>()
  for (const [key, value] of Object.entries(texts)) {
    if (typeof value === 'string') flat.set(prefix + key, value)
    else for (const [inner, text] of flatten(value, `${prefix}${key}.`)) flat.set(inner, text)
  }
  return flat
}

const en = flatten(english)
const ja = flatten(japanese as unknown as Texts)

/** A plural's singular exists only in English. */
const isSingular = (key: string): boolean => key.endsWith('_one')
const placeholders = (text: string): string[] => [...new Set(text.match(/\{\{[^}]+\}\}|<\/?\w+>/g) ?? [])].sort()
const hasJapanese = (text: string): boolean => /[\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Han}]/u.test(text)

/** What is written the same in every language: placeholders, markup, names, abbreviations, paths and code. */
const names =
  /\b(Assay|Electron|MLflow|OpenTelemetry|OpenInference|Parquet|Python|JavaScript|TypeScript|Node|SQLite|Collector|Markdown|JSON Lines|curl|Apache License|English)\b/g
const hasWords = (text: string): boolean =>
  /\p{L}*\p{Ll}{3,}/u.test(text.replace(/\{\{[^}]+\}\}|<[^>]+>|`[^`]+`|(?:^|\s)\/\S+|^\{.*\}$/g, '').replace(names, ''))

describe('English and Japanese', () => {
  test('have the same keys', () => {
    const wanted = [...en.keys()].filter((key) => !isSingular(key)).sort()
    expect([...ja.keys()].filter((key) => !isSingular(key)).sort()).toEqual(wanted)
  })

  test('leave no text empty', () => {
    const empty = [...en, ...ja].filter(([, text]) => text.trim() === '').map(([key]) => key)
    expect(empty).toEqual([])
  })

  test('use the same placeholders and markup', () => {
    const different = [...ja].filter(([key, text]) => {
      const original = en.get(key)
      return original !== undefined && placeholders(text).join() !== placeholders(original).join()
    })
    expect(different.map(([key, text]) => `${key}: ${text}`)).toEqual([])
  })

  test('are each written in their language', () => {
    // A language is offered under its own name, whatever language is shown.
    const foreign = [...en].filter(([, text]) => hasJapanese(text.replace('日本語', '')))
    expect(foreign.map(([key, text]) => `${key}: ${text}`)).toEqual([])
    const untranslated = [...ja].filter(([, text]) => !hasJapanese(text) && hasWords(text))
    expect(untranslated.map(([key, text]) => `${key}: ${text}`)).toEqual([])
  })

  test('pair every plural', () => {
    const singular = [...en.keys()].filter(isSingular)
    expect(singular.filter((key) => !en.has(key.replace(/_one$/, '_other')))).toEqual([])
  })
})
