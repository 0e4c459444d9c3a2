/** Scorers and model servers of an evaluation, as they are written on the command line. */
import type { CodeCheck, ScorerSpec } from '../../shared/model/evaluation.ts'
import { type BuiltinJudge, BuiltinJudgeId } from '../../shared/model/judge.ts'
import { type Parsed, UsageError } from './arguments.ts'
import type { CliClient } from './session.ts'

interface JudgeModel {
  providerId: string
  model: string
}

/** The checks that a word can say; the others are written in a JSON file. */
const checks: Record<string, (argument: string | undefined) => CodeCheck> = {
  exact: (expectation = 'expected_response') => ({
    kind: 'exact',
    expectation,
    ignoresCase: true,
    ignoresSpace: true,
  }),
  contains: (expectation = 'expected_facts') => ({ kind: 'contains', expectation, needs: 'all', ignoresCase: true }),
  levenshtein: (expectation) => similarity('levenshtein', expectation),
  tokenF1: (expectation) => similarity('tokenF1', expectation),
  rougeL: (expectation) => similarity('rougeL', expectation),
  latency: (maxMs) => ({ kind: 'latency', ...(maxMs === undefined ? {} : { maxMs: readNumber(maxMs) }) }),
  tokens: (max) => ({ kind: 'tokens', ...(max === undefined ? {} : { max: readNumber(max) }) }),
  cost: (maxUsd) => ({ kind: 'cost', ...(maxUsd === undefined ? {} : { maxUsd: readNumber(maxUsd) }) }),
}

function similarity(measure: 'levenshtein' | 'tokenF1' | 'rougeL', expectation = 'expected_response'): CodeCheck {
  return { kind: 'similarity', expectation, measure }
}

function readNumber(text: string): number {
  const value = Number(text)
  if (text.trim() !== '' && value >= 0) return value
  throw new UsageError(`--scorers: "${text}" is no number from 0 up.`)
}

/** `name=` in front of a scorer, the scorer, and what it takes: `tone=exact:expected_tone`, `kind@2`. */
const wordForm = /^(?:([^=:@.]+)=)?([^=:@]+)(?:@(\d+))?(?::(.*))?$/s

/**
 * Reads scorers such as `correctness,exact:expected_response,kind@2`: built-in judges, checks, and judges of the workspace.
 *
 * @throws UsageError for a word that is none of these, a name that several judges have, and where a model or guidelines are missing
 */
export async function readScorerWords(
  client: CliClient,
  text: string,
  options: { judgeModel: JudgeModel | undefined; guidelines: string | undefined; repeats: number },
): Promise<ScorerSpec[]> {
  const words = text.split(',').map((word) => word.trim())
  const own = await client.judges.list({})
  const builtins = new Map((await client.judges.builtins()).map((each) => [each.builtinId as string, each]))
  return words.map((word): ScorerSpec => {
    const [, given, scorer = '', version, argument] = wordForm.exec(word) ?? []
    const name = given ?? scorer
    const check = checks[scorer]
    if (Object.hasOwn(checks, scorer) && check !== undefined) return { kind: 'code', name, check: check(argument) }
    if (argument !== undefined || scorer === '') {
      throw new UsageError(
        `--scorers: "${word}" is no scorer. There are ${Object.keys(checks).join(', ')}, and judges.`,
      )
    }
    const { repeats } = options
    const judges = own.filter((each) => each.name === scorer || each.judgeId === scorer)
    if (judges.length > 1) throw new UsageError(`Several judges are named "${scorer}". Give the id of one.`)
    const [judge] = judges
    if (judge !== undefined) {
      const pinned = version === undefined ? judge.version : Number(version)
      return { kind: 'judge', name: given ?? judge.name, judgeId: judge.judgeId, version: pinned, repeats }
    }
    const builtin = builtins.get(scorer)
    if (builtin !== undefined) return { ...toBuiltin(builtin, version, options), name }
    const names = [...own.map((each) => each.name), ...BuiltinJudgeId.options, ...Object.keys(checks)]
    throw new UsageError(`There is no scorer "${scorer}". There are: ${names.join(', ')}.`)
  })
}

function toBuiltin(
  { builtinId, version: newest, takesGuidelines }: BuiltinJudge,
  version: string | undefined,
  { judgeModel, guidelines, repeats }: Parameters<typeof readScorerWords>[2],
): Extract<ScorerSpec, { kind: 'builtinJudge' }> {
  if (judgeModel === undefined) {
    throw new UsageError(`${builtinId} asks a model: name one with --judge-model PROVIDER/MODEL.`)
  }
  if (takesGuidelines && guidelines === undefined) {
    throw new UsageError(`${builtinId} needs --guidelines FILE, with one rule a line.`)
  }
  return {
    kind: 'builtinJudge',
    name: builtinId,
    builtinId,
    version: version === undefined ? newest : Number(version),
    ...judgeModel,
    ...(takesGuidelines && guidelines !== undefined ? { guidelines } : {}),
    repeats,
  }
}

/**
 * Makes the model servers of `--provider NAME=URL` known, or changes their address; `--provider-key NAME=VARIABLE` says
 * which environment variable holds the key.
 */
export async function saveGivenProviders(client: CliClient, parsed: Parsed): Promise<void> {
  const keys = new Map(parsed.texts('provider-key').map((text) => readPair('provider-key', text, 'VARIABLE')))
  const known = await client.providers.list()
  for (const text of parsed.texts('provider')) {
    const [name, baseUrl] = readPair('provider', text, 'URL')
    const variable = keys.get(name)
    const before = known.find(({ provider }) => provider.name === name)?.provider
    const key = variable === undefined ? undefined : { kind: 'environment' as const, variable }
    await client.providers.save({
      providerId: before?.providerId ?? name,
      name,
      baseUrl,
      key: key ?? before?.key ?? { kind: 'none' },
      ...(before?.defaultModel === undefined ? {} : { defaultModel: before.defaultModel }),
      prices: before?.prices ?? {},
    })
  }
}

function readPair(option: string, text: string, what: string): [string, string] {
  const [, name, value] = /^([^=]+)=(.+)$/s.exec(text) ?? []
  if (name === undefined || value === undefined) throw new UsageError(`--${option} takes NAME=${what}.`)
  return [name, value]
}

/** `PROVIDER/MODEL`, the provider by name or id; models have slashes in their names, too. Undefined when not given. */
export async function findJudgeModel(client: CliClient, text: string | undefined): Promise<JudgeModel | undefined> {
  if (text === undefined) return undefined
  const known = await client.providers.list()
  const fits = known.flatMap(({ provider: { providerId, name, defaultModel } }) =>
    [name, providerId].flatMap((each) => {
      if (text === each && defaultModel !== undefined) return [{ length: each.length, providerId, model: defaultModel }]
      if (!text.startsWith(`${each}/`) || text.length === each.length + 1) return []
      return [{ length: each.length, providerId, model: text.slice(each.length + 1) }]
    }),
  )
  const [best] = fits.sort((a, b) => b.length - a.length)
  if (best !== undefined) return { providerId: best.providerId, model: best.model }
  const names = known.map(({ provider }) => provider.name).join(', ')
  throw new UsageError(
    `--judge-model takes PROVIDER/MODEL, and there is no provider of "${text}". There are: ${names || 'none'}. Name one with --provider NAME=URL.`,
  )
}
