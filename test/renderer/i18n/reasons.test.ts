import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { reasons } from '../../../src/renderer/i18n/ja/reasons.ts'
import { reasonText } from '../../../src/renderer/i18n/reasons.ts'

const main = path.resolve(import.meta.dirname, '../../../src/main')

function sources(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => readFileSync(path.join(folder, name), 'utf8'))
}

/** Codes written down in the receivers, and the causes the importers list. */
function knownCodes(): Set<string> {
  const codes = new Set<string>()
  for (const text of sources(path.join(main, 'receive'))) {
    for (const [, code] of text.matchAll(/reason: '(\w+)'/g)) codes.add(code ?? '')
    for (const [, code] of text.matchAll(/undecodable\([^;]*?'(\w+)',?\s*\)/g)) codes.add(code ?? '')
    for (const [, code] of text.matchAll(/\.refused\(\w+, '(\w+)'/g)) codes.add(code ?? '')
  }
  for (const text of sources(path.join(main, 'exchange'))) {
    const list = /const messages = \{([^}]*)\}/.exec(text)?.[1] ?? ''
    for (const [, code] of list.matchAll(/^\s*(\w+):/gm)) codes.add(code ?? '')
  }
  return codes
}

test('every reason that the engine gives has a Japanese text', () => {
  const codes = knownCodes()
  expect(codes.size).toBeGreaterThan(30)
  expect([...codes].filter((code) => !Object.hasOwn(reasons, code))).toEqual([])
})

test('English shows the engine’s own message, and so does an unknown code', () => {
  expect(reasonText('tooLarge', 'Larger than 64 MiB.', 'en')).toBe('Larger than 64 MiB.')
  expect(reasonText('somethingNew', 'A new cause.', 'ja')).toBe('A new cause.')
  expect(reasonText('tooLarge', 'Larger than 64 MiB.', 'ja')).toContain('大きすぎます')
})
