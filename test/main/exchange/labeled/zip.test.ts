import { execFileSync, spawnSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { writeZip } from '../../../../src/main/exchange/labeled/zip.ts'
import { makeFolder } from '../make-workspace.ts'

function makeZip() {
  const folder = makeFolder()
  const at = (name: string) => join(folder, name)
  writeFileSync(at('a'), 'first')
  writeFileSync(at('b'), Buffer.alloc(3_000_000, 'ü'))
  const entries = [
    { name: 'data/a.jsonl', path: at('a') },
    { name: '結果.txt', path: at('b') },
  ]
  return {
    path: at('one.zip'),
    sizeBytes: writeZip(at('one.zip'), entries),
    again: () => writeZip(at('two.zip'), entries),
    at,
  }
}

test('a ZIP is the same for the same files, and as long as it says', () => {
  const { path, sizeBytes, again, at } = makeZip()
  again()
  const bytes = readFileSync(path)
  expect(bytes.length).toBe(sizeBytes)
  expect(readFileSync(at('two.zip')).equals(bytes)).toBe(true)
  // The end of the directory says where it begins.
  expect(bytes.readUInt32LE(bytes.readUInt32LE(bytes.length - 6))).toBe(0x02014b50)
})

const hasPython = spawnSync('python3', ['--version']).status === 0
if (!hasPython) console.info('Skipped: a ZIP is read by others, as there is no python3.')

test.skipIf(!hasPython)('a ZIP is read by others', () => {
  const script = `import zipfile,sys
z=zipfile.ZipFile(sys.argv[1]); assert z.testzip() is None
print([(i.filename,i.file_size) for i in z.infolist()]); print(z.read('data/a.jsonl').decode())`
  const env = { ...process.env, PYTHONIOENCODING: 'utf8' }
  const said = execFileSync('python3', ['-c', script, makeZip().path], { encoding: 'utf8', env })
  expect(said).toBe("[('data/a.jsonl', 5), ('結果.txt', 3000000)]\nfirst\n")
})
