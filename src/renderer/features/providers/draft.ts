/** A provider as it stands in its form. */
import type { ModelPrice, Provider } from '../../../shared/model/provider.ts'

export interface Draft {
  name: string
  baseUrl: string
  keyKind: 'none' | 'environment' | 'keychain'
  /** A new one for the keychain; empty: the one that it holds. */
  key: string
  variable: string
  model: string
  /** Empty text: no price. */
  inputPrice: number | string
  outputPrice: number | string
}

export function toDraft(provider: Provider | undefined): Draft {
  const model = provider?.defaultModel ?? ''
  const price = provider?.prices[model]
  const key = provider?.key
  return {
    name: provider?.name ?? '',
    baseUrl: provider?.baseUrl ?? '',
    keyKind: key?.kind ?? 'none',
    key: '',
    variable: key?.kind === 'environment' ? key.variable : '',
    model,
    inputPrice: price?.inputPerMillion ?? '',
    outputPrice: price?.outputPerMillion ?? '',
  }
}

/** What to save; undefined while something is missing. Prices of other models stay. */
export function toProvider(
  draft: Draft,
  before: Provider | undefined,
): (Omit<Provider, 'providerId'> & { providerId?: string }) | undefined {
  const name = draft.name.trim()
  const baseUrl = draft.baseUrl.trim()
  const variable = draft.variable.trim()
  const model = draft.model.trim()
  if (name === '' || !/^https?:\/\/[^/]/.test(baseUrl) || !URL.canParse(baseUrl)) return undefined
  if (draft.keyKind === 'environment' && !/^[A-Za-z_]\w{0,99}$/.test(variable)) return undefined
  const prices = { ...before?.prices }
  const price = toPrice(draft)
  if (model !== '') {
    if (price === undefined) delete prices[model]
    else prices[model] = price
  }
  return {
    ...(before === undefined ? {} : { providerId: before.providerId }),
    name,
    baseUrl,
    key: draft.keyKind === 'environment' ? { kind: 'environment', variable } : { kind: draft.keyKind },
    ...(model === '' ? {} : { defaultModel: model }),
    prices,
  }
}

function toPrice({ inputPrice, outputPrice }: Draft): ModelPrice | undefined {
  if (inputPrice === '' && outputPrice === '') return undefined
  return { inputPerMillion: Number(inputPrice) || 0, outputPerMillion: Number(outputPrice) || 0 }
}
