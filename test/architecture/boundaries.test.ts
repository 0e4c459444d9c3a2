import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import os from 'node:os'
import path from 'node:path'
import { cruise, type ICruiseOptions, type ICruiseResult, type IFlattenedRuleSet } from 'dependency-cruiser'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

/**
 * Every import rule is shown to fire on an import it forbids, and to stay silent on the imports it is meant to leave alone.
 * The rules are the real ones of .dependency-cruiser.cjs; the sources are small files in a temporary folder.
 */

interface BoundaryConfig {
  forbidden: IFlattenedRuleSet['forbidden'] & { name: string }[]
  options: ICruiseOptions
}

const projectRoot = path.resolve(import.meta.dirname, '../..')
const config = createRequire(import.meta.url)(path.join(projectRoot, '.dependency-cruiser.cjs')) as BoundaryConfig

/** One forbidden import per line: rule, importing file, imported file or package. */
const violations: [rule: string, from: string, to: string][] = [
  ['shared-stands-alone', 'src/shared/model/a.ts', 'src/main/store/rows.ts'],
  ['shared-is-environment-free', 'src/shared/model/b.ts', 'node:fs'],
  ['shared-is-environment-free', 'src/shared/contract/b.ts', 'fastify'],
  ['model-below-contract', 'src/shared/model/c.ts', 'src/shared/contract/base.ts'],
  ['store-knows-shared', 'src/main/store/a.ts', 'src/main/receive/otlp/decode.ts'],
  ['store-knows-shared', 'src/main/store/b.ts', 'src/main/normalize/summarize.ts'],
  ['normalize-knows-shared', 'src/main/normalize/a.ts', 'src/main/store/rows.ts'],
  ['normalize-is-pure', 'src/main/normalize/b.ts', 'node:fs'],
  ['normalize-is-pure', 'src/main/normalize/c.ts', 'better-sqlite3'],
  ['formats-know-shared', 'src/main/formats/a.ts', 'src/main/exchange/import/run.ts'],
  ['receive-uses-store-and-shared', 'src/main/receive/a.ts', 'src/main/exchange/import/run.ts'],
  ['exchange-uses-store-and-shared', 'src/main/exchange/a.ts', 'src/main/receive/otlp/decode.ts'],
  ['labeling-uses-store-and-shared', 'src/main/labeling/a.ts', 'src/main/evaluation/run.ts'],
  ['evaluation-uses-store-and-shared', 'src/main/evaluation/a.ts', 'src/main/labeling/queue.ts'],
  ['only-hosts-start-engine', 'src/main/exchange/b.ts', 'src/main/engine/engine.ts'],
  ['serve-is-a-host', 'src/main/serve/a.ts', 'src/main/store/rows.ts'],
  ['shell-is-a-host', 'src/main/shell/a.ts', 'src/main/store/rows.ts'],
  ['engine-below-hosts', 'src/main/engine/a.ts', 'src/main/serve/serve.ts'],
  ['electron-in-its-place', 'src/main/engine/b.ts', 'electron'],
  ['electron-in-its-place', 'src/renderer/app/a.ts', 'electron'],
  ['preload-knows-shared-types', 'src/preload/a.ts', 'src/main/store/rows.ts'],
  ['renderer-knows-shared', 'src/renderer/data/a.ts', 'src/main/store/rows.ts'],
  ['renderer-has-no-node', 'src/renderer/data/b.ts', 'node:path'],
  ['renderer-has-no-server', 'src/renderer/data/d.ts', '@orpc/server'],
  ['features-through-their-door', 'src/renderer/features/trace/a.tsx', 'src/renderer/features/traces/columns.ts'],
  ['app-uses-feature-doors', 'src/renderer/app/b.ts', 'src/renderer/features/traces/columns.ts'],
  ['ui-is-generic', 'src/renderer/ui/a.tsx', 'src/renderer/features/traces/columns.ts'],
  ['data-below-screens', 'src/renderer/data/c.ts', 'src/renderer/ui/button.tsx'],
  ['theme-below-everything', 'src/renderer/theme/a.ts', 'src/renderer/ui/button.tsx'],
  ['i18n-below-everything', 'src/renderer/i18n/a.ts', 'src/renderer/ui/button.tsx'],
  ['src-without-tests', 'src/main/cli/a.ts', 'test/fixtures/x.ts'],
  ['no-dev-dependencies-in-main', 'src/main/receive/b.ts', 'fast-check'],
  ['no-unresolvable', 'src/main/engine/c.ts', 'src/main/engine/nowhere.ts'],
]

