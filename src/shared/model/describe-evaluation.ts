/** What an evaluation asks of what, in a line each, for people and for MLflow's clients, which see them as parameters of the run. */
import type { EvaluationConfig, ScorerSpec } from './evaluation.ts'
import type { Target } from './target.ts'

/** Parameters of a run that say what it is; `rows` and `target` are always there. */
export const runParams = { rows: 'rows', target: 'target', source: 'source', scorers: 'scorers' } as const

/** `dataset`: the one that the rows come from, with the version that was taken. */
export function describeEvaluation(
  { source, target, scorers }: EvaluationConfig,
  rowCount: number,
  dataset: { name: string; version: number } | undefined,
): Record<string, string> {
  const split = source.kind === 'dataset' && source.split !== undefined ? `, ${source.split}` : ''
  return {
    [runParams.rows]: String(rowCount),
    [runParams.target]: describeTarget(target),
    ...(dataset === undefined ? {} : { [runParams.source]: `${dataset.name} v${dataset.version}${split}` }),
    ...(scorers.length === 0 ? {} : { [runParams.scorers]: scorers.map(describeScorer).join(', ') }),
  }
}

/** Nothing secret: of an address neither user and password nor query, of headers nothing. */
export function describeTarget(target: Target): string {
  switch (target.kind) {
    case 'recorded':
      return 'recorded'
    case 'chat':
      return `chat ${target.model}`
    case 'http':
      return `${target.method} ${withoutSecrets(target.url)}`
    case 'command':
      return `command ${target.command}`
    case 'module':
      return `module ${target.path} ${target.exportName}`
  }
}

/** The address may be a template, which no parser of addresses reads. */
function withoutSecrets(url: string): string {
  return url.replace(/[?#].*$/s, '').replace(/^([a-z][a-z0-9+.-]*:\/\/)[^/@]*@/i, '$1')
}

export function describeScorer(scorer: ScorerSpec): string {
  switch (scorer.kind) {
    case 'code':
      return scorer.name === scorer.check.kind ? scorer.name : `${scorer.name} (${scorer.check.kind})`
    case 'judge':
      return `${scorer.name} (version ${scorer.version})`
    case 'builtinJudge':
      return `${scorer.name} (${scorer.builtinId} ${scorer.version}, ${scorer.model})`
  }
}
