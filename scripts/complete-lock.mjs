/**
 * `npm run complete-lock`, after a change of dependencies: npm leaves a package for another platform out of package-lock.json when
 * the registry it asked does not carry that version, and then `npm ci` refuses the whole file. This adds an entry for each, from
 * what the package that wants it says (an exact version) and from its name (platform and processor). `--check` only looks.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { pathToFileURL } from 'node:url'
import { fail, inProject } from './project.mjs'

const platforms = ['aix', 'android', 'darwin', 'freebsd', 'linux', 'netbsd', 'openbsd', 'openharmony', 'sunos', 'win32']
const processors = {
  armv7: 'arm',
  arm: 'arm',
  arm64: 'arm64',
  ia32: 'ia32',
  x64: 'x64',
  loong64: 'loong64',
  mips64el: 'mips64el',
}
Object.assign(processors, { ppc64: 'ppc64', riscv64: 'riscv64', s390x: 's390x', wasm32: 'wasm32' })

/**
 * Entries that package-lock.json lacks.
 * @param {{packages: Record<string, object>}} lock parsed package-lock.json
 * @returns {Record<string, object>} key in `packages` → entry
 */
export function missingOptionalEntries(lock) {
  const missing = {}
  for (const [key, entry] of Object.entries(lock.packages)) {
    for (const [name, range] of Object.entries(entry.optionalDependencies ?? {})) {
      if (isResolved(lock.packages, key, name)) continue
      const words = name.split(/[-/]/)
      const platform = words.find((word) => platforms.includes(word))
      const processor = words.find((word) => word in processors)
      // Without a platform in its name it is no platform package, and without an exact version there is nothing to pin.
      if (!/^\d/.test(range) || (!platform && processor !== 'wasm32')) continue
      missing[`node_modules/${name}`] = {
        version: range,
        ...(processor ? { cpu: [processors[processor]] } : {}),
        ...(entry.dev ? { dev: true } : {}),
        optional: true,
        ...(platform ? { os: [platform] } : {}),
      }
    }
  }
  return missing
}

/** npm looks for a package beside its user first, then in each folder above. */
function isResolved(packages, userKey, name) {
  for (let folder = userKey; ; folder = folder.slice(0, Math.max(0, folder.lastIndexOf('node_modules/') - 1))) {
    if (packages[folder === '' ? `node_modules/${name}` : `${folder}/node_modules/${name}`]) return true
    if (folder === '') return false
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const file = inProject('package-lock.json')
  const lock = JSON.parse(readFileSync(file, 'utf8'))
  const missing = missingOptionalEntries(lock)
  const names = Object.keys(missing)
  if (process.argv.includes('--check')) {
    if (names.length > 0)
      fail(`package-lock.json lacks ${names.length} packages (run "npm run complete-lock"):\n${names.join('\n')}`)
  } else if (names.length > 0) {
    const [root, ...others] = Object.entries({ ...lock.packages, ...missing })
    lock.packages = Object.fromEntries([root, ...others.sort(([a], [b]) => (a < b ? -1 : 1))])
    writeFileSync(file, `${JSON.stringify(lock, null, 2)}\n`)
    console.log(`${names.length} packages for other platforms added to package-lock.json`)
  }
}
