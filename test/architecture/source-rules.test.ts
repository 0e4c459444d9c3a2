import { existsSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { projectRoot, readSourceFiles, type SourceFile } from './source-files.ts'

/** Rules over the text of the sources that no linter here can hold. */

const maxLines = 400
const code = readSourceFiles(['{src,test,scripts}/**/*.{ts,tsx,mjs,cjs,css,html}', '*.{ts,cjs}'])
const everything = [
  ...code,
  ...readSourceFiles([
    '*.{md,json}',
    '{src,test,scripts,resources}/**/*.{md,json}',
    '.ci/*',
    '.{editorconfig,gitattributes,nvmrc,gitignore}',
  ]),
]

/** `file:line: text` of every match, so that a failure can be clicked. */
function findLines(files: SourceFile[], pattern: RegExp): string[] {
  return files.flatMap(({ name, text }) =>
    text
      .split('\n')
      .flatMap((line, index) => (pattern.test(line) ? [`${name}:${index + 1}: ${line.trim().slice(0, 120)}`] : [])),
  )
}

test('there is something to look at', () => {
  expect(code.length).toBeGreaterThan(100)
  expect(everything.map(({ name }) => name)).toContain('package-lock.json')
})

test(`no source file has more than ${maxLines} lines`, () => {
  const long = code
    .map(({ name, text }) => ({ name, lines: text.split('\n').length - 1 }))
    .filter(({ lines }) => lines > maxLines)
  expect(long).toEqual([])
})

test('no address of a package registry and no path of a particular machine is committed', () => {
  // Put together here, so that this file does not find itself.
  const hosts = [
    ['registry', 'npmjs'],
    ['registry', 'yarnpkg'],
    ['files', 'pythonhosted'],
    ['deb', 'debian'],
    ['static', 'crates'],
  ]
  const folders = ['work/main', 'work/shared', 'work/.library', 'root/']
  const tokens = ['_auth' + 'Token', 'npm' + '_config_registry']
  const parts = [
    ...hosts.map((words) => words.join('[.]')),
    ...folders.map((folder) => `(?<![\\w.])/${folder}`),
    ...tokens,
  ]
  const pattern = new RegExp(parts.join('|'))
  const checked = everything.filter(({ name }) => !name.startsWith('resources/licences/'))
  expect(findLines(checked, pattern)).toEqual([])
})

test('the lock file names no download address', () => {
  const lock = everything.find(({ name }) => name === 'package-lock.json')
  expect(lock?.text).not.toMatch(/"resolved":/)
})

test('colours come from the theme: no colour literal elsewhere in the renderer', () => {
  const files = code.filter(({ name }) => name.startsWith('src/renderer/') && !name.startsWith('src/renderer/theme/'))
  const colour =
    /(?<![\w&/])#(?:[0-9a-f]{8}|[0-9a-f]{6}|[0-9a-f]{3,4})\b(?![\w-])|\b(?:rgba?|hsla?|oklch|oklab|hwb|lab|lch)\(/i
  expect(findLines(files, colour)).toEqual([])
})

test('only the command line, scripts, the log and tests that say why they skip write to the console', () => {
  const allowed = /^src\/main\/cli(?:[.]ts$|\/)|(?:^|\/)log[.]ts$|^scripts\/|^test\/bench\/|[.]test[.]ts$/
  const files = code.filter(({ name }) => /[.](?:ts|tsx|mjs)$/.test(name) && !allowed.test(name))
  expect(findLines(files, /(?<![\w.'"`])console[.](?:log|info|warn|error|debug|trace)\(/)).toEqual([])
})

test('no type check, lint rule or test is switched off without a reason', () => {
  const files = code.filter(({ name }) => !name.endsWith('source-rules.test.ts'))
  expect(findLines(files, /@ts-(?:ignore|nocheck|expect-error)(?!\s*[:—-]?\s*\w)/)).toEqual([])
  expect(findLines(files, /biome-ignore [\w/]+\s*(?::\s*)?$/)).toEqual([])
  expect(findLines(files, /\b(?:test|it|describe)[.]only\(/)).toEqual([])
})

test('a test file stands where its source stands', () => {
  const misplaced = code
    .map(({ name }) => name)
    .filter((name) => /^test\/(?:main|shared|renderer)\/.+[.]test[.]tsx?$/.test(name))
    .filter((name) => !existsSync(path.join(projectRoot, path.dirname(name).replace(/^test\//, 'src/'))))
  expect(misplaced).toEqual([])
})
