import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { answerAppRequest } from '../../src/main/shell/app-files.ts'
import { filesOfArguments } from '../../src/main/shell/argument-files.ts'
import { shellTexts } from '../../src/main/shell/menu-texts.ts'

let folder: string
let renderer: string

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'assay-app-files-'))
  renderer = join(folder, 'renderer')
  mkdirSync(join(renderer, 'assets'), { recursive: true })
  writeFileSync(join(renderer, 'index.html'), '<title>Assay</title>')
  writeFileSync(join(renderer, 'assets', 'a.js'), 'void 0')
  writeFileSync(join(folder, 'secret.txt'), 'secret')
})

afterEach(() => {
  rmSync(folder, { recursive: true, force: true })
})

async function get(url: string, method = 'GET') {
  const response = await answerAppRequest({ url, method }, renderer)
  return { status: response.status, type: response.headers.get('content-type'), text: await response.text(), response }
}

test('files of the renderer are served with their type and the policy', async () => {
  const page = await get('app://assay/')
  expect(page).toMatchObject({ status: 200, type: 'text/html; charset=utf-8', text: '<title>Assay</title>' })
  expect(page.response.headers.get('content-security-policy')).toContain("default-src 'none'")
  expect(await get('app://assay/assets/a.js')).toMatchObject({ status: 200, type: 'text/javascript; charset=utf-8' })
  expect(await get('app://assay/traces/tr-1')).toMatchObject({ status: 200, text: '<title>Assay</title>' })
})

test('nothing outside the folder is, however it is written', async () => {
  symlinkSync(join(folder, 'secret.txt'), join(renderer, 'link.txt'))
  const paths = [
    '../secret.txt',
    '..%2fsecret.txt',
    '%2e%2e/secret.txt',
    '%2e%2e%2fsecret.txt',
    'assets/..%2f..%2fsecret.txt',
    '..%5csecret.txt',
    'link.txt',
    'index.html%00.js',
    '%E0%A4%A.txt',
    `${encodeURIComponent(join(folder, 'secret.txt'))}`,
  ]
  for (const path of paths) {
    const answer = await get(`app://assay/${path}`)
    expect(answer.status, path).toBe(404)
    expect(answer.text).not.toContain('secret')
  }
  expect((await get('app://other/')).status).toBe(403)
  expect((await get('app://assay/', 'POST')).status).toBe(403)
})

test('of the arguments, known files that exist are opened', () => {
  for (const name of ['a.assay', 'b.jsonl', 'c.csv.gz', 'd.txt']) writeFileSync(join(folder, name), '')
  const argv = ['/usr/bin/assay', '--flag', '.', 'a.assay', join(folder, 'b.jsonl'), 'c.csv.gz', 'd.txt', 'none.assay']
  expect(filesOfArguments(argv, folder)).toEqual(['a.assay', 'b.jsonl', 'c.csv.gz'].map((name) => join(folder, name)))
  expect(filesOfArguments([join(folder, 'a.assay')], folder)).toEqual([])
})

test('the shell speaks the language of the settings, else that of the system', () => {
  expect(shellTexts('ja', 'en-US').file).toBe('ファイル')
  expect(shellTexts('system', 'ja-JP').file).toBe('ファイル')
  expect(shellTexts('system', 'de-DE').file).toBe('File')
  expect(shellTexts('en', 'ja-JP').file).toBe('File')
  const [en, ja] = [shellTexts('en', ''), shellTexts('ja', '')]
  expect(Object.keys(ja)).toEqual(Object.keys(en))
  for (const [key, text] of Object.entries(ja)) expect(text, key).not.toBe('')
})
