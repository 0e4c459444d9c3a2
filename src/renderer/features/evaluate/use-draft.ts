/** The form's state: what was used last, what the start asks for, and each change kept for the next time. */
import { useQuery } from '@tanstack/react-query'
import { useMemo, useState } from 'react'
import { useEvaluationStart } from '../../app/evaluate.ts'
import { orpc } from '../../data/client.ts'
import { currentSettings, rememberLayout } from '../../data/settings.ts'
import { type Draft, emptyDraft, parseDraft, type ScorerDraft, type TargetDraft, toKept } from './draft.ts'
import { toDraft, toSourceDraft } from './draft-config.ts'

const layoutKey = 'evaluate.draft'

function firstDraft(): Draft {
  const { source, config } = useEvaluationStart.getState()
  if (config !== undefined) return toDraft(config)
  const kept = parseDraft(currentSettings().layout[layoutKey]) ?? emptyDraft
  return source === undefined ? kept : { ...kept, name: '', source: toSourceDraft(source) }
}

export interface DraftDesk {
  draft: Draft
  change: (change: Partial<Draft>) => void
  changeSource: (change: Partial<Draft['source']>) => void
  changeTarget: (change: Partial<TargetDraft>) => void
  changeScorer: (id: string, change: Partial<ScorerDraft>) => void
}

export function useDraft(): DraftDesk {
  const [kept, setKept] = useState(firstDraft)
  const draft = useWithoutStrangers(kept)
  return useMemo(() => {
    const set = (next: Draft) => {
      setKept(next)
      rememberLayout(layoutKey, toKept(next))
    }
    return {
      draft,
      change: (change) => set({ ...draft, ...change }),
      changeSource: (change) => set({ ...draft, source: { ...draft.source, ...change } }),
      changeTarget: (change) => set({ ...draft, target: { ...draft.target, ...change } }),
      changeScorer: (id, change) =>
        set({ ...draft, scorers: draft.scorers.map((each) => (each.id === id ? { ...each, ...change } : each)) }),
    }
  }, [draft])
}

/** What was used last may be of another workspace, or deleted since. */
function useWithoutStrangers(draft: Draft): Draft {
  const datasets = useQuery(orpc.datasets.list.queryOptions()).data
  const sessions = useQuery(orpc.labelingSessions.list.queryOptions()).data
  const providers = useQuery(orpc.providers.list.queryOptions()).data
  return useMemo(() => {
    const { source, target } = draft
    const isHere = <T>(list: readonly T[] | undefined, matches: (each: T) => boolean) =>
      list === undefined || list.some(matches)
    const hasDataset = isHere(datasets, (each) => each.datasetId === source.datasetId)
    const hasSession = isHere(sessions, (each) => each.sessionId === source.sessionId)
    const hasProvider = isHere(providers, (each) => each.provider.providerId === target.providerId)
    if (hasDataset && hasSession && hasProvider) return draft
    return {
      ...draft,
      source: {
        ...source,
        ...(hasDataset ? {} : { datasetId: '', version: 0, split: '' }),
        ...(hasSession ? {} : { sessionId: '' }),
      },
      target: { ...target, ...(hasProvider ? {} : { providerId: '' }) },
    }
  }, [draft, datasets, sessions, providers])
}
