import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { projectRoot } from './source-files.ts'

/** package.json and package-lock.json stay such that a fresh clone installs with `npm ci`. */

interface Manifest {
  license?: string
  engines?: { node?: string }
  scripts?: Record<string, string>
  dependencies?: Record<string, string>
  devDependencies?: Record<string, string>
}

function readJson<T>(name: string): T {
  return JSON.parse(readFileSync(path.join(projectRoot, name), 'utf8')) as T
}

const manifest = readJson<Manifest>('package.json')
const lock = readJson<{ packages: Record<string, Manifest> }>('package-lock.json')

test('the lock file belongs to package.json', () => {
  const root = lock.packages['']
  expect({ ...root?.dependencies }).toEqual({ ...manifest.dependencies })
  expect({ ...root?.devDependencies }).toEqual({ ...manifest.devDependencies })
})

test('the lock file names the packages of all platforms', () => {
  const { status, stderr } = spawnSync(process.execPath, ['scripts/complete-lock.mjs', '--check'], {
    cwd: projectRoot,
    encoding: 'utf8',
  })
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' })
})

test('licence, system Node and the Node of the scripts are stated', () => {
  expect(manifest.license).toBe('Apache-2.0')
  expect(manifest.engines?.node).toBe('>=20')
  expect(manifest.devDependencies?.node).toMatch(/^\^24\./)
  expect(readFileSync(path.join(projectRoot, '.nvmrc'), 'utf8').trim()).toBe('24')
})

test('what runs before set-up needs nothing installed', () => {
  for (const script of ['setup', 'start', 'test'])
    expect(manifest.scripts?.[script]).toMatch(/^node scripts\/[\w-]+\.mjs$/)
  for (const file of ['project', 'setup', 'build', 'start', 'test', 'find-browser']) {
    const text = readFileSync(path.join(projectRoot, `scripts/${file}.mjs`), 'utf8')
    const imports = [...text.matchAll(/^import [^'"]*['"]([^'"]+)['"]/gm)].map(([, specifier]) => specifier ?? '')
    expect(imports.length).toBeGreaterThan(0)
    expect(imports.filter((specifier) => !/^(node:|\.\/)/.test(specifier))).toEqual([])
  }
})
