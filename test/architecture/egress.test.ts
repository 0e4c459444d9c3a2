import { expect, test } from 'vitest'
import { readSourceFiles } from './source-files.ts'

/** Nothing of Assay reaches out but through one file, where the air gap and the ledger are. */

const wayOut = 'src/main/evaluation/egress/egress.ts'
const sources = readSourceFiles(['src/main/**/*.ts']).map(({ name, text }) => ({ name, text: withoutComments(text) }))

function withoutComments(text: string): string {
  return text.replaceAll(/\/\*[\s\S]*?\*\//g, '').replaceAll(/(?<![:'"`\w])\/\/.*$/gm, '')
}

function findNames(pattern: RegExp): string[] {
  return sources.filter(({ text }) => pattern.test(text)).map(({ name }) => name)
}

test('one file calls fetch', () => {
  // A method of that name, as Egress has, is another thing; a global one by way of an object is not.
  expect(
    findNames(/(?<![.\w])fetch\((?!input: )|(?:globalThis|global|window)\s*[.[]\s*['"]?fetch|=\s*fetch\b/),
  ).toEqual([wayOut])
})

test('no file opens a connection by other means', () => {
  const clients = /\b(?:request|get|connect|createConnection|createSocket|lookup|resolve\w*)\b/
  const networks =
    /import\s+(type\s+)?(\*\s+as\s+\w+|\w+|\{[^}]*\})\s+from\s+'node:(https?|http2|net|tls|dgram|dns)[^']*'/g
  const found = sources.flatMap(({ name, text }) =>
    [...text.matchAll(networks)].flatMap(([, isType, names = '', module = '']) => {
      if (isType !== undefined) return []
      const plain = names.replaceAll(/\btype\s+\w+/g, '')
      // A whole module may be used to serve, never to call.
      const local = /^(?:\*\s+as\s+)?(\w+)$/.exec(plain.trim())?.[1]
      const isUsed = local !== undefined && new RegExp(`\\b${local}[.](?:${clients.source})\\(`).test(text)
      return isUsed || (local === undefined && clients.test(plain)) ? [`${name}: ${module}`] : []
    }),
  )
  expect(found).toEqual([])
  expect(findNames(/\bnew (?:WebSocket|EventSource|XMLHttpRequest|Socket)\b|from '(?:undici|ws|axios|got)'/)).toEqual(
    [],
  )
  expect(findNames(/\bnew \w*[.]?(?:Client|GrpcObject)\(|makeGenericClientConstructor/)).toEqual([])
})

test('the OpenAI client is made in one file, on that way out', () => {
  const users = sources.filter(({ text }) => /new OpenAI\(/.test(text))
  expect(users.map(({ name }) => name)).toEqual(['src/main/evaluation/providers/model-client.ts'])
  expect(users[0]?.text).toContain('fetch: (input, init) => egress.fetch(input, init, context)')
})
