import { useQuery } from '@tanstack/react-query'
import type { BuiltinJudge, Judge } from '../../../shared/model/judge.ts'
import type { Provider } from '../../../shared/model/provider.ts'
import { notifyFailure, notifyUndo } from '../../app/notify.tsx'
import { client, orpc } from '../../data/client.ts'
import { t } from '../../i18n/i18n.ts'

export function useOwnJudges() {
  return useQuery(orpc.judges.list.queryOptions({ input: {} }))
}

export function useBuiltins() {
  return useQuery(orpc.judges.builtins.queryOptions())
}

/** Newest first. */
export function useVersions(judgeId: string) {
  return useQuery(orpc.judges.versions.queryOptions({ input: { judgeId } }))
}

export function useProviders(): readonly Provider[] | undefined {
  return useQuery(orpc.providers.list.queryOptions()).data?.map(({ provider }) => provider)
}

/** What a new judge asks: the first provider that has a default. */
export function usualModel(providers: readonly Provider[]): { providerId: string; model: string } {
  const provider = providers.find(({ defaultModel }) => defaultModel !== undefined) ?? providers[0]
  return { providerId: provider?.providerId ?? '', model: provider?.defaultModel ?? '' }
}

export async function removeJudge({ judgeId, name }: Judge): Promise<boolean> {
  try {
    await client.judges.remove({ judgeId })
    notifyUndo(t('judges.deleted', { name }), () => client.judges.restore({ judgeId }))
    return true
  } catch (error) {
    notifyFailure(error)
    return false
  }
}

/** How a built-in judge is addressed. */
export const builtinPrefix = 'builtin:'
export const toBuiltinKey = ({ builtinId }: BuiltinJudge) => `${builtinPrefix}${builtinId}`
