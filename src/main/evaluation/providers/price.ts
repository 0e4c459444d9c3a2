import type { Provider } from '../../../shared/model/provider.ts'

/** US dollars by the provider's price list; undefined where it has no price of the model or nothing was counted. */
export function toCostUsd(
  { prices }: Provider,
  model: string,
  { inputTokens, outputTokens }: { inputTokens: number | undefined; outputTokens: number | undefined },
): number | undefined {
  const price = Object.hasOwn(prices, model) ? prices[model] : undefined
  if (price === undefined || (inputTokens === undefined && outputTokens === undefined)) return undefined
  return ((inputTokens ?? 0) * price.inputPerMillion + (outputTokens ?? 0) * price.outputPerMillion) / 1_000_000
}
