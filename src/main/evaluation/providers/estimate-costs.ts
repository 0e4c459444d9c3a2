/** Prices put to what a run would ask. */
import { AppError } from '../../../shared/model/error.ts'
import type { EvaluationEstimate } from '../../../shared/model/evaluation.ts'
import type { Target } from '../../../shared/model/target.ts'
import type { ProviderAccess } from '../outside.ts'
import type { EstimatedRun } from '../runner/estimate.ts'
import { toCostUsd } from './price.ts'

/** Throws nothing for providers that are gone: their models have no price. */
export function estimateCosts(
  { rows, models, lookedRows, emptyPlaces }: EstimatedRun,
  target: Target,
  providers: Pick<ProviderAccess, 'get'>,
): EvaluationEstimate {
  const sum = (values: (number | undefined)[]) => values.reduce<number>((total, value) => total + (value ?? 0), 0)
  const priced = models.map((each) => ({ ...each, costUsd: findCost(each, providers) }))
  const known = priced.filter(({ costUsd }) => costUsd !== undefined)
  return {
    rows,
    targetCalls: target.kind === 'recorded' ? 0 : rows,
    judgeCalls: sum(models.map(({ purpose, calls }) => (purpose === 'judge' ? calls : 0))),
    inputTokens: sum(models.map(({ inputTokens }) => inputTokens)),
    outputTokens: sum(models.map(({ outputTokens }) => outputTokens)),
    ...(known.length === 0 ? {} : { costUsd: sum(known.map(({ costUsd }) => costUsd)) }),
    unpriced: [...new Set(priced.filter(({ costUsd }) => costUsd === undefined).map(({ model }) => model))],
    isTargetUnknown: target.kind === 'http' || target.kind === 'command' || target.kind === 'module',
    lookedRows,
    emptyPlaces,
  }
}

function findCost(
  { providerId, model, inputTokens, outputTokens }: EstimatedRun['models'][number],
  providers: Pick<ProviderAccess, 'get'>,
): number | undefined {
  try {
    return toCostUsd(providers.get(providerId), model, { inputTokens, outputTokens })
  } catch (error) {
    if (error instanceof AppError && error.code === 'NOT_FOUND') return undefined
    throw error
  }
}
