/**
 * `npm run licences:check`: every package that ships with Assay has a licence we may ship, and the notices file is current.
 * `npm run licences` writes resources/licences/THIRD-PARTY-NOTICES.md.
 * What ships: "dependencies" with all they need (installed beside the main process), and what the page and the preload import
 * with all that needs (bundled, though they are devDependencies).
 */
import { existsSync, globSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { fail, inProject } from './project.mjs'

const noticesFile = inProject('resources', 'licences', 'THIRD-PARTY-NOTICES.md')
const allowed = new Set(
  [
    '0BSD',
    'Apache-2.0',
    'BlueOak-1.0.0',
    'BSD-2-Clause',
    'BSD-3-Clause',
    'CC0-1.0',
    'ISC',
    'MIT',
    'MIT-0',
    'Python-2.0',
  ].concat(['Unlicense', 'Zlib']),
)

const lock = JSON.parse(readFileSync(inProject('package-lock.json'), 'utf8')).packages
const shipped = [...closure([...Object.keys(lock[''].dependencies ?? {}), ...bundledPackages()])]
  .map(readPackage)
  .sort((a, b) => `${a.name}@${a.version}`.localeCompare(`${b.name}@${b.version}`, 'en'))

const refused = shipped.filter(({ licence }) => !isAllowed(licence))
for (const { name, version, licence } of refused)
  console.error(`${name} ${version}: licence "${licence}" is not on the list`)
if (refused.length > 0)
  fail('Replace these packages, or add the licence to scripts/check-licences.mjs after reading it.')

const notices = toNotices(shipped)
if (process.argv.includes('--write')) {
  mkdirSync(path.dirname(noticesFile), { recursive: true })
  writeFileSync(noticesFile, notices)
} else if (!existsSync(noticesFile) || readFileSync(noticesFile, 'utf8') !== notices) {
  fail('resources/licences/THIRD-PARTY-NOTICES.md is not current; run "npm run licences" and commit it.')
}
console.log(`${shipped.length} shipped packages, all under allowed licences`)

/** Package names that src/renderer and src/preload import: their code ends up in our bundles. */
function bundledPackages() {
  const names = new Set()
  for (const file of globSync('src/{renderer,preload,shared}/**/*.{ts,tsx,css}', { cwd: inProject() })) {
    const text = readFileSync(inProject(file), 'utf8')
    for (const [, specifier] of text.matchAll(/^\s*(?:import|export|\}|@import)\b[^'"\n]*['"]([^'".][^'"]*)['"]/gm)) {
      const name = specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/')
      // Electron ships with its own licence files; the page never contains it.
      if (name !== 'electron' && lock[`node_modules/${name}`]) names.add(name)
    }
  }
  return names
}

/** Lock keys of the named top-level packages and everything they need, as npm would find it. */
function closure(names) {
  const keys = new Set()
  const visit = (userKey, name) => {
    const key = resolve(userKey, name)
    if (!key || keys.has(key)) return
    keys.add(key)
    const { dependencies = {}, optionalDependencies = {}, peerDependencies = {} } = lock[key]
    // A platform package is part of its parent, under the same licence, and differs from machine to machine.
    for (const needed of Object.keys({ ...dependencies, ...peerDependencies })) {
      if (!(needed in optionalDependencies) && !lock[key].peerDependenciesMeta?.[needed]?.optional) visit(key, needed)
    }
  }
  for (const name of names) visit('', name)
  return keys
}

function resolve(userKey, name) {
  for (let folder = userKey; ; folder = folder.slice(0, Math.max(0, folder.lastIndexOf('node_modules/') - 1))) {
    const key = folder === '' ? `node_modules/${name}` : `${folder}/node_modules/${name}`
    if (lock[key]) return key
    if (folder === '') return undefined
  }
}

function readPackage(key) {
  const folder = inProject(key)
  const manifest = JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8'))
  const licence = typeof manifest.license === 'string' ? manifest.license : (manifest.license?.type ?? 'none named')
  const file = readdirSync(folder)
    .sort()
    .find((name) => /^(licen[cs]e|copying)([-.]|$)/i.test(name))
  const text = file ? readFileSync(path.join(folder, file), 'utf8').replaceAll('\r\n', '\n').trim() : ''
  return { name: manifest.name, version: manifest.version, licence, text, author: toAuthor(manifest.author) }
}

function toAuthor(author) {
  const name = typeof author === 'string' ? author : author?.name
  return name?.replace(/\s*[<(].*$/, '')
}

/** SPDX expression: of alternatives one has to be allowed, of a conjunction all. */
function isAllowed(expression) {
  const parts = expression.replaceAll(/[()]/g, '').split(/\s+OR\s+/)
  return parts.some((part) => part.split(/\s+AND\s+/).every((id) => allowed.has(id.trim())))
}

/** One section per licence text, so that a text shared by many packages appears once. */
function toNotices(packages) {
  const groups = new Map()
  for (const entry of packages) {
    const text =
      entry.text || `No licence file in the package. Licence: ${entry.licence}. Author: ${entry.author ?? 'not named'}.`
    groups.set(text, [...(groups.get(text) ?? []), entry])
  }
  const sections = [...groups].map(([text, entries]) => {
    const title = entries.map(({ name, version, licence }) => `- ${name} ${version} (${licence})`).join('\n')
    return `${title}\n\n${text.replace(/^/gm, '    ').replaceAll(/[ \t]+$/gm, '')}`
  })
  const head =
    '# Third-party notices\n\nAssay ships the following packages. Written by `npm run licences`; do not edit.'
  return `${[head, ...sections].join('\n\n---\n\n')}\n`
}
