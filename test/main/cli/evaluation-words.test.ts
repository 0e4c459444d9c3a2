import { join } from 'node:path'
import { createRouterClient } from '@orpc/server'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type Parsed, parseWords } from '../../../src/main/cli/arguments.ts'
import { evaluateOptions } from '../../../src/main/cli/evaluate-command.ts'
import { findJudgeModel, readScorerWords, saveGivenProviders } from '../../../src/main/cli/evaluation-words.ts'
import type { CliClient } from '../../../src/main/cli/session.ts'
import { startTestEngine, type TestEngine } from '../../contract/fixtures.ts'

let running: TestEngine
let client: CliClient
beforeEach(async () => {
  running = startTestEngine()
  client = createRouterClient(running.engine.router)
  await client.workspaces.create({ path: join(running.folder, 'a') })
})
afterEach(() => running.close())

const words = (...given: string[]): Parsed => parseWords(given, evaluateOptions)

test('words become checks, built-in judges and judges of the workspace, in their newest version unless told', async () => {
  const definition = {
    instructions: 'Is {{ outputs }} kind?',
    answer: { kind: 'yesNo' as const },
    isMultiTurn: false,
    providerId: 'p',
    model: 'm',
    temperature: 0,
    examples: [],
  }
  const { judgeId } = await client.judges.save({ experimentId: '0', name: 'kind', definition })
  await client.judges.save({ experimentId: '0', name: 'kind', judgeId, definition: { ...definition, temperature: 1 } })
  const judgeModel = { providerId: 'p', model: 'm' }
  const options = { judgeModel, guidelines: 'Be brief.', repeats: 3 }
  expect(
    await readScorerWords(client, 'kind, before=kind@1,safety,tone=guidelines,exact,latency:900', options),
  ).toEqual([
    { kind: 'judge', name: 'kind', judgeId, version: 2, repeats: 3 },
    { kind: 'judge', name: 'before', judgeId, version: 1, repeats: 3 },
    { kind: 'builtinJudge', name: 'safety', builtinId: 'safety', version: 1, ...judgeModel, repeats: 3 },
    {
      kind: 'builtinJudge',
      name: 'tone',
      builtinId: 'guidelines',
      version: 1,
      ...judgeModel,
      guidelines: 'Be brief.',
      repeats: 3,
    },
    {
      kind: 'code',
      name: 'exact',
      check: { kind: 'exact', expectation: 'expected_response', ignoresCase: true, ignoresSpace: true },
    },
    { kind: 'code', name: 'latency', check: { kind: 'latency', maxMs: 900 } },
  ])
  const without = { judgeModel: undefined, guidelines: undefined, repeats: 1 }
  await expect(readScorerWords(client, 'safety', without)).rejects.toThrow('--judge-model PROVIDER/MODEL')
  await expect(readScorerWords(client, 'guidelines', { ...without, judgeModel })).rejects.toThrow('--guidelines')
  await expect(readScorerWords(client, 'latency:soon', without)).rejects.toThrow('no number')
  await expect(readScorerWords(client, 'constructor', without)).rejects.toThrow('There is no scorer "constructor"')
})

test('a model server is named once and known from then on; models may have slashes', async () => {
  const given = words('--provider', 'ci=http://127.0.0.1:9/v1', '--provider-key', 'ci=CI_KEY')
  await saveGivenProviders(client, given)
  await saveGivenProviders(client, words('--provider', 'ci=http://127.0.0.1:10/v1'))
  expect(await client.providers.list()).toMatchObject([
    {
      provider: {
        providerId: 'ci',
        name: 'ci',
        baseUrl: 'http://127.0.0.1:10/v1',
        key: { kind: 'environment', variable: 'CI_KEY' },
      },
    },
  ])
  expect(await findJudgeModel(client, 'ci/meta/small')).toEqual({ providerId: 'ci', model: 'meta/small' })
  await expect(findJudgeModel(client, 'other/small')).rejects.toThrow('There are: ci.')
  await expect(saveGivenProviders(client, words('--provider', 'ci'))).rejects.toThrow('--provider takes NAME=URL')
})