const allowed: [from: string, to: string][] = [
  ['src/shared/contract/ok.ts', 'src/shared/model/trace.ts'],
  ['src/shared/model/ok.ts', 'zod'],
  ['src/shared/contract/ok2.ts', '@orpc/contract'],
  ['src/main/store/ok.ts', 'src/shared/model/trace.ts'],
  ['src/main/store/ok2.ts', 'better-sqlite3'],
  ['src/main/receive/ok.ts', 'src/main/store/rows.ts'],
  ['src/main/exchange/ok.ts', 'src/main/normalize/summarize.ts'],
  ['src/main/engine/ok.ts', 'src/main/receive/otlp/decode.ts'],
  ['src/main/cli.ts', 'src/main/engine/engine.ts'],
  ['src/main/engine/threads/engine.ts', 'src/main/serve/serve.ts'],
  ['src/main/cli/ok.ts', 'src/main/serve/serve.ts'],
  ['src/main/index.ts', 'electron'],
  ['src/preload/index.ts', 'electron'],
  ['src/main/serve/ok.ts', 'src/main/engine/engine.ts'],
  ['src/renderer/features/trace/ok.tsx', 'src/renderer/features/traces/index.tsx'],
  ['src/renderer/features/traces/ok.tsx', 'src/renderer/features/traces/columns.ts'],
  ['src/renderer/app/ok.tsx', 'src/renderer/features/traces/index.tsx'],
  ['src/renderer/data/ok.ts', 'src/shared/contract/base.ts'],
  ['src/renderer/data/ok2.ts', '@orpc/client'],
  ['test/main/store/ok.test.ts', 'src/main/store/rows.ts'],
]

/** The plain targets of the imports above; they import nothing. */
const targets = [
  ...['shared/model/trace.ts', 'shared/contract/base.ts', 'main/store/rows.ts', 'main/normalize/summarize.ts'],
  ...['main/receive/otlp/decode.ts', 'main/exchange/import/run.ts', 'main/labeling/queue.ts', 'main/evaluation/run.ts'],
  ...['main/engine/engine.ts', 'main/serve/serve.ts', 'renderer/ui/button.tsx', 'renderer/features/traces/columns.ts'],
  'renderer/features/traces/index.tsx',
].map((file) => `src/${file}`)

const circle: [string, string] = ['src/main/engine/circle-a.ts', 'src/main/engine/circle-b.ts']

let folder: string
let found: { rule: string; from: string; to: string }[]

function write(file: string, content: string): void {
  const target = path.join(folder, file)
  mkdirSync(path.dirname(target), { recursive: true })
  writeFileSync(target, content)
}

/** As the sources write it: a relative path with its extension, or a package name. `type` is the import most easily missed. */
function importOf(from: string, to: string, isType: boolean): string {
  const isOurs = /^(src|test)\//.test(to)
  const relative = path.posix.relative(path.posix.dirname(from), to)
  const specifier = isOurs ? (relative.startsWith('.') ? relative : `./${relative}`) : to
  return isType
    ? `import type { X } from '${specifier}'\nexport type Y = X\n`
    : `import { x } from '${specifier}'\nexport const y = x\n`
}

async function cruiseFolder(): Promise<typeof found> {
  const result = await cruise(['src', 'test'], {
    ...config.options,
    baseDir: folder,
    ruleSet: { forbidden: config.forbidden },
    validate: true,
  })
  const output = result.output as ICruiseResult
  return output.summary.violations.map(({ rule, from, to }) => ({ rule: rule.name, from, to }))
}

beforeAll(async () => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'assay-boundaries-'))
  symlinkSync(path.join(projectRoot, 'node_modules'), path.join(folder, 'node_modules'), 'junction')
  symlinkSync(path.join(projectRoot, 'package.json'), path.join(folder, 'package.json'))
  for (const target of targets) write(target, 'export const x = 1\nexport type X = number\n')
  write('test/fixtures/x.ts', 'export const x = 1\n')
  for (const [, from, to] of violations) write(from, importOf(from, to, false))
  for (const [, from, to] of violations) write(from.replace(/[.]tsx?$/, '-type$&'), importOf(from, to, true))
  for (const [from, to] of allowed) write(from, importOf(from, to, false))
  write(circle[0], importOf(circle[0], circle[1], false))
  write(circle[1], importOf(circle[1], circle[0], false))
  found = await cruiseFolder()
})

afterAll(() => rmSync(folder, { recursive: true, force: true }))

describe('a forbidden import is reported', () => {
  test.each(violations)('%s: %s → %s', (rule, from, to) => {
    expect(
      found.filter((violation) => violation.from === from).map((violation) => violation.rule),
      to,
    ).toContain(rule)
  })

  // Types vanish at run time, so the rule about shipped packages lets them pass; every other rule counts them.
  const withTypes = violations.filter(([rule]) => rule !== 'no-dev-dependencies-in-main')
  test.each(withTypes)('%s also as a type: %s → %s', (rule, from) => {
    const file = from.replace(/[.]tsx?$/, '-type$&')
    expect(found.filter((violation) => violation.from === file).map((violation) => violation.rule)).toContain(rule)
  })

  test('a circle', () => {
    const files = found.filter(({ rule }) => rule === 'no-circular').flatMap(({ from, to }) => [from, to])
    expect(new Set(files)).toEqual(new Set(circle))
  })
})

test.each(allowed)('an allowed import is left alone: %s → %s', (from) => {
  expect(found.filter((violation) => violation.from === from)).toEqual([])
})

test('every rule has a case', () => {
  const tried = new Set(['no-circular', ...violations.map(([rule]) => rule)])
  expect(config.forbidden.map(({ name }) => name ?? '').filter((name) => !tried.has(name))).toEqual([])
})
