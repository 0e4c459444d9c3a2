/** Names of fields, for the list of what is to be checked. */
import type { useT } from '../../i18n/i18n.ts'
import type { Draft } from './draft.ts'

type T = ReturnType<typeof useT>

const targetFields = {
  providerId: 'evaluate.target.provider',
  model: 'evaluate.target.model',
  user: 'evaluate.target.user',
  temperature: 'evaluate.target.temperature',
  maxTokens: 'evaluate.target.maxTokens',
  seed: 'evaluate.target.seed',
  url: 'evaluate.target.url',
  headers: 'evaluate.target.headers',
  secretHeaders: 'evaluate.target.secretHeaders',
  body: 'evaluate.target.body',
  timeoutSeconds: 'evaluate.target.timeout',
  command: 'evaluate.target.program',
  path: 'evaluate.target.path',
  exportName: 'evaluate.target.exportName',
} as const

const scorerFields = {
  name: 'evaluate.scorers.name',
  expectation: 'evaluate.scorers.expectation',
  texts: 'evaluate.scorers.texts',
  pattern: 'evaluate.scorers.pattern',
  flags: 'evaluate.scorers.flags',
  schema: 'evaluate.scorers.schema',
  most: 'evaluate.scorers.mostHint',
  providerId: 'evaluate.target.provider',
  model: 'evaluate.target.model',
  guidelines: 'evaluate.scorers.guidelines',
  judgeId: 'evaluate.scorers.kind.judge',
  repeats: 'evaluate.scorers.repeats',
} as const

const ownFields = {
  source: 'evaluate.source.label',
  purpose: 'evaluate.source.purpose',
  scorers: 'evaluate.scorers.title',
  concurrency: 'evaluate.limits.concurrency',
  requestsPerMinute: 'evaluate.limits.requestsPerMinute',
  maxCostUsd: 'evaluate.limits.maxCostUsd',
  maxTries: 'evaluate.limits.maxTries',
} as const

function pick<K extends string, V>(table: Record<K, V>, key: string): V | undefined {
  return Object.hasOwn(table, key) ? table[key as K] : undefined
}

/** As the field is labelled on screen; of a scorer with its name before it. */
export function fieldLabel(t: T, field: string, { scorers }: Draft): string {
  const [area, id, last = ''] = field.split('.')
  if (area === 'scorer') {
    const key = pick(scorerFields, last)
    const name = scorers.find((each) => each.id === id)?.name ?? ''
    return key === undefined ? name : `${name}: ${t(key)}`
  }
  const key = area === 'target' ? pick(targetFields, id ?? '') : pick(ownFields, field)
  return key === undefined ? field : t(key)
}
